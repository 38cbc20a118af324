package expand

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/pack"
	"github.com/slmkit/slmkit/prompts/source"
)

// proposalsFile and proposalKeys are the keys of a file of proposals.
type proposalsFile struct {
	Pack      string `json:"pack"`
	Seed      string `json:"seed"`
	Proposals string `json:"proposals"`
}

type proposalKeys struct {
	Template string `json:"template"`
	Action   string `json:"action"`
	Where    string `json:"where"`
	Negative string `json:"negative"`
	Kind     string `json:"kind"`
	From     string `json:"from"`
}

// Write writes proposals as YAML, each with the prompts that it would add.
func Write(w io.Writer, r *Result, name string) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Templates that %s may want. Delete or comment out those that you do not want, change\n"+
		"# what you like, then add the others to the pack:\n#\n#     slmkit expand %s --accept FILE\n\npack: %s\nseed: %d\nproposals:\n", r.Pack.ID(), name, quoted(r.Pack.ID()), r.Seed)
	if len(r.Proposals) == 0 {
		b.WriteString("  []\n")
	}
	for _, p := range r.Proposals {
		fmt.Fprintf(&b, "  - template: %s\n    action: %s\n", quote(p.Template), quoted(p.Action))
		if p.Where != "" {
			fmt.Fprintf(&b, "    where: %s\n", quote(p.Where))
		}
		if p.Negative != "" {
			fmt.Fprintf(&b, "    negative: %s\n", p.Negative)
		}
		fmt.Fprintf(&b, "    kind: %s\n", p.Kind)
		if p.From != "" {
			fmt.Fprintf(&b, "    from: %s\n", quoted(p.From))
		}
		for _, prompt := range p.Prompts {
			fmt.Fprintf(&b, "    #   %s\n", prompt)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// quoted writes a name as a scalar, in quotes where it needs them.
func quoted(s string) string {
	if s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_-./:@", r))
	}) && strings.ContainsAny(s[:1], "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") && !strings.HasSuffix(s, ":") && !reserved[strings.ToLower(s)] {
		return s
	}
	return quote(s)
}

// reserved is the words that YAML reads as something else than text.
var reserved = words("null true false yes no on off y n")

// Read reads the proposals that a person left in a file, and the seed that they were made
// with. Its errors are source.Faults.
func Read(data []byte, file string) (out []*Proposal, seed uint64, err error) {
	var notes source.Notes
	for _, d := range notes.Documents(file, data) {
		f := notes.Fields(d, d.Root, "proposals", proposalsFile{})
		if s := f["seed"]; source.IsSet(s) {
			if seed, err = strconv.ParseUint(s.Value, 10, 64); err != nil {
				notes.FaultAt(d, s, "seed", "seed %s is not a whole number from 0", source.Describe(s))
			}
		}
		for _, n := range notes.Items(f["proposals"]) {
			e := notes.Fields(d, n, "proposal", proposalKeys{})
			p := &Proposal{
				Template: strings.TrimSpace(notes.Scalar(d, e["template"], "template")), Action: notes.Scalar(d, e["action"], "action"),
				Where: notes.Scalar(d, e["where"], "where"), Negative: notes.Scalar(d, e["negative"], "negative"),
				Kind: Kind(notes.Scalar(d, e["kind"], "kind")), From: notes.Scalar(d, e["from"], "from"),
			}
			switch {
			case p.Template == "" || p.Action == "":
				notes.FaultAt(d, n, "proposal", "a proposal needs a template and an action")
			case strings.ContainsAny(p.Template+p.Where, "\r\n"):
				notes.FaultAt(d, n, "proposal", "the template has several lines: write it on one")
			case p.Negative != "" && !slices.Contains(pack.Kinds, p.Negative):
				notes.FaultAt(d, n, "proposal", "negative %q is none of %s%s", p.Negative, strings.Join(pack.Kinds, ", "), text.Suggest(p.Negative, pack.Kinds))
			}
			out = append(out, p)
		}
	}
	if len(notes.Errors) > 0 {
		return nil, 0, notes.Errors
	}
	return out, seed, nil
}

// place finds the document that a proposal is added to: that of the template that it was
// made of, where it asks for the same action, else the first of its action.
func (p *Proposal) place(docs []*document) error {
	file, number := p.From, ""
	if at := strings.LastIndexByte(p.From, ':'); at >= 0 {
		file, number = p.From[:at], p.From[at+1:]
	}
	line, _ := strconv.Atoi(number)
	var full *document
	for _, d := range docs {
		if !slices.Equal(d.actions, []string{p.Action}) {
			continue
		}
		if d.fault != "" {
			full = d
			continue
		}
		if p.into == nil || d.file == file && d.first <= line && line <= d.last {
			p.into = d
		}
	}
	switch {
	case p.into != nil:
		return nil
	case full != nil:
		return fmt.Errorf("%s: nothing can be added to the templates of %s there: write one below the other, in lines of their own", full.file, p.Action)
	}
	return fmt.Errorf("no file in templates/ has templates of action %q alone: write one first", p.Action)
}
