package convert

import (
	"cmp"
	"fmt"
	"strings"
)

// Read reads files, folders and zip archives of one dialect: the one that o.From
// names, else tables where o names columns, else the one that it recognizes. An error names file and line.
func Read(paths []string, o Options) (*Import, error) {
	im, err := read(paths, o)
	if err != nil {
		return nil, err
	}
	switch {
	case len(im.intents) > 0 || len(im.records) > 0:
	case im.firstLeft != nil: // it is all that the files hold
		return nil, im.firstLeft
	default:
		return nil, fmt.Errorf("%s: %s", strings.Join(paths, " "), im.Dialect.nothing)
	}
	if err := im.settle(); err != nil {
		return nil, err
	}
	im.noteTallies()
	im.sortNotes()
	return im, nil
}

// read reads what the files say, and settles nothing.
func read(paths []string, o Options) (*Import, error) {
	d := Find(o.From)
	if d == nil && o.From != "" {
		return nil, fmt.Errorf("format %q is none of %s", o.From, Names())
	}
	if d == nil && o.columns() {
		d = csvDialect
	}
	im := &Import{opts: o, language: cmp.Or(o.Language, "en"), params: newNamer("arg"), actions: newNamer("intent"),
		noted: map[Note]bool{}, byName: map[string]*intent{}, bySlot: map[string]*slot{}, shelf: newShelf(o.ReadFile)}
	all, err := im.shelf.gather(paths)
	if err != nil {
		return nil, err
	}
	if d == nil {
		r, err := recognize(paths, all)
		if err != nil {
			return nil, err
		}
		d, im.Recognized = r.Dialect, r.file+" "+r.why
	}
	im.Dialect = d
	files, err := d.of(paths, all)
	if err != nil {
		return nil, err
	}
	if err := d.read(im, files); err != nil {
		return nil, err
	}
	return im, nil
}
