package action

import (
	"bufio"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset/locale"
	"pgregory.net/rapid"
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
	if rows < 800 {
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
	if format == "number" || format == "integer" || format == "boolean" {
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

// TestMixedPhrasings: words that were thrown together are an error or a value that is its
// own value.
func TestMixedPhrasings(t *testing.T) {
	data, err := os.ReadFile("testdata/phrasings.txt")
	if err != nil {
		t.Fatal(err)
	}
	words := map[string][]string{}
	for line := range strings.Lines(string(data)) {
		if row := strings.Split(line, "|"); len(row) == 4 && line[0] != '#' {
			words[row[0]] = append(words[row[0]], strings.Fields(row[2])...)
		}
	}
	formats := slices.Sorted(maps.Keys(Formats))
	rapid.Check(t, func(rt *rapid.T) {
		tag := rapid.SampledFrom(locale.Tags()).Draw(rt, "locale")
		said := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words[tag]), 1, 5).Draw(rt, "words"), " ")
		p := Param{Name: "p", Type: "string", Format: rapid.SampledFrom(formats).Draw(rt, "format"), Locale: tag, Prefer: rapid.SampledFrom([]string{"", Future, Past}).Draw(rt, "prefer")}
		stays(t, p, said, reference)
		stays(t, Param{Name: "p", Type: "number", Locale: tag}, said, reference)
	})
}
