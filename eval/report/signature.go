package report

import (
	"fmt"
	"slices"
	"strings"
)

// The versions of what decides about scores. Each changes when the same answer may get
// another score, so that scores of before and after are not compared.
const (
	ScorerVersion = 2 // of how calls and values are compared
	SyntaxVersion = 1 // of the target syntax that answers are read by
)

// NoPart is the part of a signature that does not apply, such as Actions where no action
// schema is known.
const NoPart = "none"

// Signature says all that scores depend on beside the predictions: scores are compared
// only where it is the same. Its parts are the same on every machine, in every order and
// in every format of the gold file.
type Signature struct {
	Gold     string  `json:"gold"`            // fingerprint of the gold set
	Actions  string  `json:"actions"`         // hash of the action schema without its descriptions
	Words    string  `json:"accepted_words"`  // hash of the words that gold accepts beside its calls
	Dates    string  `json:"reference_dates"` // hash of the dates that relative dates count from
	Currency string  `json:"currency"`        // of amounts that name none
	Syntax   int     `json:"target_syntax"`   // SyntaxVersion
	Scorer   int     `json:"scorer"`          // ScorerVersion
	Level    float64 `json:"level"`           // of intervals
	Costs    string  `json:"costs,omitempty"` // hash of the table of costs, "" where there is none
}

// parts are the parts in the order in which they are printed, with their names.
func (s *Signature) parts() [][2]string {
	return [][2]string{{"gold", s.Gold}, {"actions", s.Actions}, {"accepted words", s.Words}, {"reference dates", s.Dates},
		{"currency", s.Currency}, {"target syntax", fmt.Sprint(s.Syntax)}, {"scorer", fmt.Sprint(s.Scorer)}, {"level", fmt.Sprint(s.Level)}}
}

// String is the signature in one line, such as gold:5f0c…|actions:9a…|currency:USD.
func (s *Signature) String() string {
	var parts []string
	for _, p := range s.parts() {
		parts = append(parts, strings.ReplaceAll(p[0], " ", "-")+":"+p[1])
	}
	if s.Costs != "" {
		parts = append(parts, "costs:"+s.Costs)
	}
	return strings.Join(parts, "|")
}

// Differs names the parts in which two signatures differ, such as "currency USD and
// EUR". It returns "" where they are the same.
func (s *Signature) Differs(other *Signature) string {
	var out []string
	if s.Costs != "" && other.Costs != "" && s.Costs != other.Costs { // else one of them has no costs to compare
		out = append(out, "costs "+s.Costs+" and "+other.Costs)
	}
	with := other.parts()
	for i, p := range s.parts() {
		if p[1] != with[i][1] {
			out = append(out, p[0]+" "+p[1]+" and "+with[i][1])
		}
	}
	return strings.Join(out, ", ")
}

// Workload is what a benchmark asks a model to do. Times are compared only where it is
// the same.
type Workload struct {
	Prompts      string `json:"prompts"`        // hash of the texts, in their order
	N            int    `json:"n"`              // of the texts
	MaxNewTokens int    `json:"max_new_tokens"` // 0: as many as the model allows
	Guess        int    `json:"guess"`          // tokens guessed at a time
	Batch        int    `json:"batch,omitempty"`
}

// Differs says in what two workloads differ, "" where they are the same.
func (w *Workload) Differs(other *Workload) string {
	var out []string
	add := func(what string, a, b any) {
		if a != b {
			out = append(out, fmt.Sprintf("%s %v and %v", what, a, b))
		}
	}
	add("prompts", w.Prompts, other.Prompts)
	add("number of prompts", w.N, other.N)
	add("limit of new tokens", w.MaxNewTokens, other.MaxNewTokens)
	add("guessed tokens", w.Guess, other.Guess)
	add("batch", w.Batch, other.Batch)
	return strings.Join(out, ", ")
}

// ScoredUnlike says why scores on one basis cannot be compared with scores on another,
// "" where they can. What neither of the two says is not held against them.
func (b Basis) ScoredUnlike(with Basis) string {
	switch {
	case b.Gold != nil && with.Gold != nil && b.Gold.Fingerprint != with.Gold.Fingerprint:
		return fmt.Sprintf("scored on different gold sets, %s (%d examples) and %s (%d)", b.Gold.Path, b.Gold.N, with.Gold.Path, with.Gold.N)
	case b.Signature != nil && with.Signature != nil:
		if differs := b.Signature.Differs(with.Signature); differs != "" {
			return "scored in different ways: " + differs
		}
	case b.Signature != nil || with.Signature != nil:
		return "only one of them has a signature, which says how it is scored"
	}
	return ""
}

// TimedUnlike says why times on one basis cannot be compared with times on another, ""
// where they can.
func (b Basis) TimedUnlike(with Basis) string {
	var out []string
	if b.Machine != nil && with.Machine != nil {
		out = append(out, b.Machine.differs(with.Machine))
	}
	if b.Workload != nil && with.Workload != nil {
		out = append(out, b.Workload.Differs(with.Workload))
	}
	if b.Machine != nil && with.Machine != nil && (b.Workload == nil) != (with.Workload == nil) {
		out = append(out, "only one of them says which prompts were asked")
	}
	out = slices.DeleteFunc(out, func(s string) bool { return s == "" })
	return strings.Join(out, "; ")
}

// differs says how two machines differ, "" where they do not.
func (m *Machine) differs(other *Machine) string {
	if *m == *other {
		return ""
	}
	name := func(m *Machine) string {
		text := fmt.Sprintf("%s on %d threads", m.CPU, m.Threads)
		for _, part := range []string{m.OS, m.Runtime} {
			if part != "" {
				text += ", " + part
			}
		}
		return text
	}
	return "timed on different machines, " + name(m) + " and " + name(other)
}
