package pack

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/dataset/locale"
	"github.com/slmkit/slmkit/prompts/generators"
	"github.com/slmkit/slmkit/prompts/std"
)

// FileSchema describes one kind of file by a JSON Schema.
type FileSchema struct {
	Name   string
	Files  string // that it is for, relative to the pack
	About  string
	Schema func() *jsonschema.Schema
}

// FileSchemas describes every kind of file of a pack. What Load takes is valid,
// and what it refuses for its shape is not.
func FileSchemas() []FileSchema {
	return []FileSchema{
		{"pack", "pack.yaml", "What a pack is, and the day that relative dates of its prompts count from.", packSchema},
		{"actions", "actions.yaml", "The actions of a pack by name, e.g. get_statement: {params: {period: {format: period}}}.", actionsSchema},
		{"rules", "rules/*.yaml", "Rules of a pack by name, e.g. greet: [hi, hello]; a template writes <greet>.", rulesSchema},
		{"lexicons", "lexicons/*.yaml", "Values of slots by name, e.g. person: [mom, dad]; a template writes {recipient:person}.", lexiconsSchema},
		{"templates", "templates/*.yaml", "Templates of one action, or of several in one prompt.", templatesSchema},
		{"tests", "tests/*.yaml", "Must-pass prompts of a pack with their calls.", testsSchema},
	}
}

func packSchema() *jsonschema.Schema {
	out := newKeySchemas().of(reflect.TypeFor[packKeys]())
	out.AnyOf = oneOfKeys("reference_date", "reference_dates")
	return out
}

func actionsSchema() *jsonschema.Schema {
	s := newKeySchemas()
	all := mapping(s.of(reflect.TypeFor[paramKeys]()))
	all.PropertyNames = &jsonschema.Schema{Pattern: identifier}
	set[params](s, orNull(all))
	out := mapping(s.of(reflect.TypeFor[actionKeys]()))
	out.PropertyNames = &jsonschema.Schema{Pattern: actionIdentifier}
	return out
}

func rulesSchema() *jsonschema.Schema { return newKeySchemas().of(reflect.TypeFor[localRules]()) }

func lexiconsSchema() *jsonschema.Schema {
	return mapping(newKeySchemas().of(reflect.TypeFor[lexiconValue]()))
}

func templatesSchema() *jsonschema.Schema {
	s := newKeySchemas()
	orNull(s[reflect.TypeFor[localRules]()])
	out := s.of(reflect.TypeFor[documentKeys]())
	out.AllOf = []*jsonschema.Schema{{AnyOf: oneOfKeys("action", "actions")}, {AnyOf: oneOfKeys("templates", "dialogues", "ask")}}
	return out
}

func testsSchema() *jsonschema.Schema { return newKeySchemas().of(reflect.TypeFor[testFileKeys]()) }

// What action.New takes for the names of parameters and of actions.
const (
	identifier       = `^[A-Za-z_][A-Za-z0-9_.-]*$`
	actionIdentifier = `^[A-Za-z0-9_][A-Za-z0-9_.-]*$`
)

// oneOfKeys wants one of some keys to be there.
func oneOfKeys(keys ...string) []*jsonschema.Schema {
	var out []*jsonschema.Schema
	for _, k := range keys {
		out = append(out, &jsonschema.Schema{Required: []string{k}})
	}
	return out
}

// orNull lets a mapping be left empty.
func orNull(s *jsonschema.Schema) *jsonschema.Schema {
	s.Types, s.Type = []string{s.Type, "null"}, ""
	return s
}

// keySchemas are the schemas of types that are more than Go says of them.
type keySchemas map[reflect.Type]*jsonschema.Schema

func newKeySchemas() keySchemas {
	s := keySchemas{}
	s.scalars()
	s.expressions()
	s.lexicons()
	s.tests()
	return s
}

