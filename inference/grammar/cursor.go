package grammar

import "slices"

// A Cursor follows one output through a grammar, token by token, and says which
// tokens may come next. It belongs to one goroutine.
type Cursor struct {
	finder
	memory *memory
	node   *node // where the output has come, nil if that depends on the prompt:
	place  place // then it is this
}

// begin moves the cursor to the start of an output.
func (c *Cursor) begin() {
	c.place.threads = c.place.threads[:0]
	spaced, known := c.empty.Spaced()
	if spaced || !known {
		c.place.threads = c.follow(c.place.threads, first(c.spaced), c.words)
	}
	if !spaced {
		c.place.threads = c.follow(c.place.threads, first(c.bare), c.words)
	}
	c.place.prefix.Set(&c.empty)
	c.place.prefix.Mark()
	c.node = c.memory.node(&c.place, &c.finder)
}

// copy returns a cursor that is where c is.
func (c *Cursor) copy() *Cursor {
	next := &Cursor{finder: c.finder, memory: c.memory, node: c.node}
	next.place.set(&c.place)
	return next
}

// here returns the place that the cursor is at.
func (c *Cursor) here() *place {
	if c.node != nil {
		return &c.node.place
	}
	return &c.place
}

// fixed returns the node that the cursor is at, nil if the prompt decides what may
// come next.
func (c *Cursor) fixed() *node {
	if c.node == nil || c.node.depends {
		return nil
	}
	return c.node
}

// MayEnd reports whether the output may end where it is.
func (c *Cursor) MayEnd() bool { return c.mayEnd(c.here().threads, c.words) }

// Allowed returns the ids that may come next in rising order, those that end the
// output included. The caller must not change the slice, which is valid until the
// cursor moves.
func (c *Cursor) Allowed() []int32 {
	if n := c.fixed(); n != nil {
		return n.ids
	}
	return c.next(c.here())
}

// Few returns the ids that may come next if there are at most most of them. If the
// prompt decides which may, it only finds them with search set: that costs about as
// much as a row of a large output layer.
func (c *Cursor) Few(most int, search bool) (ids []int32, ok bool) {
	if c.fixed() == nil && !search {
		return nil, false
	}
	ids = c.Allowed()
	return ids, len(ids) <= most
}

// Advance moves the cursor behind a token and reports whether the token may come
// next. The cursor stays where it is if the token may not come, and if the token
// ends the output.
func (c *Cursor) Advance(id int32) bool {
	if id < 0 || int(id) >= len(c.texts) { // a model may have more tokens than its tokenizer
		return false
	}
	text := c.texts[id]
	if text == "" {
		return slices.Contains(c.end, id) && c.MayEnd()
	}
	n := c.fixed()
	if n == nil {
		return c.write(text, id)
	}
	if _, ok := slices.BinarySearch(n.ids, id); !ok {
		return false
	}
	if next := c.memory.behind(n, id); next != nil {
		c.node = next
		return true
	}
	if !c.write(text, id) {
		return false
	}
	if c.node != nil {
		c.memory.link(n, id, c.node)
	}
	return true
}

// write moves behind the text of a token if that may come next.
func (c *Cursor) write(text string, id int32) bool {
	from := c.here()
	for i := range len(text) {
		to := &c.spare[i%2]
		if !to.push(from, c.automaton, text[i], c.words) {
			return false
		}
		from = to
	}
	ok := false
	if from.threads, ok = c.alive(from.threads, c.words); !ok || !c.segments(from, id, 0) {
		return false
	}
	from.prefix.Mark()
	c.place, *from = *from, c.place
	c.node = c.memory.node(&c.place, &c.finder)
	return true
}

// After returns a cursor behind a token that may come next. c stays where it is.
func (c *Cursor) After(id int32) *Cursor {
	next := c.copy()
	next.Advance(id)
	return next
}

// Forced appends the tokens that must come next, at most most of them. The cursor
// stays where it is.
func (c *Cursor) Forced(to []int32, most int) []int32 {
	was := c.node
	for range most {
		n := c.fixed()
		if n == nil || len(n.ids) != 1 || slices.Contains(c.end, n.ids[0]) {
			break
		}
		to = append(to, n.ids[0])
		c.Advance(n.ids[0])
	}
	c.node = was
	return to
}
