package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/check"
	"github.com/slmkit/slmkit/dataset/text"
)

// fixer writes a dataset without what can be mended, in two passes: the first finds the
// rows that repeat others once all are mended, the second writes.
type fixer struct {
	a       *app
	out     string
	files   []string
	from    string
	drop    map[string]map[int]string // by file and line, the kind
	mended  int
	dropped map[string]int // by kind
	rows    map[dataset.Split]int
}

// fix writes the mended dataset into a folder, and says what it did.
func (a *app) fix(ctx context.Context, o *checkOptions, files []string) error {
	f := &fixer{a: a, out: o.fix, files: files, from: o.from, drop: map[string]map[int]string{}, dropped: map[string]int{}, rows: map[dataset.Split]int{}}
	if err := f.plan(ctx); err != nil {
		return err
	}
	var wrote []string
	for _, file := range files {
		to := filepath.Join(o.fix, strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))+".jsonl")
		if slices.Contains(wrote, to) {
			return usageError("--fix: two files become %s: fix them one by one", to)
		}
		if err := f.write(ctx, file, to); err != nil {
			return err
		}
		wrote = append(wrote, to)
	}
	if err := a.accompany(o.in[0], o.fix, "check", f.rows); err != nil {
		return err
	}
	f.say()
	return nil
}

// plan finds the rows to leave out.
func (f *fixer) plan(ctx context.Context) error {
	c := check.New(check.Options{})
	_, err := f.a.eachForeign(ctx, f.files, f.from, func(r check.Row) error {
		if e, _ := check.Mend(*r.Example); !check.IsBlank(&e) {
			c.Add(check.Row{File: r.File, Line: r.Line, Example: &e})
		}
		return nil
	}, passOver)
	c.Surplus(func(at check.Place, kind string) {
		if f.drop[at.File] == nil {
			f.drop[at.File] = map[int]string{}
		}
		f.drop[at.File][at.Line] = kind
	})
	return err
}

// passOver goes on after a record that cannot be read.
func passOver(err error) error {
	var line *dataset.LineError
	if errors.As(err, &line) {
		return nil
	}
	return err
}

// write writes what stays of a file.
func (f *fixer) write(ctx context.Context, file, to string) error {
	w, err := dataset.Create(to, f.a.out)
	if err != nil {
		return err
	}
	defer w.Close()
	put := func(line []byte) error {
		_, err := w.Write(append(line, '\n'))
		return err
	}
	if lines, err := f.isLines(file); err != nil {
		return err
	} else if lines {
		err = f.writeLines(ctx, file, put)
		if err != nil {
			return err
		}
		return w.Commit()
	}
	_, err = f.a.eachForeign(ctx, []string{file}, f.from, func(r check.Row) error {
		e, ok := f.mend(file, r.Line, *r.Example)
		if !ok {
			return nil
		}
		line, err := e.AppendJSON(nil)
		if err != nil {
			return err
		}
		return put(line)
	}, func(err error) error { f.dropped[check.Record]++; return passOver(err) })
	if err != nil {
		return err
	}
	return w.Commit()
}

// isLines reports whether a file holds a record on each line, so that members that are not
// known stay as they are.
func (f *fixer) isLines(file string) (bool, error) {
	if !strings.EqualFold(filepath.Ext(file), ".jsonl") {
		return false, nil
	}
	_, rows, err := f.a.otherTool(file, f.from)
	return rows == nil, err
}

// writeLines writes what stays of JSON Lines.
func (f *fixer) writeLines(ctx context.Context, file string, put func([]byte) error) error {
	split := dataset.SplitOf(file)
	for line, err := range dataset.Open(file, f.a.in, dataset.ReadLines) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(line.Bytes)) == 0 {
			continue
		}
		var row dataset.Foreign
		if err := dataset.Decode(line.Bytes, &row); err != nil {
			f.dropped[check.Record]++
			continue
		}
		was := row.Example
		e, ok := f.mend(file, line.Number, was)
		if !ok {
			continue
		}
		if e.Split == "" {
			f.rows[""]--
			f.rows[split]++
		}
		out := bytes.Clone(line.Bytes)
		if e.Text != was.Text {
			if out, err = patched(out, &was, &e); err != nil {
				return fmt.Errorf("%s:%d: %w", file, line.Number, err)
			}
		}
		if err := put(out); err != nil {
			return err
		}
	}
	return nil
}

// mend mends a row. It is false where the row is left out.
func (f *fixer) mend(file string, line int, e dataset.Example) (dataset.Example, bool) {
	out, changed := check.Mend(e)
	kind := f.drop[file][line]
	if check.IsBlank(&out) {
		kind = check.Blank
	}
	if kind != "" {
		f.dropped[kind]++
		return out, false
	}
	if changed {
		f.mended++
	}
	f.rows[out.Split]++
	return out, true
}

// patched writes the members of a record again that mending has changed.
func patched(line []byte, was, e *dataset.Example) ([]byte, error) {
	dec := json.NewDecoder(bytes.NewReader(line))
	if _, err := dec.Token(); err != nil {
		return nil, err
	}
	out := []byte{'{'}
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var value json.RawMessage
		if err := dec.Decode(&value); err != nil {
			return nil, err
		}
		if value, err = patchedMember(name.(string), value, was, e); err != nil {
			return nil, err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		key, err := plainJSON(name)
		if err != nil {
			return nil, err
		}
		out = append(append(append(out, key...), ':'), value...)
	}
	return append(out, '}'), nil
}

func patchedMember(name string, value json.RawMessage, was, e *dataset.Example) (json.RawMessage, error) {
	var s string
	isText := json.Unmarshal(value, &s) == nil
	switch {
	case isText && s == was.Text && name != "id":
		return plainJSON(e.Text)
	case isText && name == "target":
		return plainJSON(e.Target)
	case (name == "slots" || name == "entities") && len(e.Slots) > 0:
		return plainJSON(e.Slots)
	case name == "call" && e.Call != nil && !isText:
		return plainJSON(e.Call)
	case name == "calls" && e.Calls != nil && !isText:
		return plainJSON(e.Calls)
	}
	return value, nil
}

// plainJSON writes JSON without escapes for <, > and &.
func plainJSON(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// say sums up what was done.
func (f *fixer) say() {
	total := 0
	for _, n := range f.rows {
		total += n
	}
	said := []string{text.Thousands(f.mended) + " mended"}
	for _, kind := range slices.Sorted(maps.Keys(f.dropped)) {
		said = append(said, fmt.Sprintf("%s left out (%s)", text.Thousands(f.dropped[kind]), kind))
	}
	f.a.say("%s: %s rows, %s", f.out, text.Thousands(total), strings.Join(said, ", "))
	f.a.say("personal data, near duplicates, labels and slots inside words are left to you    next: slmkit check %s", f.out)
}
