package augment

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestValidate: a copy from anywhere is held to a contract.
func TestValidate(t *testing.T) {
	parent := mark(t, "send [amount=$50] to [recipient=mom] from [to_account=my savings/savings]")
	inexact := func(e dataset.Example, slot string) dataset.Example {
		e = e.Clone()
		e.Target, e.Call = parent.Target, parent.Call
		for i := range e.Slots {
			if e.Slots[i].Name == slot {
				e.Slots[i].Inexact = true
			}
		}
		return e
	}
	for _, c := range []struct {
		name     string
		copy     dataset.Example
		contract Contract
		want     string // part of the error; "" for none
	}{
		{"other words around", mark(t, "wire [recipient=mom] [amount=$50] out of [to_account=my savings/savings]"), Keeps, ""},
		{"another case", mark(t, "SEND [amount=$50] TO [recipient=MOM] FROM [to_account=MY SAVINGS/savings]"), Keeps, ""},
		{"other words of a slot", mark(t, "send [amount=fifty dollars] to [recipient=mom] from [to_account=my savings/savings]"), Keeps, `"$50" would become "fifty dollars"`},
		{"other words of a slot", mark(t, "send [amount=fifty dollars] to [recipient=mom] from [to_account=my savings/savings]"), Rewrites, ""},
		{"other words of a slot", mark(t, "send [amount=fifty dollars] to [recipient=mom] from [to_account=my savings/savings]"), Noises, `"$50" would become`},
		{"a slot is lost", mark(t, "send [amount=$50] to [recipient=mom]"), Keeps, "the call would become"},
		{"a slot is lost", mark(t, "send [amount=$50] to [recipient=mom]"), Changes, ""},
		{"another value", mark(t, "send [amount=$60] to [recipient=mom] from [to_account=my savings/savings]"), Rewrites, "the call would become"},
		{"another value", mark(t, "send [amount=$60] to [recipient=mom] from [to_account=my savings/savings]"), Changes, ""},
		{"the same call", mark(t, "send [recipient=mom] [amount=$50] from [to_account=my savings/savings]"), Changes, "the call would stay"},
		{"a mistake", inexact(mark(t, "send [amount=$50] to [recipient=mmo] from [to_account=my savings/savings]"), "recipient"), Noises, ""},
		{"a mistake", inexact(mark(t, "send [amount=$50] to [recipient=mmo] from [to_account=my savings/savings]"), "recipient"), Rewrites, `"mom" would become "mmo"`},
		{"a mistake that nothing marks", inexact(mark(t, "send [amount=$50] to [recipient=mmo] from [to_account=my savings/savings]"), ""), Noises, "means mmo"},
		{"a mistake that means another value", inexact(mark(t, "send [amount=$15] to [recipient=mom] from [to_account=my savings/savings]"), "amount"), Noises, `"$15" would mean 15 USD`},
		{"a mistake in an enumeration", mark(t, "send [amount=$50] to [recipient=mom] from [to_account=my savigns/savings]"), Noises, ""},
		{"nothing but a mark", inexact(parent, "recipient"), Keeps, "another kind of slot"},
	} {
		err := Validate(&parent, &c.copy, c.contract, schema(t))
		if c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%s, %s: %q: %v, want %q", c.name, c.contract, c.copy.Text, err, c.want)
		}
	}
	wrong := parent.Clone()
	wrong.Slots[0].Start++
	if err := Validate(&parent, &wrong, Keeps, schema(t)); err == nil {
		t.Error("a slot that is elsewhere is accepted")
	}
	if err := Validate(&parent, &parent, Keeps, nil); err == nil {
		t.Error("validated without a schema")
	}
}

// TestMisspell: a slot with a mistake keeps its argument, and no other operation changes the
// words again.
func TestMisspell(t *testing.T) {
	op := func(words string) Op {
		return Op{Name: "slip", Contract: Noises, Phase: Noise, Do: Func(func(ed *Edit, _ *rand.Rand) bool { return ed.Misspell(0, words) })}
	}
	e := mark(t, "pay [recipient=mom] from [to_account=savings]")
	c, err := Apply(op("mmmo"), e, rand.New(rand.NewPCG(1, 1)), schema(t))
	if err != nil || c.Text != "pay mmmo from savings" || c.Target != e.Target || !c.Slots[0].Inexact || c.Slots[1].Start != 14 || c.Slots[1].Inexact {
		t.Errorf("%+v (%v)", c, err)
	}
	if err := schema(t).Verify(&c); err != nil {
		t.Error(err)
	}
	ed := newEdit(&e, &setting{schema: schema(t)})
	first, second := op("mmmo"), op("mum")
	if err := ed.apply(&first, nil); err != nil {
		t.Fatal(err)
	}
	if err := ed.apply(&second, nil); err == nil {
		t.Errorf("a slot is misspelled twice: %s", string(ed.Text()))
	}
	if ed.Reword(0, "mother") {
		t.Error("a misspelled slot gets other words")
	}
	upper, _ := Find([]string{"upper"})
	if err := ed.apply(&upper[0], nil); err != nil {
		t.Fatal(err)
	}
	if c := ed.result(); c.Text != "PAY MMMO FROM SAVINGS" || c.Target != e.Target || schema(t).Verify(&c) != nil {
		t.Errorf("in capitals: %+v", c)
	}
	amount := mark(t, "pay [amount=fifty dollars]")
	if c, err := Apply(op("fifteen dollars"), amount, nil, schema(t)); err == nil {
		t.Errorf("%q is taken for a slip of fifty dollars", c.Text)
	}
}

