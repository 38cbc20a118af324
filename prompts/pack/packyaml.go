package pack

import (
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/sampling"
	"github.com/slmkit/slmkit/prompts/source"
)

const missingReference = "reference_date is missing: relative dates of prompts count from it"

// readPack reads pack.yaml.
func (l *loader) readPack(d *source.Document) {
	f := l.Fields(d, d.Root, "pack.yaml", packKeys{})
	p := l.content
	if name := l.Scalar(d, f["name"], "name"); name != "" {
		p.Name = name
	}
	p.Version = l.Scalar(d, f["version"], "version")
	p.Description = l.Scalar(d, f["description"], "description")
	l.Scalar(d, f["licence"], "licence")
	if lang := l.Scalar(d, f["language"], "language"); lang != "" {
		p.Language = lang
	}
	l.use(d, f["use"])
	l.said = saidLocale{d, f["language"], f["locale"]}
	if l.Bool(d, f["space_before_marks"], "space_before_marks", p.Language == "fr" || strings.HasPrefix(p.Language, "fr-")) {
		p.Spacing = grammar.Open
	}
	l.readNegatives(d, f["negatives"])
	l.readShare(d, f["dialogues"])
	l.tests = append(l.tests, testList{d, f["tests"]})
	days := append(l.Items(f["reference_date"]), l.Items(f["reference_dates"])...)
	var ts []time.Time
	for _, n := range days {
		t, err := time.Parse(time.DateOnly, n.Value)
		if err != nil {
			l.FaultAt(d, n, "reference date", "reference date %q is not YYYY-MM-DD", n.Value)
			return
		}
		ts = append(ts, t)
	}
	switch {
	case len(ts) == 0:
		l.FaultAt(d, d.Root, "reference date", missingReference)
		return
	case len(ts) > 2, len(ts) == 2 && (ts[1].Before(ts[0]) || ts[1].Sub(ts[0]) > 100*366*24*time.Hour):
		l.FaultAt(d, days[0], "reference date", "reference_dates is [first, last], at most a hundred years apart")
		return
	}
	l.ref = ts[0]
	p.Calendar = sampling.Calendar{First: ts[0], Days: int(ts[len(ts)-1].Sub(ts[0]).Hours()/24) + 1}
}

// readNegatives reads the shares of the kinds of negatives.
func (l *loader) readNegatives(d *source.Document, n *yaml.Node) {
	if !source.IsSet(n) {
		return
	}
	for kind, share := range l.Fields(d, n, "negatives", negatives{}) {
		if source.IsSet(share) {
			if l.content.Negatives == nil {
				l.content.Negatives = map[string]float64{}
			}
			l.content.Negatives[kind] = l.Weight(d, share)
		}
	}
}

// dialogueShare is the share of dialogues where pack.yaml has none.
const dialogueShare = 0.2

// readShare reads the share of rows that are from dialogues.
func (l *loader) readShare(d *source.Document, n *yaml.Node) {
	l.content.Share = l.Float(d, n, "dialogues", dialogueShare)
	if s := l.content.Share; !(s >= 0 && s <= 1) {
		l.FaultAt(d, n, "dialogue", "dialogues: %v is no share of rows, from 0 to 1", s)
	}
}
