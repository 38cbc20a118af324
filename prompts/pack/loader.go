package pack

import (
	"io/fs"
	"path"
	"time"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/source"
)

// loader reads a pack and gathers every fault instead of stopping at the first.
type loader struct {
	fsys    fs.FS
	content *Content
	source.Notes
	drafts  []*Draft
	ref     time.Time // a reference date, for checking surfaces
	checked map[checkKey]bool
	said    saidLocale
	library []packFile // files of the libraries that the pack uses
	tests   []testList
}

func newLoader(fsys fs.FS, name string) *loader {
	return &loader{
		fsys: fsys,
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
