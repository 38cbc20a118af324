// Package std holds libraries of rules and lexicons that packs share: how people open
// and close a message, ask, order, wish and complain, how they say days and months, and
// what they say that an assistant cannot do. A pack takes a library by its name, such as
// use: std/en, and a part that is not for every pack by its own, such as
// std/en/none/weather.
package std

import (
	"embed"
	"io/fs"
	"path"
	"slices"
	"strings"
)

//go:embed en
var files embed.FS

// prefix begins the names of all libraries.
const prefix = "std/"

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
	if !ok || !fs.ValidPath(at) {
		return nil
	}
	found := map[string][]byte{}
	read := func(pattern string) {
		names, _ := fs.Glob(files, pattern)
		for _, file := range names {
			data, err := files.ReadFile(file)
			if err == nil {
				found[prefix+file] = data
			}
		}
	}
	if strings.Contains(at, "/") {
		if Holds(at) == Negatives {
			read(at + ".yaml")
		}
		return found
	}
	read(at + "/" + string(Rules) + "/*.yaml")
	read(at + "/" + string(Lexicons) + "/*.yaml")
	return found
}

// Names lists the libraries and their parts.
func Names() []string {
	libraries, _ := fs.Glob(files, "*")
	parts, _ := fs.Glob(files, "*/"+string(Negatives)+"/*.yaml")
	out := append(libraries, parts...)
	for i, name := range out {
		out[i] = prefix + strings.TrimSuffix(name, ".yaml")
	}
	slices.Sort(out)
	return out
}
