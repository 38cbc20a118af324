package prompts

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/prompts/std"
)

// TestLibraryPage: std/README.md says what the libraries hold.
func TestLibraryPage(t *testing.T) {
	const file = "std/README.md"
	const mark = "<!-- What follows is written by go test ./prompts -run LibraryPage -update -->\n"
	page, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	head, got, ok := strings.Cut(string(page), mark)
	if !ok {
		t.Fatalf("%s has no line %q", file, mark)
	}
	want := libraryPage(t)
	if *update {
		if err := os.WriteFile(file, []byte(head+mark+want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(got, want); diff != "" {
		t.Errorf("%s: run go test ./prompts -run LibraryPage -update (-page +libraries):\n%s", file, diff)
	}
}

// libraryPage lists the libraries, then the rules and lexicons of each by what they are
// for.
func libraryPage(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("\n## Libraries and parts\n\n| library | rules | lexicons | negatives | what it is |\n| --- | ---: | ---: | ---: | --- |\n")
	for _, l := range Libraries() {
		fmt.Fprintf(&b, "| `%s` | %d | %d | %d | %s |\n", l.Name, l.Rules, l.Lexicons, l.Negatives, l.About)
	}
	for _, l := range Libraries() {
		if l.Negatives > 0 {
			continue
		}
		entries, err := Library(l.Name)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\n## %s\n", l.Name)
		part := ""
		for _, e := range entries {
			if p := e.File + e.Section; p != part {
				part = p
				title := strings.TrimSuffix(strings.TrimPrefix(e.File, l.Name+"/"), ".yaml")
				if e.Section != "" {
					title += ": " + e.Section
				}
				fmt.Fprintf(&b, "\n### %s\n\n| name | what it is | before | such as |\n| --- | --- | --- | --- |\n", title)
			}
			name := "<" + e.Name + ">"
			if e.Kind == string(std.Lexicons) {
				name = e.Name
			}
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", name, cell(e.About), e.Wants, cell(strings.Join(e.Wordings, " · ")))
		}
	}
	return b.String()
}

// cell is text in a cell of a Markdown table.
func cell(text string) string {
	return strings.NewReplacer("|", `\|`, "<", `\<`, "*", `\*`, "_", `\_`).Replace(text)
}
