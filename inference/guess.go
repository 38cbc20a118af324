package inference

// guesser guesses the next tokens of an answer, so that one step of the decoder can
// check several. Guesses change how fast answers come, never the answers. The
// guesser learns from the answers of its worker, which resemble each other: "amount"
// usually follows "transfer_money(". It guesses values from the prompt.
type guesser struct {
	seen map[context3]*follower
}

// context3 is three tokens in a row, -1 before the first.
type context3 [3]int32

// follower is the token that has followed a context most often, as far as Boyer and
// Moore's majority vote can tell: a token that agrees raises its lead over the
// others, one that does not lowers it.
type follower struct {
	token      int32
	lead, seen int32
}

const (
	maxContexts = 1 << 16 // learning stops there
	minChance   = 0.4     // least probability that all guesses up to the last are right
)

func newGuesser() *guesser { return &guesser{map[context3]*follower{}} }

func contextOf(tokens []int32) context3 {
	c := context3{-1, -1, -1}
	for i := range min(3, len(tokens)) {
		c[2-i] = tokens[len(tokens)-1-i]
	}
	return c
}

// learn notes which token follows each context of an answer.
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

// next appends guesses to to. tokens are the answer so far; to holds the last of
// them and tokens that must come next, and becomes at most most+1 long.
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

// guess returns the likeliest token behind others, and the probability that it is
// right.
func (g *guesser) guess(so, prompt []int32) (int32, float64) {
	f := g.seen[contextOf(so)]
	if f != nil {
		// At most (seen+lead)/2 of those seen were this one.
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
