package measure

import (
	"math/rand/v2"
	"time"
)

// Scenario is a way in which prompts come to a model. The names are those of
// MLPerf's LoadGen, and cold-start. MultiStream has several callers with a prompt
// each, where LoadGen has one caller with several prompts.
type Scenario string

// The scenarios.
const (
	SingleStream Scenario = "single-stream" // closed loop: one caller, who waits for each answer
	MultiStream  Scenario = "multi-stream"  // closed loop: several such callers at a time
	Server       Scenario = "server"        // open loop: prompts arrive when they do, whether or not the model is ready
	Offline      Scenario = "offline"       // all prompts are there from the start: how many a second
	ColdStart    Scenario = "cold-start"    // from the start of a process to its first answer
)

// Scenarios lists all scenarios, in the order in which they are measured.
var Scenarios = []Scenario{SingleStream, MultiStream, Server, Offline, ColdStart}

// Poisson draws n times of arrival, from the start, at a mean rate per second. The
// gaps between them are exponential. The same seed gives the same times.
func Poisson(n int, rate float64, seed uint64) []time.Duration {
	r := rand.New(rand.NewPCG(seed, 0))
	out, at := make([]time.Duration, n), 0.0
	for i := range out {
		at += r.ExpFloat64() / rate
		out[i] = time.Duration(at * float64(time.Second))
	}
	return out
}
