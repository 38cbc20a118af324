package report

// Blessing says why a report is a baseline. It is in the file of the baseline.
type Blessing struct {
	Reason   string `json:"reason"`
	Rules    string `json:"rules"`              // the gate file
	Verdict  string `json:"verdict"`            // of the gate on this report
	Report   string `json:"report"`             // the file that was blessed
	SHA256   string `json:"sha256"`             // of that file
	Replaces string `json:"replaces,omitempty"` // hash of the baseline that was there before
}
