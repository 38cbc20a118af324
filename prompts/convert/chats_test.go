package convert_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/prompts/convert"
)

// readRows imports rows given as text, the format recognized where dialect is "".
func readRows(dialect, text string, o convert.Options) (*convert.Import, error) {
	o.From, o.ReadFile = dialect, reader(map[string]string{"in.jsonl": text})
	return convert.Read([]string{"in.jsonl"}, o)
}

// chatRow is a row of messages about one tool, whose parameters are JSON.
func chatRow(prompt, call, parameters string) string {
	return fmt.Sprintf(`{"messages":[{"role":"user","content":%q},{"role":"assistant","tool_calls":[{"type":"function","function":%s}]}],`+
		`"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":%s,"required":[]}}}]}`, prompt, call, parameters)
}

// TestChatSpans: an argument has the words of the prompt that say it, whole, in any
// case; typed values may be said in other words.
func TestChatSpans(t *testing.T) {
	const text, typed = `{"a":{"type":"string"},"b":{"type":"string"}}`, `{"a":{"type":"string","format":"%s"}}`
	enum := `{"a":{"type":"string","enum":["very_hot","cold"]}}`
	for _, c := range []struct {
		prompt, arguments, parameters string
		target                        string
		words                         []string
	}{
		{"pay Zoë Jürgen O'Brien now", `{"a":"zoë jürgen o'brien"}`, text, `f(a="Zoë Jürgen O'Brien")`, []string{"Zoë Jürgen O'Brien"}},
		{"a cat in a catalogue", `{"a":"cat"}`, text, `f(a="cat")`, []string{"cat"}},
		{"the catalogue", `{"a":"cat"}`, text, `f(a="cat")`, nil},
		{"from a to a b", `{"a":"a b","b":"a"}`, text, `f(a="a b", b="a")`, []string{"a", "a b"}},
		{"x", `{"a":"x","b":"x"}`, text, `f(a="x", b="x")`, []string{"x"}},
		{"5.50 is not 5", `{"a":5}`, `{"a":{"type":"integer"}}`, `f(a=5)`, []string{"5"}},
		{"1,500 only", `{"a":500}`, `{"a":{"type":"integer"}}`, `f(a=500)`, nil},
		{"make it Very Hot", `{"a":"very_hot"}`, enum, `f(a=very_hot)`, []string{"Very Hot"}},
		{"turn it on, true", `{"a":true}`, `{"a":{"type":"boolean"}}`, `f(a=true)`, nil},
		{"東京の天気は", `{"a":"東京"}`, text, `f(a="東京")`, []string{"東京"}},
		{"send fifty bucks.", `{"a":"50 USD"}`, fmt.Sprintf(typed, "money"), `f(a="fifty bucks")`, []string{"fifty bucks"}},
		{"meet on May 1st, 2026!", `{"a":"2026-05-01"}`, fmt.Sprintf(typed, "date"), `f(a="May 1st, 2026")`, []string{"May 1st, 2026"}},
		{"meet whenever", `{"a":"2026-05-01"}`, fmt.Sprintf(typed, "date"), `f(a="2026-05-01")`, nil},
		{`he said "hi"`, `{"a":"\"hi\"","b":null}`, text, `f(a="""hi""")`, []string{`"hi"`}},
	} {
		im, err := readRows("", chatRow(c.prompt, `{"name":"f","arguments":`+c.arguments+`}`, c.parameters), convert.Options{Strict: true})
		if err != nil {
			t.Errorf("%s: %v", c.prompt, err)
			continue
		}
		e := examples(t, im)[0]
		var words []string
		for _, s := range e.Slots {
			words = append(words, s.Value)
		}
		if e.Target != c.target || !slices.Equal(words, c.words) {
			t.Errorf("%s: %s with slots %q, want %s with %q", c.prompt, e.Target, words, c.target, c.words)
		}
	}
}

// TestTextOfDigits: text that looks like a number is text.
func TestTextOfDigits(t *testing.T) {
	im := mustRead(t, "rasa", "nlu:\n- intent: a\n  examples: |\n    - code [007](code) please\n", convert.Options{})
	if e := examples(t, im)[0]; e.Call.Arguments["code"] != "007" {
		t.Errorf("%+v, want the zeros of 007", e.Call)
	}
	im, err := readRows("", chatRow("id 12345678901234567890 or 1e3", `{"name":"f","arguments":{"a":12345678901234567890,"b":1e3,"c":"007"}}`,
		`{"a":{"type":"integer"},"b":{"type":"number"},"c":{"type":"string"}}`), convert.Options{Strict: true})
	if err != nil {
		t.Fatal(err)
	}
	if e := examples(t, im)[0]; e.Target != `f(a=12345678901234567890, b=1e3, c="007")` || fmt.Sprint(e.Call.Arguments["a"]) != "12345678901234567890" || e.Call.Arguments["c"] != "007" {
		t.Errorf("%s %v", e.Target, e.Call)
	}
}

