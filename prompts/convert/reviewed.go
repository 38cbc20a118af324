package convert

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
	"unicode/utf16"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// reviewed is a prompt that a person has looked at.
type reviewed struct {
	id, text, ref string
	history       []dataset.Turn // before the text
	before        string         // the target that was shown, "" for none
	target        string         // that the person left in the field of the target
	action        string         // that the person chose, "" where the target says all
	spans         []reviewedSpan
	marked        bool // spans says where all slots are
}

// reviewedSpan is the words of a parameter, with offsets in code points.
type reviewedSpan struct {
	start, end int
	label      string
}

var (
	errNoSchema = errors.New("reviewed prompts need the action schema that they were labelled with: name it with --schema, or --actions of check and leaks")
	errTurns    = errors.New(`history is no JSON: it is a list of turns such as {"role":"user","text":"…"}`)
	errAction   = errors.New("no action is chosen")
)

// review adds a prompt that a person has looked at. What the person changed goes before
// what was shown: the target, where it is another; else the action and the slots.
func (im *Import) review(r *reviewed, at place) error {
	e := dataset.Example{ID: r.id, History: r.history, Text: r.text, Ref: r.ref, Origin: &dataset.Origin{Kind: dataset.Human, Ops: []string{}}}
	raw, err := r.calls(im.schema)
	if err != nil {
		return fail(at, "%w", err)
	}
	if e.Target, err = im.schema.Target(raw); err != nil {
		return fail(at, "%w", err)
	}
	calls, err := im.schema.Resolve(raw, day(r.ref))
	if err != nil {
		return fail(at, "%w", err)
	}
	e.SetCalls(calls)
	e.Slots = r.slots(raw)
	if e.ID == "" {
		e.ID = e.Fingerprint()
	}
	if err := cmp.Or(e.Validate(), im.schema.Verify(&e)); err != nil {
		return fail(at, "%w", err)
	}
	im.record(e, at)
	return nil
}

// calls are the calls that a person left.
func (r *reviewed) calls(schema *action.Schema) ([]action.RawCall, error) {
	shown, shownErr := action.ParseTarget(r.before)
	switch {
	case r.target != "" && r.target != r.before || r.action == "" && r.target != "":
		return action.ParseTarget(r.target)
	case r.action == "":
		return nil, errAction
	case r.before != "" && shownErr == nil && len(shown) == 1 && shown[0].Name == r.action && (!r.marked || r.same(shown)):
		return shown, nil
	}
	a := schema.Action(r.action)
	if a == nil {
		return nil, fmt.Errorf("%w %q", action.ErrUnknownAction, r.action)
	}
	call := action.RawCall{Name: a.Name}
	for _, s := range r.spans {
		words, ok := dataset.Span(r.text, s.start, s.end)
		p := a.Param(s.label)
		switch {
		case !ok:
			return nil, fmt.Errorf("slot %q: %d:%d is outside of the text", s.label, s.start, s.end)
		case p == nil:
			return nil, fmt.Errorf("%s: %w %q", a.Name, action.ErrUnknownParam, s.label)
		}
		said, err := bareText(p, words, day(r.ref))
		if err != nil {
			return nil, fmt.Errorf("slot %q: %w", s.label, err)
		}
		call.Args = append(call.Args, action.RawArg{Name: p.Name, Text: said, Quoted: !p.Bare()})
	}
	if shownErr == nil && len(shown) == 1 && shown[0].Name == a.Name {
		said := action.Spans(r.text, shown)
		for _, arg := range shown[0].Args { // which no words can be marked for: earlier turns may say it
			marked := arg.Quoted && slices.ContainsFunc(said, func(s dataset.Slot) bool { return s.Name == arg.Name })
			if !marked && !slices.ContainsFunc(call.Args, func(b action.RawArg) bool { return b.Name == arg.Name }) {
				call.Args = append(call.Args, arg)
			}
		}
	}
	return []action.RawCall{call}, nil
}

