package prompts

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts/generators"
)

// A GeneratorDoc describes a generator that lexicons may name.
type GeneratorDoc struct {
	Name    string      `json:"name"`
	About   string      `json:"about"`
	Options []OptionDoc `json:"options"`
}

// An OptionDoc describes an option of a generator.
type OptionDoc struct {
	Name  string `json:"name"`
	About string `json:"about"`
}

// Generators describes all generators by name, from the types that their options are
// read with.
func Generators() []GeneratorDoc {
	var out []GeneratorDoc
	for _, name := range slices.Sorted(maps.Keys(generators.All)) {
		g := generators.All[name]
		doc := GeneratorDoc{Name: name, About: g.About, Options: []OptionDoc{}}
		if g.Params != nil {
			t := reflect.TypeOf(g.Params)
			for i := range t.NumField() {
				key, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
				doc.Options = append(doc.Options, OptionDoc{key, t.Field(i).Tag.Get("jsonschema")})
			}
		}
		out = append(out, doc)
	}
	return out
}
