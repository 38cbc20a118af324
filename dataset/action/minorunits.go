package action

import "slices"

// wholeCurrencies and thousandthCurrencies are the currencies of ISO 4217 whose unit has
// no parts, and whose parts are thousandths.
var (
	wholeCurrencies      = []string{"CLP", "ISK", "JPY", "KRW", "VND"}
	thousandthCurrencies = []string{"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"}
)

// minorUnits is the number of decimals that the parts of a currency's unit make: 2 for
// cents, 0 where the unit has no parts.
func minorUnits(code string) int {
	switch {
	case slices.Contains(wholeCurrencies, code):
		return 0
	case slices.Contains(thousandthCurrencies, code):
		return 3
	}
	return 2
}
