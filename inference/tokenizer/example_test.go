package tokenizer_test

import (
	"fmt"
	"log"
	"slices"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// Load the tokenizer of a model's folder, and go from text to ids and back.
func ExampleLoad() {
	t, err := tokenizer.Load("../../testdata/models/banking/tokenizer.json")
	if err != nil {
		log.Fatal(err)
	}
	ids := t.Encode(nil, "i want to view my statement")
	fmt.Println(ids)
	fmt.Println(t.Decode(ids, true))
	// Output:
	// [118 135 3 722 533 3 719 3 117 1]
	// i want to view my statement
}

// A Chinese T5 has BERT's WordPiece, whose texts have spaces between words.
func ExampleTokenizer_TryEncode() {
	t, err := tokenizer.Load("testdata/wordpiece.json")
	if err != nil {
		log.Fatal(err)
	}
	ids, err := t.TryEncode(nil, "把500元转给Zoë")
	if err != nil {
		log.Fatal(err) // the model failed at a word of this text
	}
	fmt.Println(ids)
	fmt.Println(t.Decode(ids, true))
	// Output:
	// [3 999 296 1701 1760 1164 177 1]
	// 把 500 元 转 给 zoe
}

// Ask before outputs are limited by a grammar.
func ExampleTokenizer_Verbatim() {
	for _, path := range []string{"testdata/bpe.json", "testdata/wordpiece.json"} {
		t, err := tokenizer.Load(path)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(path, t.Verbatim() == nil)
	}
	// Output:
	// testdata/bpe.json true
	// testdata/wordpiece.json false
}

// Texts are what tokens write, Unknown is the id of what the vocabulary lacks.
func ExampleTokenizer_Texts() {
	t, err := tokenizer.Load("../../testdata/models/banking/tokenizer.json")
	if err != nil {
		log.Fatal(err)
	}
	for _, id := range t.Encode(nil, "pay 50 ₿") {
		fmt.Printf("%d %q %t\n", id, t.Texts()[id], id == t.Unknown())
	}
	// Output:
	// 128 " pay" false
	// 3 " " false
	// 735 "5" false
	// 723 "0" false
	// 3 " " false
	// 2 "" true
	// 1 "" false
}

// A Prefix says, while a text is written byte by byte, whether tokens are those
// that Encode would write.
func ExamplePrefix() {
	t, err := tokenizer.Load("../../testdata/models/banking/tokenizer.json")
	if err != nil {
		log.Fatal(err)
	}
	texts := t.Texts()
	for _, pieces := range [][]string{{" pay"}, {" ", "p", "a", "y"}} {
		p, follows := t.Prefix(), true
		for _, piece := range pieces {
			p.Mark()
			for i := range len(piece) {
				p.Push(piece[i])
			}
			follows = follows && p.Token(int32(slices.Index(texts, piece)))
		}
		fmt.Printf("%q %t\n", pieces, follows)
	}
	// Output:
	// [" pay"] true
	// [" " "p" "a" "y"] false
}
