package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/spf13/cobra"
	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/augment"
	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/cost"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/risk"
	"github.com/slmkit/slmkit/eval/table"
	"github.com/slmkit/slmkit/prompts"
)

func newSchema(a *app) *cobra.Command {
	var out string
	c := &cobra.Command{
		Use:   "schema [NAME]",
		Short: "print JSON Schemas of the files that people write and of reports",
		Long: `Prints the JSON Schema (draft 2020-12) of a kind of file. With that of a YAML
file, an editor completes and checks such files. The others describe what eval,
compare, bench, leaks and gate write with --json; whoever reads a report holds
it to its schema.

` + schemaTable() + `
With the name generators it prints a table instead: what lexicons can have made
for them, such as dates, times and amounts, and the options of each.

Without NAME it lists the kinds; with -o it writes each schema into a folder as
NAME.json. An editor with the YAML language server completes keys and marks
faults in a file whose first line names its schema:

  # yaml-language-server: $schema=schemas/templates.json

The path is relative to the folder of the file. slmkit reads packs, chains and
gates with the types that the schemas are made from, so an editor and slmkit
accept the same files.`,
		Example:   "slmkit schema -o schemas",
		Args:      cobra.MaximumNArgs(1),
		ValidArgs: append(schemaNames(), "generators"),
		RunE:      func(_ *cobra.Command, args []string) error { return runSchema(a, args, out) },
	}
	c.Flags().StringVarP(&out, "output", "o", "", "folder to write to")
	return c
}

func runSchema(a *app, args []string, out string) error {
	files := schemas()
	if len(args) > 0 && args[0] == "generators" {
		return printGenerators(a)
	}
	if len(args) > 0 {
		if files = named(files, args[0]); files == nil {
			return usageError("unknown schema %q: there are %s", args[0], strings.Join(schemaNames(), ", "))
		}
	}
	switch {
	case out != "":
		return writeSchemas(a, files, out)
	case len(args) > 0:
		_, err := a.out.Write(schemaJSON(files[0]))
		return err
	}
	a.say("%s\nslmkit schema NAME prints one, slmkit schema -o DIR writes all. In a YAML file:\n\n  # yaml-language-server: $schema=DIR/NAME.json", schemaTable())
	return nil
}

func writeSchemas(a *app, files []prompts.FileSchema, dir string) error {
	var names []string
	for _, f := range files {
		if err := dataset.WriteFile(filepath.Join(dir, f.Name+".json"), schemaJSON(f)); err != nil {
			return err
		}
		names = append(names, f.Name)
	}
	list := strings.Join(names, ",")
	if len(names) > 1 {
		list = "{" + list + "}"
	}
	a.say("%s", filepath.Join(dir, list+".json"))
	return nil
}

