package dataset

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
)

// Manifest says how the dataset in a folder was made and what it holds. It is the
// folder's manifest.json.
type Manifest struct {
	RunInfo
	PackVersion string         `json:"pack_version,omitempty"`
	Rows        map[string]int `json:"rows"`      // by split
	Templates   map[string]int `json:"templates"` // that rows were made from, by split
	Actions     []ActionRows   `json:"actions"`
	SplitBy     string         `json:"split_by"` // what no two splits share: template, text, value, …
	Strategy    string         `json:"strategy"` // how rows were chosen: weighted, uniform, …
	Coverage    *Coverage      `json:"coverage,omitempty"`
}

// ActionRows says what the rows of one action were drawn from.
type ActionRows struct {
	Action    string   `json:"action"`
	Templates [3]int   `json:"templates"` // in train, dev and test
	Rows      [3]int   `json:"rows"`      // in train, dev and test
	Space     *big.Int `json:"space"`     // derivations, which is the most rows there can be

	Kinds     map[string]int `json:"kinds,omitempty"`     // rows of negatives by kind
	Dialogues bool           `json:"dialogues,omitempty"` // of several turns, the first for the action
}

// Coverage says how well rows pair the parts of templates with values.
type Coverage struct {
	Pairs int `json:"pairs"` // in some row
	Often int `json:"often"` // in at least Times rows
	Times int `json:"times"` // rows that were asked for
	Of    int `json:"of"`    // pairs of the parts and the values that some row of a template has
}

// ReadManifest reads the manifest. It is empty where the folder has none.
func (f Folder) ReadManifest() (Manifest, error) {
	b, err := os.ReadFile(f.Manifest())
	if errors.Is(err, fs.ErrNotExist) {
		return Manifest{}, nil
	}
	if err != nil {
		return Manifest{}, err
	}
	var m Manifest
	if err := json.Unmarshal(b, &m); err != nil {
		return Manifest{}, fmt.Errorf("%s: %w: write it again, or remove it", f.Manifest(), err)
	}
	return m, nil
}

// Describe writes what lies beside the examples: the action schema, an
// OpenAI-style tool list, and the manifest.
func (f Folder) Describe(tools []byte, m Manifest) error {
	if err := WriteFile(f.Actions(), tools); err != nil {
		return err
	}
	return WriteJSON(f.Manifest(), m)
}
