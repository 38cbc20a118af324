package grammar

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// end is the end token of the bundled tokenizer.
const end = 1

func load(t testing.TB) (*tokenizer.Tokenizer, *Vocabulary) {
	t.Helper()
	tok, err := tokenizer.Load("../../testdata/models/banking/tokenizer.json")
	if err != nil {
		t.Fatal(err)
	}
	return tok, NewVocabulary(tok, []int32{end})
}

var (
	free   = Quote(nil)
	number = Quote(func(words string) bool { return strings.Trim(words, "0123456789") == "" })
)

// seen is a prompt of which a tokenizer changes nothing.
func seen(prompt string) tokenizer.View { return tokenizer.View{Source: prompt, Text: prompt} }

func quoted(quote *Pattern) *Pattern { return Sequence(Text(`"`), quote, Text(`"`)) }

func TestMatch(t *testing.T) {
	digits := List(Byte('0', '9'), Text(""))
	for _, c := range []struct {
		pattern        *Pattern
		prompt, output string
		at             int // -1: it is allowed
	}{
		{Text("ab"), "", "ab", -1},
		{Text("ab"), "", "a", 1},
		{Text("ab"), "", "abc", 2},
		{Sequence(), "", "", -1},
		{Sequence(Text("a"), Text("b")), "", "ab", -1},
		{Either(Text("a"), Text("ab")), "", "ab", -1},
		{Either(Text("a"), Text("b")), "", "c", 0},
		{Either(), "", "", 0},
		{Byte('b', 'a'), "", "a", 0},
		{digits, "", "0815", -1},
		{digits, "", "08x5", 2},
		{List(Text("a"), Text("; ")), "", "a; a; a", -1},
		{List(Text("a"), Text("; ")), "", "a; ", 3},
		{quoted(free), "pay ann today", `"ann today"`, -1},
		{quoted(free), "pay ann today", `"ann"`, -1},
		{quoted(free), "pay anna", `"ann"`, 4},
		{quoted(free), "boas number", `"boa"`, -1}, // without the s at the end of a word
		{quoted(free), "room12b", `"12"`, 1},
		{quoted(free), `the "big" one`, `"""big"""`, -1},
		{quoted(free), `the "big" one`, `""big""`, 2},
		{quoted(free), "!!!", `"!`, 0},
		{quoted(number), "pay 50 to 7 people", `"50"`, -1},
		{quoted(number), "pay 50 to 7 people", `"7"`, -1},
		{quoted(number), "pay 50 to 7 people", `"pay`, 1},
		{Either(When(number, Text("n")), Text("x")), "none here", "n", 0},
		{Either(When(number, Text("n")), Text("x")), "5 here", "n", -1},
	} {
		at, ok := New(c.pattern).Match(c.prompt, c.output)
		if ok != (c.at < 0) || !ok && at != c.at {
			t.Errorf("%q for %q: allowed %t, refused at %d, want %d", c.output, c.prompt, ok, at, c.at)
		}
	}
}

// TestQuoteLimit: words that are farther apart than maxQuote are not asked about.
func TestQuoteLimit(t *testing.T) {
	most := 0
	quote := Quote(func(words string) bool { most = max(most, len(strings.Fields(words))); return false })
	New(quote).Match(strings.Repeat("word ", 40), "x")
	New(quote).Match(strings.Repeat("word ", 40), "word")
	if most != maxQuote {
		t.Errorf("fits was asked about %d words, want %d at most", most, maxQuote)
	}
}

