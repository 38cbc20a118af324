package gate

import "encoding/json"

// ReadVerdict reads the JSON of a verdict. It returns false where the JSON is of something
// else.
func ReadVerdict(data []byte) (*Verdict, bool) {
	var v struct {
		Verdict
		Metrics json.RawMessage `json:"metrics"` // of a report
	}
	if err := json.Unmarshal(data, &v); err != nil || v.Status == "" || v.Outcomes == nil || v.Metrics != nil {
		return nil, false
	}
	return &v.Verdict, true
}
