// Package locale holds how languages and countries write numbers, amounts of money
// and dates: the part of Unicode's CLDR that slmkit needs, as tables. cldr.py writes
// the tables. golang.org/x/text has CLDR's numbers as well, but neither names of
// months, weekdays and currencies nor dates.
package locale

// Locale is how one language and country write values. Names have the case of a
// running text.
type Locale struct {
	Tag                     string // BCP 47
	Decimal, Group          string // marks in numbers
	Indian                  bool   // groups of two digits before the last three: 1,00,000
	Grouped                 int    // the least digits of a number that is grouped
	Amount                  string // an amount, #, and the currency's symbol, ¤
	Date                    string // CLDR pattern in figures, such as dd/MM/y
	LongDate                string // CLDR pattern with the month's name
	MonthDay                string // LongDate without the year
	Months, ShortMonths     [12]string
	Weekdays, ShortWeekdays [7]string            // from sunday
	Relative                map[string]string    // by the English words: "tomorrow", "next friday", "last month"
	In, Ago                 map[string][2]string // patterns of one and of several, by unit: "in {0} days"
	Currencies              map[string]Currency  // by ISO 4217 code
}

// Currency is what a currency is called.
type Currency struct{ One, Many, Symbol string }

// DayFirst reports whether a date in figures begins with the day.
func (l *Locale) DayFirst() bool { return l.Date[0] == 'd' }
