package report

import (
	"fmt"
	"slices"
)

// Triage is the report of triage: what to do next with a pack, by messages that people
// wrote. Texts are those of the messages to look at; of the others it has numbers only.
type Triage struct {
	Header
	Messages FileInfo      `json:"messages"`
	Pack     string        `json:"pack"`
	Model    string        `json:"model,omitempty"` // folder, or the file that its answers were read from
	N        int           `json:"n"`
	Look     float64       `json:"look"`      // share of the messages to look at, as asked for
	LookN    int           `json:"look_n"`    // messages to look at
	HeldOutN int           `json:"heldout_n"` // messages that only score
	Labelled int           `json:"labelled"`  // messages that name their action
	Metrics  Metrics       `json:"metrics"`   // of the messages that only score, or of all where there are none
	Looked   Metrics       `json:"looked"`    // the same of the messages to look at
	States   []TriageState `json:"states"`
	Doubts   []TriageDoubt `json:"doubts,omitempty"` // of all messages
	Read     *Metric       `json:"read,omitempty"`   // of a log: the share of all messages that a template writes, whatever the model answers
	Actions  []TriageShare `json:"actions"`          // what is covered, the action with most messages first
	Items    []TriageItem  `json:"items"`            // what to do next, what brings most first
	Scores   TriageScores  `json:"scores"`
	Change   *TriageChange `json:"change,omitempty"`
}

// The metrics of a triage.
const (
	MetricCovered = "covered"         // messages that a template writes, as an action that nobody contradicts
	MetricIntent  = "intent_accuracy" // labelled messages whose action the model answers
)

// The states of messages: each message is in one.
const (
	TriageCovered   = "covered"
	TriageTemplate  = "template"  // no template writes it
	TriageConfusion = "confusion" // two of label, templates and model name different actions
	TriageValue     = "value"     // a template writes all of it but a value
	TriageScope     = "scope"     // nothing that the assistant can do, and no template says so
	TriageLabel     = "label"     // its label is likely wrong
)

// TriageStates lists the states in the order in which a report has them.
var TriageStates = []string{TriageCovered, TriageTemplate, TriageConfusion, TriageValue, TriageScope, TriageLabel}

// TriageState counts the messages of a state.
type TriageState struct {
	State   string `json:"state"`
	N       int    `json:"n"` // of all messages
	Look    Metric `json:"look"`
	HeldOut Metric `json:"heldout"`
}

// Why an answer is to be looked at before others.
const (
	TriageCorrected = "corrected" // a person says that it is wrong
	TriageAbstained = "abstained" // the model withheld what it wrote
	TriageTruncated = "truncated" // it reached the length limit
	TriageUnsure    = "unsure"    // its confidence is low, or two outputs were nearly as likely
)

// TriageDoubts lists them, what is surest first.
var TriageDoubts = []string{TriageCorrected, TriageAbstained, TriageTruncated, TriageUnsure}

// TriageDoubt counts the messages whose answers are in doubt for a reason.
type TriageDoubt struct {
	Doubt string `json:"doubt"`
	N     int    `json:"n"`
}

// TriageShare says how many messages of an action are covered, of all messages.
type TriageShare struct {
	Name    string `json:"name"`
	N       int    `json:"n"`
	Covered Metric `json:"covered"`
	Right   Metric `json:"right"` // messages that the model answers with the action, of those with a label
}

// TriageItem is one thing to do.
type TriageItem struct {
	Key     string          `json:"key"`               // what the item is about: the same before and after an edit
	Kind    string          `json:"kind"`              // a state
	Action  string          `json:"action,omitempty"`  // that messages want, as far as is known
	Other   string          `json:"other,omitempty"`   // of a confusion or a label: the other action
	Others  []TriageCount   `json:"others,omitempty"`  // of a confusion with several actions, the one with most messages first
	Param   string          `json:"param,omitempty"`   // of values
	Phrase  string          `json:"phrase,omitempty"`  // the words that the messages have in common, … between those that are apart
	N       int             `json:"n"`                 // messages to look at
	Share   Metric          `json:"share"`             // of the messages to look at
	Wrong   int             `json:"wrong"`             // of them, those that the model answers with another action
	Gain    float64         `json:"gain"`              // messages that it would bring, by which items are in order
	Unread  int             `json:"unread,omitempty"`  // of a confusion: messages that no template writes
	Frames  []TriageFrame   `json:"frames,omitempty"`  // the commonest first
	Values  []TriageUnknown `json:"values,omitempty"`  // the commonest first
	File    string          `json:"file,omitempty"`    // of the pack, where the step is done
	Lexicon string          `json:"lexicon,omitempty"` // where the values belong
	Near    []TriageNear    `json:"near,omitempty"`    // templates concerned
	Why     string          `json:"why,omitempty"`
	Next    string          `json:"next"` // the next step
}

// TriageCount counts messages of an action.
type TriageCount struct {
	Action string `json:"action"`
	N      int    `json:"n"`
}

