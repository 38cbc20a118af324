package inference

// guesser guesses the tokens that an answer will go on with, so that one step of
// the decoder can check several. What it guesses changes how fast answers come
// and nothing else. It learns from the answers of its worker, which are alike:
// after "transfer_money(" comes "amount" far more often than not. Values are
// copied from the prompt.
type guesser struct {
	seen map[context3]*follower
}

// context3 is three tokens in a row, -1 before the first.
type context3 [3]int32

// follower is the token that stood behind a context most, as far as is known:
// one more that agrees raises its lead over the others, one that does not lowers
// it (Boyer and Moore's majority vote).
type follower struct {
	token      int32
	lead, seen int32
}

const (
	maxContexts = 1 << 16 // learning stops there
	minChance   = 0.4     // that all guesses up to one are right
)

func newGuesser() *guesser { return &guesser{map[context3]*follower{}} }

func contextOf(tokens []int32) context3 {
	c := context3{-1, -1, -1}
	for i := range min(3, len(tokens)) {
		c[2-i] = tokens[len(tokens)-1-i]
	}
	return c
}

// learn notes what follows what in an answer.
func (g *guesser) learn(tokens []int32) {
	for i := 1; i < len(tokens); i++ {
		c := contextOf(tokens[:i])
		f := g.seen[c]
		switch {
		case f == nil && len(g.seen) == maxContexts:
		case f == nil:
			g.seen[c] = &follower{tokens[i], 1, 1}
		default:
			f.note(tokens[i])
		}
	}
}

func (f *follower) note(token int32) {
	f.seen++
	switch {
	case f.token == token:
		f.lead++
	case f.lead > 0:
		f.lead--
	default:
		f.token, f.lead = token, 1
	}
}

// next appends guesses to to, of what follows the tokens of an answer so far. to
// holds the last of them and tokens that are known to come next, and becomes most+1
// long at most.
func (g *guesser) next(to, tokens, prompt []int32, most int) []int32 {
	chance := 1.0
	so := append([]int32(nil), tokens[max(0, len(tokens)-3):]...)
	so = append(so, to[1:]...)
	for len(to) <= most {
		token, p := g.guess(so, prompt)
		if chance *= p; chance < minChance {
			break
		}
		to, so = append(to, token), append(so, token)
	}
	return to
}

// guess is the likeliest token behind others, and the chance that it is right.
func (g *guesser) guess(so, prompt []int32) (int32, float64) {
	f := g.seen[contextOf(so)]
	if f != nil {
		// Of those seen, (seen+lead)/2 at the most were this one.
		if p := (float64(f.seen+f.lead)/2 + 0.5) / (float64(f.seen) + 1); p >= 0.8 && f.seen > 2 {
			return f.token, p
		}
	}
	last := so[len(so)-1]
	for i := len(prompt) - 2; i >= 0; i-- {
		if prompt[i] == last {
			return prompt[i+1], 0.6
		}
	}
	return 0, 0
}
