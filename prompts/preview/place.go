package preview

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/prompts/source"
)

// ParsePlace reads FILE or FILE:LINE. templates/ may be left out.
func ParsePlace(s string) (Place, error) {
	p := Place{File: s}
	if file, line, ok := strings.Cut(s, ":"); ok {
		n, err := strconv.Atoi(line)
		if err != nil || n < 1 {
			return p, fmt.Errorf("%q: FILE or FILE:LINE is wanted", s)
		}
		p = Place{file, n}
	}
	if !strings.HasPrefix(p.File, "templates/") {
		p.File = "templates/" + p.File
	}
	return p, nil
}

func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Edited finds what to show of changed files: the file of templates among them; or else
// the first that uses a rule, a lexicon or an action that changed. It is last where
// nothing else is found.
func Edited(before, now source.Files, changed []string, last Place) Place {
	for _, name := range changed {
		if _, there := now[name]; there && strings.HasPrefix(name, "templates/") {
			return Place{File: name}
		}
	}
	for _, name := range changed {
		for _, key := range changedKeys(string(before[name]), string(now[name])) {
			uses := func(file string) bool {
				data := string(now[file])
				return strings.Contains(data, "<"+key+">") || strings.Contains(data, "{"+key) || strings.Contains(data, ":"+key+"}") || strings.Contains(data, "action: "+key+"\n")
			}
			if last.File != "" && uses(last.File) {
				return last
			}
			for _, file := range slices.Sorted(maps.Keys(now)) {
				if strings.HasPrefix(file, "templates/") && uses(file) {
					return Place{File: file}
				}
			}
		}
	}
	if _, there := now[last.File]; !there {
		last = Place{File: first(now)}
	}
	return last
}

// first is the first file of templates.
func first(files source.Files) string {
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if strings.HasPrefix(name, "templates/") {
			return name
		}
	}
	return ""
}

// changedKeys lists the keys on the outer level of YAML, or on the level below, whose
// lines changed.
func changedKeys(before, now string) (out []string) {
	had := map[string]bool{}
	for line := range strings.SplitSeq(before, "\n") {
		had[line] = true
	}
	key := ""
	for line := range strings.SplitSeq(now, "\n") {
		if word, _, ok := strings.Cut(line, ":"); ok && word != "" && !strings.ContainsAny(word, " #-\"'") {
			key = word
		}
		if !had[line] && key != "" && !slices.Contains(out, key) {
			out = append(out, key)
		}
	}
	return out
}
