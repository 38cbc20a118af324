package convert

// builtin gives a slot that never has words those of a built-in entity.
func (s *snips) builtin(sm *sample, p part) error {
	known := builtins[p.slot.label].words
	if known == nil {
		return fail(sm.at, "slot %q: no value of entity %q is known: write [%s](words), or the entity with its values",
			p.slot.name, p.slot.label, p.slot.name)
	}
	for _, w := range known {
		p.slot.say(value{words: w, at: sm.at})
	}
	s.note(sm.at, "slot %q: the files hold no value of entity %q: it has %d of slmkit's", p.slot.name, p.slot.label, len(known))
	return nil
}

// builtins are the built-in entities of Snips: the parameters that their values
// may fit, and some values for where the files have none.
var builtins = map[string]struct {
	types []kind
	words []string
}{
	"snips/datetime":      {[]kind{{"string", "date"}, {"string", "period"}}, []string{"today", "tomorrow", "next friday", "on monday", "march 3rd"}},
	"snips/date":          {[]kind{{"string", "date"}}, []string{"today", "tomorrow", "next friday", "on monday", "march 3rd"}},
	"snips/datePeriod":    {[]kind{{"string", "period"}}, []string{"this week", "last month", "march", "2024", "last year"}},
	"snips/time":          {nil, []string{"at 8 am", "at noon", "at 5:30 pm", "in an hour"}},
	"snips/timePeriod":    {nil, []string{"this morning", "in the afternoon", "between 2 and 4 pm"}},
	"snips/amountOfMoney": {[]kind{{"string", "money"}}, []string{"20 dollars", "$100", "fifty euros", "5 pounds"}},
	"snips/number":        {[]kind{{"number", ""}}, []string{"1", "two", "5", "twelve", "40"}},
	"snips/ordinal":       {nil, []string{"first", "second", "3rd", "tenth"}},
	"snips/percentage":    {nil, []string{"10%", "fifty percent", "75 percent"}},
	"snips/temperature":   {nil, []string{"20 degrees", "twenty two degrees celsius", "75 degrees fahrenheit"}},
	"snips/duration":      {nil, []string{"ten minutes", "2 hours", "three days", "a week"}},
	"snips/city":          {nil, []string{"paris", "new york", "london", "tokyo"}},
	"snips/country":       {nil, []string{"france", "japan", "brazil", "canada"}},
	"snips/region":        {nil, []string{"california", "bavaria", "brittany"}},
	"snips/musicAlbum":    {nil, []string{"abbey road", "thriller", "kind of blue"}},
	"snips/musicArtist":   {nil, []string{"the beatles", "miles davis", "nina simone"}},
	"snips/musicTrack":    {nil, []string{"yesterday", "so what", "feeling good"}},
}
