package convert

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// jsonFile is a file of JSON.
type jsonFile struct {
	*source
	root *yaml.Node
}

// name is the path of the file with slashes.
func (f *jsonFile) name() string { return filepath.ToSlash(f.path) }

// jsonFiles reads the files of JSON. One that cannot be read is left out.
func (im *Import) jsonFiles(files []*source) ([]*jsonFile, error) {
	var out []*jsonFile
	for _, f := range files {
		docs, err := f.documents()
		if err := im.leave(place{file: f.path}, err); err != nil {
			return nil, err
		}
		if err == nil && len(docs) > 0 {
			out = append(out, &jsonFile{f, docs[0]})
		}
	}
	return out, nil
}

// each calls do with each entry of a list below a key. An entry that is bad is left
// out.
func (im *Import) each(path string, n *yaml.Node, key string, do func(at place, item *yaml.Node) error) error {
	list, err := items(path, member(n, key), key)
	if err := im.leave(place{path, n.Line}, err); err != nil {
		return err
	}
	for _, item := range list {
		at := place{path, item.Line}
		if item.Tag == "!!null" {
			continue
		}
		if err := im.leave(at, located(at, do(at, item))); err != nil {
			return err
		}
	}
	return nil
}

// located gives an error its place, if it has none.
func located(at place, err error) error {
	if err == nil || strings.HasPrefix(err.Error(), at.file) {
		return err
	}
	return fail(at, "%w", err)
}

// strs returns the texts of a list below a key.
func strs(n *yaml.Node, key string) []string {
	var out []string
	if list := member(n, key); list != nil && list.Kind == yaml.SequenceNode {
		for _, item := range list.Content {
			if item.Kind == yaml.ScalarNode && words(item.Value) != "" && item.Tag != "!!null" {
				out = append(out, item.Value)
			}
		}
	}
	return out
}

// hasList reports whether a key has a list.
func hasList(n *yaml.Node, key string) bool {
	list := member(n, key)
	return list != nil && list.Kind == yaml.SequenceNode
}

// isSet reports whether a key has true.
func isSet(n *yaml.Node, key string) bool { return named(n, key) == "true" }

// languages are the languages of an export, with the first place of each.
type languages map[string]place

// add notes that a place is of a language.
func (l languages) add(lang string, at place) {
	if _, ok := l[lang]; !ok && lang != "" {
		l[lang] = at
	}
}

// choose decides which language of an export is read: the one that the user names, else
// the export's own, else English or the first by its name. The others are noted. It is
// "" where the files name none.
func (im *Import) choose(have languages, own string) (string, error) {
	all := sortedKeys(have)
	lang, ok := "", false
	if want := im.opts.Language; want != "" {
		if lang, ok = ofLanguage(all, want); !ok && len(all) > 0 {
			return "", fmt.Errorf("%s: no file is of language %s: the files are of %s", have[all[0]].file, want, strings.Join(all, ", "))
		}
	} else {
		for _, want := range append([]string{own, "en"}, all...) {
			if lang, ok = ofLanguage(all, want); ok {
				break
			}
		}
		if base := baseOf(lang); base != "" {
			im.language = base
		} else if base := baseOf(own); base != "" {
			im.language = base
		}
	}
	for _, other := range all {
		if other != lang {
			im.note(have[other], "language %s is not read: --language %s takes it", other, other)
		}
	}
	return lang, nil
}

// ofLanguage finds a language among others: itself, else one that has its first part,
// such as en-US for en.
func ofLanguage(all []string, want string) (string, bool) {
	for _, same := range []func(lang string) bool{
		func(lang string) bool { return folded(lang) == folded(want) },
		func(lang string) bool { return baseOf(lang) == folded(want) },
		func(lang string) bool { return lang == baseOf(want) },
	} {
		if i := slices.IndexFunc(all, same); i >= 0 && want != "" {
			return all[i], true
		}
	}
	return "", false
}

// folded is a language such as en_US as en-us.
func folded(lang string) string { return strings.ReplaceAll(strings.ToLower(lang), "_", "-") }

// baseOf is the first part of a language such as en-US.
func baseOf(lang string) string {
	base, _, _ := strings.Cut(folded(lang), "-")
	return base
}
