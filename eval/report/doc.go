// Package report holds what eval, compare, bench, leaks and tests say, as plain data:
// one type for each kind of report, and the metrics that they share. Packages
// eval and measure fill reports in, package gate judges them, and package render
// draws them.
//
//   - Evaluation, Comparison, Bench, Leaks and Tests are the kinds. Each is a Report.
//   - Metric is one number with its n and its interval; Known lists every metric
//     with its name, label, unit and selectors.
//   - Signature and Workload say what scores and times depend on: numbers are compared
//     only where they agree, which Basis tells.
//   - Decode reads the JSON of any kind, and holds it to the Schema of the kind, which is
//     made from the Go types and from Known.
//   - FormatValue and its kin write numbers as people read them.
//
// To add a kind of report, write its type with an embedded Header and the
// methods of Report, and name it in kinds. To add a metric, add an entry to
// Known; a gate then accepts rules on it, and its unit says what values it can have. A
// field that is added to a type is in the schema by itself. When the same answer gets
// another score, raise ScorerVersion.
//
// The package imports dataset and dataset/leak for the types in its fields, and
// no other package of eval. Its errors name the file and say what to do next; a
// *MismatchError says that two reports cannot be compared.
package report
