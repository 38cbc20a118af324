package eval

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/dataset"
)

// smallN is the default n below which a number gets a warning.
const smallN = 30

func few(n int, what string) string { return fmt.Sprintf("only %d %s", n, what) }

// buckets is the largest number of clusters for examples without a template. More
// examples share clusters at random, which keeps memory constant and the
// estimate of the variance unbiased.
const buckets = 4096

// clusterer gives each example the number of its cluster. Examples made from one
// template are a cluster, and so are an example without a template and its
// augmented copies.
type clusterer struct {
	templates map[string]int32
}

// of returns the cluster of an example: a template's number from 0 on, or a
// negative one.
func (c *clusterer) of(e *dataset.Example) int32 {
	key := e.ID
	if o := e.Origin; o != nil {
		if o.Template != "" {
			return c.template(o.Template)
		}
		key = cmp.Or(o.Parent, key)
	}
	return -1 - int32(dataset.KeyHash(0, key)%buckets)
}

func (c *clusterer) template(name string) int32 {
	if c.templates == nil {
		c.templates = map[string]int32{}
	}
	n, ok := c.templates[name]
	if !ok {
		n = int32(len(c.templates))
		c.templates[name] = n
	}
	return n
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
