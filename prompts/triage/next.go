package triage

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval/report"
)

// template is the text of the template at a place.
func (a *assembly) template(place string) string {
	for _, t := range a.pack.Templates() {
		if t.Place() == place {
			return t.Text
		}
	}
	return ""
}

// file is where the templates of an action are, or would be.
func (a *assembly) file(action string) string {
	return "templates/" + cmp.Or(a.files[action], action+".yaml")
}

// nextTemplate is what to do about messages that no template writes; guessed says that
// neither a label nor a model tells what some of them want.
func (a *assembly) nextTemplate(it *report.TriageItem, guessed bool) string {
	switch {
	case it.Kind == report.TriageScope && guessed:
		return "write negatives in " + it.File + ", and templates for those that an action should serve: without labels, both look alike"
	case it.Kind == report.TriageScope:
		return "write negatives in " + it.File
	case it.Phrase == "":
		return "look at them one by one: each is unlike the others"
	case len(it.Near) > 0:
		return "widen " + it.Near[0].Place + ", or write one below it"
	}
	return "write a template in " + it.File
}

func (a *assembly) nextConfusion(it *report.TriageItem, of []*said) string {
	by := "the model answers"
	if !of[0].answered() {
		by = "templates say"
	}
	switch {
	case it.Unread > 0 && it.Action == dataset.None:
		return fmt.Sprintf("no template writes %s of them: write negatives in %s", text.Thousands(it.Unread), it.File)
	case it.Unread > 0:
		return fmt.Sprintf("no template writes %s of them: write some in %s", text.Thousands(it.Unread), it.File)
	case of[0].labelled() && of[0].answered() && slices.Contains(of[0].actions, it.Action):
		return "templates write them, but " + by + " " + cmp.Or(it.Other, "others") + ": give them more weight, or train longer"
	case len(it.Near) > 0:
		return fmt.Sprintf("take from %s what belongs to %s, and write it there", it.Near[0].Place, it.Action)
	}
	return by + " " + cmp.Or(it.Other, "others")
}
