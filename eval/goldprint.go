package eval

import (
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/eval/report"
)

// goldPrint identifies a gold set, and what its records say of right answers beside their
// calls. None of its parts depends on the order of the records.
type goldPrint struct {
	gold, words, dates fingerprint
	calls              []byte // room for the JSON of an example's calls
}

func (p *goldPrint) add(g *Gold) {
	id := hashString(hashStart, g.ID)
	p.calls = appendWant(p.calls[:0], g.Want())
	if more := &g.alternatives; more.any() {
		b, _ := json.Marshal(more) // of values that came from JSON
		p.calls = append(p.calls, b...)
	}
	p.gold.add(hashString(id, g.Input()), p.calls)
	words := hashString(id, g.Target)
	if g.IntentOnly {
		words = hashString(words, "action only")
	}
	for i := range g.Slots {
		s := &g.Slots[i]
		words = hashString(hashString(words^uint64(s.Call), s.Name), s.Value)
	}
	p.words += fingerprint(dataset.Mix(words))
	if g.Ref != "" {
		p.dates += fingerprint(dataset.Mix(hashString(id, g.Ref)))
	}
}

func (p *goldPrint) plus(o *goldPrint) {
	p.gold, p.words, p.dates = p.gold+o.gold, p.words+o.words, p.dates+o.dates
}

// signature says all that scores depend on.
func (p *goldPrint) signature(o Options) *report.Signature {
	s := &report.Signature{Gold: p.gold.String(), Actions: report.NoPart, Words: p.words.String(), Dates: report.NoPart,
		Currency: cmp.Or(o.Currency, defaultCurrency), Syntax: report.SyntaxVersion, Scorer: report.ScorerVersion, Level: report.Level}
	if p.dates != 0 {
		s.Dates = p.dates.String()
	}
	if o.Costs != nil {
		s.Costs = o.Costs.Hash()
	}
	if o.Schema != nil {
		s.Actions = schemaHash(o.Schema)
	}
	return s
}

// schemaHash identifies an action schema without its descriptions and questions, on which
// no score depends.
func schemaHash(s *action.Schema) string {
	bare := action.Schema{Locale: s.Locale}
	for _, a := range s.Actions {
		copied := *a
		copied.Description, copied.Params = "", nil
		for _, p := range a.Params {
			param := *p
			param.Description, param.Ask = "", ""
			copied.Params = append(copied.Params, &param)
		}
		bare.Actions = append(bare.Actions, &copied)
	}
	return fmt.Sprintf("%x", sha256.Sum256(bare.Tools()))[:16]
}

// The hash FNV-1a of 64 bits. Unlike hash/fnv, it takes strings without copying them.
const (
	hashStart = 14695981039346656037
	hashPrime = 1099511628211
)

// hashBytes adds bytes to a hash.
func hashBytes(h uint64, b []byte) uint64 {
	for _, c := range b {
		h = (h ^ uint64(c)) * hashPrime
	}
	return h
}

// hashString adds a string and its end to a hash.
func hashString(h uint64, s string) uint64 {
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * hashPrime
	}
	return h * hashPrime
}
