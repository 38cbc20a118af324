package export

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// Review is a prompt for a person to look at, with the call that a model answered.
type Review struct {
	dataset.Example
	Confidence *float64 // of the model, 0 to 1
	Why        string   // it is to be looked at
	Model      string
}

// ReviewFormats lists the formats that people review prompts in.
var ReviewFormats = []string{"jsonl", "labelstudio", "argilla", "csv"}

// WriteReviews writes prompts in one of ReviewFormats, in their order.
func WriteReviews(w io.Writer, format string, rows []Review) error {
	var b []byte
	var err error
	head, foot := "", ""
	between := "\n"
	switch format {
	case "csv":
		head, foot = csvHead, "\n"
	case "labelstudio", "argilla":
		head, between, foot = "[\n", ",\n", "\n]\n"
	default:
		foot = "\n"
	}
	b = append(b, head...)
	for i := range rows {
		if i > 0 {
			b = append(b, between...)
		}
		if b, err = appendReview(b, format, &rows[i]); err != nil {
			return fmt.Errorf("example %q: %w", rows[i].ID, err)
		}
	}
	if len(rows) == 0 && format != "labelstudio" && format != "argilla" {
		foot = ""
	}
	_, err = w.Write(append(b, foot...))
	return err
}

func appendReview(b []byte, format string, r *Review) ([]byte, error) {
	switch format {
	case "labelstudio":
		return appendJSON(b, labelStudioTask(r))
	case "argilla":
		record, err := argillaRecord(r)
		if err != nil {
			return nil, err
		}
		return appendJSON(b, record)
	case "csv":
		return appendCSV(b, r)
	}
	return r.AppendJSON(b)
}

func appendJSON(b []byte, v any) ([]byte, error) {
	raw, err := encode(v)
	return append(b, raw...), err
}

// csvHead names the columns of csv, which import reads.
const csvHead = "id,text,target,reference_date,confidence,why,history\n"

// appendCSV appends a row without its end.
func appendCSV(b []byte, r *Review) ([]byte, error) {
	confidence := ""
	if r.Confidence != nil {
		confidence = strconv.FormatFloat(*r.Confidence, 'g', 4, 64)
	}
	turns, err := turnsBefore(r)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write([]string{r.ID, r.Text, r.Target, r.Ref, confidence, r.Why, turns}) // to memory
	w.Flush()
	return append(b, bytes.TrimSuffix(out.Bytes(), []byte("\n"))...), nil
}

// turnsBefore are the turns before a prompt as JSON, "" for none: where a format has text
// alone, import reads them so.
func turnsBefore(r *Review) (string, error) {
	if len(r.History) == 0 {
		return "", nil
	}
	b, err := dataset.AppendHistory(nil, r.History)
	return string(b), err
}

// reviewSpans are the slots of the first call, in a form that tools for annotation have: with
// offsets in code points.
func reviewSpans(r *Review) (spans []span) {
	for _, s := range r.Slots {
		if s.Call == 0 {
			spans = append(spans, span{s.Start, s.End, s.Name, s.Value})
		}
	}
	return spans
}

type span struct {
	start, end  int
	name, value string
}

type (
	labelStudio struct {
		Data        reviewData              `json:"data"`
		Predictions []labelStudioPrediction `json:"predictions,omitempty"`
	}
	reviewData struct {
		ID      string         `json:"id"`
		History []dataset.Turn `json:"history"` // also where there is none: the configuration shows it
		Text    string         `json:"text"`
		Target  string         `json:"target"`
		Ref     string         `json:"reference_date,omitempty"`
		Why     string         `json:"why,omitempty"`
	}
	labelStudioPrediction struct {
		Model  string              `json:"model_version,omitempty"`
		Score  *float64            `json:"score,omitempty"`
		Result []labelStudioResult `json:"result"`
	}
	labelStudioResult struct {
		ID    string         `json:"id"`
		From  string         `json:"from_name"`
		To    string         `json:"to_name"`
		Type  string         `json:"type"`
		Value map[string]any `json:"value"`
	}
)

// labelStudioTask is a task with the answer as a prediction: the action as a choice, the
// slots as labels, and the target as a text to correct.
func labelStudioTask(r *Review) labelStudio {
	task := labelStudio{Data: reviewData{r.ID, append([]dataset.Turn{}, r.History...), r.Text, r.Target, r.Ref, r.Why}}
	if len(r.Want()) == 0 {
		return task
	}
	p := labelStudioPrediction{Model: r.Model, Score: r.Confidence}
	p.Result = append(p.Result, labelStudioResult{"action", "action", "text", "choices", map[string]any{"choices": []string{r.Intent()}}})
	for i, s := range reviewSpans(r) {
		p.Result = append(p.Result, labelStudioResult{"slot" + strconv.Itoa(i), "slot", "text", "labels",
			map[string]any{"start": s.start, "end": s.end, "text": s.value, "labels": []string{s.name}}})
	}
	p.Result = append(p.Result, labelStudioResult{"target", "target", "text", "textarea", map[string]any{"text": []string{r.Target}}})
	task.Predictions = []labelStudioPrediction{p}
	return task
}