// of infers the schema of a type from those that are known. Keys that may be left out may
// also be null, which is the same.
func (s keySchemas) of(t reflect.Type) *jsonschema.Schema {
	out, err := jsonschema.ForType(t, &jsonschema.ForOptions{TypeSchemas: s})
	if err != nil {
		panic(err) // a type of ours that no file can hold
	}
	optional(out)
	return out
}

// optional makes the keys of a mapping that are not required nullable.
func optional(s *jsonschema.Schema) {
	for key, value := range s.Properties {
		optional(value)
		if !slices.Contains(s.Required, key) {
			s.Properties[key] = nullable(value)
		}
	}
}

// nullable returns a schema that takes null as well.
func nullable(s *jsonschema.Schema) *jsonschema.Schema {
	out := *s
	switch null := (&jsonschema.Schema{Type: "null"}); {
	case s.Type == "" && s.Types == nil && s.AnyOf == nil, slices.Contains(s.Types, "null"):
		return s
	case s.AnyOf != nil:
		if !slices.ContainsFunc(s.AnyOf, func(a *jsonschema.Schema) bool { return a.Type == "null" || slices.Contains(a.Types, "null") }) {
			out.AnyOf = append(slices.Clone(s.AnyOf), null)
		}
	case s.Enum != nil:
		out.Enum = append(slices.Clone(s.Enum), nil)
		fallthrough
	default:
		out.Types, out.Type = append(slices.Clone(s.Types), "null"), ""
		if s.Type != "" {
			out.Types = []string{s.Type, "null"}
		}
	}
	return &out
}

func set[T any](s keySchemas, schema *jsonschema.Schema) { s[reflect.TypeFor[T]()] = schema }

// listOf declares list[T]: entries of T or one of them. The loader takes an
// optional list that is left empty for none.
func listOf[T any](s keySchemas, optional bool) *jsonschema.Schema {
	one := s.of(reflect.TypeFor[T]())
	many := &jsonschema.Schema{Type: "array", Items: one}
	out := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{many, one}}
	if optional {
		out.AnyOf = append(out.AnyOf, &jsonschema.Schema{Type: "null"})
	} else {
		many.MinItems = jsonschema.Ptr(1)
	}
	set[list[T]](s, out)
	return out
}

// mapping is any names with values of one shape.
func mapping(value *jsonschema.Schema) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", AdditionalProperties: value}
}

// textual is the schema of text; a number or boolean is read as its text.
func textual(more ...string) *jsonschema.Schema {
	return &jsonschema.Schema{Types: append([]string{"string", "number", "boolean"}, more...)}
}

// phrases has a pattern for what is a string.
func phrases() *jsonschema.Schema {
	return &jsonschema.Schema{Types: textual().Types, Pattern: `\S`}
}

func enum(values ...string) *jsonschema.Schema {
	out := &jsonschema.Schema{Type: "string"}
	for _, v := range values {
		out.Enum = append(out.Enum, v)
	}
	return out
}

// oneOrMore is one of some words, or a list of them.
func oneOrMore(words []string) *jsonschema.Schema {
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "array", Items: enum(words...), MinItems: jsonschema.Ptr(1)}, enum(words...)}}
}

// hourSpan is the first and last time of a part of the day.
func hourSpan() *jsonschema.Schema {
	return &jsonschema.Schema{Type: "string", Pattern: `^[0-2][0-9]:[0-5][0-9]-[0-2][0-9]:[0-5][0-9]$`}
}

func withDefault(s *jsonschema.Schema, v any) *jsonschema.Schema {
	s.Default, _ = json.Marshal(v)
	return s
}

func withExamples(s *jsonschema.Schema, examples ...any) *jsonschema.Schema {
	s.Examples = examples
	return s
}

