package dataset

import (
	"encoding/json"
	"errors"
)

// outputNames are what other tools call what a model wrote.
var outputNames = []string{"prediction", "predictions", "predicted", "pred", "generated_text", "generated", "generation", "decoded",
	"response", "completion", "answer", "result", "model_output", "outputs", "predicted_call", "function_call", "tool_calls"}

// UnmarshalJSON reads a prediction as any writer has it; see Example. A record with
// nothing that a model wrote, nor an error, is none: it would count as a wrong
// answer of the model.
func (p *Prediction) UnmarshalJSON(b []byte) error {
	var answered, written, split, origin bool
	err := eachMember(b, func(name string, v value) (bool, error) {
		there := !v.null()
		switch name {
		case "output", "error":
			answered, written = answered || there, written || there
		case "call", "calls":
			answered = answered || there
		case "split":
			split = there
		case "origin":
			origin = there
		}
		return p.decodeMember(name, v)
	})
	switch {
	case err != nil:
		return err
	case answered && !written && split && origin:
		return errors.New(`is an example, not a prediction: it has "split" and "origin", and no "output"`)
	case answered:
		return nil
	}
	if like := lookAlikes(b, `"output"`, outputNames); like != "" {
		return errors.New(like)
	}
	return errors.New(`no "output", "call", "calls" or "error": there is nothing to score`)
}

// Members lists the members of a record that are read.
func (*Prediction) Members() []string {
	return []string{"id", "text", "input", "turns_left_out", "output", "tokens", "margins", "call", "calls", "missing", "truncated", "confidence", "in_scope", "signals", "abstained", "latency_ms", "error", "beams"}
}

func (p *Prediction) decodeMember(name string, v value) (known bool, err error) {
	if v.null() {
		return true, nil
	}
	plain := func(to any, want string) error {
		if json.Unmarshal([]byte(v), to) != nil {
			return wrongType(name, v, want)
		}
		return nil
	}
	switch name {
	case "id":
		err = decodeID(v, &p.ID)
	case "text":
		err = decodeText(name, v, &p.Text)
	case "input":
		err = decodeText(name, v, &p.Input)
	case "turns_left_out":
		err = decodeWhole(name, v, &p.TurnsLeftOut)
	case "missing":
		p.Missing, err = decodeStrings(name, v)
	case "output":
		err = p.decodeOutput(v)
	case "tokens":
		p.Tokens, err = decodeTokens(v)
	case "margins":
		err = plain(&p.Margins, "a list of numbers")
	case "call", "calls":
		err = p.decodeCalls(name, v)
	case "truncated":
		err = plain(&p.Truncated, "true or false")
	case "confidence":
		err = decodeFloat(name, v, &p.Confidence)
	case "in_scope":
		err = decodeFloat(name, v, &p.InScope)
	case "signals":
		err = plain(&p.Signals, "an object of numbers")
	case "abstained":
		err = plain(&p.Abstained, "text")
	case "latency_ms":
		err = decodeFloat(name, v, &p.LatencyMS)
	case "error":
		err = decodeText(name, v, &p.Error)
	case "beams":
		err = plain(&p.Beams, "a list of outputs with their scores")
	default:
		return false, nil
	}
	return true, err
}

// decodeOutput reads what the model wrote. A call in its place is a call, unless the
// record has one.
func (p *Prediction) decodeOutput(v value) error {
	if kind := v.kind(); kind != objectKind && kind != arrayKind {
		return decodeText("output", v, &p.Output)
	}
	return p.decodeCalls("call", v)
}

func (p *Prediction) decodeCalls(name string, v value) error {
	calls, err := decodeCalls(name, v)
	switch {
	case len(calls) == 0:
	case name == "call" && len(calls) == 1:
		p.Call = &calls[0]
	default:
		p.Calls = calls
	}
	return err
}

func decodeTokens(v value) ([]int32, error) {
	if v.kind() != arrayKind {
		return nil, wrongType("tokens", v, "a list of whole numbers")
	}
	list := []int32{}
	elements := v.elements()
	for v, ok := elements.next(); ok; v, ok = elements.next() {
		n, ok := v.whole()
		if !ok || int(int32(n)) != n {
			return list, wrongType("tokens", v, "a token id")
		}
		list = append(list, int32(n))
	}
	return list, nil
}
