package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

// FormatValue writes a value in the unit of its metric, such as 94.2 % or
// 1.1 ms, and n/a for nil.
func FormatValue(v *float64, unit string) string {
	switch {
	case v == nil:
		return "n/a"
	case unit == Fraction:
		return strconv.FormatFloat(100**v, 'f', 1, 64) + " %"
	case unit == Count:
		return strconv.FormatFloat(*v, 'f', 0, 64)
	}
	return Short(*v) + " " + unit
}

// FormatInterval writes the interval of a metric without its unit, such as
// 91.6 – 96.0. It returns "" where there is none, and for sizes, which are exact.
func FormatInterval(m Metric, unit string) string {
	if m.Low == nil || m.High == nil || unit == Megabyte {
		return ""
	}
	if unit == Fraction {
		return strconv.FormatFloat(100**m.Low, 'f', 1, 64) + " – " + strconv.FormatFloat(100**m.High, 'f', 1, 64)
	}
	return Short(*m.Low) + " – " + Short(*m.High)
}

// FormatChange writes a difference of fractions and its interval in percentage
// points, with their signs.
func FormatChange(m Metric) (value, interval string) {
	if m.Value == nil {
		return "n/a", ""
	}
	value = fmt.Sprintf("%+.1f", 100**m.Value)
	if m.Low != nil && m.High != nil {
		interval = fmt.Sprintf("%+.1f – %+.1f", 100**m.Low, 100**m.High)
	}
	return value, interval
}

// FormatCount writes a count of things, such as "1 prompt" or "1,600 prompts".
// The name of the things is a plural that ends in s.
func FormatCount(n int, what string) string {
	if n == 1 {
		what = strings.TrimSuffix(what, "s")
	}
	return text.Thousands(n) + " " + what
}

// Short writes a number with about three significant digits.
func Short(v float64) string {
	a := math.Abs(v)
	switch {
	case a >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	case a >= 10:
		return strconv.FormatFloat(v, 'f', 1, 64)
	case a >= 1:
		return trimZeros(strconv.FormatFloat(v, 'f', 2, 64))
	}
	return trimZeros(strconv.FormatFloat(v, 'f', 4, 64))
}

func trimZeros(s string) string {
	if s = strings.TrimRight(strings.TrimRight(s, "0"), "."); s == "" || s == "-" || s == "-0" {
		return "0"
	}
	return s
}
