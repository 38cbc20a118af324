// Package render prints finished reports and verdicts: as text for a terminal,
// as Markdown, as JUnit XML and as one HTML page, whose templates, style and script are
// in folder page. It computes no statistics: the
// numbers, and what is worst or most frequent, come from package report and
// package gate. Its only arithmetic places shapes in drawings.
//
// There is a function for each kind of report and each format. Text functions
// take the width of the terminal; 0 is any width. To add a kind of report, write
// its rows in rows.go and a function for each format that it needs.
//
// The package imports report, gate and table. It must not import eval: a report
// that was read from a file looks like one that was just made. It prints any
// report that report.Decode reads, and its errors are those of the writer.
package render
