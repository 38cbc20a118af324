package convert

import (
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// uttered is a turn before a sample.
type uttered struct {
	role dataset.Role
	text string
	of   *sample // of the user
}

// turn is the record of a turn before a sample, with the call that the story asks for by
// then. so is the call before it, and then this one.
func (im *Import) turn(u uttered, so *action.RawCall) (dataset.Turn, error) {
	t := dataset.Turn{Role: u.role, Text: u.text}
	if u.of == nil || u.of.intent == nil {
		return t, nil
	}
	e, raw, err := im.alone(u.of, map[*list]int{})
	if err != nil {
		return t, err
	}
	*so = goOn(*so, raw)
	err = im.call(&e, *so)
	t.Target, t.Call = e.Target, e.Call
	return t, err
}

// goOn is the call that a story asks for after a message, whose own call is now: a message
// of the same intent adds to the call so far.
func goOn(so, now action.RawCall) action.RawCall {
	if so.Name != now.Name {
		return now
	}
	for _, arg := range so.Args {
		if !slices.ContainsFunc(now.Args, func(a action.RawArg) bool { return a.Name == arg.Name }) {
			now.Args = append(now.Args, arg)
		}
	}
	return now
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
