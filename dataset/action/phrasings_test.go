package action

import (
	"bufio"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestPhrasings: people of each locale say values in these ways. A canonical value is
// itself in every locale.
func TestPhrasings(t *testing.T) {
	f, err := os.Open("testdata/phrasings.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows := 0
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if line := lines.Text(); line != "" && line[0] != '#' {
			rows++
			phrasing(t, line)
		}
	}
	if rows < 300 {
		t.Errorf("%d rows", rows)
	}
}

func phrasing(t *testing.T, line string) {
	t.Helper()
	row := strings.Split(line, "|")
	locale, format, words, want := row[0], row[1], row[2], row[3]
	p := &Param{Name: "p", Type: "string", Locale: locale, Format: strings.TrimRight(format, "+-")}
	switch {
	case strings.HasSuffix(format, "+"):
		p.Prefer, p.Hours = Future, Hours{8 * 60, 18 * 60}
	case strings.HasSuffix(format, "-"):
		p.Prefer = Past
	}
	if format == "number" || format == "integer" {
		p.Type, p.Format = format, ""
	}
	got, err := p.Normalize(words, reference)
	if err != nil {
		if want != "ERR" {
			t.Errorf("%s: %v", line, err)
		}
		return
	}
	if fmt.Sprint(got) != want {
		t.Errorf("%s: read as %v", line, got)
		return
	}
	if again, err := p.NormalizeValue(got, reference); err != nil || again != got {
		t.Errorf("%s: the canonical %v is read as %v, %v", line, got, again, err)
	}
}
