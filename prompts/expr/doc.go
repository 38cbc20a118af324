// Package expr parses the expressions of the template language, such as
// "[please] show my {account} balance", into syntax trees. Package prompts
// describes the language.
//
// The package knows the syntax alone: whether a rule or a parameter exists is for
// its callers to check. It imports nothing of slmkit. Every error of parsing is a
// [SyntaxError], which has the byte offset of the fault.
package expr
