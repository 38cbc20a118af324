package eval

import (
	"encoding/json"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/report"
)

const typed = `[{"type": "function", "function": {"name": "f", "parameters": {"type": "object", "properties": {
	"money": {"type": "string", "format": "money"}, "number": {"type": "number"}, "integer": {"type": "integer"}, "boolean": {"type": "boolean"},
	"contact": {"type": "string", "format": "contact"}, "account": {"type": "string", "format": "account"}, "text": {"type": "string"},
	"date": {"type": "string", "format": "date"}, "time": {"type": "string", "format": "time"}, "duration": {"type": "string", "format": "duration"},
	"period": {"type": "string", "format": "period"}, "email": {"type": "string", "format": "email"}, "ipv4": {"type": "string", "format": "ipv4"},
	"currency": {"type": "string", "format": "currency"}, "code": {"type": "string", "enum": ["10", "010", "gold card"]}}}}}]`

// TestTypedValues: values are compared as they are. No sign, mark, zero or digit is passed
// over, and no value is read as the next best one.
func TestTypedValues(t *testing.T) {
	big, next := json.Number("9007199254740993"), json.Number("9007199254740992")
	for _, c := range []struct {
		locale, param string
		gold, got     any
		same          bool
	}{
		// Marks in figures.
		{"", "money", "1234 USD", "12,34", false}, {"", "money", "12.34 USD", "12,34", true}, {"", "money", "15 USD", "1,5", false},
		{"", "number", 15.0, "1,5", false}, {"", "integer", 15.0, "1,5", false}, {"", "number", 1.5, "1,5", true},
		{"", "money", "1000 EUR", "1.000 EUR", false}, {"de", "money", "1000 EUR", "1.000 EUR", true}, {"de", "money", "1234 EUR", "12,34", false},
		{"de", "money", "12.34 EUR", "12,34 EUR", true}, {"de", "number", 15.0, "1,5", false}, {"de", "number", 1.5, 1.5, true}, {"de", "number", 15.0, 1.5, false},
		{"de", "money", json.Number("1.000"), "1.000", false}, {"", "number", 1e6, "1 000 000", true}, {"", "money", "12 USD", "1 2", false},
		// Digits behind the point.
		{"", "money", "0.00012345 BTC", "0.00012345 BTC", true}, {"", "money", "0.00012345 BTC", "0.00012346 BTC", false}, {"", "money", "0.00012345 BTC", "0 BTC", false},
		{"", "money", "0.123456789 BTC", "0.12345679 BTC", false}, {"", "money", "1.000000000000000001 ETH", "1 ETH", false}, {"", "money", "0.5 ETH", "0.50 ether", true},
		{"", "money", "0.00012345 ETH", "0.00012346 ETH", false}, {"", "money", "50.001 USD", "50 USD", false}, {"", "money", "5.005 USD", "5.01 USD", false},
		// Parts of currencies.
		{"", "money", "500 JPY", "500.00 JPY", true}, {"", "money", "500 JPY", "500.4 JPY", false}, {"", "money", "500 JPY", "¥500", true}, {"", "money", "5.20 JPY", "5 yen and 20 cents", false},
		{"", "money", "1.234 KWD", "1.235 KWD", false}, {"", "money", "1.234 KWD", "1.23 KWD", false}, {"", "money", "1.2340 KWD", "1.234 KWD", true},
		{"", "money", "2.25 KWD", "2 kuwaiti dinars and 250 fils", true}, {"", "money", "2.025 KWD", "2 kuwaiti dinars and 25 fils", true}, {"", "money", "50 CAD", "50 dollars", false},
		// Signs.
		{"", "money", "-50 USD", "50 USD", false}, {"", "money", "50 USD", "- 50", false}, {"", "money", "-50 USD", "- 50 USD", true}, {"", "money", "50 USD", "50-", false},
		{"", "money", "50 USD", "50- USD", false}, {"", "money", "50 USD", "$-50", false}, {"", "money", "50 USD", "$ - 50", false}, {"", "money", "50 USD", "($50)", false},
		{"", "money", "50 USD", "–50 USD", false}, {"", "money", "-50 USD", "−50 USD", true}, {"", "money", "-50 USD", "minus fifty dollars", true}, {"de", "money", "12 EUR", "12,- €", true},
		{"", "number", 5.0, "5-", false}, {"", "integer", 5.0, "- 5", false}, {"", "integer", -5.0, "- 5", true}, {"", "integer", 5.0, -5.0, false}, {"", "duration", "PT1H", "-PT1H", false},
		// Numbers that no digit writes.
		{"", "number", 106.0, "10⁶", false}, {"", "number", 102.0, "10²", false}, {"", "money", "52 USD", "5² USD", false}, {"", "number", 2.5, "2½", true}, {"", "number", 21.0, "2⅛", false},
		{"", "number", 50.0, "50%", false}, {"", "number", 0.5, "50%", false},
		// Contacts and ids.
		{"", "contact", "5000", "-5000", false}, {"", "contact", "-5000", "5000", false}, {"", "contact", "5550100", json.Number("-5550100"), false}, {"", "contact", "5000", "–5000", false},
		{"", "contact", "5000", "- 5000", false}, {"", "contact", "5000", "5000-", false}, {"", "contact", "5000", "50.00", false}, {"", "contact", "5000", "500.0", false},
		{"", "contact", "12345", "123.45", false}, {"", "contact", "15000", "1.5000", false}, {"", "contact", "5000", ".5000", false}, {"", "contact", "100.0.1", "10.0.0.1", false},
		{"", "contact", "5000", "(-5000)", false}, {"", "contact", "0123", "123", false}, {"", "contact", "+15550100", "15550100", false}, {"", "contact", "5550100", "5,550,100", false},
		{"", "contact", "5550100", "555-0100", true}, {"", "contact", "5550100", "555.0100", true}, {"", "contact", "5550100", "(555) 0100.", true}, {"", "contact", "+15550100", "+1 555-0100", true},
		{"", "contact", "+15550100", "+1.555.0100", true}, {"", "contact", "0123456789", "01.23.45.67.89", true}, {"", "contact", "5550100", 5550100.0, true}, {"", "contact", "ab@c.de", "a.b@c.de", false},
		{"", "account", "00123", "123", false}, {"", "account", "00123", json.Number("123"), false}, {"", "account", "-5000", "5000", false}, {"", "account", "12-34", "1234", false},
		{"", "account", "1.5", "15", false}, {"", "account", "1e3", 1000.0, false}, {"", "account", "12345678901234567890", json.Number("12345678901234567891"), false},
		{"", "code", "10", "010", false}, {"", "code", "010", json.Number("10"), false}, {"", "code", "10", "-10", false}, {"", "code", "gold card", "Gold_Card", true},
		{"", "text", "-50", "50", false}, {"", "text", "1.5", "15", false}, {"", "text", "1/11/2024", "11/1/2024", false}, {"", "text", "007", "7", false}, {"", "text", "c++", "c", false},
		{"", "email", "a.b@c.de", "ab@c.de", false}, {"", "ipv4", "10.0.0.1", "100.0.1", false}, {"", "ipv4", "10.0.0.1", "10.0.0.01", false},
		// Numbers beyond those that a float64 holds, and near ones.
		{"", "integer", big, next, false}, {"", "integer", big, big, true}, {"", "integer", big, "9,007,199,254,740,992", false}, {"", "integer", big, "9,007,199,254,740,993", true},
		{"", "number", big, json.Number("9007199254740992.9"), false}, {"", "number", json.Number("9007199254740993.5"), json.Number("9007199254740993.4"), false},
		{"", "number", 1e20, json.Number("100000000000000000001"), false}, {"", "number", 1.0, 1.0000000001, false}, {"", "number", 0.3, 0.30000000000000004, true},
		{"", "number", 0.0, 1e-300, false}, {"", "integer", 5.0, "5.5", false}, {"", "integer", 5.0, "5.0", true}, {"", "integer", 0.0, "-0", true}, {"", "integer", 1.0, true, false},
		{"", "boolean", true, 1.0, false}, {"", "boolean", true, "yes", true},
		// Days, months and hours.
		{"", "date", "2024-11-01", "1/11/2024", false}, {"", "date", "2024-01-11", "1/11/2024", true}, {"en-GB", "date", "2024-11-01", "1/11/2024", true}, {"en-GB", "date", "2024-01-11", "1/11/2024", false},
		{"de", "date", "2024-01-11", "1.11.2024", false}, {"", "date", "2024-01-11", "2024-11-01", false}, {"", "date", "1924-01-11", "1/11/24", false}, {"", "date", "2024-02-29", "2023-02-29", false},
		{"", "time", "17:00", "5:00", false}, {"", "time", "12:00", "12 am", false}, {"", "period", "2024-01", "2024-10", false}, {"", "period", "2024-01", "2024", false},
		{"", "duration", "P1M", "PT1M", false}, {"", "duration", "P30D", "P1M", false}, {"", "duration", "PT90M", "PT1.5H", true}, {"", "duration", "PT15H", "PT1,5H", false},
		{"", "duration", "PT1H", "PT60M", true}, {"", "duration", "P7D", "P1W", true}, {"", "duration", "PT24H", "P1D", false}, {"", "currency", "CAD", "dollars", false},
	} {
		schema, err := action.Parse([]byte(typed), "typed.json")
		if err == nil {
			err = schema.SetLocale(c.locale)
		}
		if err != nil {
			t.Fatal(err)
		}
		call := func(v any) *dataset.Call { return &dataset.Call{Name: "f", Arguments: map[string]any{c.param: v}} }
		gold := Gold{Example: dataset.Example{ID: "1", Text: "x", Ref: "2025-06-16", Call: call(c.gold)}}
		got := NewJudge(schema, "").Score(&gold, &dataset.Prediction{ID: "1", Call: call(c.got)})
		if (got.Status == report.Correct) != c.same {
			t.Errorf("%s %s: %v and %v: same %t, want %t %s", c.locale, c.param, c.gold, c.got, !c.same, c.same, got.Detail)
		}
	}
}

// TestUntypedValues: without a schema, a number is one of JSON, and words are words.
func TestUntypedValues(t *testing.T) {
	for _, c := range []struct {
		gold   any
		output string
		same   bool
	}{
		{7.0, "f(x=7)", true}, {7.0, "f(x=7.0)", true}, {7.0, "f(x=007)", false}, {"007", "f(x=007)", true}, {"007", "f(x=7)", false}, {-5.0, "f(x=5)", false},
		{json.Number("9007199254740993"), "f(x=9007199254740992)", false}, {"1.5", `f(x="15")`, false}, {"1,5", `f(x="15")`, false}, {"12-34", `f(x="1234")`, false}, {"1/11/2024", `f(x="11/1/2024")`, false},
	} {
		gold := Gold{Example: dataset.Example{ID: "1", Text: "x", Call: &dataset.Call{Name: "f", Arguments: map[string]any{"x": c.gold}}}}
		got := NewJudge(nil, "").Score(&gold, &dataset.Prediction{ID: "1", Output: c.output})
		if (got.Status == report.Correct) != c.same {
			t.Errorf("%v and %s: same %t, want %t %s", c.gold, c.output, !c.same, c.same, got.Detail)
		}
	}
}
