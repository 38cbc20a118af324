package scaffold

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/expr"
)

// File is a file of a pack, by its path below the pack's folder.
type File struct {
	Name string
	Data []byte
}

// Options say what pack is made.
type Options struct {
	Name        string // of the pack
	Description string
	Language    string // of the prompts; "" is en
	Year        int    // that days without a year are in
}

// domain is a pack while it is made.
type domain struct {
	Options
	schema   *action.Schema
	lexicons []lexicon
	heads    map[string]bool // the nouns that actions are about, in the singular
	unfit    []string        // libraries of negatives that prompts of the pack are in
}

//go:embed common.yaml
var commonRules string

// documents makes the template file of each action.
func (d *domain) documents() (out []document) {
	prefix := sharedWords(d.schema.Actions)
	var all []*action.Action
	var commands [][]command
	for _, a := range d.schema.Actions {
		if a.Name != none {
			all, commands = append(all, a), append(commands, commandsOf(a, prefix))
		}
	}
	d.heads = map[string]bool{}
	for _, c := range commands {
		d.heads[singular(c[0].head())] = true
	}
	apart(all, commands)
	for i, a := range all {
		if d.Language == "en" {
			out = append(out, d.english(a, commands[i]))
		} else {
			out = append(out, d.plain(a))
		}
	}
	return out
}

// apart gives each verb with its object to one action: the one whose first word it is. An
// action that would be left without words keeps what its name says behind a preposition.
func apart(actions []*action.Action, commands [][]command) {
	owner := map[string]int{}
	key := func(verb string, c *command) string { return verb + " " + strings.Join(c.object, " ") }
	for i := range commands {
		c := &commands[i][0]
		if len(c.verbs) == 0 || len(c.object) == 0 {
			continue
		}
		k := key(c.verbs[0], c)
		if _, taken := owner[k]; taken {
			c.object = longer(c.object, said(split(actions[i].Name)))
			k = key(c.verbs[0], c)
		}
		if _, taken := owner[k]; !taken {
			owner[k] = i
		}
	}
	for i := range commands {
		for j := range commands[i] {
			c := &commands[i][j]
			if len(c.object) == 0 {
				continue
			}
			c.verbs = slices.DeleteFunc(slices.Clone(c.verbs), func(v string) bool {
				k := key(v, c)
				by, taken := owner[k]
				if !taken {
					owner[k] = i
				}
				return taken && by != i
			})
		}
		commands[i] = slices.DeleteFunc(commands[i], func(c command) bool {
			return len(c.verbs) == 0 && c.class != telling && c.clause == "" && len(commands[i]) > 1
		})
	}
}

// longer adds to an object what the name says behind it: issues for the repository.
func longer(object, name []string) []string {
	for i, w := range name {
		if i > 0 && slices.Contains(prepositions, w) && i+1 < len(name) {
			tail := name[i:]
			out := append(slices.Clone(object), tail[0])
			if tail[0] != "by" && !isPlural(tail[len(tail)-1]) {
				out = append(out, "the")
			}
			return append(out, tail[1:]...)
		}
	}
	return object
}

// plain makes keywords of an action, for a language whose sentences are not known.
func (d *domain) plain(a *action.Action) document {
	doc := document{action: a.Name, about: a.Description}
	name := expr.Escape(strings.Join(split(a.Name), " "))
	var keys []string
	for _, p := range a.Params {
		words := split(p.Name)
		keys = append(keys, "["+expr.Escape(strings.Join(words, " "))+" "+d.slot(a, p, kindOf(p, said(words)), said(words), "")+"]")
	}
	doc.templates = append(doc.templates, strings.TrimSpace(name+" "+strings.Join(keys, " ")))
	for _, key := range keys {
		doc.templates = append(doc.templates, name+": "+strings.Trim(key, "[]"))
	}
	return doc
}

// text writes a document as YAML. Each rule and each template has a line of its own.
func (doc *document) text(language string) string {
	var b strings.Builder
	if doc.about != "" {
		fmt.Fprintf(&b, "# %s\n", strings.Join(strings.Fields(doc.about), " "))
	}
	fmt.Fprintf(&b, "action: %s\n", scalar(doc.action))
	if rules := doc.used(); len(rules) > 0 {
		b.WriteString("rules:\n")
		for _, r := range rules {
			fmt.Fprintf(&b, "  %s:\n", r.name)
			for _, alt := range r.alts {
				fmt.Fprintf(&b, "    - %s\n", quote(alt))
			}
		}
	}
	b.WriteString("templates:\n")
	for _, t := range doc.templates {
		fmt.Fprintf(&b, "  - %s\n", quote(t))
	}
	return b.String()
}

// used lists the rules that a template refers to.
func (doc *document) used() (out []rule) {
	all := strings.Join(doc.templates, "\n")
	for _, r := range doc.rules {
		if strings.Contains(all, "<"+r.name+">") {
			out = append(out, r)
		}
	}
	return out
}
