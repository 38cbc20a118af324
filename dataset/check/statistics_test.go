package check

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/drift"
)

// rowOf makes a row of a text with slots written {name:words}.
func rowOf(split dataset.Split, label, marked string) Row {
	e := &dataset.Example{Split: split}
	if label != "" {
		e.Call = &dataset.Call{Name: label}
	}
	for {
		before, rest, ok := strings.Cut(marked, "{")
		if e.Text += before; !ok {
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
	return Row{File: string(split) + ".jsonl", Example: e}
}

// statisticsFrom computes the statistics of rows, and the details of what was found of a
// kind.
func statisticsFrom(t *testing.T, rows []Row, kinds ...string) (*Statistics, []string) {
	t.Helper()
	var details []string
	c := New(Options{Report: func(f *Finding) {
		for _, k := range kinds {
			if f.Kind == k {
				details = append(details, fmt.Sprintf("%s %s: %s", f.Split, f.Text, f.Detail))
			}
		}
	}})
	for i, r := range rows {
		r.Line = i + 1
		c.Add(r)
	}
	r, err := c.Finish(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return r.Statistics, details
}

func TestClasses(t *testing.T) {
	var rows []Row
	add := func(split dataset.Split, label string, n int) {
		for i := range n {
			rows = append(rows, rowOf(split, label, fmt.Sprintf("%s %d of %s", label, i, split)))
		}
	}
	add(dataset.Train, "a", 500)
	add(dataset.Train, "b", 40)
	add(dataset.Train, "c", 30)
	add(dataset.Train, "d", 2)
	add(dataset.Test, "a", 20)
	add(dataset.Test, "b", 20)
	add(dataset.Test, "c", 3)
	add(dataset.Test, "new", 7)
	s, found := statisticsFrom(t, rows, NoTraining, FewRows, Imbalanced)
	if s.Classes[0].Name != "a" || s.Classes[0].N != 520 || s.Classes[0].Rows[dataset.Test] != 20 {
		t.Errorf("the largest class is %+v", s.Classes[0])
	}
	if s.Balance != (Balance{dataset.Train, 500, 40, 2}) || s.Balance.Imbalance() != 250 {
		t.Errorf("%+v", s.Balance)
	}
	want := []string{
		"test new 0 of test: new has 7 rows and none in train",
		"train d 0 of train: d has 2 rows in train: under 10 teach little",
		"test : under 5 rows in test measure nothing: d 0, c 3",
		"train : a has 500 rows, where half of the labels have 40 or fewer",
		"train : d has 2 rows, where half of the labels have 40 or more",
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Error(diff)
	}
}

func TestDiversityAndLengths(t *testing.T) {
	same := diversityOfTexts([]string{"a b a b", "a b a b"})
	if same.Distinct1 != 0.25 || same.Distinct2 != 2.0/6 || same.Distinct3 != 0.5 {
		t.Errorf("%+v", same)
	}
	d := diversityOfTexts([]string{"please freeze my credit card now", "can you freeze my credit card now please", "show me what i owe today", "hi"})
	if math.Abs(d.Repeating-2.0/3) > 1e-9 {
		t.Errorf("%.3f of the texts repeat another one", d.Repeating)
	}
	var alike, unlike []string
	for i := range 500 {
		alike = append(alike, fmt.Sprintf("show my %d balance", i%10))
		unlike = append(unlike, fmt.Sprintf("%x", mixed(uint64(i))))
	}
	if a, u := diversityOfTexts(alike).Compression, diversityOfTexts(unlike).Compression; a < 5*u {
		t.Errorf("texts that are alike are compressed %.1f times, others %.1f times", a, u)
	}
	s, _ := statisticsFrom(t, []Row{rowOf(dataset.Train, "a", "one"), rowOf(dataset.Train, "a", "one two"), rowOf(dataset.Train, "a", strings.Repeat("w ", 60))})
	l := s.Splits[0].Lengths
	if l.Min != 1 || l.Median != 2 || l.Max != 60 || l.Histogram[1] != 1 || l.Histogram[longestCounted] != 1 {
		t.Errorf("%+v", l)
	}
}

// TestEffective: rows that differ in arguments and figures are of one frame.
func TestEffective(t *testing.T) {
	var rows []Row
	for i := range 30 {
		rows = append(rows, rowOf(dataset.Train, "a", fmt.Sprintf("Pay {payee:person %d} $%d!", i, 10+i)), rowOf(dataset.Train, "b", "row "+strings.Repeat("x", i+1)))
	}
	s, _ := statisticsFrom(t, rows)
	e := s.Splits[0].Effective
	want := math.Exp(math.Log(2)/2 + math.Log(60)/2) // half of the rows are of one frame, each of the others has its own
	if e.Frames != 31 || e.Templates != 0 || math.Abs(e.Number-want) > 1e-9 {
		t.Errorf("%+v, want %.2f", e, want)
	}
	for _, r := range rows {
		r.Origin = &dataset.Origin{Pack: "p", Template: "t.yaml:1"}
	}
	s, found := statisticsFrom(t, append(rows, manyAlike(2000)...), Repetitive)
	if e := s.Splits[0].Effective; e.Templates != 1 || e.Frames != 32 {
		t.Errorf("with a template: %+v", e)
	}
	if len(found) != 1 || !strings.Contains(found[0], "2060 rows are as diverse as") {
		t.Errorf("%q", found)
	}
}

func manyAlike(n int) []Row {
	var out []Row
	for i := range n {
		out = append(out, rowOf(dataset.Train, "c", fmt.Sprintf("send {payee:person %d} money", i)))
	}
	return out
}

// TestDrift: what differs beyond chance is found and named; what differs by chance is not,
// however few rows there are.
func TestDrift(t *testing.T) {
	shares := func(train, here [3]int) []drift.Share {
		return []drift.Share{{What: "a", Base: train[0], Now: here[0]}, {What: "b", Base: train[1], Now: here[1]}, {What: "c", Base: train[2], Now: here[2]}}
	}
	for _, c := range []struct {
		name        string
		train, here [3]int
		each        float64
		beyond      bool
	}{
		{"the same", [3]int{500, 300, 200}, [3]int{50, 30, 20}, 1, false},
		{"chance", [3]int{500, 300, 200}, [3]int{56, 27, 17}, 1, false},
		{"another", [3]int{500, 300, 200}, [3]int{20, 30, 50}, 1, true},
		{"another, of few templates", [3]int{500, 300, 200}, [3]int{20, 30, 50}, 4, false},
		{"small and sure", [3]int{500000, 300000, 200000}, [3]int{51000, 30000, 19000}, 1, false},
		{"rare", [3]int{1000, 1, 0}, [3]int{100, 0, 1}, 1, false},
	} {
		d := driftOf(shares(c.train, c.here), c.each, c.each)
		if (d != nil && d.Beyond) != c.beyond {
			t.Errorf("%s: %+v", c.name, d)
		}
		if c.beyond && (d.Most[0].What != "a" || d.Most[0].Here != 0.2) {
			t.Errorf("%s: differs most in %+v", c.name, d.Most)
		}
	}
	if d := driftOf(shares([3]int{500, 300, 200}, [3]int{5, 3, 2}), 1, 1); d != nil {
		t.Errorf("of ten rows: %+v", d)
	}
}

// TestSimulatedDriftChance: where nothing drifts, the distance is above that of chance once in a
// thousand times.
func TestSimulatedDriftChance(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	above, trials := 0, 4000
	for range trials {
		shares := make([]drift.Share, 8)
		for range 2000 {
			shares[min(int(r.ExpFloat64()*2), 7)].Base++
		}
		for range 300 {
			shares[min(int(r.ExpFloat64()*2), 7)].Now++
		}
		if d := driftOf(shares, 1, 1); d.Distance > d.Chance {
			above++
		}
	}
	if share := float64(above) / float64(trials); share > 0.004 {
		t.Errorf("%.2f %% are above", 100*share)
	}
}

func TestUnseen(t *testing.T) {
	rows := []Row{rowOf(dataset.Train, "pay", "pay {to:Mom} now")}
	for i := range 12 {
		rows = append(rows, rowOf(dataset.Test, "pay", fmt.Sprintf("Pay {to:dad %d} %s swiftly!", i, strings.Repeat("now ", i))))
	}
	rows = append(rows, rowOf(dataset.Test, "pay", "pay {to:mom} $5"))
	s, found := statisticsFrom(t, rows, NewValue, NewWord)
	values, words := s.Unseen[0], s.Unseen[1]
	if values.Of != UnseenValues || values.Param != "to" || values.N != 12 || values.All != 13 || values.Most[0] != (UnseenThing{"dad 0", 1, 1}) {
		t.Errorf("%+v", values)
	}
	if words.Of != UnseenWords || words.N != 24 || words.Most[1].What != "swiftly" || words.Most[1].N != 12 {
		t.Errorf("%+v", words)
	}
	if len(found) != 2 || !strings.HasSuffix(found[0], `12 of 13 values of to are nowhere in train, such as "dad 0", "dad 1", "dad 10"`) {
		t.Errorf("%q", found)
	}
}
