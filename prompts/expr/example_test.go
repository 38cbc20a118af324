package expr_test

import (
	"errors"
	"fmt"

	"github.com/slmkit/slmkit/prompts/expr"
)

func ExampleParseWeighted() {
	e, err := expr.ParseWeighted("3: [please] open <it>")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Weight, e.Text)
	for _, part := range expr.Children(e.Body) {
		fmt.Printf("%d %T\n", part.Pos(), part)
	}
	_, err = expr.ParseWeighted("open (the door|it")
	var fault *expr.SyntaxError
	fmt.Println(errors.As(err, &fault), fault.Offset, fault.Message)
	// Output:
	// 3 [please] open <it>
	// 2 *expr.Text
	// 3 *expr.Optional
	// 11 *expr.Text
	// 17 *expr.Rule
	// true 5 '(' is never closed: ')' is missing
}

func ExampleEscape() {
	fmt.Println(expr.Escape("[sic] <b> at 50%: yes"))
	// Output:
	// \[sic\] \<b\> at 50%: yes
}
