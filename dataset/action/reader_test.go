package action

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestNotes: keywords that are not enforced are named once each, with three of their
// places.
func TestNotes(t *testing.T) {
	var properties []string
	for i := range 5 {
		properties = append(properties, fmt.Sprintf(`"p%d": {"type": "string", "contentEncoding": "base64"}`, i))
	}
	properties = append(properties, `"n": {"type": "integer", "not": {"const": 3}}`)
	s, err := Parse([]byte(`[{"name": "f", "parameters": {"type": "object", "properties": {`+strings.Join(properties, ",")+`}}}]`), "tools")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"not enforced: contentEncoding (f.p0, f.p1, f.p2, 2 more), not (f.n)"}
	if diff := cmp.Diff(want, s.Notes); diff != "" {
		t.Error(diff)
	}
}

// TestTypesOfParameters: the parameters of an action are an object, whatever else its
// list of types has.
func TestTypesOfParameters(t *testing.T) {
	for typ, ok := range map[string]bool{`"object"`: true, `"OBJECT"`: true, `"dict"`: true, `["object", "null"]`: true, `"string"`: false, `["string"]`: false, `7`: false} {
		_, err := Parse([]byte(`[{"name": "f", "parameters": {"type": `+typ+`, "properties": {"a": {"type": "string"}}}}]`), "tools")
		if (err == nil) != ok {
			t.Errorf("%s: %v", typ, err)
		}
	}
}
