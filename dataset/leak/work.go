package leak

import "context"

// work ends a long loop when its context ends. Asking a context costs more than
// a step does, so only every thousandth step asks.
type work struct {
	ctx   context.Context
	steps int
}

// stride is how many steps go by between two looks at the context.
const stride = 1000

// step counts a step and returns the error of the context once it has ended.
func (w *work) step() error {
	if w.steps++; w.steps%stride != 0 {
		return nil
	}
	return w.ctx.Err()
}
