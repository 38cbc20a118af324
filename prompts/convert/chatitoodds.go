package convert

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// odds are what *[2] or *[20%] says of a sentence.
type odds struct {
	value   float64
	percent bool
}

// chatitoOdds reads odds at the start of a sentence. What is no number is text.
func chatitoOdds(s string) (*odds, string) {
	inner, rest, ok := strings.Cut(s, "]")
	digits, open := strings.CutPrefix(inner, "*[")
	if !ok || !open {
		return nil, s
	}
	digits, percent := strings.CutSuffix(digits, "%")
	whole, part, dot := strings.Cut(digits, ".")
	if whole == "" || len(whole) > 1 && whole[0] == '0' || dot && part == "" || strings.Trim(whole+part, "0123456789") != "" {
		return nil, s
	}
	v, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return nil, s
	}
	return &odds{v, percent}, rest
}

// weigh gives the sentences of an entity their weights: by how many sentences
// each holds (regular) or all the same (even), and by their odds.
func (c *chatito) weigh(d *chatitoDef, u *unit, said []*odds) error {
	distribution := cmp.Or(d.args["distribution"], "regular")
	if distribution != "regular" && distribution != "even" {
		return fail(d.at, "distribution %q is neither regular nor even", distribution)
	}
	percent, err := percents(d, u, said)
	if err != nil {
		return err
	}
	free := 0.0 // weight of the sentences without odds
	for i, r := range u.rules {
		r.weight = 1
		if distribution == "regular" {
			r.weight = factsOf(r.body).card
		}
		if said[i] == nil {
			free += r.weight
		}
	}
	left := 100.0
	for _, o := range said {
		if percent && o != nil {
			left -= o.value
		}
	}
	for i, r := range u.rules {
		switch o := said[i]; {
		case o != nil && percent:
			r.weight = o.value
		case o != nil:
			r.weight *= o.value
		case percent:
			r.weight *= left / free
		}
	}
	u.rules = slices.DeleteFunc(u.rules, func(r *rule) bool {
		if r.weight <= 1e-9 {
			c.note(r.at, "sentence is left out: the others have all 100%%")
		}
		return r.weight <= 1e-9
	})
	return nil
}

// percents checks the odds of an entity and reports whether they are in percent.
func percents(d *chatitoDef, u *unit, said []*odds) (bool, error) {
	percent, any, sum := false, false, 0.0
	for i, o := range said {
		if o == nil {
			continue
		}
		at := u.rules[i].at
		switch {
		case o.value <= 0:
			return false, fail(at, "odds of %v are not above 0", o.value)
		case any && o.percent != percent:
			return false, fail(at, "%s has weights and percentages: take one kind", d.key())
		}
		percent, any = o.percent, true
		if sum += o.value; percent && sum > 100+1e-9 {
			return false, fail(at, "percentages of %s add up to %v, more than 100", d.key(), sum)
		}
	}
	return percent, nil
}
