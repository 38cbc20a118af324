package measure

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// Plan says what to time.
type Plan struct {
	Prompts   []string     // Offline answers all of them, the other scenarios the first MinRuns, over again if need be
	Scenarios []Scenario   // nil: SingleStream and Offline
	MinRuns   int          // prompts that are timed in each scenario with latencies, at least
	Batches   []int        // batch sizes of Offline
	Rounds    int          // stretches of at most 128 prompts that are answered at each batch size; more if it takes more to answer all
	Streams   int          // callers of MultiStream
	Rate      float64      // mean arrivals a second of Server
	Starts    int          // processes that ColdStart starts
	Twin      bool         // the last runner is the first one again: their ratio shows the noise of the machine
	Record    func(Sample) // is given each time that was measured; nil: nothing is
}

// Sample is one time that was measured.
type Sample struct {
	Runner   int // index of the runner
	Scenario Scenario
	Prompt   string        // "" for Offline
	Batch    int           // of Offline
	Prompts  int           // of Offline: how many were answered
	Timing   Timing        // with the stages; not of Offline
	Arrival  time.Duration // of Server, from its start
	Took     time.Duration // latency; of Offline the time of all prompts
}

// has says whether a scenario is to be measured.
func (p *Plan) has(s Scenario) bool {
	if p.Scenarios == nil {
		return s == SingleStream || s == Offline
	}
	return slices.Contains(p.Scenarios, s)
}

// check refuses a plan that cannot be followed.
func (p *Plan) check() error {
	if len(p.Prompts) == 0 {
		return errors.New("no prompts to time")
	}
	for _, s := range p.Scenarios {
		if !slices.Contains(Scenarios, s) {
			return fmt.Errorf("there is no scenario %q", s)
		}
	}
	switch {
	case p.Twin && !p.has(SingleStream):
		return fmt.Errorf("the noise of the machine is measured in %s", SingleStream)
	case p.has(MultiStream) && p.Streams < 1:
		return fmt.Errorf("%s with %d streams: there must be one", MultiStream, p.Streams)
	case p.has(Server) && !(p.Rate > 0 && p.Rate <= 1e6):
		return fmt.Errorf("%s at %v prompts a second: the rate must be above 0", Server, p.Rate)
	}
	return nil
}

// record passes times on to Record.
func (p *Plan) record(s Sample, prompts []string, arrivals []time.Duration, times []Timing) {
	if p.Record == nil {
		return
	}
	for i, t := range times {
		s.Took, s.Prompt, s.Timing = t.Took, prompts[i], t
		if arrivals != nil {
			s.Arrival = arrivals[i]
		}
		p.Record(s)
	}
}

// stretch returns n prompts from the one at a position on. The prompts start over
// at the end.
func (p *Plan) stretch(from, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = p.Prompts[(from+i)%len(p.Prompts)]
	}
	return out
}

// roundPrompts is how many prompts are answered in a round of Offline, at most.
const roundPrompts = 128

// roundSize is how many prompts are answered in a round of Offline.
func (p *Plan) roundSize() int { return min(len(p.Prompts), roundPrompts) }

// rounds is how many rounds of Offline there are: all prompts are answered.
func (p *Plan) rounds() int {
	return max(p.Rounds, (len(p.Prompts)+roundPrompts-1)/roundPrompts)
}

// recurs is after how many blocks of some prompts each the same ones come again.
func (p *Plan) recurs(size int) int {
	a, b := len(p.Prompts), size
	for b != 0 {
		a, b = b, a%b
	}
	return len(p.Prompts) / a
}
