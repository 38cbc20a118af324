package export

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// snips writes examples as a dataset of Snips NLU, in the JSON that its engine is
// trained with. Each parameter is an entity; parameters of one name and kind share
// one.
type snips struct {
	schema   *action.Schema
	language string
	used     []string // names of the entities that examples have, in the order in which they were met
	entities map[string]*snipsEntity
	entityOf map[*action.Param]string
}

// snipsEntity is the values of a parameter.
type snipsEntity struct {
	param  *action.Param
	said   map[string][]string // of an enumeration: by value, the words seen for it
	listed map[[2]string]bool
}

// snipsBuiltin are the entities that Snips has for types and formats.
var snipsBuiltin = map[string]string{"date": "snips/date", "period": "snips/datePeriod", "time": "snips/time", "money": "snips/amountOfMoney",
	"integer": "snips/number", "number": "snips/number"}

func newSnips(s *action.Schema, lang string) (*snips, error) {
	tag, err := language.Parse(cmp.Or(lang, "en"))
	if err != nil {
		return nil, fmt.Errorf("language %q is no language tag such as en or fr: name it with --language", lang)
	}
	base, _ := tag.Base()
	out := &snips{schema: s, language: base.String(), entities: map[string]*snipsEntity{}, entityOf: map[*action.Param]string{}}
	for _, a := range s.Actions {
		for _, p := range a.Params {
			out.addEntity(a, p)
		}
	}
	return out, nil
}

// addEntity finds the entity of a parameter: one of Snips's own, that of an earlier
// parameter of the name that takes the same values, or a new one.
func (s *snips) addEntity(a *action.Action, p *action.Param) {
	name := snipsBuiltin[p.Format]
	if name == "" {
		name = snipsBuiltin[p.Type]
	}
	if name == "" {
		name = p.Name
		if before := s.entities[name]; before != nil && !(before.param.Type == p.Type && slices.Equal(before.param.Enum, p.Enum)) {
			name = a.Name + "." + p.Name
		}
	}
	s.entityOf[p] = name
	if s.entities[name] == nil {
		s.entities[name] = &snipsEntity{p, map[string][]string{}, map[[2]string]bool{}}
	}
}

// say notes the words that an example has for a value of an enumeration.
func (n *snipsEntity) say(value, words string) {
	key := [2]string{value, strings.ToLower(words)}
	if n.param.Enum == nil || strings.EqualFold(value, words) || n.listed[key] {
		return
	}
	n.listed[key] = true
	n.said[value] = append(n.said[value], words)
}

// snipsChunk is a part of an utterance.
type snipsChunk struct {
	Text   string `json:"text"`
	Entity string `json:"entity,omitempty"`
	Slot   string `json:"slot_name,omitempty"`
}

func (s *snips) entry(e *dataset.Example) (string, func(bool) []byte, error) {
	call, err := single(e)
	if err != nil {
		return "", nil, err
	}
	pieces, err := piecesOf(e)
	if err != nil {
		return "", nil, err
	}
	var utterance struct {
		Data []snipsChunk `json:"data"`
	}
	a := s.schema.Action(call.Name)
	for _, p := range pieces {
		chunk := snipsChunk{Text: p.text}
		if p.slot != nil {
			if a == nil || a.Param(p.slot.Name) == nil {
				return "", nil, fmt.Errorf("slot %q of action %q is not in the schema: name the right one with --actions", p.slot.Name, call.Name)
			}
			chunk.Entity, chunk.Slot = s.entityOf[a.Param(p.slot.Name)], p.slot.Name
			if !slices.Contains(s.used, chunk.Entity) {
				s.used = append(s.used, chunk.Entity)
			}
			s.entities[chunk.Entity].say(fmt.Sprint(call.Arguments[p.slot.Name]), p.text)
		}
		utterance.Data = append(utterance.Data, chunk)
	}
	raw, err := encode(utterance)
	return call.Name, func(first bool) []byte { return append([]byte(separator(first)+"        "), raw...) }, err
}

// separator comes before an element of a JSON list or object.
func separator(first bool) string {
	if first {
		return "\n"
	}
	return ",\n"
}

func (s *snips) write(w io.Writer, g *groups) error {
	if _, err := fmt.Fprintf(w, "{\n  \"language\": %q,\n  \"intents\": {", s.language); err != nil {
		return err
	}
	for i, name := range g.names {
		if _, err := fmt.Fprintf(w, "%s    %q: {\n      \"utterances\": [", separator(i == 0), name); err != nil {
			return err
		}
		if err := g.writeTo(w, name); err != nil {
			return err
		}
		if _, err := io.WriteString(w, "\n      ]\n    }"); err != nil {
			return err
		}
	}
	if _, err := io.WriteString(w, "\n  },\n  \"entities\": {"); err != nil {
		return err
	}
	for i, name := range s.used {
		raw, err := encode(s.entities[name].definition(name))
		if err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s    %q: %s", separator(i == 0), name, raw); err != nil {
			return err
		}
	}
	_, err := io.WriteString(w, "\n  }\n}\n")
	return err
}

type (
	snipsDefinition struct {
		Data       []snipsValue `json:"data"`
		Synonyms   bool         `json:"use_synonyms"`
		Extensible bool         `json:"automatically_extensible"`
		Strictness float64      `json:"matching_strictness"`
	}
	snipsValue struct {
		Value    string   `json:"value"`
		Synonyms []string `json:"synonyms"`
	}
)

// definition is what Snips is told of an entity: nothing of its own ones, and the
// values of an enumeration, beside which there are no others.
func (n *snipsEntity) definition(name string) any {
	if strings.HasPrefix(name, "snips/") {
		return struct{}{}
	}
	out := snipsDefinition{Data: []snipsValue{}, Synonyms: true, Extensible: n.param.Enum == nil, Strictness: 1}
	for _, v := range n.param.Enum {
		out.Data = append(out.Data, snipsValue{v, append([]string{}, n.said[v]...)})
	}
	return out
}
