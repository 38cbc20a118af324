package prompts

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestSpaceBeforeMarks(t *testing.T) {
	const templates = "action: pay\ntemplates:\n- \"payer {to} [50%: vite] ?\"\n- \"non {to} ! , oui .\"\n- \"{to} (!|?)\"\n"
	open := []string{
		`non dad !, oui. → pay(to="dad")`, `non mom !, oui. → pay(to="mom")`,
		`payer dad ? → pay(to="dad")`, `payer dad vite ? → pay(to="dad")`, `payer mom ? → pay(to="mom")`, `payer mom vite ? → pay(to="mom")`,
		`dad ! → pay(to="dad")`, `dad ? → pay(to="dad")`, `mom ! → pay(to="mom")`, `mom ? → pay(to="mom")`,
	}
	closed := []string{
		`non dad!, oui. → pay(to="dad")`, `non mom!, oui. → pay(to="mom")`,
		`payer dad? → pay(to="dad")`, `payer dad vite? → pay(to="dad")`, `payer mom? → pay(to="mom")`, `payer mom vite? → pay(to="mom")`,
		`dad! → pay(to="dad")`, `dad? → pay(to="dad")`, `mom! → pay(to="mom")`, `mom? → pay(to="mom")`,
	}
	for _, tt := range []struct {
		head string
		want []string
	}{
		{"", closed},
		{"language: en\n", closed},
		{"language: fr\n", open},
		{"language: fr-CA\n", open},
		{"language: fr\nspace_before_marks: false\n", closed},
		{"language: fr\nspace_before_marks:\n", open},
		{"space_before_marks: true\n", open},
	} {
		p := load(t, map[string]string{"pack.yaml": "reference_date: 2025-06-16\n" + tt.head, "templates/pay.yaml": templates})
		got := all(t, p)
		if diff := cmp.Diff(slices.Sorted(slices.Values(tt.want)), got); diff != "" {
			t.Errorf("%q: -want +got\n%s", tt.head, diff)
		}
		parser := NewParser(p)
		for _, row := range tt.want {
			text, target, _ := strings.Cut(row, " → ")
			if read := parser.Parse(text, time.Time{}); len(read) != 1 || read[0].Target != target {
				t.Errorf("%q: %q is read as %v", tt.head, text, read)
			}
		}
	}
}
