package report

// Flip is an example on which two runs differ. Its Failure is the wrong answer, or that of
// the new run where both are wrong.
type Flip struct {
	Failure
	Other string   `json:"other"`           // what the other run answers
	Parts *Parting `json:"parts,omitempty"` // where the two answers part
}

// Parting is where the answers of two runs part. Margins are given where both predictions
// have them: how much likelier the token that the run chose there was than its second
// choice, 0 to 1. Up to there both runs wrote the same, so that small margins mean that
// neither run was sure.
type Parting struct {
	After      string   `json:"after"`           // what both wrote before
	Base       string   `json:"base"`            // what the base run wrote then
	New        string   `json:"new"`             // what the new run wrote then
	Token      *int     `json:"token,omitempty"` // number of the first token that differs, from 0, where predictions have tokens
	BaseMargin *float64 `json:"base_margin,omitempty"`
	NewMargin  *float64 `json:"new_margin,omitempty"`
}

// CoinFlip is the margin below which a choice of two tokens might as well have been the
// other.
const CoinFlip = 0.1

// CoinFlip reports whether both runs hardly preferred what they wrote to what the other
// wrote. It is false where the margins are not known.
func (p *Parting) CoinFlip() bool {
	return p != nil && p.BaseMargin != nil && p.NewMargin != nil && *p.BaseMargin < CoinFlip && *p.NewMargin < CoinFlip
}

// FlipMargins counts the broken examples whose margins are known.
type FlipMargins struct {
	Broken    int `json:"broken"`
	CoinFlips int `json:"coin_flips"` // neither run was sure; the others are damage
}

// Directions of flips.
const (
	FlipBroken = "broken"
	FlipFixed  = "fixed"
)

// FlipGroup is what flips have in common. Of the examples that could flip, those that the
// base run answers right (or wrong, for what was fixed), N are in the group. P is the
// chance of at least as many flips in it if flips fell on examples at random. Flips that
// come together in a template count as fewer. Kinds of errors are compared with those of
// the base run's errors.
type FlipGroup struct {
	By        string   `json:"by"` // action, parameter, value, template, operation, confusion, error or length
	Name      string   `json:"name"`
	Direction string   `json:"direction"`
	Flips     int      `json:"flips"`
	N         int      `json:"n"`         // in the group, that could flip
	AllFlips  int      `json:"all_flips"` // in this direction
	AllN      int      `json:"all_n"`     // of all that could flip
	P         float64  `json:"p"`
	Q         float64  `json:"q"` // P with Benjamini and Hochberg's correction (1995): the share of false groups among all up to this one
	Also      []string `json:"also,omitempty"`
	IDs       []string `json:"ids"`
}

// Beyond reports whether so many flips are hardly chance.
func (g *FlipGroup) Beyond() bool { return g.Q <= 1-Level }
