package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math/rand/v2"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/expr"
	"github.com/slmkit/slmkit/prompts/std"
)

// thin writes a built-in pack with at most some templates of each action to a folder, and
// counts them. Each draw has others; in one draw, those of a smaller number are among those
// of a larger one. Templates of several calls, dialogues and tests are left out. Without the library,
// each rule of it says only its commonest wording, and its negatives are left out.
func thin(p *prompts.Pack, pack string, each int, library bool, seed uint64, to string) (templates int, err error) {
	files, _, err := prompts.Find(pack)
	if err != nil {
		return 0, err
	}
	kept := draw(p, each, seed)
	own := map[string]bool{}
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		dir, _, _ := strings.Cut(name, "/")
		if err != nil || d.IsDir() || dir == "tests" || path.Ext(name) == ".md" {
			return err
		}
		data, err := fs.ReadFile(files, name)
		switch {
		case err != nil:
			return err
		case dir == "templates":
			var n int
			if data, n, err = thinFile(data, strings.TrimPrefix(name, "templates/"), kept); err != nil || n == 0 {
				return err
			}
			templates += n
		case dir == "rules":
			err = eachRule(data, func(name string, _ []string) { own[name] = true })
		}
		return errors.Join(err, write(filepath.Join(to, name), data))
	})
	if err != nil || library {
		return templates, err
	}
	return templates, plain(files, own, to)
}

// draw chooses templates, by file:line.
func draw(p *prompts.Pack, each int, seed uint64) map[string]bool {
	byAction := map[string][]string{}
	for _, t := range p.Templates() {
		if len(t.Actions) == 1 && !strings.HasPrefix(t.File, "std/") {
			byAction[t.Action()] = append(byAction[t.Action()], t.Place())
		}
	}
	kept := map[string]bool{}
	for i, action := range slices.Sorted(maps.Keys(byAction)) {
		places := byAction[action]
		r := rand.New(rand.NewPCG(seed, uint64(i)))
		r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
		for _, place := range places[:min(each, len(places))] {
			kept[place] = true
		}
	}
	return kept
}

// thinFile leaves the kept templates of a file, and counts them.
func thinFile(data []byte, name string, kept map[string]bool) ([]byte, int, error) {
	var out bytes.Buffer
	n := 0
	docs, err := documents(data)
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", name, err)
	}
	for _, doc := range docs {
		left := 0
		for i := 0; i+1 < len(doc.Content); i += 2 {
			if doc.Content[i].Value != "templates" || doc.Content[i+1].Kind != yaml.SequenceNode {
				continue
			}
			list := doc.Content[i+1]
			list.Content = slices.DeleteFunc(list.Content, func(n *yaml.Node) bool { return !kept[fmt.Sprintf("%s:%d", name, textOf(n).Line)] })
			left = len(list.Content)
		}
		doc.Content = without(doc.Content, "tests", "dialogues", "ask")
		if n += left; left > 0 {
			said, err := yaml.Marshal(doc)
			if err != nil {
				return nil, 0, err
			}
			out.WriteString("---\n")
			out.Write(said)
		}
	}
	return out.Bytes(), n, nil
}

// textOf is the text of a template.
func textOf(n *yaml.Node) *yaml.Node {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "text" {
			return n.Content[i+1]
		}
	}
	return n
}

// without leaves keys out of the content of a mapping.
func without(content []*yaml.Node, keys ...string) []*yaml.Node {
	var out []*yaml.Node
	for i := 0; i+1 < len(content); i += 2 {
		if !slices.Contains(keys, content[i].Value) {
			out = append(out, content[i], content[i+1])
		}
	}
	return out
}

// documents are the mappings of a YAML file.
func documents(data []byte) (docs []*yaml.Node, err error) {
	dec := yaml.NewDecoder(bytes.NewReader(data))
	for {
		var n yaml.Node
		err := dec.Decode(&n)
		switch {
		case errors.Is(err, io.EOF):
			return docs, nil
		case err != nil:
			return nil, err
		case len(n.Content) == 1 && n.Content[0].Kind == yaml.MappingNode:
			docs = append(docs, n.Content[0])
		}
	}
}

