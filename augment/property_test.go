package augment

import (
	"flag"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

// recordWords are what random records are made of: words that operations know, negations,
// prepositions, numbers, words of other languages and scripts, emoji and marks.
var recordWords = strings.Fields(`please send transfer move i want to would like can you could not don't never my the a an hour offer account from to for before
after until now today tomorrow thanks hello ok 2 4 50 11 1,200 3.5 card payment statement i'm i'd what's is are it was need get show see because with
café naïve Zürich über straße cafe` + "\u0301" + ` 账户 прошу 👍 🙂🏽 ﬁle x-ray e-mail and/or (quick) "now" wait... , . ? ! Bank USA FBI O'Neil you're with\without`)

// recordSlots are words of slots by parameter.
var recordSlots = map[string][]string{
	"amount":     {"$50", "fifty dollars", "1,200.50", "twenty bucks", "$11", "8 dollars"},
	"to_account": {"checking", "savings", "rainy day fund", "my Savings"},
	"recipient":  {"mom", "Zoë Ångström", "O'Neil", "J. R. Smith", "张伟", "my mom"},
	"date":       {"tomorrow", "next friday", "june 3", "2025-07-01"},
}

// randomRecord makes a valid record of words that are in no order.
func randomRecord(t testing.TB, s *action.Schema, n int, r *rand.Rand) dataset.Example {
	var marked []rune
	e := dataset.Example{Split: dataset.Train, Ref: "2025-06-16", Slots: []dataset.Slot{}}
	call := action.RawCall{Name: "transfer_money"}
	params := []string{"amount", "to_account", "recipient", "date"}
	r.Shuffle(len(params), func(i, j int) { params[i], params[j] = params[j], params[i] })
	params = params[:r.IntN(len(params)+1)]
	put := func(s string) (from int) {
		if len(marked) > 0 && r.IntN(20) > 0 {
			marked = append(marked, ' ')
		}
		from = len(marked)
		marked = append(marked, []rune(s)...)
		return from
	}
	put(fmt.Sprintf("no%d", n)) // no two records say the same
	for k := range 3 + r.IntN(10) {
		marked = append(marked, ' ')
		put(recordWords[r.IntN(len(recordWords))])
		if k >= len(params) {
			continue
		}
		values := recordSlots[params[k]]
		value := values[r.IntN(len(values))]
		marked = append(marked, ' ')
		from := put(value)
		e.Slots = append(e.Slots, dataset.Slot{Name: params[k], Value: value, Start: from, End: len(marked)})
		arg := action.RawArg{Name: params[k], Text: value, Quoted: true}
		if params[k] == "to_account" {
			arg = action.RawArg{Name: params[k], Text: "savings"}
		}
		call.Args = append(call.Args, arg)
	}
	e.Text = string(marked)
	var err error
	if e.Target, err = s.Target([]action.RawCall{call}); err != nil {
		t.Fatal(err)
	}
	calls, err := s.Resolve([]action.RawCall{call}, e.Reference())
	if err != nil {
		t.Fatal(err)
	}
	e.SetCalls(calls)
	e.ID = e.Fingerprint()
	return e
}

// With -records 100000 the test takes about half a minute.
var invariantRecords = flag.Int("records", 10_000, "random records of TestInvariants")

// TestInvariants: whatever chain of operations is applied to whatever record, the copy is
// true, and the same records give the same copies in any order and for any number of workers.
func TestInvariants(t *testing.T) {
	records := *invariantRecords
	if testing.Short() || raceDetector {
		records = min(records, 2_000)
	}
	const once = 5_000 // records of a run
	s := schema(t)
	ops := map[string]Op{}
	for _, op := range Ops {
		ops[op.Name] = op
	}
	random := rand.New(rand.NewPCG(1, 2))
	copies := 0
	for from := 0; from < records; from += once {
		in := make([]dataset.Example, 0, once)
		parents := map[string]*dataset.Example{}
		for n := from; n < min(from+once, records); n++ {
			in = append(in, randomRecord(t, s, n, random))
			parents[in[len(in)-1].ID] = &in[len(in)-1]
		}
		o := Options{Seed: uint64(from), Schema: s, MaxOps: 6, Language: English, Protect: []string{"my the", "thanks"}, Workers: 1}
		var stats Stats
		ids, keys, first := map[string]bool{}, map[string]bool{}, map[string]string{}
		for c, err := range Run(slicesOf(in), o, &stats) {
			if err != nil {
				t.Fatal(err)
			}
			if key := text.Key(c.Text); ids[c.ID] || keys[key] || c.ID != c.Fingerprint() {
				t.Fatalf("%q, %s: an id or a text that is there already", c.Text, c.ID)
			} else {
				ids[c.ID], keys[key] = true, true
			}
			if c.Origin != nil {
				p := parents[c.Origin.Parent]
				if err := checkCopy(p, &c, ops, s, o.Protect); err != nil {
					t.Fatalf("%v: %v\n%q %s %v\n%q %s %v", c.Origin.Ops, err, p.Text, p.Target, p.Slots, c.Text, c.Target, c.Slots)
				}
				first[p.ID] = c.Text
				copies++
			}
		}
		if from > 0 {
			continue // once is enough for what follows
		}
		slices.Reverse(in)
		o.Workers = 3
		var again Stats
		for c, err := range Run(slicesOf(in), o, &again) {
			if err == nil && c.Origin != nil && first[c.Origin.Parent] != c.Text {
				t.Fatalf("%q for three workers, %q for one", c.Text, first[c.Origin.Parent])
			}
		}
		if again.Copies != stats.Copies {
			t.Fatalf("%d copies for three workers, %d for one", again.Copies, stats.Copies)
		}
	}
	if copies < records/2 {
		t.Errorf("%d copies of %d records", copies, records)
	}
}

func slicesOf(in []dataset.Example) iter.Seq2[dataset.Example, error] {
	return func(yield func(dataset.Example, error) bool) {
		for _, e := range in {
			if !yield(e, nil) {
				return
			}
		}
	}
}

// checkCopy holds a copy by a chain to what each of its operations promises.
func checkCopy(p, c *dataset.Example, ops map[string]Op, s *action.Schema, protect []string) error {
	used := map[Contract]bool{}
	for _, name := range c.Origin.Ops {
		used[ops[name].Contract] = true
	}
	if p.Split != c.Split || p.Ref != c.Ref || len(c.Origin.Ops) == 0 {
		return fmt.Errorf("split %s, date %s", c.Split, c.Ref)
	}
	if used[Changes] {
		return Validate(p, c, Changes, s)
	}
	contract := Keeps
	switch {
	case used[Noises] && used[Rewrites]:
		// Neither contract alone allows what both do.
		if len(c.Slots) != len(p.Slots) || !action.SameCalls(p.Want(), c.Want()) {
			return fmt.Errorf("%d slots, %v", len(c.Slots), c.Want())
		}
		if err := c.Validate(); err != nil {
			return err
		}
		return s.Verify(c)
	case used[Noises]:
		contract = Noises
	case used[Rewrites]:
		contract = Rewrites
	}
	if err := Validate(p, c, contract, s); err != nil {
		return err
	}
	said := strings.ReplaceAll(plainOf(c.Text), " ", "") // don't may become don t
	for w := range strings.FieldsSeq(plainOf(p.Text)) {
		if slices.Contains([]string{"not", "dont", "never", "thanks"}, w) && !strings.Contains(said, w) {
			return fmt.Errorf("%q is lost", w)
		}
	}
	return nil
}

// plainOf returns the letters of a text, without apostrophes and with spaces for the rest.
func plainOf(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case strings.ContainsRune("'’‘`´", r):
			return -1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			return unicode.ToLower(r)
		}
		return ' '
	}, s)
}
