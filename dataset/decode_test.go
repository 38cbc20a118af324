package dataset

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestExampleOfAnyWriter: the same example, as different writers have it.
func TestExampleOfAnyWriter(t *testing.T) {
	const plain = `{"id":"7","split":"","text":"pay bob 5","target":"pay(to=\"bob\")","call":{"name":"pay","arguments":{"amount":5,"to":"bob"}},"slots":[{"name":"to","value":"bob","start":4,"end":7}],"reference_date":"2025-06-16","origin":{"pack":"p@1","ops":["case"],"parent":""}}`
	const head = `{"id":"7","text":"pay bob 5","target":"pay(to=\"bob\")",`
	const tail = `"slots":[{"name":"to","value":"bob","start":4,"end":7}],"reference_date":"2025-06-16","origin":{"pack":"p@1","ops":["case"],"parent":""}}`
	const call = `"call":{"name":"pay","arguments":{"to":"bob","amount":5}},`
	for name, in := range map[string]string{
		"our own":           plain,
		"a number as id":    strings.Replace(plain, `"7"`, `7`, 1),
		"call as text":      head + `"call":"{\"name\":\"pay\",\"arguments\":{\"to\":\"bob\",\"amount\":5}}","calls":null,` + tail,
		"arguments as text": head + `"call":{"name":"pay","arguments":"{\"to\":\"bob\",\"amount\":5}"},` + tail,
		"both as text":      head + `"call":"{\"name\":\"pay\",\"arguments\":\"{\\\"to\\\":\\\"bob\\\",\\\"amount\\\":5}\"}",` + tail,
		"tool call":         head + `"calls":[{"id":"call_0","type":"function","function":{"name":"pay","arguments":"{\"to\":\"bob\",\"amount\":5}"}}],` + tail,
		"null arguments":    head + `"call":{"name":"pay","arguments":{"to":"bob","amount":5,"account":null}},` + tail,
		"null elements":     head + `"calls":[null],"call":{"name":"pay","arguments":{"to":"bob","amount":5}},"slots":[null,{"name":"to","value":"bob","start":4,"end":7,"call":null},{"name":null,"value":null,"start":null,"end":null}],"reference_date":"2025-06-16","origin":{"pack":"p@1","template":null,"ops":[null,"case"],"parent":null}}`,
		"slots as text":     head + call + `"slots":"[{\"name\":\"to\",\"value\":\"bob\",\"start\":4,\"end\":7}]","reference_date":"2025-06-16","origin":"{\"pack\":\"p@1\",\"ops\":[\"case\"]}"}`,
		"slots as texts":    head + call + `"slots":["{\"name\":\"to\",\"value\":\"bob\",\"start\":4,\"end\":7}"],"reference_date":"2025-06-16","origin":{"pack":"p@1","ops":["case"]}}`,
		"slots as lists":    head + call + `"slots":{"name":["to"],"value":["bob"],"start":[4.0],"end":[7]},"reference_date":"2025-06-16","origin":{"pack":"p@1","ops":["case"]}}`,
		"timestamp":         strings.Replace(plain, "2025-06-16", "2025-06-16T00:00:00.000Z", 1),
		"SQL timestamp":     strings.Replace(plain, "2025-06-16", "2025-06-16 23:30:00+02", 1),
		"date as JSON":      strings.Replace(plain, `"2025-06-16"`, `"\"2025-06-16\""`, 1),
		"seconds":           strings.Replace(plain, `"2025-06-16"`, "1750032000", 1),
		"milliseconds":      strings.Replace(plain, `"2025-06-16"`, "1750032000000", 1),
		"microseconds":      strings.Replace(plain, `"2025-06-16"`, "1750032000000000", 1),
		"nanoseconds":       strings.Replace(plain, `"2025-06-16"`, "1750032000000000000", 1),
		"other members":     strings.Replace(plain, `{`, `{"embedding":[1e-3,[]],"note":{"id":3},`, 1),
		"capitals":          strings.Replace(strings.Replace(plain, `"text"`, `"Text"`, 1), `"id"`, `"ID"`, 1),
		"white space":       "\t{ " + strings.ReplaceAll(plain[1:], `":`, "\" :\r\n\t"),
	} {
		if name != "tool call" { // which is one of a list
			in = strings.TrimSpace(in)
		}
		var e Example
		if err := Decode([]byte(in), &e); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		e.SetCalls(e.Want())
		got, err := e.AppendJSON(nil)
		if err != nil || string(got) != plain {
			t.Errorf("%s (%v):\n%s\n%s", name, err, plain, got)
		}
	}
}

