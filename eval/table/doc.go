// Package table prints tables for people: on a terminal through
// olekukonko/tablewriter, and as Markdown. All commands print their tables
// through it, so that they look alike.
//
// A table has no borders. Numbers are aligned on the right. Chinese, Japanese
// and Korean characters and emoji take two columns. A cell from a record cannot
// confuse the terminal: control characters and line ends are taken out of it.
//
// Write takes the width of the terminal. A table that is wider is made narrower
// step by step: the gaps shrink, prose wraps, names end in an ellipsis. Numbers
// are never broken; where they do not fit side by side, the columns are printed
// in several blocks, each under the first column.
//
// The package imports dataset/text and nothing else of this module. Its errors are those of the
// writer.
package table