// schemas lists every kind of file: those of packs, then gates, reports and chains.
func schemas() []prompts.FileSchema {
	return append(prompts.FileSchemas(),
		prompts.FileSchema{Name: "gate", Files: "gate.yaml", About: "When slmkit gate lets a model pass: rules on the metrics of its report.", Schema: gate.Schema},
		prompts.FileSchema{Name: "plan", Files: "plan.yaml", About: "Which copies slmkit augment makes: operations with their weights, and what they leave alone.", Schema: augment.PlanSchema},
		prompts.FileSchema{Name: "gold", Files: "gold.jsonl", About: "A line of gold for slmkit eval, with what else is right beside its call.", Schema: eval.GoldSchema},
		prompts.FileSchema{Name: "costs", Files: "costs.yaml", About: "What the mistakes of a model cost, for slmkit eval: costs in a pack.yaml, or a file beside actions.json.", Schema: risk.Schema},
		prompts.FileSchema{Name: "prices", Files: "prices.yaml", About: "Prices from which slmkit cost estimates what answering costs.", Schema: cost.Schema},
		prompts.FileSchema{Name: "report", Files: "report.json", About: "What slmkit eval --json writes: the scores of one run.", Schema: schemaOfReport(report.KindEval)},
		prompts.FileSchema{Name: "comparison", Files: "comparison.json", About: "What slmkit compare --json writes: how two runs differ.", Schema: schemaOfReport(report.KindCompare)},
		prompts.FileSchema{Name: "bench", Files: "bench.json", About: "What slmkit bench --json writes: times, sizes and memory.", Schema: schemaOfReport(report.KindBench)},
		prompts.FileSchema{Name: "leaks", Files: "leaks.json", About: "What slmkit leaks --json writes: what the splits of a dataset share.", Schema: schemaOfReport(report.KindLeaks)},
		prompts.FileSchema{Name: "check", Files: "check.json", About: "What slmkit check --json writes: what was found in a dataset, and what its rows are like.", Schema: schemaOfReport(report.KindCheck)},
		prompts.FileSchema{Name: "must_pass", Files: "tests.json", About: "What slmkit tests --json writes: which must-pass prompts of a pack a model answers.", Schema: schemaOfReport(report.KindTests)},
		prompts.FileSchema{Name: "triage", Files: "triage.json", About: "What slmkit triage --json writes: what to do next with a pack, by messages that people wrote.", Schema: schemaOfReport(report.KindTriage)},
		prompts.FileSchema{Name: "verdict", Files: "verdict.json", About: "What slmkit gate --json writes: pass, fail, inconclusive or why nothing was judged.", Schema: gate.VerdictSchema},
		prompts.FileSchema{Name: "run", Files: "slmkit.yaml", About: "A chain of slmkit's commands; slmkit run runs those whose inputs have changed.", Schema: chainSchema})
}

func schemaOfReport(kind string) func() *jsonschema.Schema {
	return func() *jsonschema.Schema { return report.Schema(kind) }
}

func named(files []prompts.FileSchema, name string) []prompts.FileSchema {
	for i, f := range files {
		if f.Name == name {
			return files[i : i+1]
		}
	}
	return nil
}

func schemaNames() []string {
	var out []string
	for _, f := range schemas() {
		out = append(out, f.Name)
	}
	return out
}

// schemaTable lists the schemas for people.
func schemaTable() string {
	var b strings.Builder
	t := table.Table{Columns: []table.Column{table.Names(""), table.Names(""), table.Text("")}, Indent: 2}
	for _, f := range schemas() {
		t.Add(f.Name, f.Files, f.About)
	}
	_ = t.Write(&b, helpWidth) // to memory
	return b.String()
}

// schemaJSON writes a schema for people: <, > and & are not escaped.
func schemaJSON(f prompts.FileSchema) []byte {
	s := f.Schema()
	s.Schema, s.Title, s.Description = "https://json-schema.org/draft/2020-12/schema", "slmkit "+f.Name, f.About
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // schemas are made here
	}
	for escaped, c := range map[string]string{`\u003c`: "<", `\u003e`: ">", `\u0026`: "&"} {
		b = bytes.ReplaceAll(b, []byte(escaped), []byte(c))
	}
	return append(b, '\n')
}

// chainSchema is the JSON Schema of a slmkit.yaml.
func chainSchema() *jsonschema.Schema {
	out := shapeOf[chainFile]()
	stages := out.Properties["stages"]
	stages.Type, stages.Types, stages.MinItems = "array", nil, jsonschema.Ptr(1)
	stages.Items = &jsonschema.Schema{AnyOf: append(command(), shapeOf[stageFile]())}
	return out
}

// word is a scalar, which is read as its text.
func word() *jsonschema.Schema {
	return &jsonschema.Schema{Types: []string{"string", "number", "boolean"}}
}

// command is a command line, as one string or as a list of words.
func command() []*jsonschema.Schema {
	line := word()
	line.Pattern, line.Examples = `\S`, []any{"generate banking -n 6000 --seed 1 -o $OUT/data"}
	return []*jsonschema.Schema{line, {Type: "array", Items: word(), MinItems: jsonschema.Ptr(1)}}
}

// shapeOf infers the schema of a part of a chain.
func shapeOf[T any]() *jsonschema.Schema {
	out, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[string]():    word(),
		reflect.TypeFor[words]():     {AnyOf: command()},
		reflect.TypeFor[yaml.Node](): {},
	}})
	if err != nil {
		panic(err) // one of the types above has a field that JSON cannot hold
	}
	return out
}