// TestNoDeadEnds: what is begun can be ended, whatever the prompt is. An argument is
// not begun if the prompt has no words for it, nor if its name is only the beginning
// of another's.
func TestNoDeadEnds(t *testing.T) {
	tok, v := load(t)
	for name, p := range map[string]*Pattern{
		"free":     Sequence(Text("f("), Either(When(free, Sequence(Text("recipient="), quoted(free))), Text("")), Text(")")),
		"typed":    Sequence(Text("f("), Either(When(number, Sequence(Text("recipient="), quoted(number))), Text("")), Text(")")),
		"required": Either(When(free, Sequence(Text("pay("), quoted(free), Text(")"))), Text("none()")),
		"names":    Sequence(Text("f("), Either(When(number, Sequence(Text("day="), quoted(number))), Sequence(Text("days="), Text("1"))), Text(")")),
	} {
		g := New(p)
		for _, prompt := range []string{"!!!", "☃", "pay 5", "pay", `"`, `a "b`, "é", "5", "pay zoë !?", "李明 。", "x ☃ …", "\u0301e !"} {
			read := tok.View(prompt, tok.Encode(nil, prompt))
			var walk func(c *Cursor, depth int)
			walk = func(c *Cursor, depth int) {
				ids := slices.Clone(c.Allowed())
				if len(ids) == 0 {
					t.Errorf("%s, %q: a dead end", name, prompt)
				}
				for _, id := range ids {
					if next := c.After(id); v.texts[id] != "" && depth < 12 && !t.Failed() {
						walk(next, depth+1)
					}
				}
			}
			walk(g.Start(v, read, &Buffers{}), 0)
		}
	}
}

// orders is a grammar with lists, numbers and quotes.
func orders() *Grammar {
	digit := Byte('0', '9')
	return New(List(Either(
		Text("none()"),
		Sequence(Text("order(quantity="), Either(digit, Sequence(digit, digit)), Text(")")),
		When(free, Sequence(Text("send(to="), quoted(free), Text(")"))),
	), Text("; ")))
}

// write writes an output with tokens that r chooses, and returns what could come
// at each step.
func write(g *Grammar, v *Vocabulary, prompt string, r *rand.Rand, limit int) (tokens []int32, steps [][]int32) {
	c := g.Start(v, seen(prompt), &Buffers{})
	for len(tokens) < limit {
		ids := slices.Clone(c.Allowed())
		steps = append(steps, ids)
		id := ids[r.IntN(len(ids))]
		if id == end {
			break
		}
		if !c.Advance(id) {
			panic("a token that is allowed cannot be taken")
		}
		tokens = append(tokens, id)
	}
	return tokens, steps
}

// TestCursorAgreesWithMatch: whatever a cursor writes is an output, in the tokens
// into which the tokenizer segments it.
func TestCursorAgreesWithMatch(t *testing.T) {
	tok, v := load(t)
	g, r := orders(), rand.New(rand.NewPCG(1, 2))
	whole := 0
	for i := range 400 {
		prompt := []string{"send it to zoe", "4 boxes", `a "b" c`}[i%3]
		const limit = 60
		tokens, _ := write(g, v, prompt, r, limit)
		if len(tokens) == limit {
			continue
		}
		whole++
		text := tok.Decode(tokens, true)
		if at, ok := g.Match(prompt, text); !ok {
			t.Errorf("%q: %q is refused at %d", prompt, text, at)
		}
		if ids := tok.Encode(nil, text); !slices.Equal(ids[:len(ids)-1], tokens) {
			t.Errorf("%q is written in tokens %d, which the tokenizer segments into %d", text, tokens, ids)
		}
	}
	if whole < 200 {
		t.Errorf("%d outputs came to their end, want 200 at least", whole)
	}
}

// TestFullMemory: when no more places can be remembered, the same tokens are allowed.
func TestFullMemory(t *testing.T) {
	_, v := load(t)
	run := func(room int) (all [][]int32) {
		g, r := orders(), rand.New(rand.NewPCG(3, 4))
		g.memories[v] = newMemory(room)
		for range 60 {
			_, steps := write(g, v, "send 4 boxes to zoe", r, 40)
			all = append(all, steps...)
		}
		if known := len(g.memories[v].known); known > room {
			t.Errorf("%d places are remembered, there is room for %d", known, room)
		}
		return all
	}
	want := run(maxKnown)
	for _, room := range []int{0, 3} {
		if got := run(room); !slices.EqualFunc(got, want, slices.Equal) {
			t.Errorf("with room for %d places other tokens are allowed", room)
		}
	}
}

