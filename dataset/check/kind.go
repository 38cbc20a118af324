package check

// Severity says what a finding means for the dataset.
type Severity string

// The severities.
const (
	Fault   Severity = "fault"   // wrong: a dataset with one does not pass
	Warning Severity = "warning" // likely to do harm, but some datasets mean it so
	Suspect Severity = "suspect" // worth a look by a person
)

// Kind is a kind of findings.
type Kind struct {
	Name     string   `json:"kind"`
	Severity Severity `json:"severity"`
	About    string   `json:"about"` // what it is, in a sentence without a full stop
}

// kindOf returns the kind of a name. Every name that a check uses is in Kinds.
func kindOf(name string) *Kind {
	for i := range Kinds {
		if Kinds[i].Name == name {
			return &Kinds[i]
		}
	}
	panic("check: kind " + name + " is not in Kinds")
}
