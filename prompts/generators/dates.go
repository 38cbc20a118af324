package generators

import (
	"fmt"

	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

const (
	monthNames   = "january|february|march|april|may|june|july|august|september|october|november|december"
	weekdayNames = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)

// dateWords makes days; direction past or future keeps to one side of the
// reference date where the words say a side.
func dateWords(p *Params) (*grammar.Node, error) {
	future := grammar.OneOf(words("tomorrow|today|tonight|tomorrow morning|the day after tomorrow|next week|end of the month|the end of the month|the first of next month|the end of the week|first of the month"),
		grammar.Sequence(words("next|this|coming"), grammar.Literal(" "), words(weekdayNames)),
		grammar.Sequence(words("in "), grammar.Number(2, 14, 1, plain(grammar.Digits)), grammar.Literal(" days")),
		words("in a week|in two weeks|in three days|in two days|in a month|a week from today|a week from tomorrow|two weeks from now"))
	past := grammar.OneOf(words("yesterday|today|last night|the day before yesterday|last week|this morning"),
		grammar.Sequence(words("last|past"), grammar.Literal(" "), words(weekdayNames)),
		grammar.Sequence(grammar.Number(2, 20, 1, plain(grammar.Digits)), grammar.Literal(" days ago")),
		words("two days ago|three days ago|a week ago|two weeks ago|a month ago|a couple of days ago|a couple days ago"))
	day := grammar.Number(1, 28, 1, plain(grammar.Ordinal))
	calendar := grammar.OneOf(
		grammar.Sequence(words(monthNames), grammar.Literal(" "), day), grammar.Sequence(words(monthNames), grammar.Literal(" "), grammar.Number(1, 28, 1, plain(grammar.Digits))),
		grammar.Sequence(grammar.Literal("the "), day), grammar.Sequence(grammar.Literal("the "), day, grammar.Literal(" of "), words(monthNames)), grammar.Sequence(day, grammar.Literal(" of "), words(monthNames)),
		grammar.Sequence(grammar.Number(1, 28, 1, plain(grammar.Digits)), grammar.Literal(" "), words(monthNames)),
		grammar.Sequence(grammar.Number(1, 12, 1, plain(grammar.Digits)), grammar.Literal("/"), grammar.Number(1, 28, 1, plain(grammar.Digits))),
		grammar.Sequence(words("jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec"), grammar.Literal(" "), grammar.Number(1, 28, 1, plain(grammar.Digits))))
	dated := grammar.OneOf(
		grammar.Sequence(words(monthNames), grammar.Literal(" "), day, grammar.Literal(" "), grammar.Number(2024, 2026, 1, plain(grammar.Digits))),
		grammar.Sequence(grammar.Number(1, 12, 1, plain(grammar.Digits)), grammar.Literal("/"), grammar.Number(1, 28, 1, plain(grammar.Digits)), grammar.Literal("/"), grammar.Number(2024, 2026, 1, plain(grammar.Digits))),
		grammar.Sequence(grammar.Number(2024, 2026, 1, plain(grammar.Digits)), grammar.Literal("-"), grammar.Number(1, 12, 1, plain(grammar.TwoDigits)), grammar.Literal("-"), grammar.Number(1, 28, 1, plain(grammar.TwoDigits))))
	direction := p.Get("direction")
	if direction == nil {
		return grammar.Choice([]*grammar.Node{future, past, words(weekdayNames), calendar, dated}, []float64{4, 4, 3, 6, 1}), nil
	}
	switch direction.Value {
	case "past":
		return grammar.Choice([]*grammar.Node{past, calendar, dated}, []float64{6, 4, 1}), nil
	case "future":
		return grammar.Choice([]*grammar.Node{future, words(weekdayNames), calendar, dated}, []float64{6, 3, 5, 1}), nil
	}
	return nil, fmt.Errorf("direction %s is neither past nor future", source.Describe(direction))
}

func periodWords(*Params) (*grammar.Node, error) {
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
		words("year to date|last weekend|the weekend|so far this year|so far this month|march of last year|december of last year|last december|this past week"),
	}, []float64{10, 14, 6, 5, 2, 2, 2, 1, 2, 2}), nil
}
