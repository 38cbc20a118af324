package pack

import (
	"fmt"
	"math/big"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

// Template is one compiled template of a pack. Callers must not change its fields.
type Template struct {
	Key     string   // hash of what the template says, 12 hex digits; file and line are no part of it
	Actions []string // actions of its calls, usually one
	Text    string   // as written
	File    string   // relative to the pack's templates folder
	Line    int
	Kind    string // of a negative: out_of_scope, …
	Voice   string
	Weight  float64

	Dialogue *Dialogue // of a template of several turns, else nil

	place    string
	Calls    []*action.Action // of a dialogue: after each turn of the user
	Compiled grammar.Template
}

// Place is file:line, the file relative to the pack's templates folder.
func (t *Template) Place() string {
	if t.place == "" { // a template that is still being read
		return fmt.Sprintf("%s:%d", t.File, t.Line)
	}
	return t.place
}

// Action is the action of the first call.
func (t *Template) Action() string { return t.Actions[0] }

// Count is the number of derivations, the most rows that the template can give: two
// derivations may write one text, and a where clause may forbid some.
func (t *Template) Count() *big.Int { return new(big.Int).Set(t.Compiled.Root.Size()) }
