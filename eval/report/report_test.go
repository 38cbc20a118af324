package report

import (
	"errors"
	"strings"
	"testing"
)

func TestDecode(t *testing.T) {
	r, err := Decode([]byte(`{"metrics":{"exact_match":{"value":0.9,"n":10},"size_mb":12}}`), "r")
	if err != nil || *r.Headline()["exact_match"].Value != 0.9 || *r.Headline()["size_mb"].Value != 12 {
		t.Errorf("%+v, %v", r, err)
	}
	for in, want := range map[string]string{`{}`: `no "metrics"`, "{\n\n\"metrics\"": "r:3: not a report: the JSON is cut off", "{\n\"metrics\":[]}": `r: not a report: field "metrics" cannot be a JSON array`, `{"status": "pass", "rules": "g.yaml", "outcomes": []}`: "it is a verdict of slmkit gate", `[]`: "r: not a report: a JSON array where an object is wanted", `{"metrics":{"exact_match":"high"}}`: `field "metrics" cannot be a JSON string`, "{\n'a':1}": "r:2: not a report: not JSON at byte 3", `{"metrics":{},"schema_version":99}`: "newer"} {
		if _, err := Decode([]byte(in), "r"); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", in, err, want)
		}
	}
}

// A run that does not say what gold it scores is shown beside no other.
func TestPutBesideWithoutGold(t *testing.T) {
	e := &Evaluation{Gold: &GoldInfo{Fingerprint: "a"}, Signature: &Signature{Gold: "a"}}
	for _, other := range []*Evaluation{{}, {Signature: &Signature{Gold: "b"}}, {Gold: &GoldInfo{Fingerprint: "b"}}} {
		var mismatch *MismatchError
		if _, err := PutBeside(e, []Report{other}); !errors.As(err, &mismatch) || !strings.Contains(err.Error(), "another gold set") {
			t.Errorf("%+v: %v", other, err)
		}
	}
}
