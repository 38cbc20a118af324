package check

import "github.com/slmkit/slmkit/dataset"

// Result says what a Checker has seen and found.
type Result struct {
	Examples  int                   `json:"examples"`
	Rows      map[dataset.Split]int `json:"rows"`
	Actions   map[string]int        `json:"actions"` // rows by label: the name of the first call, or the intent
	Templates int                   `json:"templates"`
	Later     int                   `json:"later_turns,omitempty"` // examples that follow other turns
	Faults    map[string]int        `json:"faults"`                // numbers of faults by kind
	Found     []Found               `json:"found"`                 // in the order of Kinds, those that were found
	Unchecked []Unchecked           `json:"unchecked,omitempty"`

	Alike      []int       `json:"alike,omitempty"` // rows that are nearly the same as another one, by how alike they are: from 50 % to 100 %, each place one more
	Statistics *Statistics `json:"statistics,omitempty"`
}

// Found counts the findings of a kind and keeps the first of them.
type Found struct {
	Kind
	N        int       `json:"n"`
	Findings []Finding `json:"findings,omitempty"` // at most Options.Show
}

// Unchecked is what could not be checked, and why.
type Unchecked struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

// Count is the number of findings of a severity.
func (r *Result) Count(s Severity) int {
	n := 0
	for i := range r.Found {
		if r.Found[i].Severity == s {
			n += r.Found[i].N
		}
	}
	return n
}

// Of returns what was found of a kind, with N 0 where nothing was.
func (r *Result) Of(kind string) Found {
	for i := range r.Found {
		if r.Found[i].Name == kind {
			return r.Found[i]
		}
	}
	return Found{Kind: *kindOf(kind)}
}