func (s keySchemas) scalars() {
	set[optionalText](s, textual("null"))
	set[anyText](s, textual())
	set[phrase](s, phrases())
	set[language](s, withDefault(textual("null"), "en"))
	set[localeTag](s, enum(locale.Tags()...))
	set[library](s, enum(std.Names()...))
	set[prefer](s, enum(action.Future, action.Past))
	set[hours](s, hourSpan())
	set[day](s, &jsonschema.Schema{Type: "string", Pattern: `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`})
	set[paramType](s, withDefault(enum("string", "integer", "number", "boolean"), "string"))
	formats := slices.Sorted(maps.Keys(action.Formats))
	for name := range generators.All {
		if action.Formats[name] == nil && name != "pattern" && name != "integer" && name != "number" {
			formats = append(formats, name)
		}
	}
	slices.Sort(formats)
	set[paramFormat](s, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{enum(formats...), textual("null")}})
	set[member](s, textual())
	set[actionName](s, withExamples(textual(), none))
	set[negative](s, enum(Kinds...))
	set[where](s, withExamples(textual(), "from_account != to_account", "amount < 500"))
	set[generators.Direction](s, enum(action.Past, action.Future))
	set[generators.DateFormList](s, oneOrMore(generators.DateForms))
	set[generators.HourSpan](s, hourSpan())
	set[generators.DayCount](s, &jsonschema.Schema{Type: "integer", Minimum: jsonschema.Ptr(1.0), Maximum: jsonschema.Ptr(100_000.0)})
	set[generators.Minutes](s, &jsonschema.Schema{Type: "integer", Minimum: jsonschema.Ptr(1.0), Maximum: jsonschema.Ptr(60.0)})
	set[generators.DurationUnit](s, enum(generators.DurationUnits...))
	set[generators.PersonStyle](s, enum("first", "full", "relation"))
	set[generators.Decimal](s, &jsonschema.Schema{Type: "number", Minimum: jsonschema.Ptr(0.0), Maximum: jsonschema.Ptr(9_999.0)})
	set[generators.CurrencyCode](s, withDefault(withExamples(textual(), "EUR"), "USD"))
	set[weight](s, withDefault(&jsonschema.Schema{Type: "number", ExclusiveMinimum: jsonschema.Ptr(0.0), Maximum: jsonschema.Ptr(1e6)}, 1))
	set[share](s, withDefault(&jsonschema.Schema{Type: "number", Minimum: jsonschema.Ptr(0.0), Maximum: jsonschema.Ptr(1.0)}, dialogueShare))
	set[generators.Signed](s, &jsonschema.Schema{Type: "integer", Minimum: jsonschema.Ptr(-1000.0), Maximum: jsonschema.Ptr(10_000.0)})
	set[generators.TemperatureScale](s, &jsonschema.Schema{Type: "string", Enum: []any{"celsius", "fahrenheit"}})
	set[generators.Whole](s, &jsonschema.Schema{Type: "integer", Minimum: jsonschema.Ptr(0.0), Maximum: jsonschema.Ptr(999_999.0)})
	listOf[day](s, true).AnyOf[0].MaxItems = jsonschema.Ptr(2)
	listOf[member](s, true)
	listOf[library](s, true)
	listOf[actionName](s, true)
}

// expressions declares what a rule and a list of templates hold.
func (s keySchemas) expressions() {
	set[alternative](s, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{textual(), s.of(reflect.TypeFor[alternativeKeys]())}})
	set[templateItem](s, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{phrases(), s.of(reflect.TypeFor[templateKeys]())}})
	listOf[alternative](s, false)
	listOf[templateItem](s, true)
	s.dialogues()
	rules := mapping(s[reflect.TypeFor[list[alternative]]()])
	rules.PropertyNames = &jsonschema.Schema{Pattern: `^[A-Za-z0-9_-]+$`, Not: enum("a", "s")}
	set[localRules](s, rules)
}

