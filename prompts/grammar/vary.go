package grammar

// Part is the choices that a named node or a slot made in a derivation.
type Part struct {
	Node     *Node
	from, to int // of the digits
}

// Parts lists the parts of a derivation that have choices, as they begin. It is false where
// the digits do not fit the template.
func (w *Walker) Parts(t *Template, digits []uint64) ([]Part, bool) {
	var out []Part
	w.OnNode = func(n *Node, write func()) {
		from := len(w.Digits)
		at := len(out)
		out = append(out, Part{n, from, from})
		write()
		out[at].to = len(w.Digits)
	}
	ok := w.Replay(t, digits)
	w.OnNode = nil
	some := out[:0]
	for _, p := range out {
		if p.from < p.to {
			some = append(some, p)
		}
	}
	return some, ok
}

// Vary makes a derivation again, with other choices in one of its parts. chance returns a
// number below n. Vary returns false as Replay does.
func (w *Walker) Vary(t *Template, digits []uint64, p Part, chance func(n uint64) uint64) bool {
	w.reset(t, replay)
	w.in = digits
	done := false
	w.OnNode = func(n *Node, write func()) {
		if done || n != p.Node || len(w.Digits) != p.from || len(w.in) < p.to-p.from {
			write()
			return
		}
		done = true
		w.in = w.in[p.to-p.from:]
		w.chance = chance
		write()
		w.chance = nil
	}
	w.walk(t.Root, 0)
	w.OnNode = nil
	return done && w.allowed() && !w.bad && len(w.in) == 0
}

// takes makes one of n choices of a part that is drawn again.
func (w *Walker) takes(n uint64, cum []uint32) uint64 {
	if cum == nil {
		return w.chance(n)
	}
	x := w.chance(uint64(cum[n-1]))
	for i, c := range cum {
		if uint64(c) > x {
			return uint64(i)
		}
	}
	return n - 1
}
