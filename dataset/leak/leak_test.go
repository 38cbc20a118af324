package leak

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
)

// example makes one of a split from a text with slots written {name:words}.
func example(split dataset.Split, marked string) *dataset.Example {
	e := &dataset.Example{Split: split}
	for {
		before, rest, ok := strings.Cut(marked, "{")
		e.Text += before
		if !ok {
			break
		}
		inside, after, _ := strings.Cut(rest, "}")
		name, words, _ := strings.Cut(inside, ":")
		start := len([]rune(e.Text))
		e.Text += words
		e.Slots = append(e.Slots, dataset.Slot{Name: name, Value: words, Start: start, End: start + len([]rune(words))})
		marked = after
	}
	e.ID = "ex " + e.Text
	return e
}

func pairs(t *testing.T, near float64, train, test []string) Pair {
	t.Helper()
	f := NewFinder(near, 9)
	for _, s := range test { // the order of splits does not matter
		if err := f.Add("test.jsonl", example(dataset.Test, s)); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range train {
		if err := f.Add("train.jsonl", example(dataset.Train, s)); err != nil {
			t.Fatal(err)
		}
	}
	ps, err := f.Pairs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(ps) != 1 || ps[0].Name() != "train/test" {
		t.Fatalf("pairs %v", ps)
	}
	return ps[0]
}

func TestKinds(t *testing.T) {
	train := []string{"send {amount:$5} to {to:ann}", "Show my {account:Savings}!", "pay {to:zoë} {amount:20}", "what is my balance on the card please"}
	for _, c := range []struct {
		test string
		want [kinds]int
	}{
		{"SEND  {amount:$5} to {to:Ann}.", [kinds]int{Exact: 1, Template: 1, Values: 1, SlotValue: 2, Near: 1}},
		{"send {amount:$9} to {to:a friend of mine}", [kinds]int{Template: 1}},
		{"give {to:ann} {amount:$5}", [kinds]int{Values: 1, SlotValue: 2}},
		{"give {to:ann} {amount:$6}", [kinds]int{SlotValue: 1}},
		{"{to:zoë} wants {amount:40}", [kinds]int{SlotValue: 1}},
		{"what is my balance on the cards please", [kinds]int{Near: 1}},
		{"nothing of all this", [kinds]int{}},
	} {
		p := pairs(t, 0.8, train, []string{c.test})
		for _, k := range Kinds {
			if got := p.Counts[k].K; got != c.want[k] {
				t.Errorf("%q: %s %d, want %d", c.test, k, got, c.want[k])
			}
			if c.want[k] > 0 && len(p.Counts[k].Matches) == 0 {
				t.Errorf("%q: %s: no match to show", c.test, k)
			}
		}
	}
	p := pairs(t, 0.8, train, []string{"hi", "give {to:ann} {amount:$5}"})
	if p.Counts[Exact].N != 2 || p.Counts[Values].N != 1 || p.Counts[SlotValue].N != 2 || p.Counts[Origin].N != 0 {
		t.Errorf("counted %d rows, %d with slots, %d slots, %d with an origin", p.Counts[Exact].N, p.Counts[Values].N, p.Counts[SlotValue].N, p.Counts[Origin].N)
	}
}

func TestOrigin(t *testing.T) {
	f := NewFinder(0.8, 1)
	for i, template := range []string{"a:1", "a:2", "a:1", "b:1"} {
		e := example(dataset.Splits[i/2*2], fmt.Sprint("text ", i))
		e.Origin = &dataset.Origin{Pack: "p", Template: template}
		if err := f.Add("f", e); err != nil {
			t.Fatal(err)
		}
	}
	ps, err := f.Pairs(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c := ps[0].Counts[Origin]; c.K != 1 || c.N != 2 {
		t.Errorf("%d of %d rows of a template of the other split", c.K, c.N)
	}
}

func TestNoSplit(t *testing.T) {
	if err := NewFinder(0.8, 1).Add("f.jsonl", &dataset.Example{ID: "x", Text: "hi"}); err == nil || !strings.Contains(err.Error(), "in no split") {
		t.Errorf("error %v", err)
	}
}

// TestNear holds what banding finds to all pairs: nothing too much, and almost
// nothing missing.
func TestNear(t *testing.T) {
	words := strings.Fields("send transfer pay my the account savings balance card to from please what is show money bill")
	rng := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var out []string
		for range 4 + rng.IntN(4) {
			out = append(out, words[rng.IntN(len(words))])
		}
		return strings.Join(out, " ")
	}
	var train, test []string
	for range 400 {
		train = append(train, text())
	}
	for i := range 400 {
		s := text()
		if i%2 == 0 { // one letter more somewhere in a text of train
			s = train[rng.IntN(len(train))]
			at := rng.IntN(len(s))
			s = s[:at] + "x" + s[at:]
		}
		test = append(test, s)
	}
	for _, near := range []float64{0.7, 0.8, 0.9} {
		want := 0
		for _, b := range test {
			for _, a := range train {
				if Similarity(a, b) >= near {
					want++
					break
				}
			}
		}
		got := pairs(t, near, train, test).Counts[Near].K
		if got > want || float64(got) < 0.97*float64(want) || want < 8 {
			t.Errorf("near %v: found %d of %d", near, got, want)
		}
	}
	if r := Recall(0.8); r < 0.999 || r > 0.9999 {
		t.Errorf("recall at 0.8 is %v, the comment says 99.93 %%", r)
	}
}

// TestSimilarity: it is symmetric, between 0 and 1, and 1 for texts that fold to
// the same.
func TestSimilarity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.String().Draw(t, "a"), rapid.String().Draw(t, "b")
		s := Similarity(a, b)
		if s != Similarity(b, a) || s < 0 || s > 1 || Similarity(a, a+" !") != 1 {
			t.Fatalf("similarity %v, %v", s, Similarity(a, a+" !"))
		}
	})
}

