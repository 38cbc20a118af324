package main

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mayImport is the architecture: which packages of this module a package may
// import. cmd/slmkit may import all. A package of tests may have its own rule.
var mayImport = map[string][]string{
	"dataset":                    {"dataset/inorder", "dataset/sniff"},
	"dataset/inorder":            {},
	"dataset/sniff":              {},
	"dataset/drift":              {},
	"dataset/text":               {},
	"dataset/locale":             {},
	"dataset/action":             {"dataset", "dataset/locale", "dataset/sniff", "dataset/text"},
	"dataset/leak":               {"dataset", "dataset/text"},
	"dataset/check":              {"dataset", "dataset/drift", "dataset/inorder", "dataset/leak", "dataset/text"},
	"dataset/check_test":         {"dataset", "dataset/check", "prompts"},
	"prompts/expr":               {},
	"prompts/expr_test":          {"prompts/expr"},
	"prompts/generators_test":    {"dataset/action", "dataset/locale", "prompts/generators", "prompts/grammar"},
	"prompts/grammar":            {"dataset", "dataset/action", "dataset/text"},
	"prompts/grammar_test":       {"dataset/action", "prompts/grammar"},
	"prompts/source":             {"dataset/text"},
	"prompts/source_test":        {"prompts/source"},
	"prompts/generators":         {"dataset/action", "dataset/locale", "prompts/grammar", "prompts/source"},
	"prompts/sampling":           {"dataset", "prompts/grammar"},
	"prompts/sampling_test":      {"prompts/grammar", "prompts/sampling"},
	"prompts/pack":               {"dataset", "dataset/action", "dataset/locale", "dataset/text", "prompts/expr", "prompts/generators", "prompts/grammar", "prompts/sampling", "prompts/source", "prompts/std"},
	"prompts/std":                {},
	"prompts/pack_test":          {"prompts/pack"},
	"prompts":                    {"dataset", "dataset/action", "dataset/text", "prompts/expr", "prompts/generators", "prompts/grammar", "prompts/pack", "prompts/sampling", "prompts/source", "prompts/std"},
	"prompts_test":               {"dataset", "prompts"},
	"prompts/expand":             {"dataset", "dataset/action", "dataset/text", "prompts", "prompts/expr", "prompts/pack", "prompts/source", "prompts/std"},
	"prompts/triage":             {"dataset", "dataset/action", "dataset/inorder", "dataset/text", "eval", "eval/paired", "eval/report", "prompts"},
	"prompts/triage_test":        {"dataset", "eval/report", "prompts", "prompts/triage"},
	"prompts/convert":            {"dataset", "dataset/action", "dataset/locale", "dataset/sniff", "dataset/text", "prompts/expr"},
	"prompts/redact":             {"dataset", "dataset/action", "dataset/check", "dataset/text", "prompts/generators", "prompts/grammar"},
	"prompts/redact_test":        {"dataset", "dataset/action", "dataset/check", "prompts", "prompts/redact"},
	"prompts/scaffold":           {"dataset/action", "prompts", "prompts/expr", "prompts/generators", "prompts/source"},
	"prompts/preview":            {"dataset", "prompts", "prompts/source"},
	"prompts/convert_test":       {"dataset", "dataset/action", "prompts", "prompts/convert"},
	"augment":                    {"dataset", "dataset/action", "dataset/inorder", "dataset/leak", "dataset/text"},
	"export":                     {"dataset", "dataset/action", "dataset/sniff", "dataset/text"},
	"export/bundle":              {},
	"export/bundle_test":         {"export/bundle"},
	"eval":                       {"dataset", "dataset/action", "dataset/check", "dataset/inorder", "dataset/leak", "dataset/text", "eval/filter", "eval/measure", "eval/paired", "eval/report", "eval/risk"},
	"eval/risk":                  {"dataset", "dataset/action", "dataset/text"},
	"eval/report":                {"dataset", "dataset/check", "dataset/leak", "dataset/text"},
	"eval/cost":                  {"eval/report"},
	"eval/cost_test":             {"eval/cost"},
	"eval/filter":                {},
	"eval/gate":                  {"dataset/text", "eval/paired", "eval/report"},
	"eval/measure":               {"eval/report"},
	"eval/paired":                {},
	"eval/render":                {"dataset", "dataset/check", "dataset/text", "eval/cost", "eval/gate", "eval/report", "eval/table"},
	"eval/render_test":           {"dataset", "dataset/action", "dataset/check", "eval", "eval/gate", "eval/render", "eval/report"},
	"eval/table":                 {"dataset/text"},
	"inference/unsupported":      {},
	"inference/t5":               {"inference/unsupported"},
	"inference/regular":          {},
	"inference/exact":            {"inference/ort"},
	"inference/exact_test":       {"inference/exact", "inference/ort"},
	"inference/tokenizer":        {"inference/regular"},
	"inference/ort":              {"inference/ort/onnx", "inference/regular"},
	"inference/ort_test":         {"inference/ort"},
	"inference/ort/onnx":         {},
	"inference":                  {"inference/exact", "inference/grammar", "inference/tokenizer", "inference/ort", "inference/ort/onnx", "inference/regular", "inference/t5", "inference/unsupported"},
	"inference_test":             {"inference", "inference/grammar"},
	"inference/calls":            {"dataset", "dataset/action", "inference", "inference/grammar", "inference/calibration", "inference/regular"},
	"inference/web":              {"dataset/action", "inference", "inference/calibration", "inference/calls", "inference/grammar", "inference/ort", "inference/t5", "inference/tokenizer", "inference/unsupported"},
	"inference/web_test":         {"dataset", "dataset/action", "inference/calls", "inference/web"},
	"inference/serve":            {"dataset", "dataset/action", "dataset/drift", "inference", "inference/calibration", "inference/calls", "inference/direct", "inference/web"},
	"inference/direct":           {},
	"inference/lambda":           {"inference/direct"},
	"inference/lambda_test":      {"inference/lambda"},
	"inference/calls_test":       {"dataset/action", "inference", "inference/calls"},
	"inference/calibration":      {"dataset", "inference/regular"},
	"inference/calibration_test": {"dataset", "inference/calibration"},
	"inference/grammar":          {"inference/tokenizer"},
	"inference/grammar_test":     {"inference/tokenizer", "inference/grammar"},
	"cmd/libslmkit":              {"inference", "inference/calls", "inference/serve"},
}

