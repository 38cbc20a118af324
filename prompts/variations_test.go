package prompts_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
)

// anyRows hold nothing out.
type anyRows struct{}

func (anyRows) Resample(*dataset.Example, int, *rand.Rand) (dataset.Example, bool) {
	return dataset.Example{}, false
}
func (anyRows) Partner(*dataset.Example, *rand.Rand) (dataset.Example, bool) {
	return dataset.Example{}, false
}
func (anyRows) Allows(*dataset.Example) bool            { return true }
func (anyRows) Covers(string, string) bool              { return false }
func (anyRows) HoldsOut(_ dataset.Split, _ string) bool { return false }

// TestVariations: a row that is drawn again is a row of its template that is true; another
// value changes the call, and changes it in the slot alone; the same chances give the same.
func TestVariations(t *testing.T) {
	p, err := prompts.Open("dental")
	if err != nil {
		t.Fatal(err)
	}
	plan, err := prompts.NewPlan(p, prompts.Options{N: 150, Seed: 2})
	if err != nil {
		t.Fatal(err)
	}
	set, err := prompts.Draw(context.Background(), plan, 1)
	if err != nil {
		t.Fatal(err)
	}
	v, err := prompts.NewVariations(p, anyRows{}, "")
	if err != nil {
		t.Fatal(err)
	}
	redrawn, resampled := 0, 0
	for e, err := range set.Examples(context.Background(), dataset.Train) {
		if err != nil {
			t.Fatal(err)
		}
		if c, ok := v.Redraw(&e, dataset.NewRand(1, e.ID)); ok {
			redrawn++
			if c.Text == e.Text || c.Origin.Template != e.Origin.Template || c.Split != e.Split || c.Validate() != nil || p.Schema().Verify(&c) != nil {
				t.Errorf("%q redrawn as %+v", e.Text, c)
			}
			if again, _ := v.Redraw(&e, dataset.NewRand(1, e.ID)); again.Text != c.Text {
				t.Errorf("%q redrawn as %q and %q", e.Text, c.Text, again.Text)
			}
		}
		for i := range e.Slots {
			c, ok := v.Resample(&e, i, dataset.NewRand(1, e.ID))
			if !ok {
				continue
			}
			resampled++
			if len(c.Slots) != len(e.Slots) || c.Intent() != e.Intent() || c.Target == e.Target || p.Schema().Verify(&c) != nil {
				t.Errorf("%q resampled as %+v", e.Text, c)
			}
		}
		e.Text += " please" // is no longer what the template wrote
		if c, ok := v.Redraw(&e, dataset.NewRand(1, e.ID)); ok {
			t.Errorf("%q redrawn as %q", e.Text, c.Text)
		}
	}
	if redrawn < 60 || resampled < 20 {
		t.Errorf("%d rows redrawn, %d values", redrawn, resampled)
	}
	if v.Covers("freeze", "soup") || !v.Covers("cancel", "appointment") {
		t.Error("a dentist freezes soup, or cancels no appointment")
	}
	if _, err := prompts.NewVariations(p, anyRows{}, "nothing"); err == nil {
		t.Error("split by nothing")
	}
}
