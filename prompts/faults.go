package prompts

import "github.com/slmkit/slmkit/prompts/source"

type (
	// A Fault is something wrong with a pack, with its place.
	Fault = source.Fault
	// Faults are all faults that were found. As the error of Open and Load they
	// are every error of a pack.
	Faults = source.Faults
)