// TestEditHolds: what an operation must leave alone is neither changed, split nor joined.
func TestEditHolds(t *testing.T) {
	e := mark(t, "do not pay [recipient=mom] a big fee")
	at := func(ed *Edit, s string) int {
		return len([]rune(string(ed.Text())[:strings.Index(string(ed.Text()), s)]))
	}
	for _, c := range []struct {
		name string
		do   func(ed *Edit) bool
		want string // "" where the edit refuses
	}{
		{"a negation goes", func(ed *Edit) bool { return ed.Replace(3, 7, "") }, ""},
		{"a negation is joined", func(ed *Edit) bool { return ed.Replace(2, 3, "") }, ""},
		{"a negation is split", func(ed *Edit) bool { return ed.Replace(4, 4, " ") }, ""},
		{"a slot is joined", func(ed *Edit) bool { return ed.Replace(10, 11, "") }, ""},
		{"letters beside a slot", func(ed *Edit) bool { return ed.Replace(14, 14, "s") }, ""},
		{"a mark beside a slot", func(ed *Edit) bool { return ed.Replace(14, 14, ",") }, "do not pay mom, a big fee"},
		{"two free words are joined", func(ed *Edit) bool { return ed.Replace(at(ed, " fee"), at(ed, "fee"), "") }, "do not pay mom a bigfee"},
		{"the joined word again", func(ed *Edit) bool {
			return ed.Replace(at(ed, " fee"), at(ed, "fee"), "") && ed.Replace(at(ed, "ee"), at(ed, "ee")+1, "")
		}, ""},
		{"what is put in is joined", func(ed *Edit) bool {
			return ed.Replace(at(ed, " fee"), at(ed, " fee"), " um") && ed.Replace(at(ed, " fee"), at(ed, "fee"), "")
		}, ""},
		{"what is put in is split", func(ed *Edit) bool {
			return ed.Replace(at(ed, " fee"), at(ed, " fee"), " um") && ed.Replace(at(ed, "m fee"), at(ed, "m fee"), " ")
		}, ""},
		{"what is put in goes", func(ed *Edit) bool {
			return ed.Replace(at(ed, " fee"), at(ed, " fee"), " um") && ed.Replace(at(ed, "um"), at(ed, "um")+3, "")
		}, ""},
		{"a word in two parts", func(ed *Edit) bool {
			return ed.Replace(at(ed, "ig"), at(ed, "ig"), " ") && ed.Replace(at(ed, "ig"), at(ed, "ig")+1, "e")
		}, ""},
		{"a letter twice", func(ed *Edit) bool {
			return ed.Replace(at(ed, "ig"), at(ed, "ig")+1, "") && ed.Replace(at(ed, "bg"), at(ed, "bg")+1, "v")
		}, ""},
	} {
		ed := newEdit(&e, &setting{schema: schema(t)})
		if done := c.do(ed); done != (c.want != "") || done && string(ed.Text()) != c.want {
			t.Errorf("%s: %v, %q, want %q", c.name, done, string(ed.Text()), c.want)
		}
	}
}

// TestRate: a chain changes no more words than it may.
func TestRate(t *testing.T) {
	e := mark(t, "please transfer some money between several accounts tomorrow morning")
	ops := named(t, "typo_swap", "typo_drop", "typo_double")
	ed := newEdit(&e, &setting{schema: schema(t), rate: 0.25}) // two of nine words
	r := rand.New(rand.NewPCG(1, 1))
	done := 0
	for range 10 {
		for i := range ops {
			if ed.apply(&ops[i], r) == nil {
				done++
			}
		}
	}
	if done != 2 {
		t.Errorf("%d changes: %s", done, string(ed.Text()))
	}
}
