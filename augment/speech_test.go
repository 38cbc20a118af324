package augment

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// insertions are the operations that say something besides.
var insertions = []string{"preamble", "story", "introduction", "greeting", "politeness", "signature", "filler", "pauses", "marker", "aside", "restart", "false_start", "repeat", "spell_name", "spanish_mix", "hindi_mix", "german_mix"}

// TestAnswersStayAnswers: nothing is put beside a short answer, which it might turn round.
func TestAnswersStayAnswers(t *testing.T) {
	for _, answer := range []string{"yes", "no", "hello", "no thanks", "yes please", "goodbye", "cancel", "that is right", "never mind sorry"} {
		for _, op := range named(t, insertions...) {
			for seed := range uint64(20) {
				if c, err := Apply(op, mark(t, answer), rand.New(rand.NewPCG(seed, 1)), schema(t)); err == nil {
					t.Errorf("%s: %q became %q", op.Name, answer, c.Text)
				}
			}
		}
	}
}

// TestPrepositionsStayAtSlots: who hesitates, or begins again, does not part a slot from
// the preposition that it depends on.
func TestPrepositionsStayAtSlots(t *testing.T) {
	for _, g := range readGenerated(t) {
		for _, op := range named(t, "filler", "pauses", "aside", "hedge", "marker", "stutter", "restart") {
			for i := range g.examples {
				e := &g.examples[i]
				ed := newEdit(e, &setting{schema: g.schema})
				before := precedingWords(ed)
				if ed.apply(&op, dataset.NewRand(uint64(i), op.Name)) != nil {
					continue
				}
				for k, after := range precedingWords(ed) {
					if governing[before[k]] && before[k] != "and" && after != before[k] && !strings.HasSuffix(after, before[k]) {
						t.Errorf("%s: %q became %q", op.Name, e.Text, string(ed.Text()))
					}
				}
			}
		}
	}
}

// precedingWords are the words before the slots.
func precedingWords(ed *Edit) (out []string) {
	for _, s := range ed.Slots() {
		w, _ := ed.wordBefore(s.Start)
		out = append(out, w.Text)
	}
	return out
}

// TestRepairs: the wrong value comes first, it is of the same type, and the slot is where it
// was.
func TestRepairs(t *testing.T) {
	s := kitchen(t, "en-US")
	op := named(t, "repair_value")[0]
	for _, c := range []struct{ prompt, param string }{
		{"send [money=sixty dollars] to mom", "money"}, {"send [money=$1,200] to mom", "money"}, {"send [money=50] to mom", "money"},
		{"come on [date=friday]", "date"}, {"come on [date=march 14]", "date"}, {"come [date=tomorrow]", "date"},
		{"wake me at [time=7 pm]", "time"}, {"wake me at [time=half past seven]", "time"},
		{"the bill for [period=march]", "period"}, {"buy [count=12] eggs", "count"}, {"buy [count=two] eggs", "count"},
	} {
		e := planned(t, s, c.prompt)
		p := s.Action("plan").Param(c.param)
		meant, _ := p.Normalize(e.Slots[0].Value, e.Reference())
		changed := 0
		for seed := range uint64(60) {
			ed := newEdit(&e, &setting{schema: s})
			wrong := wrongValue(ed, rand.New(rand.NewPCG(seed, 2)), 0)
			if wrong == "" {
				continue
			}
			changed++
			if got, err := p.Normalize(wrong, e.Reference()); err != nil || action.Same(got, meant) {
				t.Errorf("%s: %q is %v (%v), and %v is meant", c.prompt, wrong, got, err, meant)
			}
			got, err := Apply(op, e, rand.New(rand.NewPCG(seed, 2)), s)
			if err == nil && (got.Target != e.Target || got.Slots[0].Start <= e.Slots[0].Start || got.Slots[0].Value != e.Slots[0].Value) {
				t.Errorf("%q became %q with %+v", e.Text, got.Text, got.Slots)
			}
		}
		if changed == 0 {
			t.Errorf("%s: no wrong value", c.prompt)
		}
	}
}

// TestStyle: what is put in is written as the prompt is.
func TestStyle(t *testing.T) {
	for _, c := range []struct{ prompt, phrase, want string }{
		{"Can you send [amount=$50]?", "so i was on hold for ages and", "So I was on hold for ages. Can you send $50?"},
		{"hi, can you send [amount=$50]", "one quick thing", "hi, one quick thing"},
		{"hi can you send [amount=$50]", "one quick thing", "hi one quick thing"},
		{"i send [amount=$50] to mom", "i was on hold and", "i was on hold and i send $50 to mom"},
		{"what is [amount=$50] in euros", "i was on hold and", "i was on hold"},
	} {
		found := false
		for seed := range uint64(30) {
			e := mark(t, c.prompt)
			ed := newEdit(&e, &setting{schema: schema(t)})
			if putBefore(ed, rand.New(rand.NewPCG(seed, 3)), c.phrase) {
				found = found || strings.HasPrefix(string(ed.Text()), c.want)
				if strings.Contains(string(ed.Text()), "and what") {
					t.Errorf("%q became %q", c.prompt, string(ed.Text()))
				}
			}
		}
		if !found {
			t.Errorf("%q with %q is never %q", c.prompt, c.phrase, c.want)
		}
	}
}

func TestTranscript(t *testing.T) {
	op := named(t, "transcript")[0]
	for in, want := range map[string]string{
		"Hi, can you send [amount=two dollars] to [recipient=Mom]?": "hi can you send two dollars to mom",
		"Send it now... please!":                                    "send it now please",
		"My address is tom@mail.example.com, 3.5 miles.":            "my address is tom@mail.example.com 3.5 miles",
		"Well - I want (really) that, ok?":                          "well i want really that ok",
	} {
		got, err := Apply(op, mark(t, in), rand.New(rand.NewPCG(4, 4)), schema(t))
		if err != nil || got.Text != want {
			t.Errorf("%q became %q (%v), want %q", in, got.Text, err, want)
		}
	}
	words := map[string]bool{}
	for seed := range uint64(20) {
		if got, err := Apply(op, mark(t, "send [amount=$250]"), rand.New(rand.NewPCG(seed, 4)), schema(t)); err == nil {
			words[got.Text] = true
		}
	}
	if !words["send two hundred fifty dollars"] || len(words) < 3 {
		t.Errorf("$250 is said in %v", words)
	}
}

func TestSpelledNames(t *testing.T) {
	op := named(t, "spell_name")[0]
	for seed := range uint64(40) {
		got, err := Apply(op, mark(t, "send [amount=$50] to [recipient=maria jones] today"), rand.New(rand.NewPCG(seed, 5)), schema(t))
		if err != nil {
			t.Fatal(err)
		}
		_, after, _ := strings.Cut(got.Text, "jones")
		letters := strings.NewReplacer(" as in john", "", " as in oscar", "", " as in nancy", "", " as in edward", "", " as in sam", "", "spelled", "", "spelt", "", "that's", "", "that is", "", "today", "").Replace(strings.ToLower(after))
		if got := strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' {
				return r
			}
			return -1
		}, letters); got != "jones" {
			t.Errorf("%q spells %q", after, got)
		}
	}
}
