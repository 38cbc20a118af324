package main

import (
	"bytes"
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
// each of its ways of speaking is only the commonest, and its negatives are left out.
func thin(p *prompts.Pack, pack string, each int, library bool, seed uint64, to string) (templates int, err error) {
	files, _, err := prompts.Find(pack)
	if err != nil {
		return 0, err
	}
	kept := draw(p, each, seed)
	ways, err := waysOfSpeaking(files)
	if err != nil {
		return 0, err
	}
	if library {
		clear(ways)
	}
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
			data, err = plainFile(data, ways)
		}
		return errors.Join(err, write(filepath.Join(to, name), data))
	})
	if err != nil || library {
		return templates, err
	}
	return templates, plain(files, ways, to)
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
func eachRule(data []byte, do func(name string, alternatives *yaml.Node)) error {
	docs, err := documents(data)
	for _, doc := range docs {
		for i := 0; i+1 < len(doc.Content); i += 2 {
			do(doc.Content[i].Value, doc.Content[i+1])
		}
	}
	return err
}

// ofValues are the files of the library whose rules say values and inflections, which are
// no ways of speaking: they stay as they are.
var ofValues = []string{"agreement.yaml", "counts.yaml", "days.yaml", "numbers.yaml", "times.yaml"}

// moreWays are ways of speaking that the pack home has beside the library's.
var moreWays = []string{"wake", "show_np", "ask"}

// waysOfSpeaking are the rules of the libraries that a pack uses, each with its commonest
// wording, and the names of the pack's own ones. A pack's rule of the same name is its
// edition of the library's.
func waysOfSpeaking(files fs.FS) (map[string]string, error) {
	_, use, err := packFile(files)
	if err != nil {
		return nil, err
	}
	ways := map[string]string{}
	for _, name := range moreWays {
		ways[name] = ""
	}
	for _, library := range use.Content {
		for file, data := range std.Open(library.Value) {
			if std.Holds(file) != std.Rules || slices.Contains(ofValues, path.Base(file)) {
				continue
			}
			if err := eachRule(data, func(name string, list *yaml.Node) { ways[name] = commonest(list) }); err != nil {
				return nil, err
			}
		}
	}
	return ways, nil
}

// packFile reads pack.yaml, and which libraries it uses.
func packFile(files fs.FS) (doc, use *yaml.Node, err error) {
	data, err := fs.ReadFile(files, "pack.yaml")
	if err != nil {
		return nil, nil, err
	}
	docs, err := documents(data)
	if err != nil || len(docs) == 0 {
		return nil, nil, errors.Join(err, errors.New("pack.yaml is empty"))
	}
	use = &yaml.Node{Kind: yaml.SequenceNode}
	for i := 0; i+1 < len(docs[0].Content); i += 2 {
		if docs[0].Content[i].Value != "use" {
			continue
		}
		if n := docs[0].Content[i+1]; n.Kind == yaml.SequenceNode {
			use = n
		} else {
			use.Content = []*yaml.Node{n}
			docs[0].Content[i+1] = use
		}
	}
	return docs[0], use, nil
}

// plainFile leaves the commonest wording of the pack's own ways of speaking, and takes
// them out of ways.
func plainFile(data []byte, ways map[string]string) ([]byte, error) {
	docs, err := documents(data)
	if err != nil || len(docs) == 0 {
		return data, err
	}
	for i := 0; i+1 < len(docs[0].Content); i += 2 {
		name := docs[0].Content[i].Value
		if _, is := ways[name]; is {
			delete(ways, name)
			docs[0].Content[i+1] = &yaml.Node{Kind: yaml.ScalarNode, Style: yaml.DoubleQuotedStyle, Value: commonest(docs[0].Content[i+1])}
		}
	}
	return yaml.Marshal(docs[0])
}

// plain writes the commonest wordings of the library's rules as rules of the pack, which
// replace them, and takes the libraries' negatives out of pack.yaml.
func plain(files fs.FS, ways map[string]string, to string) error {
	doc, use, err := packFile(files)
	if err != nil {
		return err
	}
	use.Content = slices.DeleteFunc(use.Content, func(n *yaml.Node) bool { return strings.Contains(n.Value, "/none/") })
	for _, name := range moreWays {
		delete(ways, name) // the pack does not have it
	}
	packed, err := yaml.Marshal(doc)
	if err != nil {
		return err
	}
	rules, err := yaml.Marshal(ways)
	return errors.Join(err, write(filepath.Join(to, "pack.yaml"), packed), write(filepath.Join(to, "rules", "plain.yaml"), rules))
}

// commonest is the alternative with the most weight, of several the first, with nothing
// left to choose.
func commonest(list *yaml.Node) string {
	alternatives := []*yaml.Node{list}
	if list.Kind == yaml.SequenceNode {
		alternatives = list.Content
	}
	best, most := expr.Weighted{}, 0.0
	for _, a := range alternatives {
		w, err := expr.ParseWeighted(textOf(a).Value)
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
