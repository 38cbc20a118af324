package pack

import (
	"path"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/source"
)

// loader reads a pack and gathers every fault instead of stopping at the first.
type loader struct {
	content *Content
	source.Notes
	leads     map[string]*Template // of dialogues, by key
	asks      []*askDraft
	dialogues []*dialogueDraft
	drafts    []*Draft
	ref       time.Time // a reference date, for checking surfaces
	checked   map[checkKey]bool
	said      saidLocale
	libraries []usedLibrary // that the pack uses
	tests     []testList
}

func newLoader(name string) *loader {
	return &loader{
		content: &Content{
			Name:     path.Base(name),
			Language: "en",
			rules:    map[string]*Rule{},
			Lexicons: map[string]*Lexicon{},
			tables:   map[string]*table{},
			ByKey:    map[string]*Template{},
			Fallback: map[*action.Param]*Lexicon{},
			Lines:    map[string]int{},
		},
		checked: map[checkKey]bool{},
		leads:   map[string]*Template{},
	}
}

// packFile is one file of the pack.
type packFile struct {
	name string
	data []byte
}

// checkKey names a pair that has been checked already.
type checkKey struct {
	lex   *Lexicon
	param *action.Param
}
