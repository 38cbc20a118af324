// Package std holds libraries of rules and lexicons that packs share: how people open
// and close a message, ask, order, wish and complain, how they say days and months, and
// what they say that an assistant cannot do. A pack takes a library by its name, such as
// use: std/en, and a part that is not for every pack by its own, such as
// std/en/spoken or std/en/none/weather. README.md lists all of them.
package std

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed de en es values
var files embed.FS

const (
	prefix = "std/"       // begins the names of all libraries
	values = "std/values" // is in every library
)

// Kind is what a file of a library holds.
type Kind string

// Kinds of files, by the folder that they are in. A library has its rules and lexicons;
// its negatives are parts, which a pack names one by one.
const (
	Rules     Kind = "rules"
	Lexicons  Kind = "lexicons"
	Negatives Kind = "none"
)

// Holds is the kind of a file that Open has returned.
func Holds(file string) Kind { return Kind(path.Base(path.Dir(file))) }

// Open returns the files of a library or of a part of one by their names, and none where
// there is no such library.
func Open(name string) map[string][]byte {
	at, ok := strings.CutPrefix(name, prefix)
	if !ok || !fs.ValidPath(at) || strings.ContainsAny(at, `*?[\`) {
		return nil
	}
	patterns := []string{at + "/" + string(Rules) + "/*.yaml", at + "/" + string(Lexicons) + "/*.yaml"}
	if Holds(at) == Negatives {
		patterns = []string{at + ".yaml"}
	}
	found := map[string][]byte{}
	for _, pattern := range patterns {
		names, _ := fs.Glob(files, pattern)
		for _, file := range names {
			data, err := files.ReadFile(file)
			if err == nil {
				found[prefix+file] = data
			}
		}
	}
	return found
}

// Library is the name of the library or the part that a file of Open belongs to.
func Library(file string) string {
	if Holds(file) == Negatives {
		return strings.TrimSuffix(file, ".yaml")
	}
	return path.Dir(path.Dir(file))
}

// With lists the libraries that a pack takes with one: std/values and the whole language
// that a part belongs to come before it.
func With(name string) []string {
	out := []string{values}
	if language := Language(name); language != "" {
		out = append(out, prefix+language)
	}
	return slices.Compact(append(out, name))
}

// Language is the language of a library or a part, such as en, and "" where it is for
// all languages.
func Language(name string) string {
	language, _, _ := strings.Cut(strings.TrimPrefix(name, prefix), "/")
	if name == values {
		return ""
	}
	return language
}

// Names lists the libraries and their parts.
func Names() []string {
	var out []string
	_ = fs.WalkDir(files, ".", func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			out = append(out, Library(prefix+file))
		}
		return nil
	})
	slices.Sort(out)
	return slices.Compact(out)
}
