package gate

import (
	"encoding/json"
	"errors"
	"testing"
)

func TestReadVerdict(t *testing.T) {
	data, err := json.Marshal(NewError("gate.yaml", Invalid, errors.New("no rules")))
	if err != nil {
		t.Fatal(err)
	}
	if v, ok := ReadVerdict(data); !ok || v.Status != Invalid || v.Error != "no rules" {
		t.Errorf("%+v, %v of %s", v, ok, data)
	}
	for _, other := range []string{`{"metrics": {}, "status": "pass", "outcomes": []}`, `{"kind": "eval"}`, `[]`, `{`, ``} {
		if v, ok := ReadVerdict([]byte(other)); ok {
			t.Errorf("%s is read as the verdict %+v", other, v)
		}
	}
}
