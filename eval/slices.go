package eval

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/slmkit/slmkit/dataset"
)

// sliceNames lists the slices that an example belongs to, as key=value.
func sliceNames(e *dataset.Example) []string {
	names := []string{"split=" + cmp.Or(string(e.Split), "none"), "calls=" + strconv.Itoa(len(e.Want()))}
	args := 0
	for _, c := range e.Want() {
		args += len(c.Arguments)
	}
	names = append(names, "slots="+[]string{"0", "1", "2", "3 and more"}[min(args, 3)])
	if o := e.Origin; o != nil {
		if len(o.Ops) == 0 {
			names = append(names, "augmented=no")
		} else {
			names = append(names, "augmented=yes")
		}
		for i, op := range o.Ops {
			if name := "op=" + opName(op); !slices.Contains(names[len(names)-i:], name) {
				names = append(names, name)
			}
		}
		if o.Kind != "" {
			names = append(names, "kind="+o.Kind)
		}
	}
	return names
}

// opName cuts the parameters off an augmentation's name, "typo:2" or "typo(2)".
func opName(op string) string {
	if i := slices.IndexFunc([]byte(op), func(c byte) bool { return c == ':' || c == '(' || c == '=' || c == ' ' }); i > 0 {
		return op[:i]
	}
	return op
}