// bareText is what a target has for words: the words, or the value of a parameter whose
// values have no quotes.
func bareText(p *action.Param, words string, ref time.Time) (string, error) {
	if !p.Bare() {
		return words, nil
	}
	v, err := p.Normalize(words, ref)
	if n, ok := v.(float64); ok {
		return strconv.FormatFloat(n, 'f', -1, 64), err
	}
	return fmt.Sprint(v), err
}

// same reports whether the marked slots are those that were shown.
func (r *reviewed) same(shown []action.RawCall) bool {
	was := action.Spans(r.text, shown)
	if len(was) != len(r.spans) {
		return false
	}
	for _, s := range was {
		if !slices.Contains(r.spans, reviewedSpan{s.Start, s.End, s.Name}) {
			return false
		}
	}
	return true
}

// slots are where the text says the arguments: as they are marked, where the target has the
// same words.
func (r *reviewed) slots(calls []action.RawCall) []dataset.Slot {
	out := []dataset.Slot{}
	if len(calls) == 1 {
		for _, s := range r.spans {
			words, ok := dataset.Span(r.text, s.start, s.end)
			i := slices.IndexFunc(calls[0].Args, func(a action.RawArg) bool { return a.Name == s.label })
			if ok && i >= 0 && (calls[0].Args[i].Text == words || !calls[0].Args[i].Quoted) {
				out = append(out, dataset.Slot{Name: s.label, Value: words, Start: s.start, End: s.end})
			}
		}
	}
	for _, s := range action.Spans(r.text, calls) {
		if !slices.ContainsFunc(out, func(o dataset.Slot) bool {
			return o.Name == s.Name && o.Call == s.Call || o.Start < s.End && s.Start < o.End
		}) {
			out = append(out, s)
		}
	}
	slices.SortStableFunc(out, func(a, b dataset.Slot) int { return a.Start - b.Start })
	return out
}

// turnsOf reads the turns before a prompt: JSON, or a string that holds it; nil for none.
func turnsOf(raw json.RawMessage) ([]dataset.Turn, error) {
	if raw = unwrapped(raw); isNull(raw) {
		return nil, nil
	}
	record, err := json.Marshal(map[string]json.RawMessage{"history": raw})
	if err != nil {
		return nil, errTurns
	}
	var of dataset.Text
	err = of.UnmarshalJSON(record)
	return of.History, err
}

// readReviews reads the rows of files with a function that returns nil for a row that
// nobody has looked at yet.
func readReviews(im *Import, files []*source, read func(raw json.RawMessage) (*reviewed, error)) error {
	if im.schema = im.opts.Schema; im.schema == nil {
		return fail(place{file: files[0].path}, "%w", errNoSchema)
	}
	open := 0
	for _, f := range files {
		rows, err := f.rows()
		if err != nil {
			return err
		}
		for _, row := range rows {
			err := row.err
			var r *reviewed
			if err == nil {
				r, err = read(row.raw)
			}
			switch {
			case err != nil:
				err = fail(row.at, "%w", err)
			case r == nil:
				open++
			default:
				err = im.review(r, row.at)
			}
			if err := im.leave(row.at, err); err != nil {
				return err
			}
		}
	}
	if open > 0 {
		im.note(place{file: files[0].path}, "rows that nobody has looked at are left out: %d", open)
	}
	return nil
}

var labelStudioDialect = &Dialect{
	Name:       "labelstudio",
	Help:       "an export of Label Studio (JSON) of tasks that slmkit wrote",
	Holds:      Records,
	extensions: []string{".json"},
	nothing:    "no tasks: rows with data and annotations are wanted",
	recognize: func(f *source) clue {
		if f.rowHas("data", "annotations") {
			return clue{sure, "has rows with data and annotations"}
		}
		return clue{}
	},
	read: func(im *Import, files []*source) error { return readReviews(im, files, labelStudioTask) },
}

