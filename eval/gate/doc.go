// Package gate decides by rules whether reports are good enough.
//
//   - ParseRules reads a gate file and ParseRule one rule, of the language that
//     Grammar describes. Both refuse what they do not know, with file and line,
//     before any report is opened.
//   - A no_worse rule tests two runs example by example, by package paired.
//     Rules.Plan says how many examples such rules need.
//   - Rules.Judge checks rules against reports and baselines and returns a
//     Verdict: pass, fail or inconclusive. A rule that cannot be judged is
//     inconclusive, which is not a pass.
//   - Rules.SelfTest makes reports worse on purpose, and says at what each rule trips.
//   - Looks and LookState hold the level of a gate that judges again and again.
//   - Schema is the JSON Schema of gate files, for editors, and VerdictSchema that of
//     verdicts.
//
// To add a form of rule, add it to Grammar, give Rule the fields that it needs,
// read it in parse.go and write it in Rule.String, refuse its senseless uses in
// sensible, and decide it in judge.go. FuzzRule then checks that what is written
// is read the same again.
//
// # Errors
//
// A *ConfigError says that a rule or the gate file is wrong; a
// *report.MismatchError says that a report and its baseline do not measure the
// same thing, and so cannot be compared.
//
// The package imports report for reports, paired for the test of two runs and
// dataset/text for suggestions. It must not import eval: it judges what was measured
// and measures nothing.
package gate