// TestChatsRecognized: the first row tells the format.
func TestChatsRecognized(t *testing.T) {
	for dialect, text := range map[string]string{
		"openai":  `{"messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"}]}`,
		"xlam":    `[{"query":"a","answers":"[]","tools":"[]"}]`,
		"toolace": `{"system":"functions: [{\"name\":\"f\"}]","conversations":[{"from":"user","value":"a"},{"from":"assistant","value":"b"}]}`,
		"glaive":  `{"system":"SYSTEM: x","chat":"USER: a\n\nASSISTANT: b"}`,
		"bfcl":    `{"id":"irrelevance_1","question":[[{"role":"user","content":"a"}]],"function":[{"name":"f","parameters":{"type":"dict","properties":{}}}]}`,
	} {
		im, err := readRows("", text, convert.Options{})
		if err != nil || im.Dialect.Name != dialect || im.Recognized == "" {
			t.Errorf("%s: %v, recognized %+v", dialect, err, im)
			continue
		}
		if got := examples(t, im); len(got) != 1 || got[0].Text != "a" || got[0].Target != "none()" {
			t.Errorf("%s: %+v", dialect, got)
		}
	}
	// Text in both ToolACE's and other tools' form is told apart by its tools.
	im, err := readRows("", `{"system":"You have functions.","tools":"[]","conversations":[{"from":"human","value":"a"},{"from":"gpt","value":"b"}]}`, convert.Options{})
	if err != nil || im.Dialect.Name != "openai" {
		t.Errorf("conversations with tools: %v", err)
	}
}

// TestChatRowErrors: a bad row is left out, or an error with its line where asked.
func TestChatRowErrors(t *testing.T) {
	const properties = `{"n":{"type":"integer"},"e":{"type":"string","enum":["a"]},"d":{"type":"string","format":"date"}}`
	toolace := func(answer string) string {
		b, _ := json.Marshal(answer)
		return `{"system":"functions [{\"name\":\"f\",\"parameters\":{\"type\":\"dict\",\"properties\":{\"a\":{\"type\":\"string\"}}}}]","conversations":[{"from":"user","value":"x"},{"from":"assistant","value":` + string(b) + `}]}`
	}
	for _, c := range []struct{ dialect, text, want string }{
		{"openai", chatRow("x", `{"name":"f","arguments":"{"}`, properties), `arguments of "f" are no JSON object: {`},
		{"openai", chatRow("x", `{"name":"f","arguments":"[1]"}`, properties), `arguments of "f" are no JSON object: [1]`},
		{"openai", chatRow("x", `{"arguments":{}}`, properties), `has no name`},
		{"openai", chatRow("x", `{"name":"g","arguments":{}}`, properties), `call of "g", which is none of its tools`},
		{"openai", chatRow("x", `{"name":"f","arguments":{"z":1}}`, properties), `argument "z" of "f": the tool has no such parameter`},
		{"openai", chatRow("x", `{"name":"f","arguments":{"n":"many"}}`, properties), `argument "n" of "f": "many" is not a number`},
		{"openai", chatRow("x", `{"name":"f","arguments":{"n":{"a":1}}}`, properties), `{"a":1} is a list or an object`},
		{"openai", chatRow("x", `{"name":"f","arguments":{"e":"b"}}`, properties), `argument "e" of "f": "b" is none of a`},
		{"openai", chatRow("", `{"name":"f","arguments":{}}`, properties), "it has no message of the user"},
		{"openai", `{"messages":[{"role":"user","content":"a"}]}`, "it has no answer of the assistant"},
		{"openai", `{"messages":[{"role":"user","content":"a"},{"role":"user","content":"b"},{"role":"assistant","content":"c"}]}`, "the user speaks twice before an answer"},
		{"openai", `{"messages":[{"role":"user","content":[{"type":"image_url","image_url":"x"}]},{"role":"assistant","content":"c"}]}`, "is no text"},
		{"openai", `{"messages":[7]}`, "message 7: an object is wanted"},
		{"xlam", `{"query":"a","tools":"[]","answers":"[{"}`, "in.jsonl:1: answers:"},
		{"xlam", `{"query":" ","tools":"[]","answers":"[]"}`, "it has no query"},
		{"xlam", "[7, 8]", "in.jsonl:1: an object is wanted"},
		{"toolace", toolace(`[f(a=)]`), "an argument such as a=1 is wanted at character 6"},
		{"toolace", toolace(`[f(a="x" b=1)]`), ", or ) is wanted at character 10"},
		{"toolace", toolace(`[f(a="x]`), "an argument such as a=1 is wanted"},
		{"toolace", toolace(`[f(a="x"); f()]`), ", or ] is wanted at character 10"},
		{"toolace", toolace(`[]`), "a name and ( are wanted at character 2"},
		{"bfcl", `{"id":"simple_1","question":[[{"role":"user","content":"a"}]],"function":[]}`, `case "simple_1" has no answer`},
		{"glaive", `{"system":"SYSTEM: x"}`, "it has no text under chat"},
	} {
		_, err := readRows(c.dialect, c.text, convert.Options{Strict: true})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.HasPrefix(err.Error(), "in.jsonl:1: ") {
			t.Errorf("%s\n%v, want %s", c.text, err, c.want)
		}
		good := map[string]string{"openai": chatRow("ok", `{"name":"f","arguments":{}}`, properties), "toolace": toolace("[f()]"),
			"xlam": `{"query":"ok","tools":"[]","answers":"[]"}`, "glaive": `{"chat":"USER: ok\nASSISTANT: ok"}`,
			"bfcl": `{"id":"irrelevance_1","question":[[{"role":"user","content":"a"}]],"function":[{"name":"f","parameters":{}}]}`}[c.dialect]
		if strings.HasPrefix(c.text, "[") {
			continue // no rows behind it
		}
		im, err := readRows(c.dialect, c.text+"\n"+good, convert.Options{})
		if err != nil || im.LeftOut != 1 || len(examples(t, im)) != 1 {
			t.Errorf("%s\nwith a good row: %v", c.text, err)
		}
	}
}

