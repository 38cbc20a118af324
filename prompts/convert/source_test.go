package convert_test

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/prompts/convert"
)

// zipped writes a zip file of names and texts, in their order.
func zipped(t testing.TB, files ...[2]string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		out, err := w.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := out.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const smallNLU = "nlu:\n- intent: go\n  examples: |\n    - to [Rome](city)\n- lookup: city\n  elements: lookup/cities.txt\n"

// TestArchive reads a zip file as a folder: the files of the dialect in it, and those
// that they name.
func TestArchive(t *testing.T) {
	data := zipped(t, [2]string{"bot/", ""}, [2]string{"bot/data/nlu.yml", smallNLU}, [2]string{"bot/lookup/cities.txt", "Bern\n"},
		[2]string{"bot/domain.yml", "intents: [go]\n"}, [2]string{"__MACOSX/bot/._nlu.yml", "\x00\x05"}, [2]string{`win\nlu.yml`, "nlu:\n- intent: bye\n  examples: [ciao]\n"})
	for _, from := range []string{"", "rasa"} {
		im, err := convert.Read([]string{"./bot.zip"}, convert.Options{From: from, Name: "test", Generalize: true, ReadFile: reader(map[string]string{"./bot.zip": data})})
		if err != nil {
			t.Fatal(err)
		}
		es := examples(t, im)
		if diff := cmp.Diff([]string{`to Rome → go(city="Rome") city@3:7`, "ciao → bye()"}, lines(es)); diff != "" {
			t.Errorf("(-want +got)\n%s", diff)
		}
		if want := "bot.zip/bot/data/nlu.yml:4"; filepath.ToSlash(es[0].Origin.Template) != want {
			t.Errorf("template %q, want %q", es[0].Origin.Template, want)
		}
		if len(im.Notes) != 0 {
			t.Errorf("notes %v", im.Notes)
		}
		if got := texts(all(t, im)["go"]); len(got) != 2 {
			t.Errorf("%q: the lookup table is not read", got)
		}
	}
}

// TestArchiveErrors: archives that lead out of themselves, or that are damaged, are
// errors, and files in them read none outside.
func TestArchiveErrors(t *testing.T) {
	long := zipped(t, [2]string{"nlu.yml", smallNLU})
	for _, c := range []struct{ name, data, want string }{
		{"parent", zipped(t, [2]string{"../nlu.yml", smallNLU}), `a.zip: the name "../nlu.yml" leads out of the archive`},
		{"root", zipped(t, [2]string{"/etc/nlu.yml", smallNLU}), `a.zip: the name "/etc/nlu.yml" leads out of the archive`},
		{"inside", zipped(t, [2]string{"a/../../nlu.yml", smallNLU}), "leads out of the archive"},
		{"backslash", zipped(t, [2]string{`..\nlu.yml`, smallNLU}), "leads out of the archive"},
		{"twice", zipped(t, [2]string{"nlu.yml", smallNLU}, [2]string{"nlu.yml", smallNLU}), `a.zip: holds two files of the name "nlu.yml"`},
		{"cut off", long[:len(long)-20], "a.zip: not a zip file that can be read"},
		{"empty", zipped(t), "a.zip: holds no file of .yml .yaml .json .md"},
		{"nothing", zipped(t, [2]string{"a.txt", "x"}), "a.zip: holds no file of .yml .yaml .json .md"},
		{"no examples", zipped(t, [2]string{"a.yml", "x: 1"}), "a.zip: no training examples"},
		{"not UTF-8", zipped(t, [2]string{"a.yml", "nlu: \xff"}), "a.zip/a.yml:1: not UTF-8"},
	} {
		_, err := convert.Read([]string{"a.zip"}, convert.Options{From: "rasa", ReadFile: reader(map[string]string{"a.zip": c.data})})
		if err == nil || !strings.Contains(filepath.ToSlash(err.Error()), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "secret.txt"), []byte("secret\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"../secret.txt", filepath.ToSlash(filepath.Join(dir, "secret.txt"))} {
		path := filepath.Join(dir, "a.zip")
		nlu := strings.ReplaceAll(smallNLU, "lookup/cities.txt", name)
		if err := os.WriteFile(path, []byte(zipped(t, [2]string{"nlu.yml", nlu})), 0o666); err != nil {
			t.Fatal(err)
		}
		im, err := convert.Read([]string{path}, convert.Options{Generalize: true})
		if err != nil {
			t.Fatal(err)
		}
		if len(im.Notes) != 1 || !strings.Contains(im.Notes[0].Text, "is not found beside this one") {
			t.Errorf("%s: notes %v", name, im.Notes)
		}
	}
}

// TestRecognize: files are recognized by their names or by what they hold.
func TestRecognize(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"a.chatito", "%[a]\n    b\n", "chatito: a.chatito ends in .chatito"},
		{"A.CHATITO", "%[a]\n    b\n", "chatito: A.CHATITO ends in .chatito"},
		{"a.chatette", "%[a]\n    b\n", "chatette: a.chatette ends in .chatette"},
		{"a.yml", "version: \"3.1\"\nnlu:\n- intent: a\n  examples: [b]\n", "rasa: a.yml has the key nlu"},
		{"-", "nlu:\n- intent: a\n  examples: [b]\n", "rasa: - has the key nlu"},
		{"a.json", `{"rasa_nlu_data": {"common_examples": [{"text": "b", "intent": "a"}]}}`, "rasa: a.json has the key rasa_nlu_data"},
		{"a.md", "# A\n## intent:a\n- b\n", "rasa: a.md has the heading ## intent:"},
		{"-", "## intent:a\n- b\n", "rasa: - has the heading ## intent:"},
		{"a.yaml", "---\ntype: intent\nname: a\nutterances: [b]\n", "snips: a.yaml has type: intent"},
		{"a.csv", "Text,Intent\nb,a\n", "csv: a.csv has a header with Text, Intent"},
		{"-", "prompt\tlabel\nb\ta\n", "csv: - has a header with prompt, label"},
		{"a.tsv", "b\ta\n", "csv: a.tsv has two columns"},
		{"a.json", `[{"text": "b", "intent": "a"}]`, "luis: a.json has a list of text and intent"},
		{"a.json", `{"intents": {"a": {"utterances": [{"data": [{"text": "b"}]}]}}, "entities": {}}`, "snips: a.json has the keys intents and entities"},
	} {
		im, err := convert.Read([]string{c.name}, convert.Options{ReadFile: reader(map[string]string{c.name: c.text})})
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := im.Dialect.Name + ": " + im.Recognized; got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
	for _, c := range []struct{ name, text, want string }{
		{"a.txt", "%[a]\n    b\n", "a.txt: may be chatito (a.txt has a line that begins with %[) or chatette (a.txt has a line that begins with %[): name one with --from"},
		{"a.txt", "", "a.txt: the format is not recognized"},
		{"a.csv", "a,b,c\n", "a.csv: the format is not recognized"},
		{"a.txt", "hello\n", "a.txt: the format is not recognized: name it with --from. These were looked for:\n  chatito       templates: .chatito files\n"},
		{"a.yml", "a: [", "a.yml:1: not YAML"},
		{"a.json", `{"a": `, "a.json:1: not JSON"},
		{"a.yml", "\xff", "a.yml:1: not UTF-8"},
		{"a.yml", "\xff\xfen\x00l\x00u\x00", "a.yml: is UTF-16, not UTF-8: convert it with iconv -f UTF-16 -t UTF-8"},
		{"a.json", "version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a.json: is a Git LFS pointer"},
		{"a.json", `[{"type": "function", "function": {"name": "pay", "parameters": {"type": "object", "properties": {}}}}]`,
			"a.json: is an action schema, not prompts: put it into a pack as actions.json"},
		{"a.json", `{"intents": {}, "entities": []}`, "a.json: the format is not recognized"},
	} {
		_, err := convert.Read([]string{c.name}, convert.Options{ReadFile: reader(map[string]string{c.name: c.text})})
		if err == nil || !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
}

// TestRecognizeFolders: a folder is of the dialect that its files show. Files of two
// are no one's.
func TestRecognizeFolders(t *testing.T) {
	for folder, want := range map[string]string{"chatito": "chatito", "chatette": "chatette", "rasa": "rasa", "snips": "snips"} {
		im, err := convert.Read([]string{filepath.Join("testdata/files", folder)}, convert.Options{Name: "test"})
		if err != nil {
			t.Errorf("%s: %v", folder, err)
		} else if im.Dialect.Name != want {
			t.Errorf("%s: recognized as %s", folder, im.Dialect.Name)
		}
	}
	if _, err := convert.Read([]string{"testdata/files"}, convert.Options{}); err == nil || !strings.Contains(err.Error(), "name one with --from") {
		t.Errorf("files of all dialects: %v", err)
	}
}

// FuzzArchive: whatever an archive holds, reading ends, with an error that names the
// archive or with examples.
func FuzzArchive(f *testing.F) {
	f.Add([]byte(zipped(f, [2]string{"nlu.yml", smallNLU}, [2]string{"lookup/cities.txt", "Bern\n"})))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := convert.Read([]string{"a.zip"}, convert.Options{From: "rasa", ReadFile: reader(map[string]string{"a.zip": string(data)})})
		if err != nil && !strings.HasPrefix(err.Error(), "a.zip") {
			t.Fatalf("error without the file: %v", err)
		}
	})
}
