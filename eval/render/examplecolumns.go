package render

import (
	"bytes"
	"cmp"
	"compress/flate"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// exampleColumns are the examples of a page, column by column, which DEFLATE packs best.
type exampleColumns struct {
	Total int       `json:"total"` // that were scored
	Wrong int       `json:"wrong"` // of them
	IDs   []string  `json:"id"`
	Texts []string  `json:"text"`
	Wants []string  `json:"want"`
	Gots  []*string `json:"got"`    // null where it is what is wanted
	Notes []string  `json:"detail"` // the first error
	Slots [][]int   `json:"slots"`  // name, start and end of each, in code points
	Names names     `json:"slotNames"`

	Template    column `json:"template"`
	Asked       column `json:"asked"` // actions, one a line
	Answered    column `json:"answered"`
	Cell        column `json:"cell"`
	Status      column `json:"status"`
	Kinds       column `json:"kinds"`
	RightParams column `json:"right"`
	WrongParams column `json:"wrongParams"`
	Slices      column `json:"slices"`
	Flips       []flip `json:"flips,omitempty"`

	Confidence []float64 `json:"confidence,omitempty"` // -1 where there is none
	Latency    []float64 `json:"latency,omitempty"`    // in milliseconds
}

// flip says how the examples fare in another run.
type flip struct {
	Run string `json:"run"`
	At  []int  `json:"at"` // flipBoth, …
}

// How an example fares in this run and another.
const (
	flipBoth    = iota // right in both
	flipBroken         // right in the other run only
	flipFixed          // right in this run only
	flipNeither        // right in none
)

// names numbers strings as they come.
type names struct {
	list []string
	at   map[string]int
}

func (n *names) of(s string) int {
	i, ok := n.at[s]
	if !ok {
		if n.at == nil {
			n.at = map[string]int{}
		}
		i = len(n.list)
		n.list, n.at[s] = append(n.list, s), i
	}
	return i
}

// MarshalJSON writes the strings by their numbers.
func (n names) MarshalJSON() ([]byte, error) { return json.Marshal(append([]string{}, n.list...)) }

// column is a column of few different strings.
type column struct {
	Names names `json:"names"`
	At    []int `json:"at"`
}

func (c *column) add(values ...string) {
	c.At = append(c.At, c.Names.of(strings.Join(values, report.PartSeparator)))
}

// columns arranges up to n examples, sorted by template, so that texts that are alike are
// neighbours.
func (x *Examples) columns(n int, flips []flip) *exampleColumns {
	list := x.sample(n)
	slices.SortStableFunc(list, func(a, b report.Example) int {
		return cmp.Or(cmp.Compare(a.Template, b.Template), cmp.Compare(a.Text, b.Text), cmp.Compare(a.ID, b.ID))
	})
	firstTurns(list)
	c := &exampleColumns{Total: x.total, Wrong: x.totalWrong}
	for i := range list {
		c.add(&list[i])
	}
	c.addNumbers(list)
	ranks := x.ranks(list)
	for _, f := range flips {
		at := make([]int, len(list))
		for i, rank := range ranks {
			at[i] = f.At[rank]
		}
		c.Flips = append(c.Flips, flip{f.Run, at})
	}
	return c
}

// firstTurns gives the examples without a turn the first one, if others have one: they come
// before it is known that there are dialogues.
func firstTurns(list []report.Example) {
	turn := func(part string) bool { return strings.HasPrefix(part, "turn=") }
	if !slices.ContainsFunc(list, func(e report.Example) bool { return slices.ContainsFunc(e.Slices, turn) }) {
		return
	}
	for i := range list {
		if e := &list[i]; !slices.ContainsFunc(e.Slices, turn) {
			e.Slices = append(slices.Clip(e.Slices), "turn=1")
		}
	}
}

func (c *exampleColumns) add(e *report.Example) {
	c.IDs, c.Texts, c.Wants, c.Notes = append(c.IDs, e.ID), append(c.Texts, e.Text), append(c.Wants, e.Want), append(c.Notes, e.Detail)
	var got *string
	if e.Got != e.Want {
		got = &e.Got
	}
	c.Gots = append(c.Gots, got)
	slots := []int{}
	for _, s := range e.Slots {
		if s.Start < s.End {
			slots = append(slots, c.Names.of(s.Name), s.Start, s.End)
		}
	}
	c.Slots = append(c.Slots, slots)
	c.Template.add(e.Template)
	c.Asked.add(e.Asked...)
	c.Answered.add(e.Answered...)
	c.Cell.add(e.Cell)
	c.Status.add(string(e.Status))
	c.Kinds.add(e.Kinds...)
	c.RightParams.add(e.RightParams...)
	c.WrongParams.add(e.WrongParams...)
	c.Slices.add(e.Slices...)
}

// addNumbers adds the columns of numbers, if any example has them.
func (c *exampleColumns) addNumbers(list []report.Example) {
	get := func(of func(*report.Example) *float64, scale float64) []float64 {
		var out []float64
		any := false
		for i := range list {
			v := of(&list[i])
			if v == nil {
				out = append(out, -1)
				continue
			}
			any = true
			out = append(out, math.Round(*v*scale)/scale)
		}
		if !any {
			return nil
		}
		return out
	}
	c.Confidence = get(func(e *report.Example) *float64 { return e.Confidence }, 1e6)
	c.Latency = get(func(e *report.Example) *float64 { return e.LatencyMS }, 1e2)
}

// ranks are the places of examples among all by their keys, which is their order in
// report.Outcomes.
func (x *Examples) ranks(list []report.Example) []int {
	slices.Sort(x.keys)
	out := make([]int, len(list))
	for i := range list {
		out[i], _ = slices.BinarySearch(x.keys, list[i].Key)
	}
	return out
}

// pack writes the examples as base64 of DEFLATE (RFC 1951) of JSON, fewer of them where
// they would make the page too large.
func (x *Examples) pack(flips []flip) (*exampleColumns, []byte, error) {
	for n := x.limit; ; {
		c := x.columns(n, flips)
		packed, err := deflate(c)
		if err != nil {
			return nil, nil, err
		}
		if len(packed) <= maxPacked || len(c.IDs) <= 1 {
			return c, base64.StdEncoding.AppendEncode(nil, packed), nil
		}
		n = max(1, int(0.95*float64(len(c.IDs))*maxPacked/float64(len(packed))))
	}
}

func deflate(v any) ([]byte, error) {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	to := json.NewEncoder(w)
	to.SetEscapeHTML(false)
	if err := to.Encode(v); err != nil {
		return nil, fmt.Errorf("examples: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
