package report

import (
	"slices"
)

// Units of metrics. A fraction is printed in percent.
const (
	Fraction = ""
	Millis   = "ms"
	PerSec   = "/s"
	Megabyte = "MB" // 10⁶ bytes
	Count    = "count"
	Ratio    = "×"
	Cost     = "a prompt" // of mistakes, in the unit of the table of costs
	Nats     = "nats"     // natural units of information
	Times    = "times"    // one count over another
)

// Info describes a metric.
type Info struct {
	Name    string
	Label   string // in tables
	Unit    string
	Lower   bool     // lower is better
	Signed  bool     // ranges from -1 to 1
	Keys    []string // keys of the selectors that a rule may use
	Needs   bool     // has no meaning without a selector
	Brief   bool     // is in the short table
	Paired  bool     // each example has a yes or a no, so that two runs can be compared pair by pair
	Meaning string
}

// Keys of selectors, by the metrics that have them.
var (
	byIntent    = []string{"intent"}
	bySlot      = []string{"slot"}
	byLabel     = []string{"intent", "slot"}
	byPrecision = []string{"precision", "model", "runtime", "threads"}
	byBatch     = append(slices.Clip(byPrecision), "batch", "scenario")
	byScenario  = append(slices.Clip(byPrecision), "scenario", "batch")
	byPair      = []string{"pair"}
	byRisk      = []string{"risk"}
	byRun       = []string{"run"}
	byOp        = []string{"op"}
	byKind      = []string{"kind"}
	bySplit     = []string{"split"}

	byPrecisionOrRun = []string{"precision", "run"}
	bySlice          = []string{"split", "turn", "calls", "slots", "augmented", "op", "kind"}
)

