package eval

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// tag is something that examples share.
type tag struct{ by, name string }

// tagsOf lists what an example may share with others, each once.
func tagsOf(g *Gold) []tag {
	e := &g.Example
	tags := []tag{{"action", strings.Join(intents(e.Want()), "; ")}, {"length", lengthOf(e.Text)}}
	if len(e.History) > 0 {
		tags = append(tags, tag{turnColumn, strconv.Itoa(turnOf(e))})
	}
	put := func(t tag) {
		if !slices.Contains(tags, t) {
			tags = append(tags, t)
		}
	}
	for _, c := range e.Want() {
		for _, name := range sortedKeys(c.Arguments) {
			put(tag{"parameter", name})
			if value := spelled(c.Arguments[name]); len(value) <= longestValue {
				put(tag{"value", name + "=" + value})
			}
		}
	}
	if o := e.Origin; o != nil {
		if o.Template != "" {
			put(tag{"template", o.Template})
		}
		for _, op := range o.Ops {
			put(tag{"operation", opName(op)})
		}
	}
	return tags
}

// longestValue is the length in bytes of the longest value that forms a group: a longer
// one is hardly shared.
const longestValue = 60

// lengthOf is the group of prompts of such a length.
func lengthOf(text string) string {
	switch n := len(strings.Fields(text)); {
	case n <= 3:
		return "1 to 3 words"
	case n <= 6:
		return "4 to 6 words"
	case n <= 10:
		return "7 to 10 words"
	case n <= 20:
		return "11 to 20 words"
	}
	return "more than 20 words"
}

// side counts the examples of a group that could flip in one direction, and those that did.
type side struct {
	n, flips int
	which    []int // numbers of the first flips, in their order
	ids      []string
}

// maxWhich is how many flips groups are told apart by.
const maxWhich = 5000

// flip counts the flip of a number, which is that of an example.
func (s *side) flip(number int, id string) {
	if s.flips++; number < maxWhich {
		s.which = append(s.which, number)
	}
	if len(s.ids) < maxIDs {
		s.ids = append(s.ids, id)
	}
}

// flipGroups counts the flips of a run by what their examples share. Examples that the
// base run answers right can break; the others can be fixed.
type flipGroups struct {
	all    [2]side
	among  [2]map[int32]int // flips by cluster
	groups map[tag]*[2]side
	errors map[string]*[2]side // by the kind of error: the base run's errors, and those of broken examples
}

// maxGroups bounds the memory that rare values take.
const maxGroups = 200_000

func newFlipGroups() flipGroups {
	return flipGroups{among: [2]map[int32]int{{}, {}}, groups: map[tag]*[2]side{}, errors: map[string]*[2]side{}}
}

const (
	breaks = 0
	mends  = 1
)

func (f *flipGroups) add(g *Gold, cluster int32, tags []tag, was, is *Result) {
	right, now, id := was.Status == report.Correct, is.Status == report.Correct, g.ID
	way := breaks
	if !right {
		way = mends
	}
	number, flips := f.all[way].flips, right != now
	in := []*side{&f.all[way]}
	for _, t := range tags {
		if s := f.group(t); s != nil {
			in = append(in, &s[way])
		}
	}
	if !right {
		in = append(in, &get(f.errors, was.Kinds[0])[mends])
	}
	for _, s := range in {
		s.n++
	}
	if !flips {
		return
	}
	f.among[way][cluster]++
	if right { // groups of which only flips are known
		in = append(in, &get(f.errors, is.Kinds[0])[breaks])
		if len(is.Want) == 1 && len(is.Got) == 1 && is.Want[0] != is.Got[0] {
			in = append(in, &get(f.groups, tag{"confusion", is.Want[0] + " → " + is.Got[0]})[breaks])
		}
	}
	for _, s := range in {
		s.flip(number, id)
	}
}

// group returns the counts of a group, nil for a value too many.
func (f *flipGroups) group(t tag) *[2]side {
	s := f.groups[t]
	if s == nil && (t.by != "value" || len(f.groups) < maxGroups) {
		s = new([2]side)
		f.groups[t] = s
	}
	return s
}

// preferred are the kinds of groups, those first that say most of the same flips.
var preferred = []string{"confusion", "action", "parameter", "value", "error", "operation", "template", "length"}

// A comparison lists up to maxFlipGroups groups of at least fewestFlips flips.
const (
	maxFlipGroups = 10
	fewestFlips   = 2
)

