// Package filter reads and applies predicates: short conditions that pick examples out
// of a run, such as
//
//	text contains "please" and length > 8
//	has amount and not intent = pay_bill
//	source = web or confidence < 0.5
//
// Parse reads a predicate, Match applies it to the values of one example, and
// ParseNamed reads the form NAME: PREDICATE. The package knows no example: who calls
// Match gives it the values of a field, and who needs to know whether a field exists
// asks for Fields.
package filter