// Known are the metrics that reports hold and gates accept, in the order of
// tables.
var Known = []Info{
	{Name: "exact_match", Label: "exact match", Keys: append(append(slices.Clip(byPrecision), "batch"), bySlice...), Brief: true, Paired: true, Meaning: "calls equal, values by meaning"},
	{Name: "exact_match_raw", Label: "exact match, raw", Paired: true, Meaning: "right, and equal to the target letter for letter"},
	{Name: "formatting_gap", Label: "right, not to the letter", Lower: true, Paired: true, Meaning: "right by meaning, not letter for letter: exact_match less exact_match_raw"},
	{Name: "valid_accuracy", Label: "exact match, readable", Meaning: "exact match of the answers that can be read; those that cannot do not count"},
	{Name: "intent_accuracy", Label: "intent", Keys: byPrecision, Brief: true, Paired: true, Meaning: "actions equal"},
	{Name: "slot_gap", Label: "only slots wrong", Lower: true, Paired: true, Meaning: "actions right, arguments not: intent_accuracy less exact_match"},
	{Name: "macro_f1", Label: "intents macro F1", Meaning: "mean F1 of the actions in gold"},
	{Name: "weighted_f1", Label: "intents weighted F1", Meaning: "mean F1 of the actions in gold, by how often gold has them"},
	{Name: "balanced_accuracy", Label: "balanced accuracy", Meaning: "mean recall of the actions in gold"},
	{Name: "action_coverage", Label: "actions tested", Meaning: "share of the schema's actions that gold has"},
	{Name: "slot_f1", Label: "slots F1", Keys: bySlot, Brief: true, Meaning: "arguments found with equal values"},
	{Name: "slot_f1_given_action", Label: "slots F1, right action", Meaning: "slots F1 where the action is right"},
	{Name: "slot_f1_partial", Label: "slots F1, partial", Meaning: "slots F1 in which a text that shares words with gold's counts half"},
	{Name: "slot_f1_keys", Label: "slots F1, names", Meaning: "arguments found, whatever their values"},
	{Name: "slot_precision", Label: "slots precision", Meaning: "share of the predicted arguments that are right"},
	{Name: "slot_recall", Label: "slots recall", Meaning: "share of gold's arguments that are predicted right"},
	{Name: "in_scope_accuracy", Label: "in scope", Paired: true, Meaning: "exact match where gold is an action"},
	{Name: "invalid_rate", Label: "invalid", Lower: true, Brief: true, Paired: true, Meaning: "no call of the schema can be read from the output"},
	{Name: "false_action_rate", Label: "false actions", Lower: true, Brief: true, Paired: true, Meaning: "gold is none, and the answer is an action, missing or unreadable"},
	{Name: "refusal_recall", Label: "refusals recall", Paired: true, Meaning: "share of the prompts that ask for none that are answered none"},
	{Name: "refusal_precision", Label: "refusals precision", Meaning: "share of the answers none whose prompt asks for none"},
	{Name: "false_refusal_rate", Label: "false refusals", Lower: true, Paired: true, Meaning: "gold is an action, and the answer is none"},
	{Name: "ungrounded_rate", Label: "invented values", Lower: true, Paired: true, Meaning: "an argument is wrong, and its value is neither in the prompt nor follows from it"},
	{Name: "loop_rate", Label: "repeating outputs", Lower: true, Paired: true, Meaning: "wrong outputs that repeat a stretch three times or more"},
	{Name: "expected_cost", Label: "expected cost", Unit: Cost, Lower: true, Brief: true, Meaning: "mean cost of a prompt's answer by the table of costs"},
	{Name: "dangerous_rate", Label: "dangerous", Lower: true, Paired: true, Meaning: "answers whose cost is dangerous by the table of costs; each end of the interval is exact and holds with 95 %"},
	{Name: "must_pass", Label: "must-pass prompts", Meaning: "tests: share of the must-pass prompts of a pack that are answered right"},
	{Name: "coverage", Label: "answered", Paired: true, Meaning: "examples with a prediction that is no error"},
	{Name: "missing", Label: "no prediction", Unit: Count, Lower: true, Brief: true, Meaning: "examples without a prediction; they count as wrong"},
	{Name: "failed", Label: "failed", Unit: Count, Lower: true, Brief: true, Meaning: "predictions that are an error; they count as wrong"},
	{Name: "skipped", Label: "skipped", Unit: Count, Lower: true, Brief: true, Meaning: "bad records of gold that were passed over; they count as wrong"},
	{Name: "ece_excess", Label: "calibration excess", Lower: true, Signed: true, Meaning: "calibration error above what chance alone gives at this n: the one to gate on"},
	{Name: "ece", Label: "calibration error", Lower: true, Meaning: "expected calibration error, 15 bins of equal width; chance alone gives some, see ece_excess"},
	{Name: "ece_mass", Label: "calibration, even bins", Lower: true, Meaning: "expected calibration error, 15 bins of as many answers each"},
	{Name: "brier", Label: "Brier score", Lower: true, Meaning: "mean squared error of the confidence"},
	{Name: "nll", Label: "log loss", Unit: Nats, Lower: true, Meaning: "mean negative logarithm of the probability given to what came true"},
	{Name: "auroc", Label: "confidence AUROC", Meaning: "chance that a right answer is surer than a wrong one, 50 % for a coin"},
	{Name: "aurc", Label: "risk over coverage", Lower: true, Meaning: "area under the risk-coverage curve"},
	{Name: "e_aurc", Label: "excess risk (E-AURC)", Lower: true, Meaning: "aurc above that of confidences that rank every right answer first"},
	{Name: "coverage_at_risk", Label: "coverage at risk", Keys: byRisk, Meaning: "share answered by confidence with at most the risk of eval --max-risk, or [risk=0.02]"},
	{Name: "selective_risk", Label: "selective risk", Lower: true, Meaning: "share of wrong answers among those at least as sure as the threshold"},
	{Name: "f1", Label: "F1", Keys: byIntent, Needs: true, Meaning: "F1 of one action, such as f1[intent=transfer_money]"},
	{Name: "precision", Label: "precision", Keys: byLabel, Needs: true, Meaning: "precision of one action or parameter"},
	{Name: "recall", Label: "recall", Keys: byLabel, Needs: true, Paired: true, Meaning: "recall of one action or parameter"},
	{Name: "latency_p50_ms", Label: "latency p50", Unit: Millis, Lower: true, Keys: byScenario, Brief: true, Meaning: "one prompt at a time, median"},
	{Name: "latency_p90_ms", Label: "latency p90", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "one prompt at a time, 90th percentile"},
	{Name: "latency_p95_ms", Label: "latency p95", Unit: Millis, Lower: true, Keys: byScenario, Brief: true, Meaning: "one prompt at a time, 95th percentile"},
	{Name: "latency_p99_ms", Label: "latency p99", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "one prompt at a time, 99th percentile"},
	{Name: "latency_p90_upper_ms", Label: "latency p90, at most", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "bound of the 90th percentile with 99 % confidence, as LoadGen's"},
	{Name: "latency_p95_upper_ms", Label: "latency p95, at most", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "bound of the 95th percentile with 99 % confidence, as LoadGen's"},
	{Name: "latency_p99_upper_ms", Label: "latency p99, at most", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "bound of the 99th percentile with 99 % confidence, as LoadGen's"},
	{Name: "latency_mean_ms", Label: "latency mean", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "one prompt at a time, mean: what a function is billed for"},
	{Name: "ttft_p50_ms", Label: "time to first token p50", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "from the prompt to the end of the decoder's first run, median"},
	{Name: "ttft_p95_ms", Label: "time to first token p95", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "from the prompt to the end of the decoder's first run, 95th percentile"},
	{Name: "tpot_p50_ms", Label: "time per output token p50", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "for each token behind the first, of answers of two or more, median"},
	{Name: "tpot_p95_ms", Label: "time per output token p95", Unit: Millis, Lower: true, Keys: byScenario, Meaning: "for each token behind the first, of answers of two or more, 95th percentile"},
	{Name: "tokens_per_s", Label: "tokens decoded", Unit: PerSec, Keys: byScenario, Meaning: "output tokens over the time of decoding, one prompt at a time"},
	{Name: "batch_latency_p50_ms", Label: "batch latency p50", Unit: Millis, Lower: true, Brief: true, Meaning: "eval: from the start of a prompt's batch to its answer, median"},
	{Name: "batch_latency_p90_ms", Label: "batch latency p90", Unit: Millis, Lower: true, Meaning: "eval: from the start of a prompt's batch to its answer, 90th percentile"},
	{Name: "batch_latency_p95_ms", Label: "batch latency p95", Unit: Millis, Lower: true, Brief: true, Meaning: "eval: from the start of a prompt's batch to its answer, 95th percentile"},
	{Name: "batch_latency_p99_ms", Label: "batch latency p99", Unit: Millis, Lower: true, Meaning: "eval: from the start of a prompt's batch to its answer, 99th percentile"},
	{Name: "speedup", Label: "speed-up", Unit: Ratio, Keys: byPrecision, Needs: true, Meaning: "median latency of the first precision over this one's, paired"},
	{Name: "speedup_p95", Label: "speed-up at p95", Unit: Ratio, Keys: byPrecision, Needs: true, Meaning: "95th percentile of the first precision's latency over this one's, paired"},
	{Name: "prompts_per_s", Label: "throughput", Unit: PerSec, Keys: byBatch, Meaning: "batched, best batch size"},
	{Name: "changed_answers", Label: "answers changed", Unit: Count, Lower: true, Keys: byPrecision, Meaning: "prompts whose answer, while they were timed, was not the first one"},
	{Name: "load_ms", Label: "load time", Unit: Millis, Lower: true, Keys: byPrecision, Meaning: "from folder to ready"},
	{Name: "size_mb", Label: "size", Unit: Megabyte, Lower: true, Keys: byPrecision, Meaning: "model files on disk"},
	{Name: "peak_memory_mb", Label: "peak memory", Unit: Megabyte, Lower: true, Keys: byPrecision, Meaning: "of a process that runs this precision alone"},
	{Name: "exact_match_delta", Label: "exact match, change", Signed: true, Keys: byPrecisionOrRun, Meaning: "compare: new minus base, paired"},
	{Name: "intent_accuracy_delta", Label: "intent, change", Signed: true, Keys: byRun, Meaning: "compare: new minus base, paired"},
	{Name: "slot_f1_delta", Label: "slots F1, change", Signed: true, Keys: byRun, Meaning: "compare: new minus base, paired"},
	{Name: "invalid_rate_delta", Label: "invalid, change", Signed: true, Lower: true, Keys: byRun, Meaning: "compare: new minus base, paired"},
	{Name: "false_action_rate_delta", Label: "false actions, change", Signed: true, Lower: true, Keys: byRun, Meaning: "compare: new minus base, paired"},
	{Name: "churn", Label: "answers changed", Lower: true, Keys: byRun, Meaning: "compare: examples whose answer means something else, right or wrong"},
	{Name: "regressions", Label: "broken", Unit: Count, Keys: byPrecisionOrRun, Lower: true, Meaning: "compare: right in base, wrong in new"},
	{Name: "fixes", Label: "fixed", Unit: Count, Keys: byPrecisionOrRun, Meaning: "compare: wrong in base, right in new"},
	{Name: "exact_match_drop", Label: "drop by augmentation", Lower: true, Signed: true, Keys: byOp, Meaning: "exact match of the originals less that of their augmented copies, paired"},
	{Name: "invariance", Label: "same when augmented", Keys: byOp, Meaning: "augmented copies that are answered as their originals are, rightly or wrongly"},
	{Name: "leak_exact", Label: "same text", Lower: true, Keys: byPair, Meaning: "leaks: rows of one split whose text another split has"},
	{Name: "leak_template", Label: "same but for arguments", Lower: true, Keys: byPair, Meaning: "leaks: the same text but for the words of arguments"},
	{Name: "leak_origin", Label: "same template of a pack", Lower: true, Keys: byPair, Meaning: "leaks: made by the same template"},
	{Name: "leak_values", Label: "same words of arguments", Lower: true, Keys: byPair, Meaning: "leaks: the same words of all arguments"},
	{Name: "leak_slot_value", Label: "same words of an argument", Lower: true, Keys: byPair, Meaning: "leaks: slots whose words the other split has"},
	{Name: "leak_near", Label: "nearly the same text", Lower: true, Keys: byPair, Meaning: "leaks: texts with a Jaccard index of 4-grams of 0.8 or more"},
	{Name: "rows", Label: "rows", Unit: Count, Meaning: "check: examples of the dataset"},
	{Name: "faults", Label: "faults", Unit: Count, Lower: true, Meaning: "check: what is wrong"},
	{Name: "warnings", Label: "warnings", Unit: Count, Lower: true, Meaning: "check: what is likely to do harm"},
	{Name: "suspects", Label: "suspects", Unit: Count, Lower: true, Meaning: "check: what a person should look at"},
	{Name: "found", Label: "found", Unit: Count, Lower: true, Keys: byKind, Needs: true, Meaning: "check: findings of one kind, such as found[kind=span_edge]"},
	{Name: "duplicates", Label: "duplicates", Unit: Count, Lower: true, Meaning: "check: texts that occur twice in one split, with the same call"},
	{Name: "conflicts", Label: "conflicts", Unit: Count, Lower: true, Meaning: "check: texts that occur twice, with two calls"},
	{Name: "near_duplicate_share", Label: "near duplicates", Lower: true, Meaning: "check: rows with nearly the text of another row"},
	{Name: "label_noise_share", Label: "labels in doubt", Lower: true, Meaning: "check: rows whose label is likely wrong, by a model that has learnt from the other rows"},
	{Name: "smallest_class", Label: "smallest label", Unit: Count, Meaning: "check: rows of the label with fewest, in training"},
	{Name: "imbalance", Label: "imbalance", Unit: Times, Lower: true, Meaning: "check: rows of the largest label over those of the smallest, in training"},
	{Name: "effective_size", Label: "effective size", Unit: Count, Meaning: "check: how many equally frequent templates, or else frames, are as diverse as those of training"},
	{Name: "distinct_2", Label: "distinct pairs", Meaning: "check: different pairs of words of all pairs of up to 10,000 texts of training"},
	{Name: "self_repetition", Label: "repeating texts", Lower: true, Meaning: "check: share of up to 10,000 texts of training with five words in a row of another one"},
	{Name: "compression_ratio", Label: "compression", Unit: Times, Lower: true, Meaning: "check: bytes of up to 10,000 texts of training over bytes of their DEFLATE"},
	{Name: "label_drift", Label: "drift of labels", Lower: true, Keys: bySplit, Meaning: "check: Jensen-Shannon distance of a split's labels from training's"},
	{Name: "length_drift", Label: "drift of lengths", Lower: true, Keys: bySplit, Meaning: "check: Jensen-Shannon distance of a split's lengths in words from training's"},
	{Name: "value_drift", Label: "drift of values", Lower: true, Keys: bySplit, Meaning: "check: the same of the values of the parameter that differs most"},
	{Name: "unseen_value_share", Label: "unseen values", Lower: true, Keys: bySplit, Meaning: "check: values of arguments of a split that training lacks"},
	{Name: "unseen_word_share", Label: "unseen words", Lower: true, Keys: bySplit, Meaning: "check: words of a split that training lacks"},
}

// Lookup returns the description of a metric.
func Lookup(name string) (Info, bool) {
	i := slices.IndexFunc(Known, func(k Info) bool { return k.Name == name })
	if i < 0 {
		return Info{}, false
	}
	return Known[i], true
}

// Names lists the names of all metrics.
func Names() []string {
	out := make([]string, len(Known))
	for i, k := range Known {
		out[i] = k.Name
	}
	return out
}

// PairedNames lists the names of the metrics that one example has an outcome of.
func PairedNames() []string {
	var out []string
	for _, k := range Known {
		if k.Paired {
			out = append(out, k.Name)
		}
	}
	return out
}
