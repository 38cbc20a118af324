package report

// Basis is what the numbers of a report depend on: numbers are compared only
// where it is the same.
type Basis struct {
	Gold      *GoldInfo  // of scores
	Signature *Signature // of scores
	Machine   *Machine   // of times
	Workload  *Workload  // of times
}

// FileInfo names a file.
type FileInfo struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256,omitempty"`
}

// GoldInfo names a gold set. The fingerprint does not depend on the order or
// the format of its records.
type GoldInfo struct {
	FileInfo
	Fingerprint string `json:"fingerprint"`
	N           int    `json:"n"`
	Templates   int    `json:"templates"`
}

// RunName names a run and its file.
type RunName struct {
	Label string `json:"label"`
	FileInfo
}

// Machine is what times depend on. Times of two machines are not compared.
type Machine struct {
	CPU     string `json:"cpu"`
	Threads int    `json:"threads"`
	OS      string `json:"os"`
	Runtime string `json:"runtime"`
}
