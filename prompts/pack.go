package prompts

import (
	"math/big"
	"slices"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/pack"
)

// A Pack is a domain: its actions, and the templates that prompts are drawn from. It
// may be shared by goroutines.
type Pack struct {
	Name        string
	Version     string
	Description string
	Language    string

	content *pack.Content
}

// A Template is one template of a pack.
type Template = pack.Template

// Schema returns the pack's actions.
func (p *Pack) Schema() *action.Schema { return p.content.Schema }

// Reference returns the first of the days that relative dates count from.
func (p *Pack) Reference() time.Time { return p.content.Calendar.First }

// Hash returns the SHA-256, in hex, of the names and contents of the pack's files.
func (p *Pack) Hash() string { return p.content.Hash }

// ID returns the pack's name, an @ and 8 digits of its hash, as examples carry it.
func (p *Pack) ID() string { return p.content.ID }

// Templates lists the templates in the order of files and lines.
func (p *Pack) Templates() []*Template { return slices.Clone(p.content.Templates) }

// Warnings lists what looked wrong while the pack was loaded, though it works.
func (p *Pack) Warnings() Faults { return p.content.Warnings }

// Unreadable counts the places of words that no prompt has, because their parameters
// cannot read them, and the templates that are left out because they have no others.
func (p *Pack) Unreadable() (places, templates int) {
	for _, f := range p.content.Warnings {
		switch f.Check {
		case pack.Unreadable:
			places++
		case pack.LeftOut:
			templates++
		}
	}
	return places, templates
}

// Count returns the number of derivations of all templates of an action, or of the
// whole pack if action is "".
func (p *Pack) Count(action string) *big.Int {
	sum := new(big.Int)
	for _, t := range p.content.Templates {
		if action == "" || t.Action() == action {
			sum.Add(sum, t.Compiled.Root.Size())
		}
	}
	return sum
}
