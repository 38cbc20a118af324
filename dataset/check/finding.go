package check

import "github.com/slmkit/slmkit/dataset"

// Finding is one thing found.
type Finding struct {
	Kind     string        `json:"kind"`
	Severity Severity      `json:"severity"`
	File     string        `json:"file,omitempty"` // "" for a finding about the whole dataset
	Line     int           `json:"line,omitempty"` // from 1; the row of a Parquet file
	ID       string        `json:"id,omitempty"`
	Split    dataset.Split `json:"split,omitempty"`
	Text     string        `json:"text,omitempty"`
	Detail   string        `json:"detail"`          // what is wrong, in words
	Other    *Place        `json:"other,omitempty"` // the row that this one repeats or contradicts
}

// Place says which row of a dataset is meant.
type Place struct {
	File  string        `json:"file"`
	Line  int           `json:"line"`
	ID    string        `json:"id,omitempty"`
	Split dataset.Split `json:"split,omitempty"`
	Text  string        `json:"text"`
}
