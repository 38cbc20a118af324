package action

// tongues are the languages by their codes. Names of months, weekdays and currencies
// and the days around today come from package locale.
var tongues = map[string]tongue{
	"en": english,
	"de": german,
	"es": spanish,
	"fr": french,
	"pt": portuguese,
}

var english = tongue{
	phrases: map[string]string{
		"tmrw|tmr|tmw|tmro|tomo|tomoz|tomos|tomorow|tommorow|tommorrow|2morrow|2moro|2mrw": "tomorrow",
		"yest|yday|yesterdy": "yesterday", "tonite|2nite|2night": "tonight", "tdy|2day": "today",
		"wkend|wknd|week end": "weekend", "wk": "week", "wks": "weeks", "mth|mo": "month", "mths|mos": "months", "yr": "year", "yrs": "years",
		"nxt": "next", "midday|mid day": "noon",
	},
}

// inOrderOfClock puts the times of other languages into the order of English ones.
var inOrderOfClock = rules(`
	^(N) for (?:the )?(N|noon|midnight)\b => $1 to $2
	\bnoon and (half|quarter)\b => $1 past 12
	\bmidnight and (half|quarter)\b => $1 past 0
	\bnoon (?:minus|less) quarter\b => quarter to 12
	\bmidnight (?:minus|less) quarter\b => quarter to 0
	(\bN)(?: hours?| oclock)? and (half|quarter)\b => $2 past $1
	(\bN)(?: hours?| oclock)? (?:minus|less)(?: the)? quarter\b => quarter to $1
	(\bN)(?: hours?| oclock)? (?:minus|less) (N) => $2 to $1
	(\bN)(?: hours?| oclock)? and (N) => $1 $2
`)
