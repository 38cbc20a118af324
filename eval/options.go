package eval

import (
	"github.com/slmkit/slmkit/dataset/action"
)

// Options say how predictions are scored. The zero value compares words, takes
// amounts without a currency as USD and warns of numbers from fewer than 30.
type Options struct {
	Schema   *action.Schema
	Currency string // of amounts that name none
	Seed     uint64 // of the bootstrap
	MinN     int    // a number from fewer things gets a warning
	// Spare is called when gold has been read. It returns how many predictions
	// may belong to no example, since that many bad records of gold were passed
	// over. Nil means none.
	Spare func() int
}
