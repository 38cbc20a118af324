package augment

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/text"
)

var amountOps = []Op{
	{"amount_form", Rewrites, Words, English, "$50 → fifty dollars", Func(amountForm)},
}

// amountForm writes an amount of money another way, in figures or in words. It
// names the currency if the prompt does.
func amountForm(ed *Edit, r *rand.Rand) bool {
	var at []int
	for i, s := range ed.Slots() {
		if strings.ContainsAny(s.Value, "0123456789$") || strings.Contains(s.Value, "dollar") || strings.Contains(s.Value, "buck") {
			at = append(at, i)
		}
	}
	if len(at) == 0 {
		return false
	}
	i := at[r.IntN(len(at))]
	canonical, err := action.Money(ed.Slots()[i].Value)
	if err != nil {
		return false
	}
	forms := amountForms(canonical)
	if len(forms) == 0 {
		return false
	}
	with := forms[r.IntN(len(forms))]
	return with != ed.Slots()[i].Value && ed.Reword(i, with)
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
	said := []string{number, text.Thousands(whole)}
	if whole > 0 && whole < 10_000 {
		said = append(said, string(text.Joined.Append(nil, whole)))
	}
	if code == "" {
		return said
	}
	out := []string{"$" + number, "$" + text.Thousands(whole), "$" + number + ".00", number + "$", number + " usd"}
	for _, s := range said {
		out = append(out, s+" dollars", s+" bucks")
	}
	return out
}
