package generators

import "github.com/slmkit/slmkit/prompts/grammar"

func phoneWords(*Params) (*grammar.Node, error) {
	return Pattern(`555-0[1-9]\d\d|[2-9]\d\d-555-0\d\d\d|\([2-9]\d\d\) 555-0\d\d\d|[2-9]\d\d 555 0\d\d\d|[2-9]\d\d5550\d\d\d|\+1 [2-9]\d\d 555 0\d\d\d|07700 900\d\d\d`)
}

func emailWords(*Params) (*grammar.Node, error) {
	domain := words("example.com|example.org|example.net|mail.example.com|post.example.org")
	family := words("smith|jones|brown|lee|garcia|patel|kim|khan|novak|rossi|weber|silva|chen|nguyen|cohen|dubois|okafor|larsen")
	return grammar.OneOf(
		grammar.Sequence(words(givenNames), grammar.Literal("."), family, grammar.Literal("@"), domain),
		grammar.Sequence(words(givenNames), grammar.Number(1, 99, 1, plain(grammar.Digits)), grammar.Literal("@"), domain),
		grammar.Sequence(words("j|m|s|k|a|d|t"), family, grammar.Literal("@"), domain),
		grammar.Sequence(words(givenNames), grammar.Literal("@"), domain)), nil
}

func addressWords(*Params) (*grammar.Node, error) {
	street := words("oak|maple|pine|cedar|elm|washington|lake|hill|park|river|main|church|walnut|spring|sunset|highland|mill|forest|jackson|lincoln|madison|franklin|cherry|dogwood|meadow|ridge|valley|bridge|station|victoria|king|queen|market|garden|willow|birch|chestnut|harbor|orchard|prospect")
	kind := words("street|avenue|road|lane|drive|court|boulevard|way|place|st|ave|rd|ln|dr")
	city := words("springfield|riverton|fairview|greenville|bristol|clinton|franklin|salem|madison|georgetown|arlington|ashland|dover|hudson|kingston|milton|newport|oxford|burlington|manchester|clayton|lexington|milford|winchester|jackson|auburn|cleveland|dayton|boston|denver")
	base := grammar.Sequence(grammar.Number(1, 2999, 1, plain(grammar.Digits)), grammar.Literal(" "), street, grammar.Literal(" "), kind)
	return grammar.Choice([]*grammar.Node{
		base,
		grammar.Sequence(base, grammar.Literal(", "), city), grammar.Sequence(base, grammar.Literal(" "), city),
		grammar.Sequence(base, words(" apt | apartment | unit "), grammar.Number(1, 40, 1, plain(grammar.Digits))),
		grammar.Sequence(base, grammar.Literal(", "), city, grammar.Literal(" "), grammar.Number(10001, 98999, 1, plain(grammar.Digits))),
	}, []float64{5, 3, 1, 2, 1}), nil
}

// givenNames are the first names in addresses of e-mail.
const givenNames = "anna|ben|carla|david|emma|felix|grace|henry|iris|james|kate|leo|maria|nina|oscar|paula|ravi|sara|tom|uma|victor|wendy|yusuf|zoe|li|mei|omar|priya|jorge|sofia"
