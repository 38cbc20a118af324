package grammar

import (
	"strings"

	"github.com/slmkit/slmkit/inference/tokenizer"
)

// log is what the threads of an output that is read have quoted. Threads share entries
// with those that they come from.
type log struct {
	at      int32 // how many bytes of the output are read
	entries []entry
}

// entry says that the output has a text in place of what is written from one offset to
// another. In a thread that copies, the last entry is of the words that it copies.
type entry struct {
	from, to int32
	text     string
	before   int32
}

// noEntry is the log of a thread that has quoted nothing.
const noEntry = -1

func (l *log) add(e entry) int32 {
	l.entries = append(l.entries, e)
	return int32(len(l.entries) - 1)
}

// begin notes that a thread begins to copy with the last byte that was read.
func (w *words) begin(t thread) int32 {
	if w.log == nil {
		return noEntry
	}
	return w.log.add(entry{from: w.log.at - 1, before: t.log})
}

// end notes that a thread has copied its words.
func (w *words) end(t thread) thread {
	if w.log != nil {
		begun := w.log.entries[t.log]
		t.log = w.log.add(entry{begun.from, w.log.at, w.quote(t.from, t.at), begun.before})
	}
	return t
}

// said notes that the last bytes that were read are written for a text.
func (w *words) said(t thread, bytes int32, text string) thread {
	if w.log != nil {
		t.log = w.log.add(entry{w.log.at - bytes, w.log.at, text, t.log})
	}
	return t
}

// quote returns the words of the prompt from one offset to another, as an output
// quotes them.
func (w *words) quote(from, to int32) string {
	return strings.ReplaceAll(w.quoted(from, to), `"`, `""`)
}

// Text returns the output that tokens write. It is the text of the tokens with the
// characters of the prompt and the grammar in the place of those that the tokenizer
// changes or that the vocabulary lacks. If several words of the prompt look the same
// to the model, the output has the first of those that it looks at without loss, and
// otherwise the first. ok is false if the tokens are not the beginning of an output.
//
// The cursor gives the grammar and the prompt; where it is does not matter, and it
// stays there.
func (c *Cursor) Text(tokens []int32) (text string, ok bool) {
	var all strings.Builder
	for _, id := range tokens {
		all.WriteString(c.texts[id])
	}
	written := all.String()
	if c.words.view.From == nil && len(c.rare) == 0 {
		return strings.TrimPrefix(written, " "), true
	}
	w := *c.words
	w.log = &log{}
	start := c.bare
	if strings.HasPrefix(written, " ") {
		start = c.spaced
	}
	threads := c.follow(nil, first(start), &w)
	for i := range len(written) {
		w.log.at = int32(i) + 1
		if threads = c.step(nil, threads, written[i], &w); len(threads) == 0 {
			return "", false
		}
	}
	best := threads[0]
	for _, t := range threads {
		if c.mayEnd([]thread{t}, &w) {
			best = t
			break
		}
	}
	if best.at >= 0 { // it breaks off in words of the prompt
		best = w.end(best)
	}
	return strings.TrimPrefix(w.log.text(written, best.log), " "), true
}

// text returns an output with what an entry, and those before it, have in its place.
func (l *log) text(written string, last int32) string {
	var parts []string // from the end
	end := int32(len(written))
	for last != noEntry {
		e := l.entries[last]
		parts = append(parts, written[e.to:end], e.text)
		end, last = e.from, e.before
	}
	text := []byte(written[:end])
	for i := len(parts) - 1; i >= 0; i-- {
		text = append(text, parts[i]...)
	}
	return strings.ReplaceAll(string(text), string([]byte{tokenizer.Lost}), "")
}