func TestRecordsThatAreNone(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"id":true,"text":"hi"}`, `field "id": a JSON boolean where text or a number is wanted`},
		{`{"id":{"$oid":"1"}}`, `field "id": a JSON object where text or a number is wanted`},
		{`{"text":["hi"]}`, `field "text": a JSON array where text is wanted`},
		{`{"target":{}}`, `field "target": a JSON object where text is wanted`},
		{`{"call":7}`, `field "call": a JSON number where a call, {"name": …, "arguments": {…}}, is wanted`},
		{`{"call":"freeze"}`, `field "call": text that is no JSON: a call is {"name": …, "arguments": {…}}`},
		{`{"calls":[{"name":7}]}`, `field "calls.name": a JSON number where text is wanted`},
		{`{"call":{"name":"a","arguments":[1]}}`, `field "call.arguments": a JSON array where an object is wanted`},
		{`{"call":{"name":"a","arguments":"x"}}`, `field "call.arguments": text that is no JSON object`},
		{`{"call":{"function":{"name":1}}}`, `field "call.function.name": a JSON number where text is wanted`},
		{`{"slots":7}`, `field "slots": a JSON number where a list of slots is wanted`},
		{`{"slots":["x"]}`, `field "slots": a JSON string where a slot, an object with name, value, start and end, is wanted`},
		{`{"slots":[{"start":1.5}]}`, `field "slots.start": a JSON number where a whole number is wanted`},
		{`{"slots":{"name":"x"}}`, `field "slots.name": a JSON string where a list is wanted`},
		{`{"origin":[]}`, `field "origin": a JSON array where an object is wanted`},
		{`{"origin":{"ops":"typo"}}`, `field "origin.ops": a JSON string where a list of strings is wanted`},
		{`{"reference_date":12}`, `field "reference_date": 12 is no day: write YYYY-MM-DD`},
		{`{"reference_date":"2025-06-16Tea"}`, `text is empty; id is missing; call is missing; reference_date "2025-06-16Tea" is not YYYY-MM-DD`},
		{`{"utterance":"hi","label":"greet"}`, `no "text", but "utterance": name it "text"`},
		{`{"Prompt":"hi"}`, `no "text", but "Prompt": name it "text"`},
	} {
		var e Example
		err := Decode([]byte(c.in), &e)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: %v, want %s", c.in, err, c.want)
		}
	}
}

// TestArguments: null is no argument, and numbers keep their digits.
func TestArguments(t *testing.T) {
	in := `{"name":"a","arguments":{"none":null,"zero":0,"empty":"","no":false,"id":1729583746120937473,"round":100000000000000000000,"pi":3.25,"avogadro":6.02e23,"far":1e999,"list":[1,null,{"x":"y"}]}}`
	var c Call
	if err := json.Unmarshal([]byte(in), &c); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"zero": 0.0, "empty": "", "no": false, "id": json.Number("1729583746120937473"), "round": 1e20, "pi": 3.25, "avogadro": 6.02e23,
		"far": json.Number("1e999"), "list": []any{1.0, nil, map[string]any{"x": "y"}}}
	if diff := cmp.Diff(want, c.Arguments); diff != "" {
		t.Error(diff)
	}
}

func TestPredictionsOfAnyWriter(t *testing.T) {
	for in, want := range map[string]string{
		`{"id":1729583746120937472,"output":"a()","tokens":null,"call":null,"confidence":null}`: `{"id":"1729583746120937472","output":"a()"}`,
		`{"id":1,"output":"","tokens":[1,2.0]}`:                                                 `{"id":"1","output":"","tokens":[1,2]}`,
		`{"id":1,"output":null,"call":"{\"name\":\"a\",\"arguments\":\"{}\"}"}`:                 `{"id":"1","output":"","call":{"name":"a","arguments":{}}}`,
		`{"id":1,"output":{"name":"a","arguments":{"x":null,"y":1}}}`:                           `{"id":"1","output":"","call":{"name":"a","arguments":{"y":1}}}`,
		`{"id":1,"calls":[{"name":"a","arguments":{}},{"name":"b","arguments":{}}]}`:            `{"id":"1","output":"","calls":[{"name":"a","arguments":{}},{"name":"b","arguments":{}}]}`,
		`{"id":1,"calls":[]}`:                                     `{"id":"1","output":""}`,
		`{"id":1,"error":"too long"}`:                             `{"id":"1","output":"","error":"too long"}`,
		`{"id":1,"output":"a()","latency_ms":2,"truncated":true}`: `{"id":"1","output":"a()","truncated":true,"latency_ms":2}`,
	} {
		var p Prediction
		if err := Decode([]byte(in), &p); err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		got, err := json.Marshal(&p)
		if err != nil || string(got) != want {
			t.Errorf("%s:\n%s (%v)\n%s", in, got, err, want)
		}
	}
	for in, want := range map[string]string{
		`{"id":"1"}`:                           `no "output", "call", "calls" or "error": there is nothing to score`,
		`{"id":"1","output":null,"call":null}`: `no "output", "call", "calls" or "error": there is nothing to score`,
		`{"id":"1","split":"test","call":{"name":"a"},"origin":{}}`: `is an example, not a prediction: it has "split" and "origin", and no "output"`,
		`{"id":"1","prediction":"a()"}`:                             `no "output", but "prediction": name it "output"`,
		`{"id":"1","generated_text":"a()","x":1}`:                   `no "output", but "generated_text": name it "output"`,
		`{"output":"a()"}`:                                          `id is missing`,
		`{"id":"1","output":7}`:                                     `field "output": a JSON number where text is wanted`,
		`{"id":"1","output":"","tokens":["a"]}`:                     `field "tokens": a JSON string where a token id is wanted`,
		`{"id":"1","output":"","confidence":"high"}`:                `field "confidence": a JSON string where a number is wanted`,
		`{"id":"1","output":"","beams":{}}`:                         `field "beams": a JSON object where a list of outputs with their scores is wanted`,
		`{"id":"1","output":"a()","latency_ms":-1}`:                 `latency_ms -1 is below 0`,
		`{"id":"1","output":"","call":{"name":["x"]}}`:              `field "call.name": a JSON array where text is wanted`,
		`{"id":"1","output":"a()","truncated":"maybe"}`:             `field "truncated": a JSON string where true or false is wanted`,
	} {
		var p Prediction
		if err := Decode([]byte(in), &p); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}

func TestParseCalls(t *testing.T) {
	for text, want := range map[string]int{
		`{"name":"a","arguments":{}}`: 1, ` [{"name":"a"},{"name":"b","arguments":null}] `: 2, `{"function":{"name":"a","arguments":"{}"}}`: 1,
		``: 0, `a()`: 0, `{"action":"a"}`: 0, `[]`: 0, `{"name":"a"`: 0, `7`: 0, `"a"`: 0, `[1]`: 0,
	} {
		calls, ok := ParseCalls(text)
		if ok != (want > 0) || ok && len(calls) != want {
			t.Errorf("%s: %v, %t, want %d calls", text, calls, ok, want)
		}
	}
}

// TestReadJSONArray: the elements of an array are records, and a bad one has its line.
func TestReadJSONArray(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     []string
	}{
		{"one line", "[" + good + "," + good + "]", []string{"ok a", "ok a"}},
		{"indented", "\ufeff[\n  {\n    \"id\": \"a\",\n    \"text\": \"hi\",\n    \"call\": {\"name\": \"none\"}\n  },\n  {\"id\": true},\n  " + good + "\n]\n",
			[]string{"ok a", `f.jsonl:7: field "id": a JSON boolean where text or a number is wanted`, "ok a"}},
		{"empty", " [ ] ", nil},
		{"no records", "[1]", []string{"f.jsonl:1: a JSON number where a record is wanted"}},
		{"cut off", "[\n" + good + ",\n" + good[:20], []string{"ok a", "f.jsonl:2: the array has no end: the file is truncated"}},
		{"cut off between", "[\n" + good + ",\n", []string{"ok a", "f.jsonl:2: the array has no end: the file is truncated"}},
		{"not JSON", "[\n" + good + "\n" + good + "]", []string{"ok a", "f.jsonl:3: not JSON: expected comma after array element"}},
		{"more", "[" + good + "]\n" + good, []string{"ok a", "f.jsonl:2: there is more after the end of the array"}},
	} {
		if diff := cmp.Diff(c.want, outcomes(strings.NewReader(c.in))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

// TestText: text is enough for a row of any dataset.
func TestText(t *testing.T) {
	for in, want := range map[string]string{
		`{"text":"hi","intent":"greet"}`:                                   "",
		`{"text":"hi","split":"validation","slots":null}`:                  "dev",
		`{"text":"hi","slots":[{"name":"x","value":"hi"}],"split":"test"}`: "test",
	} {
		var row Text
		if err := Decode([]byte(in), &row); err != nil || string(row.Split) != want {
			t.Errorf("%s: split %q, %v", in, row.Split, err)
		}
	}
	for in, want := range map[string]string{
		`{"id":"a"}`: "text is empty",
		`{"text":"hi","slots":[{"name":"x","value":"ho","start":0,"end":2}]}`: `slot "x": value "ho" is not at 0:2, which holds "hi"`,
		`{"sentence":"hi"}`: `no "text", but "sentence": name it "text"`,
	} {
		var row Text
		if err := Decode([]byte(in), &row); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", in, err, want)
		}
	}
}

// FuzzDecode: whatever a line holds, decoding ends without a panic.
func FuzzDecode(f *testing.F) {
	for _, s := range []string{good, `{"call":"[{\"name\":\"a\"}]","slots":{"name":[1]},"reference_date":1e30}`, `{"id":-0,"calls":"\"\"","origin":"{}"}`, `{"a":{"b":["\\\"]}"]}}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		for _, record := range []Record{&Example{}, &Prediction{}, &Prompt{}, &Text{}} {
			_ = Decode(in, record)
		}
	})
}