// TestForced: tokens that must come are known without asking, and the cursor stays.
func TestForced(t *testing.T) {
	tok, v := load(t)
	c := New(Sequence(Text("check_balance("), Either(Text("a"), Text("b")), Text(")"))).Start(v, seen(""), &Buffers{})
	ids := c.Forced(nil, 20)
	if text := tok.Decode(ids, true); len(ids) == 0 || !strings.HasPrefix("check_balance(", text) {
		t.Errorf("%q must come", text)
	}
	if got := c.Forced(nil, 1); !slices.Equal(got, ids[:1]) {
		t.Errorf("the first is %v, was %v", got, ids)
	}
}

// TestComplete: an output that is cut off is ended, with other words or as another
// output only if nothing else fits.
func TestComplete(t *testing.T) {
	tok, v := load(t)
	long := Sequence(Text("check_balance("), Text("account=savings, account=checking, account=savings"), Text(")"))
	for _, c := range []struct {
		pattern *Pattern
		written string // of which the first limit tokens are there
		limit   int
		want    string // "": it stays cut off
	}{
		{Sequence(Text("check_balance("), Either(Text("account=savings, account=savings"), Text("")), Text(")")), "check_balance(account=savings, account=savings)", 3, "check_balance()"},
		{Either(long, Text("none()")), "check_balance(account=savings", 4, "none()"},
		{Sequence(Text("check_balance("), quoted(free), Text(")")), `check_balance("is my balance ok`, 40, `check_balance("is my balance")`},
		{long, "check_balance(account=savings", 3, ""},
		{Text("none()"), "none()", 40, ""}, // it is an output
	} {
		ids := tok.Encode(nil, c.written)
		ids = ids[:min(len(ids)-1, c.limit)]
		got, ok := New(c.pattern).Start(v, seen("is my balance ok"), &Buffers{}).Complete(ids)
		if text := tok.Decode(got, true); ok != (c.want != "") || text != c.want || len(got) > len(ids) {
			t.Errorf("%q after %d tokens: %q, %t, want %q", c.written, len(ids), text, ok, c.want)
		}
		if _, allowed := New(c.pattern).Match("is my balance ok", tok.Decode(got, true)); ok && !allowed {
			t.Errorf("%q is not allowed", tok.Decode(got, true))
		}
	}
}

// FuzzMatch: no prompt and no output is too strange, and what a prompt quotes is in it.
func FuzzMatch(f *testing.F) {
	for _, seed := range []string{`send 4 boxes to zoe`, `a "b" c`, "\xff\xfe", "é☃", ""} {
		f.Add(seed, `send(to="`+seed+`")`)
	}
	g := orders()
	f.Fuzz(func(t *testing.T, prompt, output string) {
		at, ok := g.Match(prompt, output)
		if at < 0 || at > len(output) || ok && at != len(output) {
			t.Errorf("%q for %q: %d, %t", output, prompt, at, ok)
		}
		words, is := strings.CutPrefix(output, `send(to="`)
		if words, whole := strings.CutSuffix(words, `")`); is && whole && ok && !strings.Contains(words, `"`) && !strings.Contains(prompt, words) {
			t.Errorf("%q is allowed for %q", output, prompt)
		}
	})
}

// BenchmarkWrite writes an output with words of a prompt, as greedy decoding does: it
// asks whether each token may come.
func BenchmarkWrite(b *testing.B) {
	tok, v := load(b)
	const prompt = "please send 20 dollars to my sister anna schmidt on friday"
	g := New(When(free, Sequence(Text("transfer_money("), Text(`recipient="`), free, Text(`")`))))
	ids := tok.Encode(nil, `transfer_money(recipient="my sister anna schmidt")`)
	var buffers Buffers
	for b.Loop() {
		c := g.Start(v, seen(prompt), &buffers)
		for _, id := range ids {
			if !c.Advance(id) {
				b.Fatal(id)
			}
		}
	}
}
