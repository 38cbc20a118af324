package convert

import (
	"cmp"
	"fmt"
	"os"
	"strings"
)

// Dialects are the tools whose files are read.
var Dialects = []string{"chatito", "chatette", "rasa", "snips"}

// Read reads files and folders. An error names file and line.
func Read(paths []string, o Options) (*Import, error) {
	if o.ReadFile == nil {
		o.ReadFile = os.ReadFile
	}
	im := &Import{opts: o, language: cmp.Or(o.Language, "en"), params: newNamer("arg"), actions: newNamer("intent"),
		noted: map[Note]bool{}, byName: map[string]*intent{}, bySlot: map[string]*slot{}}
	read := map[string]func(*Import, []string) error{
		"chatito": readChatito, "chatette": readChatette, "rasa": readRasa, "snips": readSnips}[o.From]
	if read == nil {
		return nil, fmt.Errorf("format %q is none of %s", o.From, strings.Join(Dialects, ", "))
	}
	if err := read(im, paths); err != nil {
		return nil, err
	}
	if len(im.intents) == 0 {
		return nil, fmt.Errorf("%s: %s", strings.Join(paths, " "), nothing[o.From])
	}
	if err := im.settle(); err != nil {
		return nil, err
	}
	im.sortNotes()
	return im, nil
}
