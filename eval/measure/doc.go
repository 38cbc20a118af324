// Package measure times models and turns times into statistics.
//
//   - Measure times several runners in turns, and NewBench makes the report of
//     what it measured.
//   - Latency, Percentile and Throughput turn times into metrics with intervals.
//
// A Runner is whatever can answer prompts; the package knows no model. It
// imports report and nothing else of this module. Measure returns a runner's
// error as it is and stops; a runner stops when its context ends.
package measure
