package convert

import (
	"github.com/slmkit/slmkit/dataset"
)

// uttered is a turn before a sample.
type uttered struct {
	role dataset.Role
	text string
	of   *sample // of the user
}

// turn is the record of a turn before a sample, with the call that it asks for.
func (im *Import) turn(u uttered) (dataset.Turn, error) {
	t := dataset.Turn{Role: u.role, Text: u.text}
	if u.of == nil || u.of.intent == nil {
		return t, nil
	}
	alone := *u.of
	alone.history = nil
	e, err := im.example(&alone, map[*list]int{})
	t.Target, t.Call = e.Target, e.Call
	return t, err
}

// settleStories leaves out the messages of stories that the schema has no call for.
func (im *Import) settleStories() error {
	kept := im.samples[:0]
	for _, s := range im.samples {
		if s.story {
			a := im.schema.Action(im.actions.name(s.intent.name, s.intent.name))
			for i := range s.parts {
				if p := &s.parts[i]; p.slot != nil && a.Param(im.param(p.slot.once, 1)) == nil {
					im.notePerFile(s.at, "message", "a message of a story has a slot that no example of its intent has: it is plain text")
					p.slot = nil
				}
			}
			if _, err := im.example(s, map[*list]int{}); err != nil {
				if err := im.leave(s.at, fail(s.at, "%v", err)); err != nil {
					return err
				}
				continue
			}
		}
		kept = append(kept, s)
	}
	im.samples = kept
	return nil
}