// eachRule calls do with the name and the alternatives of each rule of a file.
func eachRule(data []byte, do func(name string, alternatives []string)) error {
	docs, err := documents(data)
	for _, doc := range docs {
		for i := 0; i+1 < len(doc.Content); i += 2 {
			alternatives := []string{}
			list := doc.Content[i+1]
			if list.Kind != yaml.SequenceNode {
				list = &yaml.Node{Content: []*yaml.Node{list}}
			}
			for _, a := range list.Content {
				alternatives = append(alternatives, textOf(a).Value)
			}
			do(doc.Content[i].Value, alternatives)
		}
	}
	return err
}

// ofValues are the files of the library whose rules say values and inflections, which are
// no ways of speaking: they stay as they are.
var ofValues = []string{"agreement.yaml", "counts.yaml", "days.yaml", "numbers.yaml", "times.yaml"}

// plain writes rules that replace those of the libraries that a pack uses, unless they are
// the pack's own, and takes the libraries' negatives out of pack.yaml.
func plain(files fs.FS, own map[string]bool, to string) error {
	data, err := fs.ReadFile(files, "pack.yaml")
	if err != nil {
		return err
	}
	docs, err := documents(data)
	if err != nil || len(docs) == 0 {
		return errors.Join(err, errors.New("pack.yaml is empty"))
	}
	rules := map[string][]string{}
	for i := 0; i+1 < len(docs[0].Content); i += 2 {
		if docs[0].Content[i].Value != "use" {
			continue
		}
		use := docs[0].Content[i+1]
		if use.Kind != yaml.SequenceNode {
			use = &yaml.Node{Kind: yaml.SequenceNode, Content: []*yaml.Node{use}}
			docs[0].Content[i+1] = use
		}
		use.Content = slices.DeleteFunc(use.Content, func(n *yaml.Node) bool { return strings.Contains(n.Value, "/none/") })
		for _, library := range use.Content {
			for file, data := range std.Open(library.Value) {
				if std.Holds(file) != std.Rules || slices.Contains(ofValues, path.Base(file)) {
					continue
				}
				err := eachRule(data, func(name string, alternatives []string) {
					if !own[name] {
						rules[name] = []string{commonest(alternatives)}
					}
				})
				if err != nil {
					return err
				}
			}
		}
	}
	said, err := json.MarshalIndent(rules, "", "  ") // which is YAML, too
	if err != nil {
		return err
	}
	packed, err := yaml.Marshal(docs[0])
	return errors.Join(err, write(filepath.Join(to, "pack.yaml"), packed), write(filepath.Join(to, "rules", "plain.yaml"), said))
}

// commonest is the alternative with the most weight, of several the first, with nothing
// left to choose.
func commonest(alternatives []string) string {
	best, most := expr.Weighted{}, 0.0
	for _, a := range alternatives {
		w, err := expr.ParseWeighted(a)
		if err == nil && w.Weight > most {
			best, most = w, w.Weight
		}
	}
	var b strings.Builder
	say(&b, best.Body)
	return b.String()
}

// say writes an expression of which each choice is made.
func say(b *strings.Builder, n expr.Node) {
	switch n := n.(type) {
	case *expr.Text:
		b.WriteString(expr.Escape(n.Text))
	case *expr.Sequence:
		for _, part := range n.Parts {
			say(b, part)
		}
	case *expr.Alternatives:
		at := 0
		for i := range n.Alts {
			if n.Weights != nil && n.Weights[i] > n.Weights[at] {
				at = i
			}
		}
		say(b, n.Alts[at])
	case *expr.Optional:
		if n.Percent > 50 {
			say(b, n.Body)
		}
	case *expr.AnyOrder:
		for i, part := range n.Parts {
			if i > 0 {
				b.WriteByte(' ')
			}
			say(b, part)
		}
	case *expr.Rule:
		b.WriteString("<" + n.Name + ">")
	case *expr.Article:
		b.WriteString("<a>")
	case *expr.Plural:
		b.WriteString("<s:" + n.One + "|" + n.Many + ">")
	case *expr.Slot:
		b.WriteString("{" + n.Param)
		if n.Lexicon != "" {
			b.WriteString(":" + n.Lexicon)
		}
		b.WriteString("}")
	}
}
