package convert

import (
	"fmt"
)

// chats reads datasets of prompts with calls. The tools of all rows become one
// schema, and each row an example.
type chats struct {
	*Import
	exchanges []*exchange
	tools     *tools
	lost      []*loss // in the order in which they were first met
	counted   map[loss]*loss
}

// loss is something that several rows of a file lose.
type loss struct {
	file, what string

	first place
	rows  int
}

// lose counts something that a row loses.
func (c *chats) lose(at place, what string) {
	key := loss{file: at.file, what: what}
	l := c.counted[key]
	if l == nil {
		l = &loss{file: at.file, what: what, first: at}
		c.counted[key] = l
		c.lost = append(c.lost, l)
	}
	l.rows++
}

// readChats reads the rows of files with a function that makes exchanges of one.
func readChats(im *Import, files []*source, read func(c *chats, r jsonRow) ([]*exchange, error)) error {
	c := newChats(im)
	for _, f := range files {
		all, err := f.rows()
		if err != nil {
			return err
		}
		for _, r := range all {
			if err := c.row(r, read); err != nil {
				return err
			}
		}
	}
	return c.finish()
}

func newChats(im *Import) *chats {
	c := &chats{Import: im, counted: map[loss]*loss{}}
	c.tools = newTools(c)
	return c
}

// row reads one row, or leaves it out.
func (c *chats) row(r jsonRow, read func(c *chats, r jsonRow) ([]*exchange, error)) error {
	err := r.err
	var found []*exchange
	if err == nil {
		found, err = read(c, r)
	}
	if err != nil {
		return c.leave(r.at, fmt.Errorf("%s: %w", r.at, err))
	}
	c.exchanges = append(c.exchanges, found...)
	return nil
}

// finish makes the schema and the examples.
func (c *chats) finish() error {
	kept := c.exchanges[:0]
	for _, x := range c.exchanges {
		err := c.tools.add(x)
		if err == nil {
			kept = append(kept, x)
		} else if err := c.leave(x.at, fmt.Errorf("%s: %w", x.at, err)); err != nil {
			return err
		}
	}
	if len(kept) == 0 {
		c.noteLosses()
		return nil
	}
	var err error
	if c.schema, err = c.tools.schema(kept); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, x := range kept {
		e, err := c.example(x)
		if err == nil {
			x.made = &e
		}
		switch {
		case err != nil:
			if err := c.leave(x.at, fmt.Errorf("%s: %w", x.at, err)); err != nil {
				return err
			}
		case seen[e.ID] && !c.opts.asFound:
			c.lose(x.at, "an example that was there before is left out")
		default:
			seen[e.ID] = true
			c.record(e, x.at)
		}
	}
	c.noteLosses()
	return nil
}

func (c *chats) noteLosses() {
	for _, l := range c.lost {
		c.note(l.first, "%s%s", l.what, more(l.rows-1, "time"))
	}
}
