package convert

import "strings"

// dialects are all that are read, in the order in which help lists them.
var dialects = []*Dialect{chatitoDialect, chatetteDialect, hassilDialect, rasaDialect, snipsDialect,
	dialogflowDialect, dialogflowCXDialect, luisDialect, cluDialect, watsonDialect, lexDialect, witDialect,
	openaiDialect, xlamDialect, toolaceDialect, glaiveDialect, bfclDialect, labelStudioDialect, argillaDialect, csvDialect}

// Dialects returns all dialects, in the order in which help lists them.
func Dialects() []*Dialect { return dialects }

// Find returns the dialect of a name, nil where there is none.
func Find(name string) *Dialect {
	for _, d := range dialects {
		if d.Name == name {
			return d
		}
	}
	return nil
}

// Names lists the names of all dialects.
func Names() string {
	var names []string
	for _, d := range dialects {
		names = append(names, d.Name)
	}
	return strings.Join(names, ", ")
}

// Extensions lists the extensions of the files of all dialects.
func Extensions() []string {
	var out []string
	for _, d := range dialects {
		out = append(out, d.extensions...)
	}
	return append(out, ".zip")
}
