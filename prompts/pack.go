package prompts

import (
	"math/big"
	"slices"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/pack"
)

// A Pack is a domain: actions, and the templates that prompts are drawn from. It
// is safe for concurrent use.
type Pack struct {
	Name        string
	Version     string
	Description string
	Language    string

	content *pack.Content
}

// A Template is one template of a pack.
type Template = pack.Template

// Schema is the pack's actions.
func (p *Pack) Schema() *action.Schema { return p.content.Schema }

// Reference is the first of the pack's reference dates.
func (p *Pack) Reference() time.Time { return p.content.Calendar.First }

// Hash is the SHA-256, in hex, of the pack's file names and contents.
func (p *Pack) Hash() string { return p.content.Hash }

// ID is name@hash8, as examples carry it.
func (p *Pack) ID() string { return p.content.ID }

// Templates lists the templates in the order of files and lines.
func (p *Pack) Templates() []*Template { return slices.Clone(p.content.Templates) }

// Warnings is what looked wrong on loading, though the pack works.
func (p *Pack) Warnings() Faults { return p.content.Warnings }

// Count is the number of derivations of all templates of an action, of the
// whole pack where action is "".
func (p *Pack) Count(action string) *big.Int {
	sum := new(big.Int)
	for _, t := range p.content.Templates {
		if action == "" || t.Action() == action {
			sum.Add(sum, t.Compiled.Root.Size())
		}
	}
	return sum
}
