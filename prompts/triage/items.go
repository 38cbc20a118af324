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

// framesOf puts messages together by their frames, the commonest first.
func framesOf(of []*said) ([]report.TriageFrame, map[string][]*said) {
	by := map[string][]*said{}
	for _, s := range of {
		by[s.framed()] = append(by[s.framed()], s)
	}
	var out []report.TriageFrame
	for _, f := range sortedKeys(by) {
		first := by[f][0]
		out = append(out, report.TriageFrame{Frame: f, N: total(by[f]), Example: first.Text, ID: first.ID})
	}
	slices.SortStableFunc(out, func(x, y report.TriageFrame) int { return y.N - x.N })
	return out, by
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

// mostFrames is how many frames of a group are told.
const mostFrames = 5

// central lists the frames of a group: those of most messages first, and of these the ones
// that have most words in common with the others.
func (a *assembly) central(listed []report.TriageFrame, frames []frame, group []int) []report.TriageFrame {
	in := map[uint32]int{}
	for _, i := range group {
		for _, id := range distinct(frames[i].tokens) {
			in[id] += frames[i].n
		}
	}
	score := map[int]float64{}
	for _, i := range group {
		words := distinct(frames[i].tokens)
		for _, id := range words {
			score[i] += float64(in[id]) * a.v.rarity(id)
		}
		score[i] /= float64(len(words) + 2)
	}
	order := slices.Clone(group)
	slices.SortStableFunc(order, func(x, y int) int {
		return cmp.Or(frames[y].n-frames[x].n, cmp.Compare(score[y], score[x]), strings.Compare(frames[x].text, frames[y].text))
	})
	var out []report.TriageFrame
	for _, i := range order[:min(len(order), mostFrames)] {
		out = append(out, listed[i])
	}
	return out
}

// mostCentral lists frames of messages as central does.
func (a *assembly) mostCentral(of []*said) []report.TriageFrame {
	listed, _ := framesOf(of)
	frames, all := make([]frame, len(listed)), make([]int, len(listed))
	for i, f := range listed {
		frames[i], all[i] = frame{text: f.Frame, tokens: a.v.tokens(f.Frame), n: f.N}, i
	}
	return a.central(listed, frames, all)
}

func distinct(ids []uint32) []uint32 {
	out := slices.Clone(ids)
	slices.Sort(out)
	return slices.Compact(out)
}

// nearest are the templates of an action that frames are nearest to, at most two.
func (a *assembly) nearest(frames []report.TriageFrame, action string) []report.TriageNear {
	by := map[string]*report.TriageNear{}
	for _, f := range frames {
		for _, t := range a.near.Nearest(text.Prompt(f.Example), lookedThrough) {
			if t.Share < nearEnough {
				break
			}
			if t.Action() != action {
				continue
			}
			n := by[t.Place()]
			if n == nil {
				n = &report.TriageNear{Place: inPack(t.Place()), Text: t.Template.Text, Action: action}
				by[t.Place()] = n
			}
			n.N, n.Share = n.N+f.N, max(n.Share, t.Share)
			break
		}
	}
	return ordered(by)
}

// lookedThrough is how many of the nearest templates one of an action is looked for in.
const lookedThrough = 60

// mostTemplates is how many templates of each kind an item names.
const mostTemplates = 2

func ordered(by map[string]*report.TriageNear) []report.TriageNear {
	var out []report.TriageNear
	for _, place := range sortedKeys(by) {
		out = append(out, *by[place])
	}
	slices.SortStableFunc(out, func(x, y report.TriageNear) int { return cmp.Or(y.N-x.N, cmp.Compare(y.Share, x.Share)) })
	return out[:min(len(out), mostTemplates)]
}

// contradictions makes an item of each pair of actions that enough messages confuse, and one
// of all others of an action. Messages that want nothing of the assistant are one item: the
// remedy is the same whatever they are taken for.
func (a *assembly) contradictions(kind string, groups map[[2]string][]*said) []report.TriageItem {
	var out []report.TriageItem
	rest := map[string]map[string][]*said{}
	for key, group := range groups {
		if kind == report.TriageLabel || total(group) >= leastPair && key[0] != dataset.None {
			out = append(out, a.contradiction(kind, key[0], key[1], group))
			continue
		}
		if rest[key[0]] == nil {
			rest[key[0]] = map[string][]*said{}
		}
		rest[key[0]][key[1]] = group
	}
	for action, others := range rest {
		if len(others) == 1 {
			for other, group := range others {
				out = append(out, a.contradiction(kind, action, other, group))
			}
			continue
		}
		var all []*said
		counts := []report.TriageCount{}
		for _, other := range sortedKeys(others) {
			all = append(all, others[other]...)
			counts = append(counts, report.TriageCount{Action: other, N: total(others[other])})
		}
		slices.SortStableFunc(counts, func(x, y report.TriageCount) int { return y.N - x.N })
		it := a.contradiction(kind, action, "", all)
		it.Others = counts
		out = append(out, it)
	}
	return out
}

// leastPair is how many messages an item of two actions has at least.
const leastPair = 3

// contradiction is an item of messages about which two of label, templates and model
// contradict each other.
func (a *assembly) contradiction(kind, action, other string, of []*said) report.TriageItem {
	it := a.item(kind, action, other, of)
	it.Other = other
	it.Frames = a.mostCentral(of)
	if kind == report.TriageLabel {
		it.Why = of[0].why
		it.Near = a.pulling(of, other)
		it.Next = "read them: mend the labels, or write templates of " + action + " if they are right"
		return it
	}
	if other != "" {
		it.Near = a.pulling(of, other)
	}
	it.Near = append(it.Near, a.nearest(it.Frames, action)...)
	it.File = a.file(action)
	it.Next = a.nextConfusion(&it, of)
	return it
}

// pulling are the templates of an action that write messages, or else those that are
// nearest to them.
func (a *assembly) pulling(of []*said, action string) []report.TriageNear {
	by := map[string]*report.TriageNear{}
	for _, s := range of {
		if s.template == "" || s.actions[0] != action {
			continue
		}
		if by[s.template] == nil {
			by[s.template] = &report.TriageNear{Place: inPack(s.template), Text: a.template(s.template), Action: action}
		}
		by[s.template].N += s.n
	}
	if len(by) > 0 {
		return ordered(by)
	}
	return a.nearest(a.mostCentral(of), action)
}

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
