package action

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"github.com/slmkit/slmkit/dataset/locale"
	"pgregory.net/rapid"
)

// anySchema draws a schema with every field that Tools writes.
func anySchema(t *rapid.T) *Schema {
	names := rapid.SliceOfNDistinct(rapid.StringMatching(`[a-z_][a-z0-9_.-]{0,5}`), 1, 3, rapid.ID)
	var actions []*Action
	for _, name := range names.Draw(t, "actions") {
		a := &Action{Name: name, Description: rapid.String().Draw(t, "description")}
		for _, param := range names.Draw(t, "parameters") {
			a.Params = append(a.Params, anyParam(t, param))
		}
		actions = append(actions, a)
	}
	s, err := New(actions)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetLocale(rapid.SampledFrom(append(locale.Tags(), "")).Draw(t, "locale")); err != nil {
		t.Fatal(err)
	}
	return s
}

func anyParam(t *rapid.T, name string) *Param {
	p := &Param{Name: name, Description: rapid.String().Draw(t, "description"), Required: rapid.Bool().Draw(t, "required"),
		Type: rapid.SampledFrom([]string{"string", "integer", "number", "boolean"}).Draw(t, "type")}
	maybe := func(what string) bool { return rapid.Bool().Draw(t, what) }
	low, high := rapid.Float64Range(-1e9, 0).Draw(t, "low"), rapid.Float64Range(1, 1e9).Draw(t, "high")
	short, long := rapid.IntRange(0, 5).Draw(t, "short"), rapid.IntRange(5, 1e6).Draw(t, "long")
	if maybe("minimum") {
		p.Minimum = &low
	}
	if maybe("exclusive") {
		p.ExclusiveMinimum, p.ExclusiveMaximum = &low, &high
	} else if maybe("maximum") {
		p.Maximum = &high
	}
	if maybe("factor") {
		p.MultipleOf = &high
	}
	if maybe("length") {
		p.MinLength, p.MaxLength = &short, &long
	}
	if maybe("pattern") {
		p.Pattern = NewPattern(rapid.SampledFrom([]string{"", "^[a-z]+$", "(?=a)", "<&>"}).Draw(t, "pattern"))
	}
	if p.Type == "string" && maybe("format") {
		p.Format = rapid.SampledFrom([]string{"money", "date-time", "person", "time"}).Draw(t, "format")
	}
	if maybe("other") {
		value, _ := json.Marshal(rapid.String().Draw(t, "other"))
		p.Other = Keywords{rapid.SampledFrom([]string{"title", "default", "not", "x-y"}).Draw(t, "keyword"): value}
	}
	if maybe("enumeration") {
		p.Limits, p.Minimum, p.Maximum = Limits{}, nil, nil
		p.Enum = anyEnum(t, p.Type)
		p.Const = len(p.Enum) == 1 && maybe("const")
	}
	p.Prefer = rapid.SampledFrom([]string{"", Future, Past}).Draw(t, "prefer")
	if maybe("hours") {
		p.Hours = Hours{480, 1080}
	}
	return p
}

func anyEnum(t *rapid.T, typ string) []string {
	values := map[string]*rapid.Generator[string]{
		"string":  rapid.String(),
		"integer": rapid.Map(rapid.IntRange(-1e6, 1e6), func(n int) string { return fmt.Sprint(n) }),
		"number":  rapid.SampledFrom([]string{"0.5", "-2", "3.25", "1000"}),
		"boolean": rapid.SampledFrom([]string{"true", "false"}),
	}[typ]
	return rapid.SliceOfNDistinct(values, 1, 2, rapid.ID).Draw(t, "values")
}

// TestToolsAndBack: what Tools writes, Parse reads.
func TestToolsAndBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := anySchema(t)
		again, err := Parse(s.Tools(), "again")
		if err != nil {
			t.Fatalf("%v\n%s", err, s.Tools())
		}
		if diff := cmp.Diff(s.Actions, again.Actions); diff != "" || s.Locale != again.Locale {
			t.Fatalf("%s", diff)
		}
	})
}

// TestNullIsNotSet: null in the place of a keyword is as if the keyword were not there.
func TestNullIsNotSet(t *testing.T) {
	read := func(in string) *Schema {
		s, err := Parse([]byte(in), "t")
		if err != nil {
			t.Fatalf("%s: %v", in, err)
		}
		return s
	}
	for _, c := range []struct {
		form string
		keys []string
	}{
		{`[{"name":"a","parameters":{"type":"object","properties":{"x":{"type":"string"%s}}}}]`, []string{"description", "enum", "const", "format", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum",
			"multipleOf", "minLength", "maxLength", "pattern", "default", "title", "nullable", "required", "anyOf", "allOf", "$ref", "items", "x-hours", "x-prefer", "not"}},
		{`[{"name":"a","parameters":{"type":"object","properties":{"x":{"type":"string"}}%s}}]`, []string{"required", "description", "additionalProperties", "$defs", "title", "if", "anyOf", "allOf", "$schema"}},
		{`[{"name":"a"%s}]`, []string{"description", "parameters", "input_schema", "inputSchema", "type", "strict", "function", "text"}},
		{`{"tools":[{"name":"a"}]%s}`, []string{"locale", "functions", "result", "messages"}},
		{`[{"type":"function","function":{"name":"a"%s}}]`, []string{"description", "parameters", "strict"}},
	} {
		without := read(fmt.Sprintf(c.form, ""))
		for _, key := range c.keys {
			with := read(fmt.Sprintf(c.form, fmt.Sprintf(`,%q:null`, key)))
			if diff := cmp.Diff(without.Actions, with.Actions); diff != "" || len(with.Notes) > 0 {
				t.Errorf("%s: null: %s %q", key, diff, with.Notes)
			}
		}
	}
	if s := read(`[{"name":"a","parameters":{"properties":{"x":null}}}]`); len(s.Actions[0].Params) != 0 {
		t.Error("a property that is null was read")
	}
	if s := read(`[{"name":"a","parameters":{"properties":{"x":{"type":"string","maxLength":0}}}}]`); s.Actions[0].Params[0].MaxLength == nil {
		t.Error("zero was read as not set")
	}
}

// FuzzParse: no file makes Parse panic, and what it reads it reads again.
func FuzzParse(f *testing.F) {
	files, _ := filepath.Glob("testdata/tools/*.txtar")
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(archive.Files[0].Data)
	}
	f.Add([]byte(tools))
	f.Add([]byte(`[{"name":"a","parameters":{"$ref":"#/0/parameters"}}]`))
	f.Add([]byte(`{"name":"a","parameters":{"x":{"type":"Union[int, None], optional"}}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Parse(data, "t")
		if err != nil {
			return
		}
		again, err := Parse(s.Tools(), "again")
		if err != nil {
			t.Fatalf("%v\n%s", err, s.Tools())
		}
		if diff := cmp.Diff(s.Actions, again.Actions); diff != "" {
			t.Errorf("%s", diff)
		}
	})
}
