// Package eval scores predictions against gold examples, and compares runs.
// It needs no model: it reads records, and the same records give the same
// numbers every time.
//
//   - Evaluate joins gold and predictions by id and scores a run.
//   - Compare scores two runs on the same examples, pair by pair, and says
//     whether one is better; CompareAll compares several with one.
//   - Leaks turns what the splits of a dataset share into a report.
//   - Judge scores a single prediction.
//   - Wilson and McNemar are the statistics behind them.
//
// The results are reports of package report. Package gate judges them by rules,
// package render prints them, package measure makes those of benchmarks, and
// package table is how every command prints a table.
//
// # Where to find what
//
//	join.go          lines up ids, and refuses what does not line up
//	score.go         judges one prediction; errorkinds.go names what is wrong;
//	                 memory.go remembers what values mean
//	calls.go         reads calls; equality.go says when values are equal
//	assignment.go    pairs the calls of a prompt that asks for several
//	references.go    reads what gold accepts beside its calls
//	grounding.go     says whether a prompt has a value; loops.go finds what repeats
//	shares.go        metrics that one example has a yes or no of
//	f1metrics.go     metrics of counts; partial.go texts that are partly right
//	costs.go         what mistakes cost by a table of package risk
//	counts.go        counts what judging finds; clusters.go knows the templates
//	metrics.go       turns counts into metrics
//	bootstrap.go     resamples templates; replicates.go makes intervals of it
//	designeffect.go  widens intervals of proportions for templates
//	calibration.go   how far confidences can be believed; confidencescores.go defines
//	                 the scores, calibrationbins.go the bins and what chance gives
//	abstention.go    the threshold that keeps a risk; kept.go bounds the risk
//	wilson.go        intervals of proportions
//	columns.go       the columns that tell examples apart; wide.go further members;
//	                 turns.go the turns of dialogues
//	breakdown.go     counts examples by their parts; partscores.go scores the parts
//	worst.go         finds the parts that are worse than the rest
//	training.go      what a model has seen; seen.go compares it with what is new
//	robustness.go    augmented copies against their originals
//	explain.go       says why one answer is right or wrong
//	compare.go       compares runs; runpair.go counts how a run differs from the base
//	pairedshare.go   paired differences with their intervals; holm.go verdicts
//	flipgroups.go    what flips share; parting.go where two answers part
//
// To add a metric, add its entry to report.Known. A proportion of examples is then one
// entry of shares.go, and a metric of counts one of f1metrics.go. Any other is counted
// in counts.go and gets its value in metrics.go.
//
// # Definitions
//
// Each example is exactly one of correct, wrong, invalid (the output is not a
// call), truncated (the output reached the length limit, even if a grammar then
// ended it) and error (there is no output, or the prediction is missing). All but
// correct count as wrong in every accuracy.
//
//	exact_match          calls equal: same actions, same arguments, equal values
//	exact_match_raw      exact, and output equals the target but for Unicode form and spaces
//	intent_accuracy      same multiset of action names
//	formatting_gap       exact_match less exact_match_raw
//	slot_gap             intent_accuracy less exact_match
//	valid_accuracy       exact_match of the answers that are correct or wrong
//	macro_f1             mean F1 of the actions that gold has
//	weighted_f1          the same, weighted by how often gold has them
//	balanced_accuracy    mean recall of the actions that gold has
//	action_coverage      share of the schema's actions that gold has
//	slot_f1              2·COR/(POS+ACT) over all arguments: those of a wrong or
//	                     unread call are missing, those of a wrong prediction spurious
//	slot_precision       COR/ACT; slot_recall COR/POS
//	slot_f1_partial      a text that shares words with gold's counts half
//	slot_f1_keys         an argument counts whatever its value
//	slot_f1_given_action slot_f1 over examples whose actions are right
//	invalid_rate         no call of the schema can be read: bad syntax, an unknown
//	                     action or parameter, cut off, or no output
//	false_action_rate    share of gold none that is answered by an action
//	in_scope_accuracy    exact_match where gold is not none
//	refusal_recall       share of gold none that is answered none
//	refusal_precision    share of the answers none whose gold is none
//	false_refusal_rate   share of gold actions that are answered none
//	ungrounded_rate      a wrong argument's value is neither in the prompt nor listed
//	                     by the schema, and no words of the prompt mean it
//	loop_rate            a wrong output repeats a stretch three times or more
//	expected_cost        mean cost of an answer by a table of package risk
//	dangerous_rate       share of answers that cost as much as its dangerous or more
//	churn                share of examples whose answers of two runs are not the same
//	                     calls with equal values; unread outputs are equal if their
//	                     words are
//
// A metric that would be 0/0 has no value.
//
// # Confidence
//
// The scores of confidences come from the predictions that have one, a probability of
// being right. They agree with scikit-learn: brier with brier_score_loss, nll with
// log_loss, auroc with roc_auc_score, and ece and ece_mass with its calibration_curve of
// 15 bins, by width and by quantiles. Where a confidence lies on the edge of bins of equal
// width, it is in the upper one here; where all confidences are equal, auroc has no value.
//
//	ece_excess           ece less what it would be if each answer were right with its
//	                     confidence as the probability: labels are drawn so, by the seed
//	aurc                 mean over k of the share of wrong answers among the k surest,
//	                     ties averaged; e_aurc is aurc less that of the best order
//	coverage_at_risk     largest share of answers that can be given, the surest first, so
//	                     that the one-sided Clopper–Pearson bound of the share of wrong
//	                     ones is at most the wanted one. Templates take the place of
//	                     examples: the effective n is n / design effect, and no bound is
//	                     lower than so many templates, all answered right, would show
//	selective_risk       share of wrong answers at the threshold
//
// # When values are equal
//
// A predicted value equals a gold value when both have the same canonical value
// (package action). Gold accepts the argument of the call, the words of that
// parameter's slot, and what else its record names: see Gold. An argument that is left
// out has the default that the action schema names, on both sides. Relative dates count from the example's reference date on
// both sides; without one, both count from the same arbitrary day. An amount
// without a currency is in the default currency, so "50" is "50 USD" but not
// "50 EUR". Where package action cannot read gold's words, the same words are the
// same value. Nothing else is lenient: -50 is not 50, 1.5 is not 15, and no decimal
// of an amount is passed over.
//
// # Intervals
//
// Proportions have Wilson's interval. Examples made from one template are alike,
// so with origin.template the effective n is n / design effect, by the
// cluster-robust variance over templates and Student's t with templates−1
// degrees of freedom. F1s have a bias-corrected percentile bootstrap over
// templates, which depends on the seed alone.
//
// # Errors
//
// Evaluate and Compare stop at the first error of their streams. ErrNoExamples
// and *IncomparableError say that there is nothing to score, or that ids do not
// line up. No data makes the package panic. The context's error comes back soon
// after the context ends.
//
// The package imports packages of dataset, report, risk, measure and paired.
// It must not import inference: predictions come as records.
package eval
