package eval

import (
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// answerHash is a hash of what a prediction means: equal calls in any order have equal
// ones. Values and answers that cannot be read are taken by their words.
func (q equality) answerHash(a answer, p *dataset.Prediction) uint64 {
	if a.status != "" {
		return dataset.KeyHash(uint64(len(p.Error)), text.Compared(p.Output))
	}
	calls := a.calls
	list := make([]string, len(calls))
	for i := range calls {
		c := &calls[i]
		args := make([]string, len(c.args))
		for k, a := range c.args {
			args[k] = a.name + "=" + q.meaning(&a)
		}
		slices.Sort(args)
		list[i] = c.name + "\x00" + strings.Join(args, "\x00") + "\x00" + strings.Join(c.twice, "\x00")
	}
	slices.Sort(list)
	return dataset.KeyHash(uint64(len(list)), strings.Join(list, "\n"))
}

// meaning writes the value of an argument so that equal values are written alike.
func (q equality) meaning(a *argument) string {
	v := &a.values[0]
	switch {
	case v.canon == nil:
		return "words " + v.words
	case a.param != nil && a.param.Format == "money":
		return fmt.Sprint(q.withCurrency(v.canon))
	}
	if s, ok := v.canon.(string); ok {
		return text.Prompt(text.Compared(s))
	}
	return fmt.Sprint(v.canon)
}
