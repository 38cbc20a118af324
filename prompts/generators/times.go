package generators

import "github.com/slmkit/slmkit/prompts/grammar"

// timeWords makes times of day as they are written and said.
func timeWords(*Params) (*grammar.Node, error) {
	hour := grammar.Number(1, 12, 1, plain(grammar.Digits))
	said := grammar.Number(1, 12, 1, plain(grammar.Spelled))
	minute := words("00|05|10|15|20|30|40|45|50|55")
	half := words("pm| pm|am| am| p.m.| a.m.")
	part := words("in the morning|in the afternoon|in the evening")
	return grammar.Choice([]*grammar.Node{
		grammar.Sequence(hour, half), grammar.Sequence(hour, grammar.Literal(":"), minute, half),
		grammar.Sequence(grammar.Number(13, 23, 1, plain(grammar.Digits)), grammar.Literal(":"), minute), grammar.Sequence(grammar.Number(0, 12, 1, plain(grammar.TwoDigits)), grammar.Literal(":"), minute),
		words("noon|midnight"),
		grammar.Sequence(words("half past|quarter past|quarter to|ten past|twenty past|ten to|five to|a quarter past|a quarter to"), grammar.Literal(" "), grammar.OneOf(said, hour)),
		grammar.Sequence(grammar.OneOf(said, hour), grammar.Literal(" o'clock"), grammar.OneOf(grammar.Literal(""), grammar.Sequence(grammar.Literal(" "), part))),
		grammar.Sequence(said, grammar.Literal(" "), words("fifteen|thirty|forty five|ten|twenty"), grammar.OneOf(grammar.Literal(""), words(" pm| am"))),
		grammar.Sequence(said, words(" pm| am")),
	}, []float64{8, 6, 3, 1, 2, 3, 2, 2, 2}), nil
}
