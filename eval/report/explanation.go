package report

// Explanation says why the answer to one example is right or wrong.
type Explanation struct {
	ID         string         `json:"id"`
	Text       string         `json:"text"`
	Marked     string         `json:"marked"` // the text with its slots in brackets: send [amount: $5] to [recipient: ann]
	Reference  string         `json:"reference_date,omitempty"`
	Split      string         `json:"split,omitempty"`
	Template   string         `json:"template,omitempty"`
	Parent     string         `json:"parent,omitempty"`
	Ops        []string       `json:"ops,omitempty"`
	Want       string         `json:"want"` // in target syntax
	Got        string         `json:"got"`  // as the model wrote it
	Confidence *float64       `json:"confidence,omitempty"`
	Status     Status         `json:"status"`
	Kinds      []string       `json:"kinds,omitempty"`
	Detail     string         `json:"detail,omitempty"`
	Raw        *bool          `json:"raw,omitempty"`        // whether the output is the target, letter for letter
	References int            `json:"references,omitempty"` // further answers that gold accepts; the calls are those of the one that the answer fits best
	Calls      []ComparedCall `json:"calls"`
}

// ComparedCall is a call of gold beside the predicted one that it is compared with. Either
// name is "" where there is no such call.
type ComparedCall struct {
	Want string        `json:"want"`
	Got  string        `json:"got"`
	Args []ComparedArg `json:"arguments"`
}

// ComparedArg is an argument on both sides.
type ComparedArg struct {
	Name    string     `json:"name"`
	Type    string     `json:"type,omitempty"` // of the action schema
	Want    []ReadWord `json:"want,omitempty"` // all that are accepted
	Got     *ReadWord  `json:"got,omitempty"`
	Verdict string     `json:"verdict"` // why it is right or wrong
	Right   bool       `json:"right"`
}

// ReadWord is a value as it was written and as it was understood.
type ReadWord struct {
	Words string `json:"words"`
	Means string `json:"means,omitempty"` // canonical value, "" where it cannot be read
	Fault string `json:"fault,omitempty"` // why not
}
