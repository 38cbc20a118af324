package prompts

import (
	"fmt"

	"github.com/slmkit/slmkit/dataset"
)

// checkFolds checks the options of cross-validation.
func (o *Options) checkFolds() error {
	switch {
	case o.Folds == 0 && o.Fold == 0:
		return nil
	case o.Folds < 2:
		return fmt.Errorf("%d folds: cross-validation needs at least 2", o.Folds)
	case o.Fold < 1 || o.Fold > o.Folds:
		return fmt.Errorf("fold %d is none of 1 to %d", o.Fold, o.Folds)
	case o.splitting != ByTemplate:
		return fmt.Errorf("folds divide templates: they go with split by %s, not %s", ByTemplate, o.splitting)
	}
	return nil
}

// folded deals an action's templates out to the splits of one fold. Each template is in
// the test split of one fold, and in the dev split of the fold before it as long as the
// action keeps a template to train on. Actions begin at different folds, so that those with
// few templates are not all tested in the first.
func folded(ts []*Template, o Options) (parts [3][]*Template) {
	first := int(dataset.KeyHash(o.Seed, "fold "+ts[0].Action()) % uint64(o.Folds))
	at := make([]int, len(ts)) // the fold that each template is tested in, from 0
	for i, n := range shuffled(ts, o.Seed) {
		at[n] = (first + i) % o.Folds
	}
	test, dev := o.Fold-1, o.Fold%o.Folds
	keepsTrain := false
	for _, f := range at {
		keepsTrain = keepsTrain || f != test && f != dev
	}
	for i, t := range ts {
		switch {
		case at[i] == test:
			parts[2] = append(parts[2], t)
		case at[i] == dev && keepsTrain:
			parts[1] = append(parts[1], t)
		default:
			parts[0] = append(parts[0], t)
		}
	}
	return parts
}
