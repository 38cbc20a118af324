package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Costs say what the mistakes of a run cost by a table of costs.
type Costs struct {
	FileInfo
	Table         string    `json:"table"`                    // hash of what the table says
	DangerousFrom *float64  `json:"dangerous_from,omitempty"` // the least cost of a dangerous answer
	Dangerous     int       `json:"dangerous"`                // dangerous answers
	Total         float64   `json:"total"`
	Dearest       []Mistake `json:"dearest,omitempty"` // by what they cost together
}

// Mistake is one kind of mistake, such as view_balance → transfer_money.
type Mistake struct {
	What string   `json:"what"`
	N    int      `json:"n"`
	Cost float64  `json:"cost"` // of all of them
	IDs  []string `json:"ids,omitempty"`
}

// FormatCost writes a cost without decimals that say nothing: 10, 2.5.
func FormatCost(v float64) string {
	if v == math.Trunc(v) && v < 1e15 {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return Short(v)
}

// Dearest names the few mistakes that cost most, "" where none costs anything.
func (e *Evaluation) Dearest() string {
	if e.Costs == nil {
		return ""
	}
	var parts []string
	for _, m := range e.Costs.Dearest[:min(len(e.Costs.Dearest), 2)] {
		parts = append(parts, fmt.Sprintf("%s  %d, cost %s", m.What, m.N, FormatCost(m.Cost)))
	}
	return strings.Join(parts, " · ")
}

// Danger says how many answers are dangerous, and how many may be, "" where the table of
// costs does not say from which cost on an answer is dangerous.
func (e *Evaluation) Danger() string {
	m := e.Metrics["dangerous_rate"]
	if e.Costs == nil || e.Costs.DangerousFrom == nil || m.Value == nil {
		return ""
	}
	text := fmt.Sprintf("%d of %s cost %s or more", e.Costs.Dangerous, FormatCount(m.N, "prompts"), FormatCost(*e.Costs.DangerousFrom))
	if m.High != nil {
		text += fmt.Sprintf(": at most %.2g %%", 100**m.High)
	}
	return text
}