// TestPythonCalls: ToolACE's calls are those that were written as Python writes them,
// whatever the text of the arguments.
func TestPythonCalls(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		value := rapid.StringMatching(`[a-zé'"\\\[\](),= ]{0,12}[a-z]`).Draw(t, "value")
		quote := rapid.SampledFrom([]string{`"`, `'`}).Draw(t, "quote")
		written := quote + strings.ReplaceAll(strings.ReplaceAll(value, `\`, `\\`), quote, `\`+quote) + quote
		answer, _ := json.Marshal("[the tool(a=" + written + ", n=-2.5), the tool()]")
		system, _ := json.Marshal(`functions [{"name":"the tool","parameters":{"type":"dict","properties":{"a":{"type":"string"},"n":{"type":"float"}}}}]`)
		text := `{"system":` + string(system) + `,"conversations":[{"from":"user","value":"x"},{"from":"assistant","value":` + string(answer) + `}]}`
		im, err := readRows("toolace", text, convert.Options{Strict: true})
		if err != nil {
			t.Fatalf("%s: %v", answer, err)
		}
		for e, err := range im.Examples() {
			if err != nil || len(e.Calls) != 2 || e.Calls[0].Arguments["n"] != -2.5 {
				t.Fatalf("%s: %+v %v", answer, e, err)
			}
			want, err := im.Schema().Action("the_tool").Param("a").Normalize(value, e.Reference())
			if diff := cmp.Diff(want, e.Calls[0].Arguments["a"]); diff != "" || err != nil {
				t.Fatalf("%s: %s %v", answer, diff, err)
			}
		}
	})
}

// FuzzChats: whatever rows hold, reading ends, with an error that names the file or
// with examples that fit their schema.
func FuzzChats(f *testing.F) {
	f.Add("openai", chatRow("pay 5", `{"name":"f","arguments":{"n":5}}`, `{"n":{"type":"integer"}}`)+"\n{")
	f.Add("openai", `{"messages":[{"role":"user","content":"0"},{"role":"AssistAnt"}],"tools":{"name":"0","parameters":{"":{}}}}0`)
	f.Add("xlam", `[{"query":"a b","tools":"[{\"name\":\"f\",\"parameters\":{\"a\":{\"type\":\"str\"}}}]","answers":"[{\"name\":\"f\",\"arguments\":{\"a\":\"b\"}}]"}]`)
	f.Add("toolace", `{"system":"functions [{\"name\":\"f g\",\"parameters\":{\"a\":{\"type\":\"str\"}}}]","conversations":[{"from":"user","value":"a"},{"from":"assistant","value":"[f g(a='x', b={'c': (1, None)})]"}]}`)
	f.Add("glaive", `{"system":"SYSTEM: {\"name\":\"f\"}","chat":"USER: a\n\nASSISTANT: <functioncall> {\"name\":\"f\",\"arguments\":'{}'}"}`)
	f.Add("bfcl", `{"id":"x","question":[[{"role":"user","content":"a"}]],"function":[{"name":"f","parameters":{"type":"dict","properties":{"a":{"type":"any"}}}}],"ground_truth":[{"f":{"a":["","b"]}}]}`)
	f.Fuzz(func(t *testing.T, dialect, text string) {
		if d := convert.Find(dialect); d == nil || d.Holds != convert.Records {
			return
		}
		im, err := readRows(dialect, text, convert.Options{})
		if err != nil {
			if !strings.HasPrefix(err.Error(), "in.jsonl") {
				t.Fatalf("error without the file: %v", err)
			}
			return
		}
		examplesOf(t, im)
	})
}

func FuzzHassil(f *testing.F) {
	fuzz(f, "hassil", "in.yaml",
		"intents: {A: {data: [{sentences: [\"(a|b) [c|] {l:s} <r> (x;y)\"], slots: {k: v}, requires_context: {d: [e]}}]}, B: [x]}\nlists: {l: {values: [a, {in: \"(b|c)\", out: 1, context: {d: e}}]}}\nexpansion_rules: {r: \"p {w} {n}\"}\n",
		"intents: {A: {data: [{sentences: [\"{n} {w} {name} \\\\[x\"], lists: {n: {range: {from: -5, to: 5, step: 2, fractions: tenths}}, w: {wildcard: true}}, expansion_rules: {r: x}}]}}\n")
}
