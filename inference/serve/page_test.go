package serve

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
)

// TestPage: everyone may load the page, which asks nobody else, and what it corrects is an
// example.
func TestPage(t *testing.T) {
	var kept bytes.Buffer
	o := options()
	o.Page, o.Feedback = true, &kept
	key := "0123456789abcdef"
	var err error
	if o.Keys, err = ReadKeys([]byte(key), "keys"); err != nil {
		t.Fatal(err)
	}
	_, h := start(t, o)
	kinds := map[string]string{"": "text/html", ".js": "javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "json"}
	for _, path := range pageNames {
		kind := kinds[filepath.Ext(path)]
		status, header, body := ask(t, h, path, "")
		if status != 200 || !strings.Contains(header.Get("Content-Type"), kind) || !strings.HasPrefix(header.Get("Content-Security-Policy"), "default-src 'self'") {
			t.Errorf("%s: %d %v", path, status, header)
		}
		if strings.Contains(strings.ReplaceAll(body, "http://www.w3.org/2000/svg", ""), "http://") {
			t.Errorf("%s names another host", path)
		}
		for _, m := range regexp.MustCompile(`(?:from "\./|href="|src=")([^"]+)"`).FindAllStringSubmatch(body, -1) {
			if !slices.Contains(pageNames, "/"+m[1]) {
				t.Errorf("%s names %s, which the server does not have", path, m[1])
			}
		}
	}
	for _, c := range []struct {
		body   string
		status int
		want   string
	}{
		{`{"id":"a","text":"send $5 to bob","target":"transfer_money(amount=\"$5\", recipient=\"bob\")"}`, 200, `"value":"bob"`},
		{`{"text":"send $5 to bob","target":"transfer_money(amount=\"$6\")"}`, 400, "target"},
		{`{"id":"b","text":"send $5 to bob or bob","target":"transfer_money(amount=\"$5\", recipient=\"bob\")","slots":[{"name":"amount","start":5,"end":7},{"name":"recipient","start":18,"end":21}]}`, 200, `{"name":"recipient","value":"bob","start":18,"end":21}`},
		{`{"text":"send $5 to bob","target":"transfer_money(amount=\"$5\", recipient=\"bob\")","slots":[{"name":"amount","start":5,"end":7}]}`, 400, "does not have these words"},
		{`{"text":"send $5 to bob","target":"transfer_money(recipient=\"bob\")","slots":[{"name":"recipient","start":5,"end":7}]}`, 400, "slot"},
		{`{"text":"send $5 to bob","target":"transfer_money(recipient=\"bob\")","slots":[{"name":"recipient","start":11,"end":99}]}`, 400, "no characters 11 to 99"},
		{`{"text":"send $5 to bob","target":"fly()"}`, 400, "fly"},
		{`{"text":"send $5 to bob","target":"("}`, 400, "target"},
		{`{"target":"none()"}`, 400, "text"},
	} {
		status, _, body := ask(t, h, "/v1/feedback", c.body, "Authorization", "Bearer "+key)
		if status != c.status || !strings.Contains(body, c.want) {
			t.Errorf("%s: %d %s", c.body, status, body)
		}
	}
	if status, _, _ := ask(t, h, "/v1/feedback", `{"text":"a","target":"none()"}`); status != 401 {
		t.Errorf("without a key: %d", status)
	}
	var e dataset.Example
	line, _, _ := bytes.Cut(kept.Bytes(), []byte("\n"))
	if err := json.Unmarshal(line, &e); err != nil || e.ID != "a" || e.Call.Name != "transfer_money" || e.Origin.Kind != "human" || len(e.Slots) != 2 {
		t.Errorf("%s: %v", kept.Bytes(), err)
	}
}
