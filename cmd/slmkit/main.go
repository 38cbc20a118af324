// Command slmkit builds the training data of prompt→action models and judges
// the models: generate, augment, export, infer, eval, bench, gate.
package main

import (
	"context"
	"os"
)

func main() {
	os.Exit(run(context.Background(), arguments(os.Args), os.Stdin, os.Stdout, os.Stderr))
}
