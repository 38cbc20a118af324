package augment

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

const tools = `{"tools":[
{"type":"function","function":{"name":"transfer_money","parameters":{"type":"object","properties":{
 "amount":{"type":"string","format":"money"},"to_account":{"type":"string","enum":["checking","savings"]},
 "recipient":{"type":"string","format":"person"},"date":{"type":"string","format":"date"}}}}},
{"type":"function","function":{"name":"none","parameters":{"type":"object","properties":{}}}}]}`

func schema(t testing.TB) *action.Schema {
	t.Helper()
	s, err := parsedTools()
	if err != nil {
		t.Fatal(err)
	}
	return s
}

var parsedTools = sync.OnceValues(func() (*action.Schema, error) { return action.Parse([]byte(tools), "tools.json") })

// mark builds an example of transfer_money from text in which [param=words] marks a slot;
// for an enumeration [param=words/value].
func mark(t testing.TB, marked string) dataset.Example {
	t.Helper()
	return saidIn(t, schema(t), "transfer_money: "+marked)
}

var samples = []string{
	"send [amount=$50] to [recipient=mom] from checking",
	"i would like to move [amount=two hundred dollars] into my [to_account=rainy day fund/savings] [date=tomorrow] please",
	"can you pay [recipient=Zoë Ångström] [amount=1,200.50], i do not want to wait",
	"i'm trying to send money. don't ask",
}

// spokenSamples have what operations of speech look for.
var spokenSamples = []string{
	"can you send [amount=$50] to [recipient=maria jones] from my bank account",
	"pay [recipient=tom] from the account at the atm on [date=friday]",
}

// TestEveryOpKeepsExamplesTrue applies each operation to each sample with many
// seeds and wants valid slots and a target that means the same call.
func TestEveryOpKeepsExamplesTrue(t *testing.T) {
	s := schema(t)
	for _, op := range Ops {
		for i, sample := range slices.Concat(samples, spokenSamples) {
			e := mark(t, sample)
			for seed := range uint64(40) {
				c, err := Apply(op, e, rand.New(rand.NewPCG(seed, uint64(i))), s)
				if err != nil {
					continue
				}
				if err := c.Validate(); err != nil {
					t.Errorf("%s: %q: %v", op.Name, c.Text, err)
				}
				raw, err := action.ParseTarget(c.Target)
				if err != nil {
					t.Fatalf("%s: %v", op.Name, err)
				}
				for _, a := range raw[0].Args {
					inexact := slices.ContainsFunc(c.Slots, func(s dataset.Slot) bool { return s.Name == a.Name && s.Inexact })
					if a.Quoted && !inexact && !strings.Contains(c.Text, a.Text) {
						t.Errorf("%s: %q of the target is not in %q", op.Name, a.Text, c.Text)
					}
				}
			}
		}
	}
}

func TestOps(t *testing.T) {
	for _, c := range []struct{ op, in, out string }{
		{"lower", "Send [amount=$50] to [recipient=Mom]", "send $50 to mom"},
		{"upper", "send [amount=$50] to [recipient=mom]", "SEND $50 TO MOM"},
		{"sentence", "can i send [amount=$50]", "Can I send $50"},
		{"no_commas", "ok, send [amount=1,200], now", "ok send 1,200 now"},
		{"contract", "i would like to send [amount=$50]", "i'd like to send $50"},
		{"expand", "i'm sending [amount=$50]", "i am sending $50"},
		{"no_apostrophe", "i don't send [recipient=o'neil] money", "i dont send o'neil money"},
		{"short", "please pay [recipient=you know who]", "pls pay you know who"},
		{"drop_word", "send [amount=$50], please, to [recipient=mom]", "send $50, to mom"},
		{"drop_word", "please, send [amount=$50]", "send $50"},
		{"drop_word", "send [amount=$50], please", "send $50"},
		{"drop_word", "send [amount=$50], please!", "send $50!"},
	} {
		ops, err := Find([]string{c.op})
		if err != nil {
			t.Fatal(err)
		}
		got, err := Apply(ops[0], mark(t, c.in), rand.New(rand.NewPCG(6, 1)), schema(t))
		if err != nil || got.Text != c.out {
			t.Errorf("%s: %q (%v), want %q", c.op, got.Text, err, c.out)
		}
	}
	if _, err := Find([]string{"nope"}); err == nil || !strings.Contains(err.Error(), "typo_key") {
		t.Errorf("an unknown operation: %v, want one that lists those there are", err)
	}
}

func run(t *testing.T, in []dataset.Example, o Options) ([]dataset.Example, Stats, []byte) {
	t.Helper()
	o.Schema = schema(t)
	var stats Stats
	var out []dataset.Example
	var bytes []byte
	seq := func(yield func(dataset.Example, error) bool) {
		for _, e := range in {
			if !yield(e, nil) {
				return
			}
		}
	}
	for e, err := range Run(seq, o, &stats) {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, e)
		if bytes, err = e.AppendJSON(bytes); err != nil {
			t.Fatal(err)
		}
	}
	return out, stats, bytes
}

