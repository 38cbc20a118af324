package triage_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/triage"
)

var update = flag.Bool("update", false, "write the golden file")

func library(t testing.TB) *prompts.Pack {
	t.Helper()
	p, err := prompts.Open("testdata/library")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// messages are those of the golden file.
func messages(t testing.TB) []triage.Message {
	t.Helper()
	data, err := os.ReadFile("testdata/messages.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	var out []triage.Message
	for m, err := range dataset.ReadJSONL[triage.Message](bytes.NewReader(data), "messages.jsonl") {
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, m)
	}
	return out
}

func stream(all []triage.Message) iter.Seq2[triage.Message, error] {
	return func(yield func(triage.Message, error) bool) {
		for _, m := range all {
			if !yield(m, nil) {
				return
			}
		}
	}
}

func run(t testing.TB, p *prompts.Pack, all []triage.Message, look float64) *report.Triage {
	t.Helper()
	r, err := triage.Run(t.Context(), p, stream(all), triage.Options{Look: look})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func marshal(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(b) + "\n"
}

// TestGolden holds the report of messages with labels to the golden file, which the tests
// of package render print.
func TestGolden(t *testing.T) {
	r := run(t, library(t), messages(t), 0.7)
	r.Messages.Path = "messages.jsonl"
	got := marshal(t, r)
	if *update {
		if err := os.WriteFile("testdata/golden.json", []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("go test ./prompts/triage -update writes it:\n%s", diff)
	}
	if _, err := report.Decode(want, "golden.json"); err != nil {
		t.Error(err)
	}
}

// find returns the item of a kind, action and detail.
func find(t testing.TB, r *report.Triage, key string) *report.TriageItem {
	t.Helper()
	var keys []string
	for i := range r.Items {
		if r.Items[i].Key == key {
			return &r.Items[i]
		}
		keys = append(keys, r.Items[i].Key)
	}
	t.Fatalf("no item %s, there are\n%s", key, strings.Join(keys, "\n"))
	return nil
}

// TestLabelled finds what messages with labels show.
func TestLabelled(t *testing.T) {
	r := run(t, library(t), messages(t), 1)
	for key, want := range map[string]struct {
		n    int
		next string
		near string
	}{
		"template/opening_hours/do you close":    {4, "write a template in templates/other.yaml", ""},
		"template/renew_loan/keep … another":     {5, "write a template in templates/loans.yaml", ""},
		"value//title":                           {5, "add what belongs there to title in lexicons/values.yaml", ""},
		"confusion/none/opening_hours":           {2, "take from templates/other.yaml:4 what belongs to none, and write it there", "templates/other.yaml:4"},
		"label/reserve_book/renew_loan":          {2, "read them: mend the labels, or write templates of reserve_book if they are right", "templates/loans.yaml:3"},
		"template/reserve_book/waiting list for": {3, "widen templates/loans.yaml:8, or write one below it", "templates/loans.yaml:8"},
		"scope/none/a ticket for":                {2, "write negatives in templates/other.yaml", ""},
	} {
		it := find(t, r, key)
		near := ""
		if len(it.Near) > 0 {
			near = it.Near[0].Place
		}
		if it.N != want.n || it.Next != want.next || near != want.near {
			t.Errorf("%s: %d messages, %q, near %q, want %v", key, it.N, it.Next, near, want)
		}
	}
	values := find(t, r, "value//title").Values
	if len(values) < 2 || values[0].Value != "glass rivers" || values[0].Reads != 2 || values[1].Value != "paper moons" {
		t.Errorf("values: %v", values)
	}
	if why := find(t, r, "label/reserve_book/renew_loan").Why; !strings.Contains(why, "templates/loans.yaml:3 writes it") && !strings.Contains(why, "same words") {
		t.Errorf("why the label is doubted: %q", why)
	}
}

// TestUnlabelled guesses what messages without labels want by the nearest templates.
func TestUnlabelled(t *testing.T) {
	texts := messages(t)
	for i := range texts {
		texts[i].Action, texts[i].Slots = "", nil
	}
	r := run(t, library(t), texts, 1)
	if it := find(t, r, "value//title"); it.Values[0].Value != "paper moons" || it.Values[1].Value != "glass rivers" {
		t.Errorf("values: %v", it.Values)
	}
	if n := r.State(report.TriageScope).N; n < 4 {
		t.Errorf("%d messages are far from all templates, want the tickets, the song and the robot", n)
	}
	for _, it := range r.Items {
		if it.Kind == report.TriageScope && !strings.Contains(it.Next, "templates for those that an action should serve") {
			t.Errorf("%s: %s: it may be what an action serves", it.Phrase, it.Next)
		}
	}
	if r.Labelled != 0 || r.State(report.TriageLabel).N != 0 {
		t.Error("labels are doubted that are not there")
	}
}

// TestAnswered puts what a model answers wrongly first, and what it answers rightly last.
func TestAnswered(t *testing.T) {
	all := messages(t)
	for i := range all {
		all[i].Answer = &triage.Answer{Action: all[i].Action}
		if strings.Contains(all[i].Text, "another week") {
			all[i].Answer.Action = "reserve_book"
		}
	}
	r := run(t, library(t), all, 1)
	it := r.Items[0]
	if it.Key != "confusion/renew_loan/reserve_book" || it.Wrong != it.N || it.N != 3 || it.Unread != 3 || it.Next != "no template writes 3 of them: write some in templates/loans.yaml" {
		t.Errorf("first: %+v", it)
	}
	if m := r.Metrics[report.MetricIntent]; m.N != len(all) || *m.Value >= 1 {
		t.Errorf("right actions: %+v", m)
	}
	sure := 0.99
	logged := []triage.Message{{ID: "1", Text: "prolong my stay", Answer: &triage.Answer{Action: "renew_loan", Confidence: &sure}}, {ID: "2", Text: "prolong my loan", Answer: &triage.Answer{Action: "renew_loan"}}}
	if r = run(t, library(t), logged, 1); r.Items[0].Gain > 0.6 {
		t.Errorf("a sure answer is thought to be wrong: %+v", r.Items[0])
	}
}

// TestForeignLabels names labels that are no actions of the pack.
func TestForeignLabels(t *testing.T) {
	r := run(t, library(t), []triage.Message{{ID: "1", Text: "are you open", Action: "greet"}, {ID: "2", Text: "good evening", Action: "greet"}}, 1)
	if len(r.Items) != 1 || r.Items[0].Why != "greet is no action of the pack" || r.Items[0].N != 2 {
		t.Errorf("%+v", r.Items)
	}
}

// TestLabelsOfTheSameWords doubts the label of a message whose words others have with
// another label.
func TestLabelsOfTheSameWords(t *testing.T) {
	var all []triage.Message
	for i, action := range []string{"renew_loan", "renew_loan", "renew_loan", "opening_hours"} {
		all = append(all, triage.Message{ID: fmt.Sprint(i), Text: fmt.Sprintf("Loan number %d, go on with it!", i), Action: action})
	}
	it := find(t, run(t, library(t), all, 1), "label/opening_hours/renew_loan")
	if it.N != 1 || it.Why != "3 messages with the same words are labelled renew_loan" || it.Frames[0].ID != "3" {
		t.Errorf("%+v", it)
	}
}

// Words that messages of the properties are made of.
var words = strings.Fields("please renew extend keep the lighthouse orchards friday open when ticket ferry loan week two 7 glass none")

func drawMessages(t *rapid.T) []triage.Message {
	actions := []string{"", "renew_loan", "reserve_book", "opening_hours", dataset.None, "greet"}
	n := rapid.IntRange(1, 40).Draw(t, "n")
	answered := rapid.Bool().Draw(t, "answered")
	out := make([]triage.Message, n)
	for i := range out {
		text := rapid.SliceOfN(rapid.SampledFrom(words), 1, 6).Draw(t, "text")
		out[i] = triage.Message{ID: fmt.Sprint(i), Text: strings.Join(text, " "), Action: rapid.SampledFrom(actions).Draw(t, "action")}
		if answered {
			out[i].Answer = &triage.Answer{Action: rapid.SampledFrom(actions[1:5]).Draw(t, "answer")}
		}
	}
	return out
}

// TestEachMessageOnce: each message is in one state, and each to look at that is not
// covered in one item, of its state. The order of the messages does not matter.
func TestEachMessageOnce(t *testing.T) {
	p := library(t)
	rapid.Check(t, func(rt *rapid.T) {
		all := drawMessages(rt)
		look := rapid.SampledFrom([]float64{0.3, 0.5, 1}).Draw(rt, "look")
		r, err := triage.Run(context.Background(), p, stream(all), triage.Options{Look: look})
		if err != nil {
			rt.Fatal(err)
		}
		if r.N != len(all) || r.LookN+r.HeldOutN != r.N {
			rt.Fatalf("%d of %d messages, %d and %d", r.N, len(all), r.LookN, r.HeldOutN)
		}
		inStates, inItems, byKind := 0, 0, map[string]int{}
		for _, it := range r.Items {
			inItems += it.N
			byKind[it.Kind] += it.N
		}
		for _, s := range r.States {
			inStates += s.N
			if looked := share(s.Look); s.State != report.TriageCovered && looked != byKind[s.State] {
				rt.Fatalf("%s: %d messages to look at, %d in items", s.State, looked, byKind[s.State])
			}
		}
		if inStates != r.N || inItems != r.LookN-share(r.State(report.TriageCovered).Look) {
			rt.Fatalf("%d of %d messages in states, %d in items", inStates, r.N, inItems)
		}
		shuffled := slices.Clone(all)
		rand.New(rand.NewPCG(1, uint64(len(all)))).Shuffle(len(all), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		again, err := triage.Run(context.Background(), p, stream(shuffled), triage.Options{Look: look})
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(r, again); diff != "" {
			rt.Fatalf("the order of the messages matters:\n%s", diff)
		}
	})
}

// share is the number that a metric counts.
func share(m report.Metric) int {
	if m.Value == nil {
		return 0
	}
	return int(*m.Value*float64(m.N) + 0.5)
}

// TestSplit: messages in which only figures, case, marks and labelled values differ are in
// one part.
func TestSplit(t *testing.T) {
	p := library(t)
	rng := rand.New(rand.NewPCG(1, 2))
	var all []triage.Message
	for i := range 200 {
		text := fmt.Sprintf("w%c%c note %d", 'a'+rng.IntN(26), 'a'+rng.IntN(26), i)
		all = append(all, triage.Message{ID: "x" + fmt.Sprint(i), Text: text}, triage.Message{ID: "y" + fmt.Sprint(i), Text: strings.ToUpper(text) + "7!"})
	}
	r := run(t, p, all, 0.5)
	if r.LookN < 120 || r.LookN > 280 || r.LookN%2 != 0 {
		t.Errorf("%d of %d messages to look at", r.LookN, r.N)
	}
	values := []triage.Message{}
	for i := range 20 {
		v := fmt.Sprintf("title %c", 'a'+i)
		values = append(values, triage.Message{ID: fmt.Sprint(i), Text: "lend me " + v + " today", Action: "reserve_book", Slots: []triage.Slot{{Param: "title", Value: v}}})
	}
	if r = run(t, p, values, 0.5); r.LookN != 0 && r.LookN != 20 {
		t.Errorf("one frame is split: %d of 20 to look at", r.LookN)
	}
}

// TestCompare says what an edit of the pack won.
func TestCompare(t *testing.T) {
	all := messages(t)
	before := run(t, library(t), all, 0.5)
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/library")); err != nil {
		t.Fatal(err)
	}
	path := dir + "/templates/other.yaml"
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	more := "templates:\n  - \"[your] opening times [of the {branch}] [{day}] [please]\"\n  - \"(do you|when do you|at what hour do you) close [early|the {branch}] [at noon] [{day}]\"\n  - \"opening times for {day}\""
	if err := os.WriteFile(path, []byte(strings.Replace(string(data), "templates:", more, 1)), 0o666); err != nil {
		t.Fatal(err)
	}
	p, err := prompts.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	after := run(t, p, all, 0.5)
	decoded, err := report.Decode([]byte(marshal(t, before)), "before.json")
	if err != nil {
		t.Fatal(err)
	}
	c := triage.Compare(decoded.(*report.Triage), after)
	if c.N != before.HeldOutN || c.Lost != 0 || c.Gained == 0 || *c.Covered.Value*float64(c.N) < float64(c.Gained)-0.5 {
		t.Errorf("%+v", c)
	}
	if *c.Covered.Low > *c.Covered.Value || *c.Covered.High < *c.Covered.Value {
		t.Errorf("interval of %v: %v to %v", *c.Covered.Value, *c.Covered.Low, *c.Covered.High)
	}
	if before.LookN != after.LookN {
		t.Error("the edit moved messages between the parts")
	}
	if same := triage.Compare(before, before); same.Gained+same.Lost+len(same.Gone)+len(same.New)+len(same.Smaller) > 0 {
		t.Errorf("no edit: %+v", same)
	}
}

// TestStubs: stubs are all comments, name the file that they are for, and leave a pack as
// it was.
func TestStubs(t *testing.T) {
	r := run(t, library(t), messages(t), 1)
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/library")); err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, s := range triage.Stubs(r) {
		names[s.Name] = true
		for line := range strings.Lines(string(s.Data)) {
			if strings.TrimSpace(line) != "" && line[0] != '#' {
				t.Errorf("%s: %q is read", s.Name, line)
			}
		}
		if err := os.WriteFile(dir+"/"+s.Name, s.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want := []string{"lexicons/values.triage.yaml", "templates/loans.triage.yaml", "templates/other.triage.yaml"}
	if got := slices.Sorted(maps.Keys(names)); !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
	p, err := prompts.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(p.Templates()); n != len(library(t).Templates()) {
		t.Errorf("%d templates with the stubs", n)
	}
}

// TestMessages reads records of each form.
func TestMessages(t *testing.T) {
	for record, want := range map[string]triage.Message{
		`{"text":"hi"}`:                                  {Text: "hi"},
		`{"id":7,"text":"hi","action":"greet"}`:          {ID: "7", Text: "hi", Action: "greet"},
		`{"text":"hi","intent":"greet","label":"other"}`: {Text: "hi", Action: "greet"},
		`{"text":"hi bob","call":{"name":"greet","arguments":{"who":"bob","how":"loud"}}}`:                   {Text: "hi bob", Action: "greet", Slots: []triage.Slot{{Param: "who", Value: "bob"}}},
		`{"text":"hi bob","target":"greet(who=\"bob\")"}`:                                                    {Text: "hi bob", Action: "greet"},
		`{"text":"hi bob","call":{"name":"greet"},"slots":[{"name":"who","value":"bob","start":3,"end":6}]}`: {Text: "hi bob", Action: "greet", Slots: []triage.Slot{{Param: "who", Value: "bob"}}},
		`{"text":"hi","output":"greet()"}`:                                                                   {Text: "hi", Answer: &triage.Answer{Action: "greet", Output: "greet()"}},
		`{"text":"hi","output":"gr","action":"greet"}`:                                                       {Text: "hi", Action: "greet", Answer: &triage.Answer{Action: dataset.None, Output: "gr"}},
		`{"text":"hi","output":"greet()","call":{"name":"greet","arguments":{}},"confidence":0.5}`:           {Text: "hi", Answer: &triage.Answer{Action: "greet", Output: "greet()", Confidence: report.Finite(0.5)}},
	} {
		var m triage.Message
		if err := json.Unmarshal([]byte(record), &m); err != nil {
			t.Errorf("%s: %v", record, err)
		} else if diff := cmp.Diff(want, m); diff != "" {
			t.Errorf("%s:\n%s", record, diff)
		}
	}
	var m triage.Message
	if err := dataset.Decode([]byte(`{"action":"greet"}`), &m); err == nil {
		t.Error("a record without text is a message")
	}
}

// TestEnds: an error of the messages and the end of the context end the run.
func TestEnds(t *testing.T) {
	bad := errors.New("bad")
	_, err := triage.Run(t.Context(), library(t), func(yield func(triage.Message, error) bool) { yield(triage.Message{}, bad) }, triage.Options{Look: 1})
	if !errors.Is(err, bad) {
		t.Errorf("error %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := triage.Run(ctx, library(t), stream(messages(t)), triage.Options{Look: 1}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
