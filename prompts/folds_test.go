package prompts

import (
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestFolds: the test splits of the folds share no template and have all of them; no
// fold trains on what it tests.
func TestFolds(t *testing.T) {
	p := load(t, map[string]string{"templates/t.yaml": "action: pay\ntemplates: [\"pay {to} {amount}\", \"give {to} {amount}\", \"send {to} {amount}\", \"{amount} to {to}\", \"for {to}: {amount}\", \"{to} gets {amount}\", \"owe {to} {amount}\"]\n---\naction: show\ntemplates: [\"show {period}\", \"list {period}\", \"what about {period}\"]\n---\naction: none\ntemplates: [\"hi (a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h) (a|b|c|d|e|f|g|h)\", \"(a|b|c|d|e|f|g|h)(a|b|c|d|e|f|g|h)(a|b|c|d|e|f|g|h)\"]\n"})
	for _, folds := range []int{2, 3, 5} {
		tested, ids := map[string]int{}, map[string]bool{}
		for fold := 1; fold <= folds; fold++ {
			splits, _ := rows(t, p, Options{N: 300, Seed: 3, Folds: folds, Fold: fold}, 1)
			n := 0
			in := map[string]map[dataset.Split]bool{}
			for split, examples := range splits {
				for _, e := range examples {
					n++
					template, _, _ := strings.Cut(e.Origin.Derivation, ":")
					if in[template] == nil {
						in[template] = map[dataset.Split]bool{}
					}
					in[template][split] = true
					if split == dataset.Test {
						if ids[e.ID] {
							t.Errorf("%d folds: %q is tested twice", folds, e.Text)
						}
						ids[e.ID] = true
					}
				}
			}
			for template, splits := range in {
				if len(splits) != 1 {
					t.Errorf("%d folds: %s is in %v", folds, template, splits)
				}
				if splits[dataset.Test] {
					tested[template]++
				}
			}
			if n != 300 || len(splits[dataset.Train]) == 0 || len(splits[dataset.Test]) == 0 || folds > 2 && len(splits[dataset.Dev]) == 0 {
				t.Errorf("%d folds, fold %d: %d rows, %d %d %d", folds, fold, n, len(splits[dataset.Train]), len(splits[dataset.Dev]), len(splits[dataset.Test]))
			}
		}
		if len(tested) != len(p.Templates()) {
			t.Errorf("%d folds test %d templates of %d", folds, len(tested), len(p.Templates()))
		}
		for template, n := range tested {
			if n != 1 {
				t.Errorf("%d folds: %s is tested %d times", folds, template, n)
			}
		}
	}
	for _, c := range []struct {
		o    Options
		want string
	}{
		{Options{N: 9, Folds: 1, Fold: 1}, "1 folds: cross-validation needs at least 2"},
		{Options{N: 9, Folds: 3}, "fold 0 is none of 1 to 3"},
		{Options{N: 9, Folds: 3, Fold: 4}, "fold 4 is none of 1 to 3"},
		{Options{N: 9, Folds: 3, Fold: 1, SplitBy: "text"}, "they go with split by template, not text"},
	} {
		if _, err := NewPlan(p, c.o); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want %s", c.o, err, c.want)
		}
	}
	for fold := 1; ; fold++ {
		if fold > 50 {
			t.Fatal("every one of 50 folds has a template")
		}
		if _, err := NewPlan(p, Options{N: 300, Folds: 50, Fold: fold}); err != nil {
			if !strings.Contains(err.Error(), "has no template to test: the pack has 12 templates") {
				t.Error(err)
			}
			break
		}
	}
}
