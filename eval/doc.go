// Package eval turns gold examples and predictions into numbers that a release
// can be gated on. It needs no model: it reads records, and it scores them the
// same way every time.
//
//   - Evaluate joins gold and predictions by id and returns a Report: plain data
//     with every metric's n, interval and warnings.
//   - Compare pairs two runs item by item and says whether one is better.
//   - ParseRules and Rules.Judge are the gate: rules are read and checked before
//     any report is opened, and a rule that cannot be judged is not a pass.
//   - Latency, Percentile and Throughput are the statistics of benchmarks.
//   - Report, Comparison and Verdict render themselves as a table, Markdown, JSON,
//     JUnit and one HTML file.
//
// # Definitions
//
// Each scored item is exactly one of correct, wrong, invalid (the output is not
// a call), truncated (the length limit was reached, also where a grammar then ended
// the output) and error (no output, or a missing prediction that was allowed). All
// but correct count as wrong in every accuracy.
//
//	exact_match          calls equal: same actions, same arguments, equal values
//	exact_match_raw      output equals the target but for Unicode form and spaces
//	intent_accuracy      same multiset of action names
//	macro_f1             mean F1 of the actions that gold has
//	slot_f1              2·COR/(POS+ACT) over all arguments: those of a wrong or
//	                     unread call are missing, those of a wrong prediction spurious
//	slot_f1_given_action the same over items whose actions are right
//	invalid_rate         no call of the schema can be read: bad syntax, an unknown
//	                     action or parameter, cut off, or no output
//	false_action_rate    of gold none, answered by an action
//	in_scope_accuracy    exact_match where gold is not none
//
// # When values are equal
//
// A predicted value is equal to a gold value when both have the same canonical
// value (package action). Gold's accepted values are the argument of the call
// and the words of the slot of that parameter. Relative dates count from the
// example's reference date, on both sides; where it has none, from the same
// arbitrary day. A currency that one side leaves out is the default currency, so
// "50" is "50 USD" but not "50 EUR". The same words are the same value, even
// where package action cannot read them, unless the parameter is an enumeration,
// a number or a boolean, whose values must be read. Nothing else is lenient:
// -50 is not 50, 1.5 is not 15.
//
// # Intervals
//
// Proportions have Wilson's interval. Examples made from one template are alike,
// so where origin.template exists the effective n is n / design effect, with the
// cluster-robust variance over templates and Student's t with templates−1
// degrees of freedom. F1s have a bias-corrected percentile bootstrap over
// clusters, seeded.
package eval
