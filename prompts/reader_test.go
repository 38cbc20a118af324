package prompts_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
)

// A reader tells the templates that write a prompt, or the nearest, to any number of
// goroutines at once.
func TestReader(t *testing.T) {
	p := annotated(t)
	r := prompts.NewReader(p)
	turns := []dataset.Turn{{Role: dataset.User, Text: "hello"}, {Role: dataset.Assistant, Text: "yes?"}}
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			for _, c := range []struct {
				text    string
				history []dataset.Turn
				want    string // place and target of each reading
			}{
				{"Bring rye bread", nil, `a.yaml:4 order(item="rye bread") 1`},
				{"bring the bread quickly", nil, "a.yaml:4 near"},
				{"xyz", nil, ""},
				{"bring the bread quickly", turns, ""},
				{strings.Repeat("bring ", 1000), nil, ""},
			} {
				var got []string
				for _, x := range r.Read(c.history, c.text, time.Time{}, 1) {
					switch {
					case x.Example != nil && x.Share == 1:
						got = append(got, x.Place(), x.Example.Target, "1")
					case x.Share > 0 && x.Share < 1:
						got = append(got, x.Place(), "near")
					}
				}
				if s := strings.Join(got, " "); s != c.want {
					t.Errorf("%.40q: %s, want %s", c.text, s, c.want)
				}
			}
		})
	}
	all.Wait()
}
