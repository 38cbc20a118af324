package tokenizer

import (
	"encoding/json"
	"errors"
	"fmt"
)

// template is the ids that a tokenizer puts around those of a text.
type template struct{ prefix, suffix []int32 }

// maxTemplate is how many ids a template may have in all.
const maxTemplate = 64

type postJSON struct {
	Type       string
	Processors []json.RawMessage
	Single     []struct {
		Sequence     *struct{ ID string }
		SpecialToken *struct{ ID string }
	}
	Special  map[string]struct{ IDs []int32 } `json:"special_tokens"`
	Cls, Sep []json.RawMessage
}

// newTemplate reads the post-processor of a tokenizer.json.
func newTemplate(raw json.RawMessage) (t template, err error) {
	if err := t.add(raw, 0); err != nil {
		return t, fmt.Errorf("post_processor: %w", err)
	}
	return t, nil
}

// add puts the ids of a post-processor around those that are there.
func (t *template) add(raw json.RawMessage, depth int) error {
	if absent(raw) {
		return nil
	}
	if depth > maxDepth {
		return errDeep
	}
	var p postJSON
	if err := json.Unmarshal(raw, &p); err != nil {
		return err
	}
	var around template
	var err error
	switch p.Type {
	case "ByteLevel": // changes offsets only
	case "Sequence":
		for _, r := range p.Processors {
			if err := t.add(r, depth+1); err != nil {
				return err
			}
		}
	case "RobertaProcessing", "BertProcessing":
		around, err = p.ends()
	case "TemplateProcessing":
		around, err = p.template()
	default:
		err = unsupported("kind", p.Type)
	}
	t.prefix, t.suffix = append(around.prefix, t.prefix...), append(t.suffix, around.suffix...)
	if err == nil && len(t.prefix)+len(t.suffix) > maxTemplate {
		err = fmt.Errorf("more than %d ids are added to each text", maxTemplate)
	}
	return err
}

func (p *postJSON) template() (t template, err error) {
	seen := false
	for _, piece := range p.Single {
		switch {
		case piece.Sequence != nil:
			seen = true
		case piece.SpecialToken != nil:
			tok, ok := p.Special[piece.SpecialToken.ID]
			switch {
			case !ok:
				return t, fmt.Errorf("special token %q is not defined", piece.SpecialToken.ID)
			case len(tok.IDs) > maxTemplate || len(t.prefix)+len(t.suffix) > maxTemplate:
				return t, fmt.Errorf("more than %d ids are added to each text", maxTemplate)
			case seen:
				t.suffix = append(t.suffix, tok.IDs...)
			default:
				t.prefix = append(t.prefix, tok.IDs...)
			}
		}
	}
	if !seen {
		return t, errors.New("the template has no place for the text")
	}
	return t, nil
}

// ends reads tokens of the form ["</s>", 2].
func (p *postJSON) ends() (t template, err error) {
	var ids [2]int32
	for i, token := range [2][]json.RawMessage{p.Cls, p.Sep} {
		if len(token) != 2 || json.Unmarshal(token[1], &ids[i]) != nil {
			return t, errors.New("cls or sep is not a token with its id")
		}
	}
	return template{prefix: ids[:1:1], suffix: ids[1:]}, nil
}
