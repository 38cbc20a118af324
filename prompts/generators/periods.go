package generators

import (
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
)

const monthNames = "january|february|march|april|may|june|july|august|september|october|november|december"

// periodWords makes stretches of time: up to today, unless the parameter prefers the
// future.
func periodWords(p *Params) (*grammar.Node, error) {
	s := p.speech()
	if p.Param != nil && p.Param.Prefer == action.Future {
		return s.periodsAhead(p), nil
	}
	if !s.english() {
		year := int64(p.Reference.Year())
		return s.dayFields(year-3, year).phrases(s.periods), nil
	}
	units := words("days|weeks|months|years")
	year := grammar.Number(2021, 2025, 1, plain(grammar.Digits))
	return grammar.Choice([]*grammar.Node{
		words(monthNames),
		words("last month|this month|last week|this week|last year|this year|the last month|the past month|the past week|the past year|the last week|the last year|yesterday|today|last quarter|this quarter|previous month|the previous month|the current month"),
		grammar.Sequence(words("last |the last |the past |past |previous "), grammar.Choice([]*grammar.Node{grammar.Number(2, 12, 1, plain(grammar.Digits)), grammar.Number(2, 12, 1, plain(grammar.Spelled)), grammar.Literal("couple of")}, []float64{4, 4, 1}), grammar.Literal(" "), units),
		grammar.Sequence(words(monthNames), grammar.Literal(" "), year),
		year,
		grammar.OneOf(grammar.Sequence(words("q1|q2|q3|q4|the first quarter|the second quarter|the third quarter|the fourth quarter|first quarter")), grammar.Sequence(words("q1|q2|q3|q4"), grammar.Literal(" "), year)),
		grammar.Sequence(words("since "), grammar.OneOf(words("january|february|march|april|may"), words("yesterday|last week|last month|last monday|last friday"))),
		grammar.Sequence(words("from |between "), words("january|february|march"), grammar.Literal(" to "), words("april|may|june")),
		grammar.Sequence(words("the last |last |the past "), words("30|60|90|10|14"), grammar.Literal(" days")),
		words("year to date|last weekend|the weekend|so far this year|so far this month|march of last year|december of last year"),
	}, []float64{10, 14, 6, 5, 2, 2, 2, 1, 2, 2}), nil
}

// periodsAhead are stretches of time from today on.
func (s speech) periodsAhead(p *Params) *grammar.Node {
	year := int64(p.Reference.Year())
	months := s.name(s.at.Months[:]...)
	var relative []string
	for _, key := range []string{"this week", "next week", "this month", "next month", "this year", "next year"} {
		relative = append(relative, s.at.Relative[key])
	}
	return weigh(4, months, 6, s.name(relative...), 2, grammar.Sequence(months, grammar.Literal(" "), grammar.Number(year+1, year+2, 1, plain(grammar.Digits))))
}