// list ranks the groups by how unlikely so many flips in them are. Of groups of the same
// flips it keeps the most unlikely. It leaves out groups within one that it lists, if they
// have no more flips than that one explains.
func (f *flipGroups) list() []report.FlipGroup {
	all := f.tested()
	slices.SortFunc(all, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(a.P, b.P), -cmp.Compare(a.Flips, b.Flips), cmp.Compare(slices.Index(preferred, a.By), slices.Index(preferred, b.By)), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Direction, b.Direction))
	})
	chances := make([]float64, len(all))
	for i := range all {
		chances[i] = all[i].P
	}
	for i, q := range benjaminiHochberg(chances) {
		all[i].Q = q
	}
	var listed []candidate
	for _, c := range all {
		if c.Flips < fewestFlips {
			continue
		}
		i := slices.IndexFunc(listed, func(l candidate) bool { return c.within(&l) })
		switch {
		case i >= 0 && c.Flips == listed[i].Flips:
			if l := &listed[i]; len(l.Also) < maxIDs {
				l.Also = append(l.Also, c.By+" "+c.Name)
			}
		case i >= 0 && c.N <= listed[i].N && hypergeometric(c.Flips, listed[i].N, c.N, listed[i].Flips) > 1-report.Level:
		case len(listed) < maxFlipGroups:
			listed = append(listed, c)
		}
	}
	var out []report.FlipGroup
	for _, l := range listed {
		out = append(out, l.FlipGroup)
	}
	return out
}

// candidate is a group that may be listed.
type candidate struct {
	report.FlipGroup
	which []int
}

// within reports whether all flips of a group are in another.
func (c *candidate) within(l *candidate) bool {
	if c.Direction != l.Direction || len(c.which) == 0 || len(c.which) > len(l.which) {
		return false
	}
	i := 0
	for _, number := range c.which {
		for i < len(l.which) && l.which[i] < number {
			i++
		}
		if i == len(l.which) || l.which[i] != number {
			return false
		}
	}
	return true
}

// tested lists the groups in which enough flips would be unlikely. Others could not be
// found whatever happens, so that they are no tests (Tarone 1990, Biometrics 46:515).
func (f *flipGroups) tested() []candidate {
	var out []candidate
	bundles := [2]float64{f.bundle(breaks), f.bundle(mends)}
	put := func(t tag, way int, s side, n, flips int) {
		alike := bundles[way]
		if t.by == "template" {
			alike = 1
		}
		// Flips that come in bundles say as much as one of each bundle.
		few := func(n int) int { return int(math.Round(float64(n) / alike)) }
		size, all, drawn := max(few(s.n), 1), max(few(n), 1), max(few(flips), 1)
		most := min(size, drawn)
		if s.flips > min(s.n, flips) || hypergeometric(most, all, size, drawn) > 1-report.Level {
			return
		}
		out = append(out, candidate{report.FlipGroup{By: t.by, Name: t.name, Direction: []string{report.FlipBroken, report.FlipFixed}[way], Flips: s.flips, N: s.n,
			AllFlips: flips, AllN: n, P: hypergeometric(min(few(s.flips), most), all, size, drawn), IDs: s.ids}, s.which})
	}
	for t, s := range f.groups {
		if t.by == "confusion" { // any example of the action could have got it
			want, _, _ := strings.Cut(t.name, " → ")
			if of := f.groups[tag{"action", want}]; of != nil {
				s[breaks].n = of[breaks].n
			}
		}
		for way := range s {
			if f.all[way].flips > 0 && s[way].n > 0 {
				put(t, way, s[way], f.all[way].n, f.all[way].flips)
			}
		}
	}
	broken, wrong := f.all[breaks].flips, f.all[mends].n
	for kind, s := range f.errors {
		t := tag{"error", strings.ReplaceAll(kind, "_", " ")}
		of := s[breaks]
		of.n = of.flips + s[mends].n // errors of the base run and of broken examples
		put(t, breaks, of, broken+wrong, broken)
		put(t, mends, s[mends], wrong, f.all[mends].flips)
	}
	return out
}

// bundle is how many flips of a direction come together in a template, in the mean over
// flips.
func (f *flipGroups) bundle(way int) float64 {
	n, squares := 0.0, 0.0
	for _, k := range f.among[way] {
		n += float64(k)
		squares += float64(k * k)
	}
	return max(1, squares/max(n, 1))
}