// TriageFrame is a text with its values replaced by {parameter}, and a message that has it.
type TriageFrame struct {
	Frame   string `json:"frame"`
	N       int    `json:"n"`
	Example string `json:"example"`
	ID      string `json:"id,omitempty"`
}

// TriageUnknown is a value that no lexicon has.
type TriageUnknown struct {
	Value string `json:"value"`
	N     int    `json:"n"`
	Reads int    `json:"reads"` // messages that the templates write once the lexicon has it
}

// TriageNear is a template, the share of the words that it has in common with the messages,
// and the messages that are nearest to it.
type TriageNear struct {
	Place  string  `json:"place"` // file:line in the pack's folder
	Text   string  `json:"text"`
	Action string  `json:"action"`
	Share  float64 `json:"share"` // 0 where the template writes the messages
	N      int     `json:"n"`
}

// TriageScores are the messages that only score, each by the first 62 bits of the hash of
// its text, in order. Messages of one text are listed as often as they are.
type TriageScores struct {
	High    Packed `json:"high"` // 31 bits of the hash
	Low     Packed `json:"low"`  // and the 31 below
	Covered Packed `json:"covered"`
	Right   Packed `json:"right"` // OutcomeNo, OutcomeYes or OutcomeNone
}

// check reports the first fault in scores that were read from a file.
func (s *TriageScores) check() error {
	if len(s.Low) != len(s.High) || len(s.Covered) != len(s.High) || len(s.Right) != len(s.High) {
		return fmt.Errorf("scores: there are %d, %d, %d and %d numbers, not as many of each", len(s.High), len(s.Low), len(s.Covered), len(s.Right))
	}
	for _, outcomes := range []Packed{s.Covered, s.Right} {
		if len(outcomes) > 0 && slices.Max(outcomes) > OutcomeNone {
			return fmt.Errorf("scores: %d is no outcome", slices.Max(outcomes))
		}
	}
	return nil
}

// TriageChange says what an edit won, by two reports of the same messages.
type TriageChange struct {
	Before  string  `json:"before"`            // the earlier report
	Pack    string  `json:"pack"`              // of it
	N       int     `json:"n"`                 // messages that only score, in both reports
	Covered Metric  `json:"covered"`           // difference of the shares, with a paired interval
	Right   Metric  `json:"right"`             // the same of what the model answers
	Gained  int     `json:"gained"`            // messages that are covered now and were not
	Lost    int     `json:"lost"`              // the other way round
	Gone    []Moved `json:"gone,omitempty"`    // items that are there no more
	Smaller []Moved `json:"smaller,omitempty"` // with at most half of their messages
	New     []Moved `json:"new,omitempty"`
}

// Moved is an item with its messages before and after.
type Moved struct {
	Key  string `json:"key"`
	What string `json:"what"`
	Was  int    `json:"was"`
	Is   int    `json:"is"`
}

// Headline returns the metrics of the messages that only score.
func (t *Triage) Headline() Metrics { return t.Metrics }

// Basis names the messages.
func (t *Triage) Basis() Basis { return Basis{} }

// Find takes no selector, or the selector intent.
func (t *Triage) Find(metric string, where Selector) (*Metric, []string) {
	if len(where) == 0 {
		return t.Metrics.find(metric), nil
	}
	name := where.Get("intent")
	if name == "" || metric != MetricIntent {
		return nil, nil
	}
	var names []string
	for i := range t.Actions {
		if t.Actions[i].Name == name {
			return &t.Actions[i].Right, nil
		}
		names = append(names, t.Actions[i].Name)
	}
	return nil, names
}

// State counts the messages of a state, nil where the report does not have it.
func (t *Triage) State(name string) *TriageState {
	for i := range t.States {
		if t.States[i].State == name {
			return &t.States[i]
		}
	}
	return nil
}

// What names an item in a line.
func (it *TriageItem) What() string {
	switch {
	case it.Kind == TriageValue:
		return "{" + it.Param + "}"
	case len(it.Others) > 0:
		return fmt.Sprintf("%s → %d actions", it.Action, len(it.Others))
	case it.Other != "":
		return it.Action + " → " + it.Other
	case it.Phrase != "":
		return it.Action + ": " + it.Phrase
	case it.Why != "":
		return it.Action
	case len(it.Frames) == 1:
		return it.Action + ": " + it.Frames[0].Frame
	}
	return it.Action + ": unlike the others"
}

// Moved notes which items are gone, smaller by half or new.
func (c *TriageChange) Moved(before, after []TriageItem) {
	was := map[string]*TriageItem{}
	for i := range before {
		was[before[i].Key] = &before[i]
	}
	is := map[string]bool{}
	for i := range after {
		it := &after[i]
		is[it.Key] = true
		switch old := was[it.Key]; {
		case old == nil:
			c.New = append(c.New, Moved{it.Key, it.What(), 0, it.N})
		case 2*it.N <= old.N:
			c.Smaller = append(c.Smaller, Moved{it.Key, it.What(), old.N, it.N})
		}
	}
	for i := range before {
		if it := &before[i]; !is[it.Key] {
			c.Gone = append(c.Gone, Moved{it.Key, it.What(), it.N, 0})
		}
	}
}