// FuzzAdd: rows that nobody has validated are compared like others.
func FuzzAdd(f *testing.F) {
	f.Add([]byte(`{"split":"train","text":"é hi","slots":[{"name":"a","start":-3,"end":1},{"start":1,"end":0},{"start":1,"end":99}],"origin":{"template":"t"}}`))
	f.Add([]byte(`{"split":"test"}`))
	f.Add([]byte(`{"split":"","text":"x"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var e dataset.Example
		if json.Unmarshal(data, &e) != nil {
			return
		}
		var finder Finder // the zero value works
		for _, split := range []dataset.Split{e.Split, dataset.Train, dataset.Test} {
			e.Split = split
			if err := finder.Add("f", &e); err != nil && split != "" && slices.Contains(dataset.Splits, split) {
				t.Fatal(err)
			}
		}
		pairs, err := finder.Pairs(t.Context())
		if err != nil || len(pairs) == 0 {
			t.Fatalf("%d pairs, %v", len(pairs), err)
		}
		for _, p := range pairs {
			if c := p.Counts[Exact]; c.K != c.N || c.Share() != 1 {
				t.Errorf("%s: %d of %d rows are themselves", p.Name(), c.K, c.N)
			}
		}
	})
}

// asked is a context that ends when it has been asked a number of times.
type asked struct {
	context.Context
	left, times int
}

func (c *asked) Err() error {
	if c.times++; c.times > c.left {
		return context.Canceled
	}
	return nil
}

// TestPairsStops: after the end of the context nothing more is compared, and
// until then the context is asked often enough.
func TestPairsStops(t *testing.T) {
	const rows = 20_000
	f := NewFinder(1, 0)
	for i := range rows {
		split := dataset.Splits[i%2*2]
		// All share the same grams but one, so that banding puts them together.
		if err := f.Add("f", example(split, strings.Repeat("pay the bill of my card please ", 4)+fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	for _, left := range []int{0, 1, 30, 200, 1000} {
		ctx := &asked{Context: t.Context(), left: left}
		ps, err := f.Pairs(ctx)
		if !errors.Is(err, context.Canceled) || ps != nil {
			t.Fatalf("after %d questions: %d pairs, error %v", left, len(ps), err)
		}
		if ctx.times != left+1 {
			t.Errorf("asked %d times after the end", ctx.times-left)
		}
	}
	before := f.rows.list
	f.rows.list = before[:2*stride]
	ctx := &asked{Context: t.Context(), left: 1 << 30}
	if _, err := f.Pairs(ctx); err != nil {
		t.Fatal(err)
	}
	// Every row is looked at once for each kind and once for each band.
	if least := (int(SlotValue) + 1 + bands) * 2 * stride / stride; ctx.times < least {
		t.Errorf("asked %d times about at least %d steps", ctx.times, least*stride)
	}
}

func BenchmarkPairs(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 2))
	words := strings.Fields("send transfer pay my the account savings balance card to from please what is show money bill ann bob twenty dollars")
	f := NewFinder(0.8, 1)
	for i := range 100_000 {
		var out []string
		for range 6 + rng.IntN(6) {
			out = append(out, words[rng.IntN(len(words))])
		}
		split := dataset.Train
		if i%10 == 0 {
			split = dataset.Test
		}
		if err := f.Add("f", example(split, strings.Join(out, " "))); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	for b.Loop() {
		if _, err := f.Pairs(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}