const module = "github.com/slmkit/slmkit/"

// TestArchitecture reads the sources, since the test cache does not see what a
// child process such as go list reads.
func TestArchitecture(t *testing.T) {
	seen := map[string]bool{}
	err := fs.WalkDir(os.DirFS("../.."), ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "testdata" || file == "cmd/slmkit" || len(file) > 1 && strings.HasPrefix(file, ".")) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") {
			return nil
		}
		pkg := path.Dir(file)
		allowed, known := mayImport[pkg]
		if !known {
			t.Errorf("%s: package %s has no rule in mayImport", file, pkg)
		}
		seen[pkg] = true
		src, err := fs.ReadFile(os.DirFS("../.."), file)
		if err != nil {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, src, parser.ImportsOnly)
		if err != nil {
			return err
		}
		if tests, own := mayImport[pkg+"_test"]; own && strings.HasSuffix(f.Name.Name, "_test") {
			seen[pkg+"_test"], allowed = true, tests
		}
		for _, imp := range f.Imports {
			target, _ := strconv.Unquote(imp.Path.Value)
			if of, ours := strings.CutPrefix(target, module); ours && of != pkg && !slices.Contains(allowed, of) {
				t.Errorf("%s: %s may not import %s", file, pkg, of)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for pkg := range mayImport {
		if !seen[pkg] {
			t.Errorf("mayImport has a rule for %s, which has no sources", pkg)
		}
	}
}

// TestTopLevel holds the top level to what ARCHITECTURE.md names.
func TestTopLevel(t *testing.T) {
	allowed := strings.Fields(`.ci .git .gitignore .gitattributes ARCHITECTURE.md CHANGELOG.md LICENSE Makefile README.md
		augment bin build cmd data dataset eval export go.mod go.sum inference prompts testdata`)
	entries, err := os.ReadDir("../..")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !slices.Contains(allowed, e.Name()) {
			t.Errorf("%s does not belong at the top level", e.Name())
		}
	}
}
