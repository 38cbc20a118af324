package eval

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/eval/report"
)

// population is a made set of prompts: of each action some templates, of each of these some
// prompts, whose length is drawn. bad are the chances of parts, as column=value, that are
// not those of the rest.
type population struct {
	actions, templates, prompts int
	right, alike                float64 // mean chance to be right, and how alike those of a template are
	bad                         map[string]float64
}

// draw makes a run over the population, and returns the expected share of right answers in
// each part.
func (d population) draw(rng *rand.Rand) (p *partition, expected func(parts []string) (part, rest float64)) {
	b := newBreakdown(&Options{})
	type prompt struct {
		kind   int
		chance float64
	}
	var all []prompt
	for t := range d.actions * d.templates {
		action := t % d.actions
		shift := 0.0
		if d.alike > 0 { // a template is right always or never, or as the others are
			if u := rng.Float64(); u < d.alike {
				shift = 1
				if rng.Float64() > d.right {
					shift = -1
				}
			}
		}
		for range d.prompts {
			parts := []string{fmt.Sprint("intent=a", action), fmt.Sprint("length=", rng.IntN(4)), fmt.Sprint("type=t", action%5)}
			chance := d.right
			for _, part := range append(slices.Clone(parts), strings.Join(parts[:2], ", ")) {
				if c, ok := d.bad[part]; ok {
					chance = c
				}
			}
			drawn := chance
			if chance == d.right && shift != 0 {
				drawn = max(shift, 0)
			}
			b.key = []byte(strings.Join(parts, "\n"))
			kind, ok := b.index[string(b.key)]
			if !ok {
				kind = b.newKind(parts, nil)
			}
			all = append(all, prompt{int(kind), chance})
			right := one(rng.Float64() < drawn)
			b.cells = append(b.cells, cell{cellKey: cellKey{kind, int32(t)}, n: 1, right: right, all: 1, acted: right})
		}
	}
	return b.partition(), func(parts []string) (part, rest float64) {
		var in, out, right, others float64
		for _, x := range all {
			if slices.ContainsFunc(parts, func(part string) bool { return !slices.Contains(b.kinds[x.kind], part) }) {
				out, others = out+1, others+x.chance
			} else {
				in, right = in+1, right+x.chance
			}
		}
		return right / in, others / out
	}
}

func templateNames(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprint("t", i)
	}
	return out
}

// Where no part is worse than the rest, one run in twenty at most has a find, whether
// templates are alike or not. Single templates do differ if templates are alike.
func TestSimulatedWorstOfNothing(t *testing.T) {
	const runs = 120
	most := falseFinds*runs + 3*math.Sqrt(falseFinds*(1-falseFinds)*runs) // three standard errors
	rng := rand.New(rand.NewPCG(18, 5))
	for _, d := range []population{
		{actions: 20, templates: 5, prompts: 6, right: 0.9},
		{actions: 20, templates: 5, prompts: 6, right: 0.9, alike: 0.3},
		{actions: 12, templates: 10, prompts: 10, right: 0.8, alike: 0.1},
		{actions: 30, templates: 3, prompts: 10, right: 0.95, alike: 0.6},
	} {
		with := 0.0
		for range runs {
			p, _ := d.draw(rng)
			w := p.worst(templateNames(d.actions*d.templates), true)
			if w != nil && slices.ContainsFunc(w.List, func(s report.WorstSlice) bool { return !strings.HasPrefix(s.Parts[0], "template=") }) {
				with++
			}
		}
		if with > most {
			t.Errorf("%+v: %.0f of %d runs have a find", d, with, runs)
		}
	}
}

// Parts that are worse are found, and of what is found at most the stated share is not worse
// than the rest.
func TestSimulatedDiscoveries(t *testing.T) {
	const runs = 60
	rng := rand.New(rand.NewPCG(18, 6))
	for _, d := range []population{
		{actions: 20, templates: 5, prompts: 8, right: 0.92, bad: map[string]float64{"intent=a3": 0.4, "intent=a9, length=2": 0.3}},
		{actions: 20, templates: 5, prompts: 8, right: 0.9, alike: 0.2, bad: map[string]float64{"intent=a3": 0.4, "length=1": 0.7}},
	} {
		shares, hits := 0.0, 0
		for range runs {
			p, expected := d.draw(rng)
			s := &search{partition: p, template: true, of: (*cell).exact}
			for i := range p.cells {
				s.total.merge(&p.cells[i])
			}
			s.alike = s.correlation()
			s.whole = s.wholeEffect()
			tested := s.candidates(templateNames(d.actions * d.templates))
			s.test(tested)
			found, wrong, n := discoveries(tested), 0.0, 0.0
			for _, c := range found {
				if strings.HasPrefix(c.parts[0], "template=") {
					continue
				}
				n++
				if part, rest := expected(c.parts); part >= rest {
					wrong++
				}
			}
			shares += wrong / max(n, 1)
			if slices.ContainsFunc(found, func(c testedPart) bool { return slices.Contains(c.parts, "intent=a3") }) {
				hits++
			}
		}
		if share := shares / runs; share > falseFinds {
			t.Errorf("%+v: %.3f of the finds are false", d, share)
		}
		if hits < runs*4/5 {
			t.Errorf("%+v: a part at 40 %% is found in %d of %d runs", d, hits, runs)
		}
	}
}

// A part that is bad because of one pair within it gives way to the pair, and what repeats a
// find is not listed.
func TestWorstNames(t *testing.T) {
	rng := rand.New(rand.NewPCG(18, 7))
	d := population{actions: 10, templates: 10, prompts: 12, right: 0.97, bad: map[string]float64{"intent=a4, length=2": 0.1}}
	p, _ := d.draw(rng)
	w := p.worst(templateNames(100), true)
	if w == nil || len(w.List) != 1 || strings.Join(w.List[0].Parts, ", ") != "intent=a4, length=2" {
		t.Errorf("%+v", w)
	}
}
