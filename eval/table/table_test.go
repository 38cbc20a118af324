package table

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files")

// samples are tables such as the commands print, with labels of several scripts.
func samples() map[string]*Table {
	scores := New(Names(""), Numbers("value"), Numbers("95 % interval"), Text("n"))
	scores.Add("exact match", "87.5 %", "83.7 – 90.5", "591 prompts, 243 templates")
	scores.Add("転送 → 残高照会", "7.5 %", "3.7 – 10.5", "12 prompts")
	scores.Add("계좌 🎉", "100.0 %", "99.1 – 100.0", "1,591 prompts")
	rules := New(Names(""), Text(""), Numbers(""), Text(""))
	rules.Add("pass", "exact_match >= 0.1", "0.125", "at least 0.0483")
	rules.Add("inconclusive", "low(f1[intent=查询余额和交易记录]) >= 0.4", "0.225", "0.1121 to 0.4002: the interval holds 0.4, more examples are needed")
	runs := New(Names(""), Numbers("fp32"), Numbers("95 % interval"), Numbers("int8"), Numbers("95 % interval"))
	runs.Add("latency p50", "0.5463 ms", "0.503 – 0.5876", "0.2219 ms", "0.2004 – 0.2346")
	runs.Add("吞吐量", "10124 /s", "9765 – 11182", "3419 /s", "")
	runs.Indent = 2
	return map[string]*Table{"scores": scores, "rules": rules, "runs": runs}
}

func TestGolden(t *testing.T) {
	for name, table := range samples() {
		for _, columns := range []int{0, 80, 40} {
			var b bytes.Buffer
			if err := table.Write(&b, columns); err != nil {
				t.Fatal(err)
			}
			golden(t, fmt.Sprintf("%s_%d.txt", name, columns), b.Bytes())
		}
		var b bytes.Buffer
		if err := table.Markdown(&b); err != nil {
			t.Fatal(err)
		}
		golden(t, name+".md", b.Bytes())
	}
}

func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (go test ./eval/table -update writes it):\n%s", name, diff)
	}
}

// A column begins in the same column of the terminal in every row, whatever the
// script of the cells before it.
func TestWideCharactersAlign(t *testing.T) {
	table := New(Names("label"), Names("x"))
	for _, label := range []string{"plain", "残高照会", "계좌", "🎉🎉", "naïve", "né"} {
		table.Add(label, "|")
	}
	var b bytes.Buffer
	if err := table.Write(&b, 0); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		before, _, ok := strings.Cut(line, "|")
		if ok && width(before) != len("残高照会")/3*2+wideGap {
			t.Errorf("%q is %d columns wide", before, width(before))
		}
	}
}

// Whatever the cells and the terminal: numbers are whole, nothing but a number
// is wider than the terminal, and no cell breaks the table.
func TestAnyCellsFit(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.RuneFrom([]rune("ab 残🎉\n\t\x1b|é")))
		table := New(Names("name"), Numbers("n"), Text("prose"), Numbers("m"))
		for range rapid.IntRange(0, 4).Draw(t, "rows") {
			table.Add(cell.Draw(t, "name"), "1,234.5 ms", cell.Draw(t, "prose"), "12.5 – 99.0")
		}
		columns := rapid.IntRange(0, 60).Draw(t, "columns")
		var b bytes.Buffer
		if err := table.Write(&b, columns); err != nil {
			t.Fatal(err)
		}
		out := b.String()
		if n := strings.Count(out, "1,234.5 ms"); n != len(table.Rows) || strings.Count(out, "12.5 – 99.0") != n {
			t.Errorf("a number is broken:\n%s", out)
		}
		if strings.ContainsAny(out, "\x1b\t") {
			t.Errorf("%q has control characters", out)
		}
		for line := range strings.Lines(out) {
			if line = strings.TrimSuffix(line, "\n"); columns >= 40 && width(line) > columns || strings.HasSuffix(line, " ") {
				t.Errorf("%d columns: %q is %d wide", columns, line, width(line))
			}
		}
	})
}

func TestOddTables(t *testing.T) {
	for _, table := range []*Table{{}, New(), New(Names("a")), {Columns: []Column{{}}, Rows: [][]string{{}, {"a", "b"}}}, {Rows: [][]string{{"a"}}}} {
		for _, columns := range []int{-1, 0, 1, 80} {
			var b bytes.Buffer
			if err := errors.Join(table.Write(&b, columns), table.Markdown(&b)); err != nil {
				t.Errorf("%+v: %v", table, err)
			}
		}
	}
}