// labelStudioTask reads a task. The last annotation counts that was not skipped.
func labelStudioTask(raw json.RawMessage) (*reviewed, error) {
	var task struct {
		ID   json.Number
		Data struct {
			ID, Text, Target string
			Ref              string `json:"reference_date"`
			History          json.RawMessage
		}
		Annotations []struct {
			WasCancelled bool `json:"was_cancelled"`
			Result       []struct {
				FromName string `json:"from_name"`
				Value    struct {
					Choices, Labels []string
					Start, End      json.Number
					Text            json.RawMessage
				}
			}
		}
	}
	if err := json.Unmarshal(raw, &task); err != nil {
		return nil, err
	}
	turns, err := turnsOf(task.Data.History)
	if err != nil {
		return nil, err
	}
	r := &reviewed{id: cmp.Or(task.Data.ID, string(task.ID)), history: turns, text: task.Data.Text, ref: task.Data.Ref, before: task.Data.Target, marked: true}
	for _, a := range slices.Backward(task.Annotations) {
		if a.WasCancelled {
			continue
		}
		for _, result := range a.Result {
			v := result.Value
			switch {
			case result.FromName == "action" && len(v.Choices) > 0:
				r.action = v.Choices[0]
			case result.FromName == "slot" && len(v.Labels) > 0:
				start, _ := strconv.Atoi(string(v.Start))
				end, _ := strconv.Atoi(string(v.End))
				words, _ := textOf(v.Text)
				start, end = codePoints(r.text, start, end, words)
				r.spans = append(r.spans, reviewedSpan{start, end, v.Labels[0]})
			case result.FromName == "target":
				var lines []string
				if json.Unmarshal(v.Text, &lines) == nil && len(lines) > 0 {
					r.target = lines[len(lines)-1]
				} else if line, ok := textOf(v.Text); ok {
					r.target = line
				}
			}
		}
		return r, nil
	}
	return nil, nil
}

// codePoints returns offsets in code points for those of a browser, which counts units of
// UTF-16, where only they are at the words.
func codePoints(text string, start, end int, words string) (int, int) {
	if got, ok := dataset.Span(text, start, end); ok && (got == words || words == "") {
		return start, end
	}
	units := utf16.Encode([]rune(text))
	if start < 0 || end > len(units) || start > end {
		return start, end
	}
	from := len(utf16.Decode(units[:start]))
	return from, from + len(utf16.Decode(units[start:end]))
}

var argillaDialect = &Dialect{
	Name:       "argilla",
	Help:       "records of Argilla (records.to_json) that slmkit wrote",
	Holds:      Records,
	extensions: []string{".json", ".jsonl"},
	nothing:    "no records: rows with fields and responses are wanted",
	recognize: func(f *source) clue {
		if f.rowHas("fields", "responses") {
			return clue{sure, "has rows with fields and responses"}
		}
		return clue{}
	},
	read: func(im *Import, files []*source) error { return readReviews(im, files, argillaRecord) },
}

// argillaRecord reads a record. Of several people's responses, the last counts; what nobody
// answered is as it was suggested.
func argillaRecord(raw json.RawMessage) (*reviewed, error) {
	var record struct {
		ID       json.RawMessage
		Fields   struct{ Text string }
		Metadata struct {
			Answer string
			Ref    string `json:"reference_date"`
			Turns  json.RawMessage
		}
		Responses map[string][]struct{ Value json.RawMessage }
	}
	if err := json.Unmarshal(raw, &record); err != nil {
		return nil, err
	}
	id, ok := textOf(record.ID)
	if !ok {
		id = string(record.ID)
	}
	answer := func(question string) json.RawMessage {
		if all := record.Responses[question]; len(all) > 0 {
			return all[len(all)-1].Value
		}
		return nil
	}
	turns, err := turnsOf(record.Metadata.Turns)
	if err != nil {
		return nil, err
	}
	r := &reviewed{id: id, history: turns, text: record.Fields.Text, ref: record.Metadata.Ref, before: record.Metadata.Answer}
	r.action, _ = textOf(answer("action"))
	r.target, _ = textOf(answer("target"))
	if r.action == "" && r.target == "" {
		return nil, nil
	}
	if slots := answer("slots"); !isNull(slots) {
		var spans []struct {
			Start, End int
			Label      string
		}
		if err := json.Unmarshal(slots, &spans); err != nil {
			return nil, fmt.Errorf("slots: %w", err)
		}
		r.marked = true
		for _, s := range spans {
			r.spans = append(r.spans, reviewedSpan{s.Start, s.End, s.Label})
		}
	}
	return r, nil
}
