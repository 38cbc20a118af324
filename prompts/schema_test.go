package prompts

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math"
	"path"
	"strings"
	"testing"

	validator "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts/pack"
)

// compiled are the schemas by the glob of the files that they are for.
func compiled(t testing.TB) map[string]*validator.Schema {
	t.Helper()
	out := map[string]*validator.Schema{}
	for _, f := range pack.FileSchemas() {
		b, err := json.Marshal(f.Schema())
		if err != nil {
			t.Fatal(err)
		}
		doc, err := validator.UnmarshalJSON(bytes.NewReader(b))
		if err != nil {
			t.Fatal(err)
		}
		c := validator.NewCompiler()
		c.DefaultDraft(validator.Draft2020)
		if err := c.AddResource(f.Name, doc); err != nil {
			t.Fatal(err)
		}
		if out[f.Files], err = c.Compile(f.Name); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// asJSON is what an editor sees in a YAML node. Dates are text, as in YAML 1.2.
func asJSON(n *yaml.Node) any {
	switch n.Kind {
	case yaml.AliasNode:
		return asJSON(n.Alias)
	case yaml.SequenceNode:
		out := []any{}
		for _, c := range n.Content {
			if c.Tag == "!!null" && c.Value != "" {
				out = append(out, c.Value) // the loader reads the words null and ~ in a list as text; a schema asks for quotes
				continue
			}
			out = append(out, asJSON(c))
		}
		return out
	case yaml.MappingNode:
		out := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			out[n.Content[i].Value] = asJSON(n.Content[i+1])
		}
		return out
	}
	var v any
	switch n.Tag {
	case "!!null":
		return nil
	case "!!bool", "!!int", "!!float":
		if n.Decode(&v) == nil {
			if f, ok := v.(float64); !ok || !math.IsInf(f, 0) && !math.IsNaN(f) {
				return v
			}
		}
	}
	return n.Value
}

// invalid validates each document of a pack's file; nil where the file has no
// schema, or is not YAML.
func invalid(schemas map[string]*validator.Schema, name string, data []byte) error {
	var all []error
	for files, schema := range schemas {
		if ok, _ := path.Match(files, name); !ok {
			continue
		}
		for dec := yaml.NewDecoder(bytes.NewReader(data)); ; {
			var n yaml.Node
			if err := dec.Decode(&n); err != nil {
				if !errors.Is(err, io.EOF) {
					return nil
				}
				break
			}
			if len(n.Content) == 1 && n.Content[0].Tag != "!!null" {
				all = append(all, schema.Validate(asJSON(n.Content[0])))
			}
		}
	}
	return errors.Join(all...)
}

// TestSchemasOfPacks: every file of the packs of this repository is valid, and
// every key that some file has is described.
func TestSchemasOfPacks(t *testing.T) {
	schemas := compiled(t)
	for _, name := range []string{"packs/banking", "testdata/cafe"} {
		fsys, _, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		files := 0
		err = fs.WalkDir(fsys, ".", func(file string, d fs.DirEntry, err error) error {
			if err != nil || path.Ext(file) != ".yaml" {
				return err
			}
			data, err := fs.ReadFile(fsys, file)
			if err != nil {
				return err
			}
			files++
			if err := invalid(schemas, file, data); err != nil {
				t.Errorf("%s/%s: %v", name, file, err)
			}
			return nil
		})
		if err != nil || files < 5 {
			t.Fatalf("%s: %d files: %v", name, files, err)
		}
	}
}

// TestSchemasAndLoader: what the loader refuses for its shape, the schema does.
func TestSchemasAndLoader(t *testing.T) {
	schemas := compiled(t)
	cases := faultCases()
	for _, doc := range []string{"templates: x\naction: show\nweight: 0", "templates: x\naction: show\nweight: 1e9", "action: [show]\ntemplates: {text: {}}",
		"action: show\ntemplates: [{weight: 2}]", "action: show\ntemplates: [x]\nrules: [y]", "action: show\ntemplates: [x]\nrules: {y: {weight: 1}}", "x"} {
		cases = append(cases, faultCase{files: map[string]string{"templates/t.yaml": doc}})
	}
	shapes := 0
	for _, c := range cases {
		_, err := Load(withFiles(c.files), "test")
		var faults Faults
		if !errors.As(err, &faults) {
			t.Errorf("%q loads", c.files)
			continue
		}
		if f := faults[0]; f.Check != "yaml" || strings.Contains(f.Message, "not YAML") || strings.Contains(f.Message, "twice") {
			continue
		}
		shapes++
		if f := faults[0].File; invalid(schemas, f, []byte(c.files[f])) == nil {
			t.Errorf("%v, but it is valid:\n%s", faults[0], c.files[f])
		}
	}
	if shapes < 15 {
		t.Errorf("only %d faults of shape", shapes)
	}
}

// TestSchemasTakeWhatLoads goes through what the loader is generous about.
func TestSchemasTakeWhatLoads(t *testing.T) {
	for _, c := range []struct{ file, text string }{
		{"pack.yaml", "reference_dates: 2025-01-01\nname:\nversion: 1.5\nsources: [{a: b}]"},
		{"pack.yaml", "reference_date: [2025-01-01, 2025-02-01]\nreference_dates:"},
		{"actions.yaml", base["actions.yaml"] + "x: {description: , params: }\ny: {params: {z: {enum: yes, format: iban}, w: {enum: , format: , minimum: 0x10}}}"},
		{"pack.yaml", "name: ~\nversion: null\nreference_date: 2025-01-01\nnegatives: {near_miss: null, out_of_scope: ~}\nspace_before_marks: null"},
		{"pack.yaml", "reference_date: 2025-01-01\nnegatives: null"},
		{"actions.yaml", base["actions.yaml"] + "x: {params: {y: {type: null, required: ~, minimum: null, maximum: , enum: null, format: null}}}"},
		{"lexicons/x.yaml", "x: [{text: a, weight: }, null, ~, {money: {min: null, max: ~, currency: null}, weight: null}, {date: {direction: null}}, {person: {style: }}]"},
		{"templates/u.yaml", "action: show\nweight: null\nvoice: ~\nkind: null\ntemplates: [{text: x, weight: null, where: , voice: null, kind: ~}]"},
		{"rules/r.yaml", "x: y\n1: [2, true, 2025-01-01, {text: 3, weight: 1e-3}, '']"},
		{"lexicons/x.yaml", "x: a\nb: {1: 2, y: [c, {text: d, weight: 0.5}, {phone: }, {pattern: 7}], money: [e]}"},
		{"lexicons/x.yaml", "x: {text: a, weight: b}\ny: {money: a}\nz: {phone: }\nd: [{date: {direction: past}}, {integer: {min: 1}}]\np: {pattern: [ab]}"},
		{"lexicons/x.yaml", "x: &a [b]\ny: *a\nz: {w: *a}"},
		{"templates/u.yaml", "action: show\ntemplates: x\nrules:\nvoice:\nweight: 3"},
		{"templates/u.yaml", "actions: [show]\naction:\ntemplates: [1, {text: 2, weight: 0.5, voice: , where: account != checking}]\ndescription: 7"},
		{"templates/u.yaml", "action: none\nkind: near_miss\ntemplates: [x, {text: y, kind: out_of_scope}]\n---\n---\naction: show\ntemplates: [z]"},
	} {
		files := map[string]string{"templates/t.yaml": "action: pay\ntemplates: [\"pay {to}\"]\n", c.file: c.text}
		if _, err := Load(withFiles(files), "test"); err != nil {
			t.Errorf("%s\n%s: %v", c.text, c.file, err)
		}
		if err := invalid(compiled(t), c.file, []byte(c.text)); err != nil {
			t.Errorf("%s\n%s: %v", c.text, c.file, err)
		}
	}
}

// TestDescriptions: a key is explained where it is pointed at.
func TestDescriptions(t *testing.T) {
	keys := 0
	var walk func(at string, v any)
	walk = func(at string, v any) {
		switch v := v.(type) {
		case []any:
			for _, x := range v {
				walk(at, x)
			}
		case map[string]any:
			props, _ := v["properties"].(map[string]any)
			for name, p := range props {
				keys++
				if about, _ := p.(map[string]any)["description"].(string); len(about) < 10 || !strings.HasSuffix(about, ".") {
					t.Errorf("%s/%s: described as %q", at, name, about)
				}
			}
			for k, x := range v {
				walk(at+"/"+k, x)
			}
		}
	}
	for _, f := range pack.FileSchemas() {
		b, err := json.Marshal(f.Schema())
		if err != nil {
			t.Fatal(err)
		}
		var v any
		if err := json.Unmarshal(b, &v); err != nil {
			t.Fatal(err)
		}
		walk(f.Name, v)
	}
	if keys < 40 {
		t.Errorf("%d keys", keys)
	}
}
