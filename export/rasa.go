package export

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// rasa writes examples as NLU training data of Rasa, in YAML 3.1.
type rasa struct{ schema *action.Schema }

func (r *rasa) entry(e *dataset.Example) (string, func(bool) []byte, error) {
	if bracketed(e) {
		return "", nil, bracketsInText
	}
	pieces, err := piecesOf(e)
	if err != nil {
		return "", nil, err
	}
	want := e.Want()
	var line strings.Builder
	for _, p := range pieces {
		words := rasaText(p.text)
		if p.slot == nil {
			line.WriteString(words)
			continue
		}
		note, err := r.annotation(want[p.slot.Call], p.slot)
		if err != nil {
			return "", nil, err
		}
		line.WriteString("[" + words + "]" + note)
	}
	var names []string
	for _, c := range want {
		names = append(names, c.Name)
	}
	text := []byte("    - " + strings.TrimSpace(line.String()) + "\n")
	return strings.Join(names, "+"), func(bool) []byte { return text }, nil
}

// annotation writes the entity of a slot: (entity), or an object where there is more
// to say. An enumeration, a number and a boolean have the value that the words stand
// for, a synonym of Rasa; other values depend on more than the words. The slots of a
// second call are a group of their own, as the calls of Rasa's intent a+b are.
func (r *rasa) annotation(c dataset.Call, s *dataset.Slot) (string, error) {
	a := r.schema.Action(c.Name)
	if a == nil || a.Param(s.Name) == nil {
		return "", fmt.Errorf("slot %q of action %q is not in the schema: name the right one with --actions", s.Name, c.Name)
	}
	value := s.Value
	if a.Param(s.Name).Bare() {
		value = fmt.Sprint(c.Arguments[s.Name])
	}
	if strings.Contains(value, "}") {
		return "", bracketsInText
	}
	if value == s.Value && s.Call == 0 {
		return "(" + s.Name + ")", nil
	}
	var out struct {
		Entity string `json:"entity"`
		Value  string `json:"value,omitempty"`
		Group  string `json:"group,omitempty"`
	}
	out.Entity = s.Name
	if value != s.Value {
		out.Value = value
	}
	if s.Call > 0 {
		out.Group = strconv.Itoa(s.Call)
	}
	raw, err := encode(out)
	return string(raw), err
}

// rasaText makes spaces of line breaks and of what YAML does not print: an example
// is one line.
func rasaText(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r&0xFFFE == 0xFFFE {
			return ' '
		}
		return r
	}, s)
}

func (r *rasa) write(w io.Writer, g *groups) error {
	if _, err := io.WriteString(w, "version: \"3.1\"\n\nnlu:\n"); err != nil {
		return err
	}
	for _, name := range g.names {
		quoted, err := yaml.Marshal(name) // a name such as "on" is quoted
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "- intent: %s  examples: |\n", quoted); err != nil {
			return err
		}
		if err := g.writeTo(w, name); err != nil {
			return err
		}
	}
	return nil
}