// dialogues declares turns and what is said in them.
func (s keySchemas) dialogues() {
	words := &jsonschema.Schema{AnyOf: []*jsonschema.Schema{phrases(), s.of(reflect.TypeFor[alternativeKeys]())}}
	set[said](s, &jsonschema.Schema{AnyOf: append(slices.Clone(words.AnyOf), &jsonschema.Schema{Type: "array", Items: words, MinItems: jsonschema.Ptr(1)})})
	set[openingItem](s, orNull(s.of(reflect.TypeFor[openingKeys]())))
	turn := s.of(reflect.TypeFor[turnKeys]())
	turn.OneOf = oneOfKeys("user", "assistant", "templates")
	turns := &jsonschema.Schema{Type: "array", Items: turn, MinItems: jsonschema.Ptr(2)}
	set[list[turnKeys]](s, turns)
	set[dialogueItem](s, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{turns, s.of(reflect.TypeFor[dialogueKeys]())}})
	set[list[dialogueItem]](s, &jsonschema.Schema{Type: "array", Items: s[reflect.TypeFor[dialogueItem]()]})
	set[asks](s, mapping(s.of(reflect.TypeFor[askKeys]())))
}

// lexicons declares entries, generators and what a lexicon may be.
func (s keySchemas) lexicons() {
	set[lexiconEntry](s, &jsonschema.Schema{AnyOf: append([]*jsonschema.Schema{phrases(), s.of(reflect.TypeFor[entryKeys]())}, s.generators()...)})
	entries := listOf[lexiconEntry](s, false)
	canonical := mapping(entries)
	canonical.MinProperties = jsonschema.Ptr(1)
	canonical.Not = loneGenerator()
	set[lexiconValue](s, &jsonschema.Schema{AnyOf: append(slices.Clone(entries.AnyOf), canonical)})
}

// tests declares must-pass prompts.
func (s keySchemas) tests() {
	set[testCall](s, phrases())
	set[testGrammar](s, enum("must"))
	set[testArguments](s, orNull(mapping(textual())))
	calls := listOf[testCall](s, false)
	said := mapping(phrases())
	said.MinProperties, said.MaxProperties = jsonschema.Ptr(1), jsonschema.Ptr(1)
	set[testTurn](s, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{said, phrases()}})
	listOf[testTurn](s, true)
	long := s.of(reflect.TypeFor[testKeys]())
	long.AnyOf = oneOfKeys("call", "action")
	short := mapping(calls)
	short.Not = &jsonschema.Schema{Required: []string{"text"}}
	set[testItem](s, &jsonschema.Schema{AnyOf: []*jsonschema.Schema{long, short}})
	listOf[testItem](s, true)
}

// generators are mappings of one key each, in a list with a weight beside it.
func (s keySchemas) generators() []*jsonschema.Schema {
	var out []*jsonschema.Schema
	for _, name := range slices.Sorted(maps.Keys(generators.All)) {
		gen, value := generators.All[name], phrases()
		if gen.Params != nil {
			value = orNull(s.of(reflect.TypeOf(gen.Params)))
		}
		value.Description = gen.About
		g := &jsonschema.Schema{Type: "object", Properties: map[string]*jsonschema.Schema{name: value}, Required: []string{name}}
		weight := *s[reflect.TypeFor[weight]()]
		weight.Description = "How often they are chosen against the others, e.g. 3."
		g.Properties["weight"] = nullable(&weight)
		g.AdditionalProperties = &jsonschema.Schema{Not: &jsonschema.Schema{}}
		out = append(out, g)
	}
	return out
}

// loneGenerator describes a mapping that the loader reads as a generator rather
// than as canonical values; see isGenerator.
func loneGenerator() *jsonschema.Schema {
	names := slices.Sorted(maps.Keys(generators.All))
	mapped := &jsonschema.Schema{Types: []string{"object", "null"}}
	return &jsonschema.Schema{MaxProperties: jsonschema.Ptr(1), AdditionalProperties: &jsonschema.Schema{Not: &jsonschema.Schema{}},
		PatternProperties: map[string]*jsonschema.Schema{"^(" + strings.Join(names, "|") + ")$": mapped}}
}
