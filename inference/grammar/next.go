package grammar

import "slices"

// finder finds the tokens that may come next.
type finder struct {
	*automaton
	*Vocabulary
	*Buffers
	words *words
}

// next returns the tokens that may come at a place, those that end the output
// included, in order.
func (f *finder) next(at *place) []int32 {
	ids := f.collect(nil, 0, at, 0)
	if f.mayEnd(at.threads, f.words) {
		ids = append(ids, f.end...)
	}
	slices.Sort(ids)
	return ids
}

// collect appends the tokens below a node of the vocabulary that may be written at
// a place.
func (f *finder) collect(to []int32, node int32, here *place, depth int) []int32 {
	n := &f.nodes[node]
	if len(n.ids) > 0 {
		ok := false
		if here.threads, ok = f.alive(here.threads, f.words); ok {
			for _, id := range n.ids {
				if f.segments(here, id, depth) {
					to = append(to, id)
				}
			}
		}
	}
	for _, e := range n.edges {
		if next := f.level(depth); next.push(here, f.automaton, e.b, f.words) {
			to = f.collect(to, e.node, next, depth+1)
		}
	}
	return to
}

// maxAhead bounds how many bytes segments looks ahead. Only words that are made for
// the purpose need more.
const maxAhead = 1 << 12

// segments reports whether the tokenizer would write a token that ends here as part
// of some output. Without this test an output could be spelled in tokens that the
// model has never seen together.
func (f *finder) segments(here *place, id int32, depth int) bool {
	if !here.prefix.Token(id) {
		return false
	}
	next, bytes := f.level(depth), maxAhead
	next.set(here)
	next.prefix.Mark()
	return f.completes(next, depth+1, &bytes)
}

// completes reports whether some output goes on from here whose best segmentation
// has a token that ends at the mark.
func (f *finder) completes(here *place, depth int, bytes *int) bool {
	if through, decided := here.prefix.Decided(); decided {
		if through {
			here.threads, through = f.alive(here.threads, f.words)
		}
		return through
	}
	if here.prefix.Through() && f.mayEnd(here.threads, f.words) {
		return true
	}
	for b := range f.bytes(here.threads, f.words) {
		if *bytes--; *bytes < 0 {
			return true
		}
		if next := f.level(depth); next.push(here, f.automaton, b, f.words) && f.completes(next, depth+1, bytes) {
			return true
		}
	}
	return false
}
