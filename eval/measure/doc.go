// Package measure times models and turns times into statistics.
//
//   - Measure times several runners in turns, and NewBench makes the report of
//     what it measured.
//   - Scenario says how prompts come: one at a time, several at a time, at a rate, all
//     at once, or to a new process. OpenLoop is the loop of Server, in which stalls
//     count for every prompt that arrives meanwhile.
//   - Latency, Percentile, UpperPercentile, Mean, Speedup and Throughput turn times into
//     metrics with intervals; Stages and Lengths say where the time goes.
//   - Pareto compares precisions, threads and batch sizes, and recommends one.
//   - Conditions reads what may disturb times on this machine.
//
// A Runner is whatever can answer prompts; the package knows no model. It
// imports report and nothing else of this module. Measure returns a runner's
// error as it is and stops; a runner stops when its context ends.
package measure
