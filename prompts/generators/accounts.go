package generators

import "github.com/slmkit/slmkit/prompts/grammar"

// accountWords makes numbers of accounts: whole, by the last four
// digits, masked.
func accountWords(*Params) (*grammar.Node, error) {
	last := grammar.Number(0, 9999, 1, plain(grammar.FourDigits))
	return grammar.Choice([]*grammar.Node{
		last, grammar.Sequence(words("x|xx|xxxx|*|**|****|..."), last),
		grammar.Number(1_000_000, 99_999_999, 1, plain(grammar.Digits)), grammar.Number(1_000_000_000, 999_999_999_999, 1, plain(grammar.Digits)),
	}, []float64{5, 2, 2, 1}), nil
}

// cardWords makes the numbers of cards that nobody has: their first six digits
// are those of test cards.
func cardWords(*Params) (*grammar.Node, error) {
	last := grammar.Number(0, 9999, 1, plain(grammar.FourDigits))
	const some = 999_999_999
	return grammar.Choice([]*grammar.Node{
		last, grammar.Sequence(words("xxxx xxxx xxxx |**** **** **** |xxxx|****"), last),
		grammar.Number(0, some, 1, plain(grammar.CardGroups)), grammar.Number(0, some, 1, plain(grammar.CardDigits)),
	}, []float64{5, 2, 2, 1}), nil
}
