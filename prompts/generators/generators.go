package generators

import (
	"slices"

	"github.com/slmkit/slmkit/prompts/grammar"
)

// Generator makes the words of one type of value.
type Generator struct {
	Params any    // a value of the struct that its parameters have the shape of, nil if it is no mapping
	About  string // what it makes
	Build  func(*Params) (*grammar.Node, error)
}

// English reports whether a generator writes English words, whatever the locale.
func English(name string) bool {
	return slices.Contains([]string{"address", "biller", "merchant", "person", "phone", "place"}, name)
}

// All are the generators by the names that lexicons use.
var All = map[string]*Generator{
	"money":       {MoneyParams{}, "Amounts of money, e.g. {money: {min: 5, max: 5000}}.", moneyWords},
	"integer":     {RangeParams{}, "Whole numbers, e.g. {integer: {min: 1, max: 10}}.", integerWords},
	"number":      {RangeParams{}, "Numbers, e.g. {number: {min: 1, max: 100}}.", integerWords},
	"date":        {DateParams{}, "Days, as dates and as words, e.g. {date: {direction: future, forms: [relative, weekday]}}.", dateWords},
	"period":      {NoParams{}, "Months, years and other spans of time, e.g. {period: {}}.", periodWords},
	"phone":       {NoParams{}, "Telephone numbers that belong to nobody, e.g. {phone: {}}.", phoneWords},
	"email":       {NoParams{}, "Addresses of e-mail at example domains, e.g. {email: {}}.", emailWords},
	"address":     {NoParams{}, "Postal addresses, e.g. {address: {}}.", addressWords},
	"time":        {TimeParams{}, "Times of day, e.g. {time: {hours: 09:00-17:00, step: 15}}.", timeWords},
	"duration":    {DurationParams{}, "Lengths of time, e.g. {duration: {min: 30, max: 90, step: 15}}.", durationWords},
	"decimal":     {DecimalParams{}, "Numbers with decimals, e.g. {decimal: {min: 0.5, max: 12, step: 0.25}}.", decimalWords},
	"percentage":  {PercentageParams{}, "Shares of a whole, e.g. {percentage: {min: 10, max: 90, step: 10}}.", percentageWords},
	"temperature": {TemperatureParams{}, "Temperatures, e.g. {temperature: {min: 15, max: 28}}.", temperatureWords},
	"account":     {NoParams{}, "Numbers of accounts, whole, by their last four digits or masked, e.g. {account: {}}.", accountWords},
	"card":        {NoParams{}, "Numbers of cards, whole with a valid check digit, by their last four digits or masked, e.g. {card: {}}.", cardWords},
	"person":      {PersonParams{}, "People by name and by relation, e.g. {person: {}}.", personWords},
	"merchant":    {NoParams{}, "Shops and sites, e.g. {merchant: {}}.", listWords("merchants")},
	"biller":      {NoParams{}, "What is billed and who bills it, e.g. {biller: {}}.", listWords("billers")},
	"place":       {NoParams{}, "Towns, streets and parts of towns, e.g. {place: {}}.", listWords("places")},
	"pattern":     {nil, "What a regular expression with an end matches, e.g. {pattern: 'AB-[0-9]{4}'}.", nil},
}
