package convert

import (
	"regexp"
	"strings"
)

// builtin is an entity that a tool defines itself: the parameters that its values may
// fit, best first, and some values for where the files have none.
type builtin struct {
	types []kind
	words []string
}

var (
	date   = kind{"string", "date"}
	period = kind{"string", "period"}
	clock  = kind{"string", "time"}
)

var (
	anyDate      = builtin{[]kind{date, period}, []string{"today", "tomorrow", "next friday", "on monday", "march 3rd"}}
	periods      = builtin{[]kind{period}, []string{"this week", "last month", "march", "2024", "last year"}}
	times        = builtin{[]kind{clock}, []string{"8 am", "noon", "5:30 pm", "14:15"}}
	moments      = builtin{[]kind{date, clock, period}, anyDate.words}
	spells       = builtin{nil, []string{"this morning", "in the afternoon", "between 2 and 4 pm"}}
	durations    = builtin{[]kind{{"string", "duration"}}, []string{"ten minutes", "2 hours", "three days", "a week"}}
	amounts      = builtin{[]kind{{"string", "money"}}, []string{"20 dollars", "$100", "fifty euros", "5 pounds"}}
	numbers      = builtin{[]kind{{"number", ""}}, []string{"1", "two", "5", "twelve", "40"}}
	integers     = builtin{[]kind{{"integer", ""}, {"number", ""}}, numbers.words}
	ordinals     = builtin{nil, []string{"first", "second", "3rd", "tenth"}}
	percentages  = builtin{nil, []string{"10%", "fifty percent", "75 percent"}}
	temperatures = builtin{nil, []string{"20 degrees", "twenty two degrees celsius", "75 degrees fahrenheit"}}
	cities       = builtin{nil, []string{"paris", "new york", "london", "tokyo"}}
	countries    = builtin{nil, []string{"france", "japan", "brazil", "canada"}}
	regions      = builtin{nil, []string{"california", "bavaria", "brittany"}}
	addresses    = builtin{nil, []string{"12 main street", "5 park lane", "40 harbour road"}}
	firstNames   = builtin{nil, []string{"nina", "omar", "grace", "li"}}
	lastNames    = builtin{nil, []string{"smith", "garcia", "okafor", "tanaka"}}
	people       = builtin{nil, []string{"nina smith", "omar garcia", "grace okafor"}}
	emails       = builtin{nil, []string{"nina@example.com", "omar.garcia@example.org"}}
	phones       = builtin{nil, []string{"555 0134", "+44 20 7946 0018"}}
	links        = builtin{nil, []string{"example.com", "https://example.org/help"}}
	codes        = builtin{nil, []string{"AB12", "7QX3", "C3PX9"}}
	colors       = builtin{nil, []string{"red", "blue", "dark green"}}
	tongues      = builtin{nil, []string{"english", "spanish", "japanese"}}
	lengths      = builtin{nil, []string{"5 km", "ten miles", "30 centimetres"}}
	ages         = builtin{nil, []string{"30 years old", "six months old"}}
	albums       = builtin{nil, []string{"abbey road", "thriller", "kind of blue"}}
	artists      = builtin{nil, []string{"the beatles", "miles davis", "nina simone"}}
	tracks       = builtin{nil, []string{"yesterday", "so what", "feeling good"}}
	answers      = builtin{nil, []string{"yes", "no"}}
	phrases      = builtin{nil, wildcardWords[""]}
)

// botBuiltins are the entities that bot platforms define themselves, by their names as
// botBuiltin folds them.
var botBuiltins = map[string]builtin{
	"date": anyDate, "datetime": moments, "datetimev": moments, "datetimerange": moments, "dateperiod": periods,
	"time": times, "timeperiod": spells, "duration": durations, "unitduration": durations,
	"number": numbers, "numbernumber": numbers, "numberrange": numbers, "numberinteger": integers, "numbersequence": codes,
	"cardinal": integers, "integer": integers, "dimension": lengths, "unitlength": lengths, "distance": lengths,
	"ordinal": ordinals, "ordinalv": ordinals, "percentage": percentages, "unitpercentage": percentages,
	"money": amounts, "currency": amounts, "unitcurrency": amounts, "amountofmoney": amounts,
	"temperature": temperatures, "unittemperature": temperatures, "age": ages, "unitage": ages,
	"city": cities, "geocity": cities, "geographyv": cities, "location": cities, "geocountry": countries, "country": countries,
	"geostate": regions, "state": regions, "address": addresses, "streetname": addresses, "streetaddress": addresses,
	"firstname": firstNames, "givenname": firstNames, "lastname": lastNames, "person": people, "personname": people, "contact": people,
	"email": emails, "emailaddress": emails, "phonenumber": phones, "url": links,
	"alphanumeric": codes, "ukpostalcode": codes, "zipcode": codes, "flightnumber": codes, "color": colors, "language": tongues,
	"musicartist": artists, "confirmation": answers, "any": phrases, "freeforminput": phrases, "searchquery": phrases,
	"phrasetotranslate": phrases, "messagebody": phrases, "agendaentry": phrases, "reminder": phrases, "localsearchquery": phrases,
	"wikipediasearchquery": phrases, "wolframsearchquery": phrases, "mathexpression": {nil, []string{"5 plus 7", "12 times 3"}},
}

var (
	// ofPlatform is how a platform begins the names of its own entities.
	ofPlatform = regexp.MustCompile(`^(sys[.-]|AMAZON\.|builtin\.|wit[$/]|Quantity\.)`)
	noLetters  = regexp.MustCompile(`[^a-z]+`)
)

// botBuiltin is the entity of a bot platform's own with a name such as sys.date-time,
// AMAZON.Date, builtin.datetimeV2 or wit$amount_of_money. Other names have none.
func botBuiltin(name string) builtin {
	if !ofPlatform.MatchString(name) {
		return builtin{}
	}
	return botBuiltins[noLetters.ReplaceAllString(strings.ToLower(plainName(name)), "")]
}

// plainName is the name of a built-in entity without that of its platform.
func plainName(name string) string {
	if short := ofPlatform.ReplaceAllString(name, ""); short != "" {
		return short
	}
	return name
}
