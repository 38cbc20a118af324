package eval

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// Level is the confidence level of every interval.
const Level = 0.95

// Metric is one number with its uncertainty. Value is nil where it is not
// defined or was not measured; Low and High are nil where there is no interval.
type Metric struct {
	Value    *float64 `json:"value"`
	Low      *float64 `json:"low"`
	High     *float64 `json:"high"`
	N        int      `json:"n"`            // what Of counts
	Of       string   `json:"of,omitempty"` // prompts, slots, runs, …
	Unit     string   `json:"unit,omitempty"`
	Run      string   `json:"run,omitempty"` // label of the run or precision it is taken from, where there are several
	Warnings []string `json:"warnings,omitempty"`
}

// Metrics are metrics by name.
type Metrics map[string]Metric

func num(v float64) *float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return nil
	}
	return &v
}

// Units of metrics. A fraction is printed in percent.
const (
	Fraction = ""
	Millis   = "ms"
	PerSec   = "/s"
	Megabyte = "MB" // 10⁶ bytes
	Count    = "count"
)

// Info says what a metric is.
type Info struct {
	Name    string
	Label   string // in tables
	Unit    string
	Lower   bool     // lower is better
	Signed  bool     // from -1 to 1
	Keys    []string // selectors it may have
	Needs   bool     // it has no meaning without a selector
	Meaning string
}

// Keys of selectors.
var (
	byIntent    = []string{"intent"}
	bySlot      = []string{"slot"}
	byLabel     = []string{"intent", "slot"}
	byPrecision = []string{"precision"}
	byBatch     = []string{"precision", "batch"}
	byPair      = []string{"pair"}
	bySlice     = []string{"split", "calls", "slots", "augmented", "op", "kind"}
)

// Known are the metrics that reports hold and gates accept, in the order of
// tables.
var Known = []Info{
	{Name: "exact_match", Label: "exact match", Keys: bySlice, Meaning: "calls equal, values by meaning"},
	{Name: "exact_match_raw", Label: "exact match, raw", Meaning: "output equal to the target, letter for letter"},
	{Name: "intent_accuracy", Label: "intent", Meaning: "actions equal"},
	{Name: "macro_f1", Label: "intents macro F1", Meaning: "mean F1 of the actions in gold"},
	{Name: "slot_f1", Label: "slots F1", Keys: bySlot, Meaning: "arguments found with equal values"},
	{Name: "slot_f1_given_action", Label: "slots F1, right action", Meaning: "slots F1 where the action is right"},
	{Name: "in_scope_accuracy", Label: "in scope", Meaning: "exact match where gold is an action"},
	{Name: "invalid_rate", Label: "invalid", Lower: true, Meaning: "no call of the schema can be read from the output"},
	{Name: "false_action_rate", Label: "false actions", Lower: true, Meaning: "of gold none, answered by an action"},
	{Name: "brier", Label: "Brier score", Lower: true, Meaning: "mean squared error of the confidence"},
	{Name: "ece", Label: "calibration error", Lower: true, Meaning: "expected calibration error, 15 bins"},
	{Name: "aurc", Label: "risk over coverage", Lower: true, Meaning: "area under the risk-coverage curve"},
	{Name: "f1", Label: "F1", Keys: byIntent, Needs: true, Meaning: "F1 of one action: f1[intent=transfer_money]"},
	{Name: "precision", Label: "precision", Keys: byLabel, Needs: true, Meaning: "precision of one action or parameter"},
	{Name: "recall", Label: "recall", Keys: byLabel, Needs: true, Meaning: "recall of one action or parameter"},
	{Name: "latency_p50_ms", Label: "latency p50", Unit: Millis, Lower: true, Keys: byPrecision, Meaning: "one prompt at a time, median"},
	{Name: "latency_p90_ms", Label: "latency p90", Unit: Millis, Lower: true, Keys: byPrecision, Meaning: "one prompt at a time, 90th percentile"},
	{Name: "latency_p95_ms", Label: "latency p95", Unit: Millis, Lower: true, Keys: byPrecision, Meaning: "one prompt at a time, 95th percentile"},
	{Name: "latency_p99_ms", Label: "latency p99", Unit: Millis, Lower: true, Keys: byPrecision, Meaning: "one prompt at a time, 99th percentile"},
	{Name: "prompts_per_s", Label: "throughput", Unit: PerSec, Keys: byBatch, Meaning: "batched, best batch size"},
	{Name: "load_ms", Label: "load time", Unit: Millis, Lower: true, Keys: byPrecision, Meaning: "from folder to ready"},
	{Name: "size_mb", Label: "size", Unit: Megabyte, Lower: true, Keys: byPrecision, Meaning: "model files on disk"},
	{Name: "peak_memory_mb", Label: "peak memory", Unit: Megabyte, Lower: true, Keys: byPrecision, Meaning: "of a process of its own"},
	{Name: "exact_match_delta", Label: "exact match, change", Signed: true, Meaning: "of compare: new minus base, paired"},
	{Name: "intent_accuracy_delta", Label: "intent, change", Signed: true, Meaning: "of compare: new minus base, paired"},
	{Name: "slot_f1_delta", Label: "slots F1, change", Signed: true, Meaning: "of compare: new minus base, paired"},
	{Name: "regressions", Label: "broken", Unit: Count, Lower: true, Meaning: "of compare: right in base, wrong in new"},
	{Name: "fixes", Label: "fixed", Unit: Count, Meaning: "of compare: wrong in base, right in new"},
	{Name: "leak_exact", Label: "same text", Lower: true, Keys: byPair, Meaning: "of leaks: rows of one split whose text is in another"},
	{Name: "leak_template", Label: "same but for arguments", Lower: true, Keys: byPair, Meaning: "of leaks: the same text but for the words of arguments"},
	{Name: "leak_origin", Label: "same template of a pack", Lower: true, Keys: byPair, Meaning: "of leaks: made by the same template"},
	{Name: "leak_values", Label: "same words of arguments", Lower: true, Keys: byPair, Meaning: "of leaks: the same words of all arguments"},
	{Name: "leak_slot_value", Label: "same words of an argument", Lower: true, Keys: byPair, Meaning: "of leaks: slots whose words are in the other split"},
	{Name: "leak_near", Label: "nearly the same text", Lower: true, Keys: byPair, Meaning: "of leaks: texts with a Jaccard index of 4-grams of 0.8 or more"},
}

// Lookup returns what is known of a metric.
func Lookup(name string) (Info, bool) {
	i := slices.IndexFunc(Known, func(k Info) bool { return k.Name == name })
	if i < 0 {
		return Info{}, false
	}
	return Known[i], true
}

// suggest returns `, did you mean "x"?` for the candidate nearest to word, or
// the list of candidates where none is near and they are few.
func suggest(word string, candidates []string) string {
	best, near := 1+len(word)/3, ""
	for _, c := range candidates {
		if d := editDistance(word, c); d <= best && (near == "" || d < best) {
			best, near = d, c
		}
	}
	switch {
	case near != "":
		return fmt.Sprintf(", did you mean %q?", near)
	case len(candidates) == 0:
		return ""
	}
	return ": there are " + strings.Join(candidates, ", ")
}

// editDistance is Levenshtein's.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
