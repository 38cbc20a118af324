package triage

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// Record is a line of a file of messages: a message, or what the logger of a host wrote of a
// request and its answer, which may hold several messages.
type Record struct {
	Message
	host *exchange
}

// exchange is a request with its answer, or one half of it.
type exchange struct {
	id      string
	asked   bool     // it has the request
	texts   []string // of the request
	done    bool     // it has the response
	answers []dataset.Prediction
}

// ask reads the body of a request.
func (x *exchange) ask(body []byte) error {
	x.asked, x.texts = true, textsOf(body)
	if len(x.texts) == 0 {
		return errNoTexts
	}
	return nil
}

// reply reads the body of a response, which may be an error.
func (x *exchange) reply(body []byte) { x.done, x.answers = true, answersOf(body) }

// UnmarshalJSON reads a message, a record of SageMaker's data capture, or an event of
// KServe's logger.
func (r *Record) UnmarshalJSON(b []byte) (err error) {
	var members struct {
		Capture json.RawMessage `json:"captureData"`
		Type    string          `json:"type"`
	}
	if json.Unmarshal(b, &members) == nil {
		switch {
		case members.Capture != nil:
			r.host, err = captured(b)
			return err
		case strings.HasPrefix(members.Type, kserve):
			r.host, err = event(b)
			return err
		}
	}
	return r.Message.UnmarshalJSON(b)
}

// Validate checks that there is a text, where the record is a message.
func (r *Record) Validate() error {
	if r.host != nil {
		return nil
	}
	return r.Message.Validate()
}

// captured reads a record of SageMaker's data capture.
func captured(b []byte) (*exchange, error) {
	var record struct {
		CaptureData   struct{ EndpointInput, EndpointOutput capturedHalf }
		EventMetadata struct {
			EventID string `json:"eventId"`
		}
	}
	if err := json.Unmarshal(b, &record); err != nil {
		return nil, err
	}
	x := &exchange{id: record.EventMetadata.EventID}
	request, err := record.CaptureData.EndpointInput.body()
	if err != nil {
		return nil, err
	}
	response, err := record.CaptureData.EndpointOutput.body()
	if err != nil {
		return nil, err
	}
	x.reply(response)
	return x, x.ask(request)
}

// capturedHalf is a request or a response of SageMaker's data capture.
type capturedHalf struct{ Data, Encoding string }

func (h capturedHalf) body() ([]byte, error) {
	if h.Encoding != "BASE64" {
		return []byte(h.Data), nil
	}
	b, err := base64.StdEncoding.DecodeString(h.Data)
	if err != nil {
		return nil, fmt.Errorf("captureData: %w", err)
	}
	return b, nil
}

// kserve begins the types of the events of KServe's logger, which ends them with request or
// response.
const kserve = "org.kubeflow.serving.inference."

// event reads a CloudEvent in its JSON form.
func event(b []byte) (*exchange, error) {
	var e struct {
		ID     string          `json:"id"`
		Type   string          `json:"type"`
		Data   json.RawMessage `json:"data"`
		Base64 []byte          `json:"data_base64"`
	}
	if err := json.Unmarshal(b, &e); err != nil {
		return nil, err
	}
	body := e.Base64
	var said string
	switch {
	case body != nil:
	case json.Unmarshal(e.Data, &said) == nil:
		body = []byte(said)
	default:
		body = e.Data
	}
	x := &exchange{id: e.ID}
	switch e.Type {
	case kserve + "request":
		return x, x.ask(body)
	case kserve + "response":
		x.reply(body)
		return x, nil
	}
	return nil, fmt.Errorf("an event of type %s is neither a request nor a response", e.Type)
}

// Messages yields the messages of records. The two events of a request are put together by
// their id; a request without an answer is a message without one.
func Messages(records iter.Seq2[Record, error]) iter.Seq2[Message, error] {
	return func(yield func(Message, error) bool) {
		halves, order := map[string]*exchange{}, []string(nil)
		for r, err := range records {
			if err != nil || r.host == nil {
				if !yield(r.Message, err) {
					return
				}
				continue
			}
			x := r.host
			if !x.asked || !x.done {
				other := halves[x.id]
				if other == nil {
					halves[x.id], order = x, append(order, x.id)
					continue
				}
				delete(halves, x.id)
				x = other.with(x)
			}
			if !x.yield(yield) {
				return
			}
		}
		for _, id := range order {
			if x := halves[id]; x != nil && !x.yield(yield) {
				return
			}
		}
	}
}

