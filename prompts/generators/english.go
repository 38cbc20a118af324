package generators

// american, british and indian are English in three countries.
var (
	american = &tongue{
		ahead: "*tomorrow|tmrw|the day after tomorrow|next week|this weekend|next weekend|end of the month|at the end of the month|at the end of the week|" +
			"*in {n} days|in {word} days|in a week|in two weeks|in 3 weeks|in a month|a week from today|a week from tomorrow|two weeks from now|a week from {w}|two weeks from {w}",
		behind:  "*yesterday|last night|the day before yesterday|last week|last weekend|*{n} days ago|two days ago|three days ago|a week ago|two weeks ago|a month ago|a couple of days ago|a couple days ago",
		around:  "*today|tonight",
		weekday: "{w}", weekdayLead: "on ", weekdayAhead: "next {w}|this {w}|{w} next week|this coming {w}", weekdayBehind: "last {w}",
		calendar:     "{month} {th}|{month} {d}|the {th}|the {th} of {month}|{d} {month}|{m}/{d}|{mon} {d}",
		dated:        "{month} {th} {y}|{month} {d}, {y}|{m}/{d}/{y}|{y}-{mm}-{dd}",
		calendarLead: "on ",

		morning:   "*{am}am|*{am} am|{am}:{min} am|{am}:{min}am|{am} a.m.|{amword} am|{am} in the morning|{amword} in the morning",
		afternoon: "*{pm}pm|*{pm} pm|{pm}:{min} pm|{pm}:{min}pm|{pm} p.m.|{pmword} pm|{aft} in the afternoon|{aftword} in the afternoon|{eve} in the evening|{eveword} in the evening",
		clock:     "{hh}:{min}",
		loose:     "*{h}|*{h}:{min}|{word}|half past {word}|half past {h}|quarter past {word}|a quarter past {h}|quarter to {word}|a quarter to {h}|ten past {word}|twenty past {h}|ten to {h}|five to {word}|{word} o'clock|{h} o'clock|{word} thirty|{word} fifteen|{word} forty five|{h}ish",
		named:     "noon|midday", timeLead: "at |around |by |after |before ",

		lengths: map[string]string{
			"minute": "*{n} minutes|{n} mins|{n} min|{word} minutes", "hour": "*{n} hours|{n} hrs|{n}h|{word} hours",
			"day": "*{n} days|{word} days", "week": "*{n} weeks|{word} weeks", "month": "*{n} months|{word} months",
		},
		parts: map[int]string{15: "a quarter of an hour", 30: "half an hour|a half hour", 45: "three quarters of an hour", 60: "an hour|1 hour|one hour",
			75: "an hour and 15 minutes|an hour and a quarter", 90: "an hour and a half|1.5 hours|one and a half hours", 105: "an hour and 45 minutes", 120: "two hours|2 hours", 150: "two and a half hours|2.5 hours", 180: "three hours|3 hours"},
		percent:    "*{n}%|*{n} percent|{n} %|{word} percent",
		celsius:    "*{n} degrees|{n} degrees celsius|{n}°|{n}°C|{n} C|{word} degrees|minus {minus}|minus {minus} degrees|-{minus}°C",
		fahrenheit: "*{n} degrees|{n} degrees fahrenheit|{n}°|{n}°F|{n} F|{word} degrees|minus {minus}|minus {minus} degrees|-{minus}°F",

		money: "*{sym}{n}|*{n} {cur}|{n}|{n} {code}|{sym}{g}|{word} {cur}", cents: "{sym}{c}|{c}|{c} {cur}", currency: "USD",
	}
	british = with(*american, func(t *tongue) {
		t.ahead += "|in a fortnight|{w} week|a week on {w}"
		t.calendar = "{d} {month}|{th} {month}|the {th}|the {th} of {month}|{month} {th}|{d}/{m}|{dd}/{mm}|{d} {mon}"
		t.dated = "{d} {month} {y}|{th} {month} {y}|{dd}/{mm}/{y}|{d}/{m}/{y}|{y}-{mm}-{dd}"
		t.loose += "|half {word}|half {h}"
		t.money, t.currency = "*{sym}{n}|*{n} {cur}|{n}|{n} quid|{n} {code}|{sym}{g}|{word} {cur}|{word} quid", "GBP"
		t.percent += "|{n} per cent|{word} per cent"
		t.currencyName = "pounds"
	})
	indian = with(*british, func(t *tongue) {
		t.money, t.currency = "*{sym}{n}|*{n} {cur}|rs {n}|rs. {g}|{n}|{n} {code}|{sym}{g}|{word} {cur}", "INR"
		t.currencyName = "rupees"
	})
)

// with returns a tongue in which some things are said otherwise.
func with(t tongue, change func(*tongue)) *tongue {
	change(&t)
	return &t
}
