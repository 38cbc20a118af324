package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/gate"
	"github.com/slmkit/slmkit/eval/report"
)

// openedLook is a look of a gate that judges again and again, with its rules. Of another
// gate it has the rules only.
type openedLook struct {
	rules *gate.Rules
	look  gate.Look
	state *gate.LookState
	file  string
}

// openLook says which look a gate is at.
func openLook(rules *gate.Rules, reports, baselines []report.Report) (*openedLook, error) {
	if rules.Looks == nil {
		return &openedLook{rules: rules}, nil
	}
	file := filepath.Join(filepath.Dir(rules.File), rules.Looks.State)
	if rules.Looks.State == "" {
		file = strings.TrimSuffix(rules.File, filepath.Ext(rules.File)) + ".looks.json"
	}
	if filepath.IsAbs(rules.Looks.State) {
		file = rules.Looks.State
	}
	data, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	state, err := gate.ParseLookState(data, file)
	if err != nil {
		return nil, err
	}
	look, err := rules.Next(state, contentHash(reports, baselines))
	if err != nil {
		return nil, err
	}
	return &openedLook{rules.At(look), look, state, file}, nil
}

// take notes that the look was taken.
func (l *openedLook) take(v *gate.Verdict) error {
	if l.state == nil {
		return nil
	}
	v.Look = &l.look
	l.state.Add(l.look, l.rules.File, v.Status)
	f, err := dataset.Create(l.file, io.Discard)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := writeJSON(f, l.state); err != nil {
		return err
	}
	return f.Commit()
}

// contentHash is a hash of what reports hold.
func contentHash(lists ...[]report.Report) string {
	h := sha256.New()
	for _, list := range lists {
		for _, r := range list {
			fmt.Fprintln(h, r.Head().SHA256)
		}
		fmt.Fprintln(h)
	}
	return fmt.Sprintf("%x", h.Sum(nil))[:16]
}
