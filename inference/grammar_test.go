package inference

import (
	"slices"
	"strings"
	"testing"
)

// TestNoDeadEnds: what is begun can be ended, whatever the prompt has: an argument
// of its words is not begun where it has none, nor where a name is only the
// beginning of one that may be written.
func TestNoDeadEnds(t *testing.T) {
	number := Quote(func(words string) bool { return strings.Trim(words, "0123456789") == "" })
	free := Quote(nil)
	value := func(quote *Pattern) *Pattern { return All(Text(`"`), quote, Text(`"`)) }
	m := open(t, bundled, Options{Threads: 1})
	for name, p := range map[string]*Pattern{
		"free":     All(Text("f("), Any(If(free, All(Text("recipient="), value(free))), Text("")), Text(")")),
		"typed":    All(Text("f("), Any(If(number, All(Text("recipient="), value(number))), Text("")), Text(")")),
		"required": Any(If(free, All(Text("pay("), value(free), Text(")"))), Text("none()")),
		"names":    All(Text("f("), Any(If(number, All(Text("day="), value(number))), All(Text("days="), Text("1"))), Text(")")),
	} {
		grammar := NewGrammar(p)
		for _, prompt := range []string{"!!!", "☃", "pay 5", "pay", `"`, `a "b`, "é", "5"} {
			read := m.Tokenizer.Decode(m.Tokenizer.Encode(nil, prompt), true)
			for _, g := range []Generation{{}, {Beams: 3}, {Confidence: true}} {
				g.Grammar, g.MaxNewTokens = grammar, 40
				o := collect(t, m.Generate(t.Context(), slices.Values([]string{prompt}), g))[0]
				if o.Err != nil {
					t.Errorf("%s, %q, %d beams: %v", name, prompt, g.Beams, o.Err)
				} else if at, ok := grammar.Match(read, o.Text); !ok && !o.Truncated {
					t.Errorf("%s, %q, %d beams: %q is refused at %d", name, prompt, g.Beams, o.Text, at)
				}
			}
			// Every way through it, token by token.
			var walk func(r *reading, depth int)
			walk = func(r *reading, depth int) {
				ids := slices.Clone(r.allowed())
				if len(ids) == 0 {
					t.Errorf("%s, %q: a dead end", name, prompt)
				}
				for _, id := range ids {
					if next := r.after(id); m.vocabulary().texts[id] != "" && depth < 12 && !t.Failed() {
						walk(next, depth+1)
					}
				}
			}
			walk(grammar.read(m.vocabulary(), read, &scratch{}), 0)
		}
	}
}

// TestFullLexicon: where no more places can be remembered, answers are the same.
func TestFullLexicon(t *testing.T) {
	m := open(t, bundled, Options{Threads: 1})
	prompts := texts(readOracle(t, oracle+"/greedy.jsonl"))[:60]
	answers := func(room int) (all []string) {
		g := listed([]string{"none()", "check_balance(account=savings)", "check_balance(account=checking)", "get_statement()", "freeze_account()", "order_checks(quantity=1)", "order_checks(quantity=12)"})
		g.in(m.vocabulary()).room = room
		for _, o := range collect(t, m.Generate(t.Context(), slices.Values(prompts), Generation{Grammar: g})) {
			all = append(all, o.Text)
		}
		if known := len(g.in(m.vocabulary()).known); known > room {
			t.Errorf("%d places are remembered, there is room for %d", known, room)
		}
		return all
	}
	want := answers(maxKnown)
	for _, room := range []int{0, 3} {
		if got := answers(room); !slices.Equal(got, want) {
			t.Errorf("room for %d places: %q, want %q", room, got, want)
		}
	}
}

// TestCompleted: an answer that the limit cuts off is ended as its grammar wants, with
// words of the prompt or as another output only where nothing else has room.
func TestCompleted(t *testing.T) {
	m := open(t, bundled, Options{Threads: 1})
	free := Quote(nil)
	long := All(Text("check_balance("), Text("account=savings, account=checking, account=savings"), Text(")"))
	for _, c := range []struct {
		grammar *Pattern
		limit   int
		want    string // "": cut off
	}{
		{All(Text("check_balance("), Any(Text("account=savings, account=savings, account=savings"), Text("")), Text(")")), 3, "check_balance()"},
		{Any(long, Text("none()")), 4, "none()"},
		{All(Text("check_balance("), Text(`"`), free, Text(`")`)), 4, `check_balance("`},
		{long, 3, ""},
	} {
		o := collect(t, m.Generate(t.Context(), slices.Values([]string{"is my balance ok"}), Generation{Grammar: NewGrammar(c.grammar), MaxNewTokens: c.limit, Confidence: true}))[0]
		if o.Err != nil || len(o.Tokens) > c.limit {
			t.Errorf("%+v: %q, error %v", c, o.Text, o.Err)
			continue
		}
		_, whole := NewGrammar(c.grammar).Match("is my balance ok", o.Text)
		if whole != (c.want != "") || !strings.HasPrefix(o.Text, c.want) {
			t.Errorf("at most %d tokens: %q, truncated %t, want %q", c.limit, o.Text, o.Truncated, c.want)
		}
		if changed := o.Truncated && whole && len(o.Tokens) < c.limit; changed && o.Confidence.LogProb != unsure {
			t.Errorf("%q has confidence %+v", o.Text, o.Confidence)
		}
	}
}