func TestRun(t *testing.T) {
	var in []dataset.Example
	for _, s := range samples {
		in = append(in, mark(t, s))
	}
	in[3].Split = dataset.Test
	out, stats, first := run(t, in, Options{Seed: 7, Copies: 3})
	if stats.Originals != 4 || stats.Copies != len(out)-4 || stats.Copies < 3 || stats.Copies+stats.Same()+stats.LeftOut[Unchanged] != 9 {
		t.Errorf("stats %+v of %d rows", stats, len(out))
	}
	texts := map[string]bool{}
	parents := map[string]*dataset.Example{}
	for i := range out {
		e := &out[i]
		if texts[e.Text] {
			t.Errorf("%q twice", e.Text)
		}
		texts[e.Text] = true
		if e.Origin == nil || e.Origin.Parent == "" {
			parents[e.ID] = e
			continue
		}
		p := parents[e.Origin.Parent]
		if p == nil || p.Split != e.Split || p.Split != dataset.Train || len(e.Origin.Ops) == 0 || e.ID == p.ID {
			t.Errorf("copy %+v of %+v", e, p)
		}
	}
	if _, _, again := run(t, in, Options{Seed: 7, Copies: 3}); !bytes.Equal(first, again) {
		t.Error("the same seed gave other bytes")
	}
	if _, _, other := run(t, in, Options{Seed: 8, Copies: 3}); bytes.Equal(first, other) {
		t.Error("another seed gave the same bytes")
	}
	// A copy depends on its example alone, not on what came before.
	_, _, alone := run(t, in[1:2], Options{Seed: 7, Copies: 3})
	if !bytes.Contains(first, alone) {
		t.Error("an example alone is augmented in another way than among others")
	}
}

// BenchmarkRun makes validated copies of examples of the banking pack by one operation, on
// one core.
func BenchmarkRun(b *testing.B) {
	pack := readGenerated(b)[0]
	for _, name := range []string{"typo_swap", "typo_drop", "synonym", "sentence", "amount_form"} {
		ops, err := Find([]string{name})
		if err != nil {
			b.Fatal(err)
		}
		for _, copies := range []int{1, 10} {
			b.Run(fmt.Sprintf("%s/%d", name, copies), func(b *testing.B) {
				b.ReportAllocs()
				made := 0
				for i := 0; b.Loop(); i++ {
					var stats Stats
					o := Options{Seed: uint64(i), Schema: pack.schema, Ops: ops, Copies: copies, Workers: 1}
					for _, err := range Run(slicesOf(pack.examples), o, &stats) {
						if err != nil {
							b.Fatal(err)
						}
					}
					made += stats.Copies
				}
				b.ReportMetric(float64(made)/b.Elapsed().Seconds(), "copies/s")
				b.ReportMetric(float64(made)/float64(b.N), "copies/op")
			})
		}
	}
}

// TestBadInputIsAnError: examples that nobody has validated, and options that make
// no sense, are errors and no panics.
func TestBadInputIsAnError(t *testing.T) {
	good := mark(t, "send [amount=$50] to mom")
	for name, spoil := range map[string]func(*dataset.Example){
		"call below 0":  func(e *dataset.Example) { e.Slots[0].Call = -1 },
		"call too high": func(e *dataset.Example) { e.Slots[0].Call = 9 },
		"span outside":  func(e *dataset.Example) { e.Slots[0].Start, e.Slots[0].End = 90, 99 },
		"span reversed": func(e *dataset.Example) { e.Slots[0].Start, e.Slots[0].End = 9, 5 },
		"span below 0":  func(e *dataset.Example) { e.Slots[0].Start = -5 },
		"no text":       func(e *dataset.Example) { e.Text = "" },
		"no call":       func(e *dataset.Example) { e.Call = nil },
	} {
		bad := good.Clone()
		spoil(&bad)
		for _, op := range Ops {
			if _, err := Apply(op, bad, rand.New(rand.NewPCG(1, 1)), schema(t)); err == nil {
				t.Errorf("%s: %s was applied", name, op.Name)
			}
		}
	}
	if _, err := Apply(Ops[0], good, rand.New(rand.NewPCG(1, 1)), nil); err == nil {
		t.Error("applied without a schema")
	}
	if _, err := Apply(Op{Name: "mine"}, good, rand.New(rand.NewPCG(1, 1)), schema(t)); err == nil {
		t.Error("an operation that does nothing was applied")
	}
	for _, o := range []Options{{Copies: -1}, {MaxOps: -1}, {Copies: 1, MaxOps: -2}} {
		o.Schema = schema(t)
		var stats Stats
		var got error
		for _, err := range Run(func(yield func(dataset.Example, error) bool) { yield(good, nil) }, o, &stats) {
			got = err
		}
		if got == nil {
			t.Errorf("%+v: no error", o)
		}
	}
}

// named finds operations by their names.
func named(t *testing.T, names ...string) []Op {
	t.Helper()
	ops, err := Find(names)
	if err != nil {
		t.Fatal(err)
	}
	return ops
}
