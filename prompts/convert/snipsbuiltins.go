package convert

// snipsBuiltins are the built-in entities of Snips.
var snipsBuiltins = map[string]builtin{
	"snips/datetime":      anyDate,
	"snips/date":          {[]kind{date}, anyDate.words},
	"snips/datePeriod":    periods,
	"snips/time":          {nil, []string{"at 8 am", "at noon", "at 5:30 pm", "in an hour"}},
	"snips/timePeriod":    spells,
	"snips/amountOfMoney": amounts,
	"snips/number":        numbers,
	"snips/ordinal":       ordinals,
	"snips/percentage":    percentages,
	"snips/temperature":   temperatures,
	"snips/duration":      {nil, durations.words},
	"snips/city":          cities,
	"snips/country":       countries,
	"snips/region":        regions,
	"snips/musicAlbum":    albums,
	"snips/musicArtist":   artists,
	"snips/musicTrack":    tracks,
}