// with is a request with the response that came in another record, in either order.
func (x *exchange) with(o *exchange) *exchange {
	if x.asked {
		return &exchange{x.id, true, x.texts, true, o.answers}
	}
	return &exchange{x.id, true, o.texts, true, x.answers}
}

var errNoTexts = errors.New("no text is found in the request")

// yield yields the prompts of a request with their answers. A response without its request
// has none.
func (x *exchange) yield(yield func(Message, error) bool) bool {
	for i, text := range x.texts {
		m := Message{ID: x.id, Text: text}
		if len(x.texts) > 1 {
			m.ID = fmt.Sprintf("%s/%d", x.id, i+1)
		}
		if len(x.answers) == len(x.texts) {
			p := &x.answers[i]
			if m.Answer = AnswerOf(p); p.ID != "" {
				m.ID = p.ID
			}
		}
		if !yield(m, nil) {
			return false
		}
	}
	return true
}

// textsOf finds the prompts of a request: {"text"}, {"texts"}, JSON Lines of those, the
// inputs of the Open Inference Protocol and of Hugging Face endpoints, the instances of
// Vertex AI and KServe, or plain text.
func textsOf(body []byte) []string {
	var out []string
	for _, v := range jsonValues(body) {
		out = append(out, textsIn(v)...)
	}
	if out == nil && len(bytes.TrimSpace(body)) > 0 && !bytes.ContainsAny(bytes.TrimSpace(body)[:1], `{["`) {
		out = []string{string(bytes.TrimSpace(body))}
	}
	return out
}

func textsIn(v any) (out []string) {
	switch v := v.(type) {
	case string:
		return []string{v}
	case []any:
		for _, e := range v {
			out = append(out, textsIn(e)...)
		}
	case map[string]any:
		if name, ok := v["name"].(string); ok && name != "text" && v["data"] != nil { // another tensor
			return nil
		}
		for _, key := range []string{"text", "texts", "inputs", "instances", "data"} {
			if v[key] != nil {
				return textsIn(v[key])
			}
		}
	}
	return out
}

// answersOf finds the answers of a response, in the forms of the same contracts.
func answersOf(body []byte) []dataset.Prediction {
	var out []dataset.Prediction
	for _, v := range jsonValues(body) {
		out = append(out, answersIn(v)...)
	}
	return out
}

func answersIn(v any) (out []dataset.Prediction) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			out = append(out, answersIn(e)...)
		}
	case map[string]any:
		for _, key := range []string{"answers", "predictions"} {
			if v[key] != nil {
				return answersIn(v[key])
			}
		}
		if outputs, ok := v["outputs"].([]any); ok {
			return tensors(outputs)
		}
		if written, ok := v["generated_text"].(string); ok {
			return []dataset.Prediction{{Output: written}}
		}
		b, err := json.Marshal(v)
		var p dataset.Prediction
		if err == nil && (v["output"] != nil || v["error"] != nil) && p.UnmarshalJSON(b) == nil {
			return []dataset.Prediction{p}
		}
	}
	return out
}

// tensors reads the outputs of the Open Inference Protocol.
func tensors(outputs []any) []dataset.Prediction {
	columns := map[string][]any{}
	for _, o := range outputs {
		if o, ok := o.(map[string]any); ok {
			name, _ := o["name"].(string)
			columns[name], _ = o["data"].([]any)
		}
	}
	out := make([]dataset.Prediction, len(columns["output"]))
	for i, written := range columns["output"] {
		out[i].Output, _ = written.(string)
		if c := columns["confidence"]; len(c) == len(out) {
			if p, ok := c[i].(float64); ok {
				out[i].Confidence = &p
			}
		}
	}
	if len(out) > 0 {
		return out
	}
	for _, name := range columns["name"] {
		named, _ := name.(string)
		out = append(out, dataset.Prediction{Call: &dataset.Call{Name: named}})
	}
	return out
}

// jsonValues are the values of a body: one, or one on each line. None are where it is no
// JSON.
func jsonValues(body []byte) (out []any) {
	dec := json.NewDecoder(bytes.NewReader(body))
	for dec.More() {
		var v any
		if dec.Decode(&v) != nil {
			return nil
		}
		out = append(out, v)
	}
	return out
}
