package action

import (
	"fmt"
	"slices"
	"strings"
)

// reader reads the tools of one file into actions.
type reader struct {
	file value // what references count from, where neither of the following has their target
	tool value // that is being read
	root value // the schema of its parameters

	unenforced []keywordUse
	said       []string // other notes

	// omit notes what is passed over, and on which offset of the file; nil where nothing
	// is passed over and what cannot be read is an error.
	omit func(at int, text string)
}

// keywordUse is a keyword that is not enforced, and where.
type keywordUse struct{ keyword, where string }

// note adds a note once.
func (r *reader) note(text string) {
	if !slices.Contains(r.said, text) {
		r.said = append(r.said, text)
	}
}

// ignore notes a keyword that is not enforced.
func (r *reader) ignore(keyword, where string) {
	r.unenforced = append(r.unenforced, keywordUse{keyword, where})
}

// notes returns one note on all keywords that are not enforced, and the others.
func (r *reader) notes() []string {
	const most = 3 // places of one keyword
	places := map[string][]string{}
	var keywords []string
	for _, u := range r.unenforced {
		if places[u.keyword] == nil {
			keywords = append(keywords, u.keyword)
		}
		places[u.keyword] = append(places[u.keyword], u.where)
	}
	var parts []string
	for _, k := range keywords {
		at := places[k]
		if more := len(at) - most; more > 0 {
			at = append(at[:most:most], fmt.Sprintf("%d more", more))
		}
		parts = append(parts, fmt.Sprintf("%s (%s)", k, strings.Join(at, ", ")))
	}
	if len(parts) > 0 {
		return append([]string{"not enforced: " + strings.Join(parts, ", ")}, r.said...)
	}
	return r.said
}