// LabelStudioConfig writes the labelling configuration that the tasks are for.
func LabelStudioConfig(s *action.Schema) []byte {
	var b bytes.Buffer
	b.WriteString("<View>\n  <Paragraphs name=\"history\" value=\"$history\" layout=\"dialogue\" nameKey=\"role\" textKey=\"text\"/>\n  <Text name=\"text\" value=\"$text\"/>\n  <Choices name=\"action\" toName=\"text\" choice=\"single\" required=\"true\">\n")
	var params []string
	for _, a := range s.Actions {
		fmt.Fprintf(&b, "    <Choice value=%q/>\n", a.Name)
		for _, p := range a.Params {
			if !slices.Contains(params, p.Name) {
				params = append(params, p.Name)
			}
		}
	}
	b.WriteString("  </Choices>\n  <Labels name=\"slot\" toName=\"text\">\n")
	for _, name := range params {
		fmt.Fprintf(&b, "    <Label value=%q/>\n", name)
	}
	b.WriteString("  </Labels>\n  <TextArea name=\"target\" toName=\"text\" value=\"$target\" editable=\"true\" maxSubmissions=\"1\"/>\n</View>\n")
	return b.Bytes()
}

type (
	argilla struct {
		ID          string                       `json:"id"`
		Fields      argillaFields                `json:"fields"`
		Metadata    map[string]any               `json:"metadata"`
		Suggestions map[string]argillaSuggestion `json:"suggestions"`
		Responses   map[string]any               `json:"responses"`
		Vectors     map[string]any               `json:"vectors"`
	}
	argillaFields struct {
		History []argillaMessage `json:"history,omitempty"` // of a ChatField
		Text    string           `json:"text"`
	}
	argillaMessage struct {
		Role    dataset.Role `json:"role"`
		Content string       `json:"content"`
	}
	argillaSuggestion struct {
		Value any      `json:"value"`
		Score *float64 `json:"score"`
		Agent *string  `json:"agent"`
	}
	argillaSpan struct {
		Start int    `json:"start"`
		End   int    `json:"end"`
		Label string `json:"label"`
	}
)

// argillaRecord is a record with the answer as suggestions to the questions action, slots
// and target. The messages of Argilla have no calls, so that the turns are in the metadata,
// too. A dataset of Argilla has no name twice, so that the answer is not target there.
func argillaRecord(r *Review) (argilla, error) {
	out := argilla{ID: r.ID, Fields: argillaFields{Text: r.Text}, Metadata: map[string]any{}, Suggestions: map[string]argillaSuggestion{},
		Responses: map[string]any{}, Vectors: map[string]any{}}
	for _, t := range r.History {
		out.Fields.History = append(out.Fields.History, argillaMessage{t.Role, t.Text})
	}
	turns, err := turnsBefore(r)
	if err != nil {
		return out, err
	}
	for name, value := range map[string]string{"answer": r.Target, "reference_date": r.Ref, "why": r.Why, "turns": turns} {
		if value != "" {
			out.Metadata[name] = value
		}
	}
	if len(r.Want()) == 0 {
		return out, nil
	}
	var agent *string
	if r.Model != "" {
		agent = &r.Model
	}
	spans := []argillaSpan{}
	for _, s := range reviewSpans(r) {
		spans = append(spans, argillaSpan{s.start, s.end, s.name})
	}
	out.Suggestions["action"] = argillaSuggestion{r.Intent(), r.Confidence, agent}
	out.Suggestions["slots"] = argillaSuggestion{Value: spans, Agent: agent}
	out.Suggestions["target"] = argillaSuggestion{Value: r.Target, Agent: agent}
	return out, nil
}

// reviewSink writes examples as prompts to review.
type reviewSink struct {
	*dataset.File
	o    Options
	rows []Review
}

func (s *reviewSink) Write(examples []dataset.Example) error {
	for i := range examples {
		e := examples[i].Clone()
		if len(e.Want()) > 1 {
			if err := s.o.leaves(&e, severalActions); err != nil {
				return err
			}
			continue
		}
		s.rows = append(s.rows, Review{Example: e})
	}
	return nil
}

func (s *reviewSink) Commit() error {
	if err := WriteReviews(s.File, s.o.Format, s.rows); err != nil {
		return err
	}
	return s.File.Commit()
}
