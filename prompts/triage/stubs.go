package triage

import (
	"fmt"
	"path"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// Stub is a file of stubs of templates, or of values for a lexicon. It is all comments, so
// that a pack may hold it and no message becomes a template unseen.
type Stub struct {
	Name string // the file of the pack that it is for, with .triage before its extension
	Data []byte
}

// Stubs are what people would write next, for each file of the pack: the frames of messages
// that no template writes, with the slots of the pack's lexicons and types in them, and
// values that no lexicon has.
func Stubs(t *report.Triage) []Stub {
	by := map[string]*strings.Builder{}
	for i := range t.Items {
		it := &t.Items[i]
		if it.File == "" || it.Kind == report.TriageLabel {
			continue
		}
		b := by[it.File]
		if b == nil {
			b = &strings.Builder{}
			by[it.File] = b
			fmt.Fprintf(b, "# Stubs for %s of %s, what brings most first.\n", it.File, t.Pack)
			b.WriteString("# All of this is comments: slmkit reads nothing of it. Frames are what people wrote.\n" +
				"# TODO: say each in words of your own, as a template of that file, and delete it here.\n")
		}
		writeStub(b, it)
	}
	var out []Stub
	for _, name := range sortedKeys(by) {
		ext := path.Ext(name)
		out = append(out, Stub{strings.TrimSuffix(name, ext) + ".triage" + ext, []byte(by[name].String())})
	}
	return out
}

func writeStub(b *strings.Builder, it *report.TriageItem) {
	fmt.Fprintf(b, "\n# %s: %s %s\n", oneLine(it.What()), text.Thousands(it.N), map[bool]string{true: "message", false: messages}[it.N == 1])
	if it.Kind == report.TriageValue {
		fmt.Fprintf(b, "# %s:\n", it.Lexicon)
		for _, v := range it.Values {
			fmt.Fprintf(b, "#   - %s\n", strconv.Quote(v.Value))
		}
		return
	}
	for _, n := range it.Near {
		fmt.Fprintf(b, "# near %s: %s\n", n.Place, oneLine(n.Text))
	}
	fmt.Fprintf(b, "# action: %s\n# templates:\n", it.Action)
	for _, f := range it.Frames {
		fmt.Fprintf(b, "#   - TODO %s\n", strconv.Quote(f.Frame))
	}
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
