package convert

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
)

var bfclDialect = &Dialect{
	Name:       "bfcl",
	Help:       "cases of the Berkeley Function-Calling Leaderboard, with their answers in possible_answer",
	Holds:      Records,
	extensions: []string{".json", ".jsonl"},
	nothing:    "no case: rows with question and function are wanted, and rows with ground_truth",
	recognize: func(f *source) clue {
		switch {
		case f.rowHas("question", "function"):
			return clue{sure, "has rows with question and function"}
		case f.rowHas("id", "ground_truth"):
			return clue{sure, "has rows with ground_truth"}
		}
		return clue{}
	},
	read: readBFCL,
}

// answersFolder is where BFCL has the answers of the file of the same name.
const answersFolder = "possible_answer"

// bfcl reads cases. Its answers are those of all files, by the ids of cases.
type bfcl struct {
	*chats
	answers map[string]json.RawMessage
}

// readBFCL reads the files of answers first. Where a file of questions is named
// alone, its answers are looked for in possible_answer beside it.
func readBFCL(im *Import, files []*source) error {
	b := &bfcl{newChats(im), map[string]json.RawMessage{}}
	var questions []jsonRow
	for _, f := range files {
		all, err := f.rows()
		if err != nil {
			return err
		}
		answers := len(all) > 0
		for _, r := range all {
			answers = b.answer(r) && answers
		}
		if answers {
			continue
		}
		questions = append(questions, all...)
		if err := b.beside(f); err != nil {
			return err
		}
	}
	for _, r := range questions {
		if err := b.row(r, func(_ *chats, r jsonRow) ([]*exchange, error) { return b.question(r) }); err != nil {
			return err
		}
	}
	return b.finish()
}

// answer takes a row of answers; false for any other row.
func (b *bfcl) answer(r jsonRow) bool {
	if r.err != nil {
		return false
	}
	row, err := members(r.raw)
	id, _ := textOf(find(row, "id"))
	truth := find(row, "ground_truth")
	if err != nil || truth == nil {
		return false
	}
	b.answers[id] = truth
	return find(row, "question") == nil
}

// beside reads the answers to a file of questions where they were not named.
func (b *bfcl) beside(f *source) error {
	path := filepath.Join(filepath.Dir(f.path), answersFolder, filepath.Base(f.path))
	if f.path == "-" {
		return nil
	}
	answers := &source{path: path, shelf: f.shelf}
	all, err := answers.rows()
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for _, r := range all {
		b.answer(r)
	}
	return err
}

// question reads a case of one turn.
func (b *bfcl) question(r jsonRow) ([]*exchange, error) {
	row, err := members(r.raw)
	if err != nil {
		return nil, err
	}
	id, _ := textOf(find(row, "id"))
	list, err := elements(find(row, "question"))
	if err != nil {
		return nil, fmt.Errorf("question: %w", err)
	}
	if len(list) > 1 && strings.HasPrefix(string(list[0]), "[") {
		return nil, fmt.Errorf("case %q has %d turns: only cases of one are read", id, len(list))
	}
	if len(list) == 1 && strings.HasPrefix(string(list[0]), "[") {
		if list, err = elements(list[0]); err != nil {
			return nil, fmt.Errorf("question: %w", err)
		}
	}
	var turns []turn
	for _, raw := range list {
		t, err := message(raw)
		if err != nil {
			return nil, err
		}
		turns = append(turns, t)
	}
	found, err := b.talk(r.at, append(turns, turn{role: "assistant"}))
	if err != nil {
		return nil, err
	}
	x := found[len(found)-1]
	x.tools = find(row, "function", "functions")
	truth, known := b.answers[id]
	if !known && !strings.Contains(id, "irrelevance") {
		return nil, fmt.Errorf("case %q has no answer: name the file of %s as well", id, answersFolder)
	}
	x.calls, err = bfclCalls(x.text, truth)
	return []*exchange{x}, err
}

// bfclCalls reads [{"f": {"a": [1, 2]}}], where each argument has the values that it
// may have.
func bfclCalls(text string, truth json.RawMessage) ([]saidCall, error) {
	list, err := elements(truth)
	if err != nil {
		return nil, fmt.Errorf("ground_truth: %w", err)
	}
	var out []saidCall
	for _, raw := range list {
		calls, err := members(raw)
		if err != nil {
			return nil, fmt.Errorf("ground_truth %s: %w", short(raw), err)
		}
		for _, m := range calls {
			call := saidCall{name: m.name}
			args, err := members(m.raw)
			if err != nil {
				return nil, fmt.Errorf("ground_truth of %q: %w", m.name, err)
			}
			for _, a := range args {
				if v := possible(text, a.raw); v != nil {
					call.args = append(call.args, jsonMember{a.name, v})
				}
			}
			out = append(out, call)
		}
	}
	return out, nil
}

// possible chooses one of the values that an argument may have: the first that the
// prompt says word for word, or else the first. It is nil where the argument may be
// left out and the prompt does not say it.
func possible(text string, raw json.RawMessage) json.RawMessage {
	list, err := elements(raw)
	if err != nil || len(list) == 0 {
		return nil
	}
	optional := slices.ContainsFunc(list, func(v json.RawMessage) bool { return string(v) == `""` })
	runes := []rune(text)
	for _, v := range list {
		said, isText := textOf(v)
		if !isText {
			said = string(v)
		}
		if said != "" && typeOf(v) != "" && typeOf(v) != "boolean" && says(runes, []rune(said)) {
			return v
		}
	}
	if optional {
		return nil
	}
	return list[0]
}

// says reports whether a text has words as whole words, in any case.
func says(text, words []rune) bool {
	for i := 0; i+len(words) <= len(text); i++ {
		if equalFold(text[i:i+len(words)], words) && whole(text, i, i+len(words)) {
			return true
		}
	}
	return false
}
