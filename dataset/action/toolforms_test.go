package action

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
)

// described writes what a schema says, one action or parameter a line.
func described(s *Schema) string {
	var b strings.Builder
	others := ""
	for _, a := range s.Actions {
		fmt.Fprintln(&b, strings.TrimSpace(a.Name+": "+a.Description))
		for _, p := range a.Params {
			fmt.Fprintf(&b, "  %s\n", describedParam(p))
		}
		if len(a.Other) > 0 {
			others += a.Name + " other" + describedKeywords(a.Other) + "\n"
		}
	}
	return b.String() + others
}

func describedParam(p *Param) string {
	var b strings.Builder
	b.WriteString(p.Name + " " + p.Type)
	say := func(name string, v any, set bool) {
		if set {
			fmt.Fprintf(&b, " %s %v", name, v)
		}
	}
	at := func(x *float64) string {
		if x == nil {
			return ""
		}
		return fmt.Sprintf("%.0f", *x)
	}
	length := func(n *int) int {
		if n == nil {
			return 0
		}
		return *n
	}
	say("format", p.Format, p.Format != "")
	listed := strings.Join(p.Enum, "|")
	say("enum", listed, len(p.Enum) > 0 && !p.Const)
	say("const", listed, p.Const)
	say("minimum", at(p.Minimum), p.Minimum != nil)
	say("maximum", at(p.Maximum), p.Maximum != nil)
	say("exclusiveMinimum", at(p.ExclusiveMinimum), p.ExclusiveMinimum != nil)
	say("exclusiveMaximum", at(p.ExclusiveMaximum), p.ExclusiveMaximum != nil)
	say("multipleOf", at(p.MultipleOf), p.MultipleOf != nil)
	say("minLength", length(p.MinLength), p.MinLength != nil)
	say("maxLength", length(p.MaxLength), p.MaxLength != nil)
	say("pattern", p.Pattern.String(), p.Pattern != nil)
	say("prefer", p.Prefer, p.Prefer != "")
	say("hours", p.Hours, p.Hours != Hours{})
	if p.Required {
		b.WriteString(" required")
	}
	return b.String() + describedKeywords(p.Other)
}

func describedKeywords(k Keywords) string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(k)) {
		fmt.Fprintf(&b, " %s %s", name, k[name])
	}
	return b.String()
}

// TestForms reads lists of tools as public APIs and datasets have them. Each is an
// archive with the file, what it says and the notes on it.
func TestForms(t *testing.T) {
	files, err := filepath.Glob("testdata/tools/*.txtar")
	if err != nil || len(files) < 15 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parts := map[string]string{}
			for _, f := range archive.Files {
				parts[f.Name] = string(f.Data)
			}
			for _, in := range []string{parts["in"], "\ufeff" + parts["in"]} {
				s, err := Parse([]byte(in), "in")
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(parts["want"], described(s)); diff != "" {
					t.Error(diff)
				}
				if diff := cmp.Diff(strings.TrimSpace(parts["notes"]), strings.Join(s.Notes, "\n")); diff != "" {
					t.Errorf("notes: %s", diff)
				}
				again, err := Parse(s.Tools(), "again")
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(s.Actions, again.Actions); diff != "" {
					t.Errorf("written and read again: %s", diff)
				}
			}
		})
	}
}
