package triage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/eval"
	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/prompts"
)

// assembly makes items of the messages to look at.
type assembly struct {
	pack  *prompts.Pack
	near  *prompts.Nearness
	look  []*said
	n     int // messages
	files map[string]string
	v     *vocabulary
}

func newAssembly(p *prompts.Pack, look []*said) *assembly {
	a := &assembly{pack: p, near: prompts.NewNearness(p), look: look, n: total(look), files: map[string]string{}, v: newVocabulary()}
	counts := map[[2]string]int{}
	for _, t := range p.Templates() {
		if inLibrary(t.File) {
			continue
		}
		key := [2]string{t.Action(), t.File}
		counts[key]++
		if before := a.files[t.Action()]; before == "" || counts[key] > counts[[2]string{t.Action(), before}] {
			a.files[t.Action()] = t.File
		}
	}
	for _, s := range look {
		a.v.count(a.v.tokens(s.framed()), s.n)
	}
	return a
}

// inPack is the place of a template in the pack's folder, or in the library that it is from.
func inPack(place string) string {
	if inLibrary(place) {
		return place
	}
	return "templates/" + place
}

func inLibrary(file string) bool { return strings.HasPrefix(file, "std/") }

// framed is the frame of a message, or its text where templates write it.
func (s *said) framed() string {
	if s.frame != "" {
		return s.frame
	}
	return text.Prompt(s.Text)
}

// items lists what to do, what brings most first.
func (a *assembly) items() []report.TriageItem {
	byKind := map[string]map[[2]string][]*said{}
	for _, s := range a.look {
		if s.state == report.TriageCovered {
			continue
		}
		if byKind[s.state] == nil {
			byKind[s.state] = map[[2]string][]*said{}
		}
		key := [2]string{s.wants, s.other}
		byKind[s.state][key] = append(byKind[s.state][key], s)
	}
	out := []report.TriageItem{}
	for kind, groups := range byKind {
		switch kind {
		case report.TriageTemplate:
			for key, group := range groups {
				if group[0].foreign {
					out = append(out, a.foreign(key[0], group))
				} else {
					out = append(out, a.phrases(kind, key[0], group)...)
				}
			}
		case report.TriageScope:
			var scope []*said
			for _, s := range a.look {
				if s.state == kind {
					scope = append(scope, s)
				}
			}
			out = append(out, a.phrases(kind, dataset.None, scope)...)
		case report.TriageValue:
			out = append(out, a.values()...)
		default:
			out = append(out, a.contradictions(kind, groups)...)
		}
	}
	slices.SortFunc(out, func(x, y report.TriageItem) int {
		return cmp.Or(cmp.Compare(y.Gain, x.Gain), cmp.Compare(y.N, x.N), strings.Compare(x.Key, y.Key))
	})
	return out
}

// item is an item of messages without what is special to its kind.
func (a *assembly) item(kind, action, detail string, of []*said) report.TriageItem {
	it := report.TriageItem{Key: strings.Join([]string{kind, action, detail}, "/"), Kind: kind, Action: action, N: total(of)}
	for _, s := range of {
		it.Gain += float64(s.n) * s.gain()
		if s.wrong() {
			it.Wrong += s.n
		}
		if len(s.actions) == 0 {
			it.Unread += s.n
		}
	}
	it.Share = eval.Proportion(it.N, a.n, messages)
	return it
}

// foreign is an item of messages whose label is no action of the pack.
func (a *assembly) foreign(action string, of []*said) report.TriageItem {
	it := a.item(report.TriageTemplate, action, "", of)
	it.Unread, it.Frames = 0, a.mostCentral(of)
	it.Why = action + " is no action of the pack"
	it.Next = "add it to the actions, or label its messages " + dataset.None
	return it
}

// leastGroup is how many messages a group has at least.
const leastGroup = 2

// phrases makes an item of each phrase that messages of an action share.
func (a *assembly) phrases(kind, action string, of []*said) []report.TriageItem {
	listed, by := framesOf(of)
	frames := make([]frame, len(listed))
	for i, f := range listed {
		frames[i] = frame{text: f.Frame, tokens: a.v.tokens(f.Frame), n: f.N}
	}
	var out []report.TriageItem
	for _, g := range cover(a.v, frames, leastGroup) {
		var members []*said
		for _, i := range g.frames {
			members = append(members, by[listed[i].Frame]...)
		}
		it := a.item(kind, action, g.phrase, members)
		it.Phrase = g.phrase
		if it.Unread = 0; g.phrase == "" && len(g.frames) > 1 {
			it.Gain *= restGain
		}
		it.Frames = a.central(listed, frames, g.frames)
		it.Near = a.nearest(it.Frames, action)
		it.File = a.file(action)
		it.Next = a.nextTemplate(&it, slices.ContainsFunc(members, (*said).guessed))
		out = append(out, it)
	}
	return out
}

// restGain is what messages that are all unlike bring: one step does not deal with them.
const restGain = 0.1

// onceGain is the share that a message brings less whose value came once: it may not come again.
const onceGain = 0.5

// values makes an item of the values of each parameter that the lexicons lack.
func (a *assembly) values() []report.TriageItem {
	of := map[string][]*said{}
	lists := map[string]map[string]*report.TriageUnknown{}
	for _, s := range a.look {
		if s.state == report.TriageValue {
			of[s.unknown[0].Param] = append(of[s.unknown[0].Param], s)
		}
		for _, u := range s.unknown {
			if lists[u.Param] == nil {
				lists[u.Param] = map[string]*report.TriageUnknown{}
			}
			v := lists[u.Param][u.Value]
			if v == nil {
				v = &report.TriageUnknown{Value: u.Value}
				lists[u.Param][u.Value] = v
			}
			if v.N += s.n; s.state == report.TriageValue {
				v.Reads += s.n
			}
		}
	}
	var out []report.TriageItem
	for param, messages := range of {
		it := a.item(report.TriageValue, "", param, messages)
		it.Param, it.Unread = param, 0
		for _, value := range sortedKeys(lists[param]) {
			it.Values = append(it.Values, *lists[param][value])
		}
		slices.SortStableFunc(it.Values, func(x, y report.TriageUnknown) int { return cmp.Or(y.Reads-x.Reads, y.N-x.N) })
		it.Frames = a.mostCentral(messages)
		for _, s := range messages {
			if lists[param][s.unknown[0].Value].N == 1 {
				it.Gain -= onceGain * s.gain()
			}
		}
		lists := false
		it.File, it.Lexicon, lists = a.pack.LexiconOf(messages[0].wants, param)
		if it.Next = fmt.Sprintf("add what belongs there to %s in %s", it.Lexicon, it.File); !lists {
			it.Next = fmt.Sprintf("no lexicon lists them: write them in templates, as {%s=:words}, or in %s", param, it.File)
		}
		out = append(out, it)
	}
	return out
}
