package augment

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// amountForm writes an amount of money another way, in figures or words, with
// the currency that was said or none where none was.
func amountForm(ed *editor, r *rand.Rand) bool {
	var at []int
	for i, s := range ed.slots {
		if strings.ContainsAny(s.Value, "0123456789$") || strings.Contains(s.Value, "dollar") || strings.Contains(s.Value, "buck") {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return false
	}
	i := at[r.IntN(len(at))]
	canonical, err := action.Money(ed.slots[i].Value)
	if err != nil {
		return false
	}
	forms := amountForms(canonical)
	if len(forms) == 0 {
		return false
	}
	with := forms[r.IntN(len(forms))]
	return with != ed.slots[i].Value && ed.reword(i, with)
}

// amountForms lists ways to write a canonical amount.
func amountForms(canonical string) []string {
	number, code, _ := strings.Cut(canonical, " ")
	whole, err := strconv.ParseInt(number, 10, 64)
	switch {
	case code != "" && code != "USD":
		return nil
	case err != nil && code == "USD":
		return []string{"$" + number, number + " dollars", "$ " + number, number + " usd"}
	case err != nil || whole < 0:
		return nil
	}
	said := []string{number, commas(whole)}
	if whole > 0 && whole < 10_000 {
		said = append(said, spell(whole))
	}
	if code == "" {
		return said
	}
	out := []string{"$" + number, "$" + commas(whole), "$" + number + ".00", number + "$", number + " usd"}
	for _, s := range said {
		out = append(out, s+" dollars", s+" bucks")
	}
	return out
}

func commas(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

var (
	ones = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen")
	tens = strings.Fields("- - twenty thirty forty fifty sixty seventy eighty ninety")
)

// spell writes a number below ten thousand in words.
func spell(n int64) string {
	switch {
	case n < 20:
		return ones[n]
	case n < 100 && n%10 == 0:
		return tens[n/10]
	case n < 100:
		return tens[n/10] + "-" + ones[n%10]
	case n < 1000:
		return strings.TrimSuffix(ones[n/100]+" hundred and "+spell(n%100), " and zero")
	}
	return strings.TrimSuffix(spell(n/1000)+" thousand "+spell(n%1000), " zero")
}
