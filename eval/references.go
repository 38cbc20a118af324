package eval

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

// alternatives are what a record of gold accepts beside its calls.
type alternatives struct {
	// References are further answers that are right. Each is the calls of one answer.
	References []reference
	// Accept are further values that are right, by the names of arguments, for each call.
	// nil among the values says that the argument may be left out, or may be given where
	// the call does not have it.
	Accept []map[string][]any
	// Ordered says that the calls must come in the order of gold.
	Ordered bool
}

// reference is an answer that is as good as that of an example. Target is "" where the
// record has calls.
type reference struct {
	Calls  []dataset.Call
	Target string
}

func (a *alternatives) any() bool { return a.Ordered || len(a.References) > 0 || len(a.Accept) > 0 }

// alternativeMembers are the members of a record that alternatives are read from.
var alternativeMembers = []string{"references", "accept", "ordered"}

// decode reads the members of a record. Most records have none.
func (a *alternatives) decode(b []byte) error {
	has := false
	for _, name := range alternativeMembers {
		has = has || bytes.Contains(b, []byte(`"`+name+`"`))
	}
	if !has {
		return nil
	}
	var raw struct {
		References column `json:"references"`
		Accept     column `json:"accept"`
		Ordered    *bool  `json:"ordered"`
	}
	if err := json.Unmarshal(b, &raw); err != nil {
		return errors.New(`field "ordered": true or false is wanted`)
	}
	a.Ordered = raw.Ordered != nil && *raw.Ordered
	if err := a.decodeReferences(raw.References); err != nil {
		return fmt.Errorf(`field "references": %w`, err)
	}
	if err := a.decodeAccept(raw.Accept); err != nil {
		return fmt.Errorf(`field "accept": %w`, err)
	}
	return nil
}

// column is a JSON value, which columns of tables have as text.
type column json.RawMessage

// UnmarshalJSON takes the JSON out of a text that holds a list or an object.
func (c *column) UnmarshalJSON(b []byte) error {
	var s string
	if json.Unmarshal(b, &s) == nil {
		if inner := bytes.TrimSpace([]byte(s)); len(inner) > 0 && (inner[0] == '[' || inner[0] == '{') && json.Valid(inner) {
			b = inner
		}
	}
	*c = append((*c)[:0], b...)
	return nil
}

func isNull(b []byte) bool { return len(b) == 0 || string(b) == "null" || string(b) == `""` }

func (a *alternatives) decodeReferences(b column) error {
	if isNull(b) {
		return nil
	}
	var list []column
	if json.Unmarshal(b, &list) != nil {
		return errors.New("a list of targets or calls is wanted")
	}
	for i, element := range list {
		var r reference
		var err error
		switch element[0] {
		case '"':
			if err = json.Unmarshal(element, &r.Target); err == nil {
				r.Calls, err = targetCalls(r.Target)
			}
		case '{', '[':
			var ok bool
			if r.Calls, ok = dataset.ParseCalls(string(element)); !ok {
				err = fmt.Errorf("%s is no call nor list of calls", element)
			}
		default:
			err = fmt.Errorf("%s is neither a target nor a call", element)
		}
		if err != nil {
			return fmt.Errorf("reference %d: %w", i+1, err)
		}
		a.References = append(a.References, r)
	}
	return nil
}

var errAccept = errors.New(`an object of lists is wanted, such as {"recipient": ["mom", "my mother"]}, or a list of one for each call`)

func (a *alternatives) decodeAccept(b column) error {
	if isNull(b) {
		return nil
	}
	var each []column
	if json.Unmarshal(b, &each) != nil {
		each = []column{b}
	}
	for _, element := range each {
		var accepted map[string][]any
		dec := json.NewDecoder(bytes.NewReader(element))
		dec.UseNumber()
		if !isNull(element) && dec.Decode(&accepted) != nil {
			return errAccept
		}
		for name, values := range accepted {
			for _, v := range values {
				switch v.(type) {
				case []any, map[string]any:
					return fmt.Errorf("%s: a value is text, a number, true, false, or null", name)
				}
			}
		}
		a.Accept = append(a.Accept, accepted)
	}
	return nil
}

// check says what does not fit the calls of the record.
func (a *alternatives) check(calls int) error {
	if len(a.Accept) > calls {
		return fmt.Errorf("accept has values for %d calls, and the record has %d", len(a.Accept), calls)
	}
	return nil
}

// better reports whether a result is nearer to right than another: right, then with the
// right actions, then with more right arguments and fewer others.
func (r *Result) better(than *Result) bool {
	return r.merit() > than.merit()
}

func (r *Result) merit() float64 {
	m := 1e9*one(r.Status == report.Correct) + 1e6*one(r.Action)
	for _, a := range r.Args {
		m += 2*one(a.Kind == COR) - 1
	}
	return m
}
