package calls

import (
	"slices"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/grammar"
)

// Grammar returns the grammar of all valid targets of a schema: one or more calls,
// each with its parameters in order. Enumerations and numbers keep to what the
// schema allows; text and dates are words of the prompt, character for character.
func Grammar(s *action.Schema) *grammar.Grammar {
	return grammar.New(grammar.List(anyCall(s), grammar.Text("; ")))
}

// SingleCall returns the grammar of the valid targets that are one call.
func SingleCall(s *action.Schema) *grammar.Grammar { return grammar.New(anyCall(s)) }

// Quoted says what the words of a quote are, of those that not all words fit.
type Quoted struct {
	Param *action.Param // whose values they are
	Long  bool          // of any length
}

// Table returns Grammar(s) as a table, and what its quotes are in the order of their numbers.
func Table(s *action.Schema) (*grammar.Table, []Quoted) {
	b := newBuilder()
	t, quotes := grammar.New(grammar.List(b.anyCall(s), grammar.Text("; "))).Table()
	all := make([]Quoted, len(quotes))
	for kind, p := range b.quotes {
		if i := slices.Index(quotes, p); i >= 0 {
			all[i] = Quoted{b.params[kind], kind.long()}
		}
	}
	return t, all
}

// anyCall is the calls of all actions.
func anyCall(s *action.Schema) *grammar.Pattern { return newBuilder().anyCall(s) }

func newBuilder() *builder {
	return &builder{quotes: map[words]*grammar.Pattern{}, params: map[words]*action.Param{}}
}

func (b *builder) anyCall(s *action.Schema) *grammar.Pattern {
	var all []*grammar.Pattern
	for _, a := range s.Actions {
		all = append(all, b.call(a))
	}
	return grammar.Either(all...)
}

// builder makes the patterns of a schema.
type builder struct {
	quotes map[words]*grammar.Pattern // one for all parameters whose values are the same words, as finding out what fits is slow
	params map[words]*action.Param    // that quotes are asked about
}

// words are those of a prompt that are the values of a parameter.
type words struct {
	format string
	limits *action.Param // that limits its text, else nil
}

// long reports whether the words are free text, which may be long.
func (w words) long() bool { return w.limits != nil && w.format == "" }

// AnyDay is what relative dates count from when only their form matters.
var AnyDay = time.Date(2025, time.June, 16, 0, 0, 0, 0, time.UTC)

// call is the calls of an action. If the prompt has no words for a required
// parameter there is none, as it could not be ended. One that the assistant asks for is
// not required here.
func (b *builder) call(a *action.Action) *grammar.Pattern {
	out := grammar.Sequence(grammar.Text(a.Name+"("), b.arguments(a, 0, false, map[position]*grammar.Pattern{}))
	for _, p := range a.Params {
		if quote := b.quote(p); quote != nil && must(p) {
			out = grammar.When(quote, out)
		}
	}
	return out
}

// must reports whether every call has the parameter.
func must(p *action.Param) bool { return p.Required && p.Ask == "" }

// position is a parameter, and whether an argument comes before it.
type position struct {
	param int
	later bool
}

// arguments is the arguments from the i-th parameter on, and the end of the call.
func (b *builder) arguments(a *action.Action, i int, later bool, done map[position]*grammar.Pattern) *grammar.Pattern {
	if i == len(a.Params) {
		return grammar.Text(")")
	}
	at := position{i, later}
	if p := done[at]; p != nil {
		return p
	}
	p := a.Params[i]
	name := p.Name + "="
	if later {
		name = ", " + name
	}
	out := grammar.Sequence(grammar.Text(name), b.value(p), b.arguments(a, i+1, true, done))
	if quote := b.quote(p); quote != nil && !must(p) {
		out = grammar.When(quote, out)
	}
	if !must(p) {
		out = grammar.Either(out, b.arguments(a, i+1, later, done))
	}
	done[at] = out
	return out
}

// value is the values of a parameter, as targets write them.
func (b *builder) value(p *action.Param) *grammar.Pattern {
	switch quote := b.quote(p); {
	case quote != nil:
		return grammar.Sequence(grammar.Text(`"`), quote, grammar.Text(`"`))
	case len(p.Enum) > 0:
		return oneOf(p.Enum)
	case p.Type == "boolean":
		return oneOf([]string{"true", "false"})
	}
	return numerals(p)
}

// quote is the words of the prompt that are a value of a parameter, nil if targets do
// not quote its values.
func (b *builder) quote(p *action.Param) *grammar.Pattern {
	if len(p.Enum) > 0 || p.Type == "boolean" || p.Type == "integer" || p.Type == "number" {
		return nil
	}
	format := p.Format
	if action.Formats[format] == nil {
		format = ""
	}
	kind := words{format: format}
	if p.LimitsText() {
		kind.limits = p
	}
	if b.quotes[kind] == nil {
		var fits func(string) bool
		if kind != (words{}) {
			fits = func(words string) bool {
				_, err := p.Normalize(words, AnyDay)
				return err == nil
			}
		}
		b.quotes[kind], b.params[kind] = grammar.Quote(fits), p
		if kind.long() {
			b.quotes[kind] = grammar.LongQuote(fits)
		}
	}
	return b.quotes[kind]
}

func oneOf(texts []string) *grammar.Pattern {
	var out []*grammar.Pattern
	for _, text := range texts {
		out = append(out, grammar.Text(action.FormatValue(text)))
	}
	return grammar.Either(out...)
}
