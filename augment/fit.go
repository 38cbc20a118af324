package augment

import (
	"cmp"
	"errors"
	"iter"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// Rates counts the prompts that have each of Features.
type Rates struct {
	N        int
	Counts   []int // by the place in Features
	Among    []int // prompts that could have the feature, which is seen in all or in some
	Mistaken int   // prompts with a feature that is a mistake
}

// RatesOf counts features of prompts.
func RatesOf(texts iter.Seq[string], v *Vocabulary) Rates {
	r := Rates{Counts: make([]int, len(Features)), Among: make([]int, len(Features))}
	for s := range texts {
		p, mistaken := newPrompt(s), false
		for i := range Features {
			f := &Features[i]
			if f.among != nil && !f.among(p, v) {
				continue
			}
			r.Among[i]++
			if f.detect(p, v) {
				r.Counts[i]++
				mistaken = mistaken || f.Mistake
			}
		}
		r.N++
		if mistaken {
			r.Mistaken++
		}
	}
	return r
}

// Of is the share of the prompts that have a feature, of those that could; 0 of none.
func (r *Rates) Of(feature int) float64 { return share(r.Counts[feature], r.Among[feature]) }

func share(k, n int) float64 {
	if n == 0 {
		return 0
	}
	return float64(k) / float64(n)
}

// Fitted is a plan with the rates of people.
type Fitted struct {
	Plan    *Plan
	People  Rates     // of people's prompts
	Rows    Rates     // of the rows of a dataset that get copies, before; empty without a dataset
	Planned []float64 // shares of rows and copies, by feature
	Reached Rates     // of these rows and the copies that the plan makes; empty without a dataset
	Copies  float64   // share of rows that are copies
}

// FitRows is how many rows of a dataset are looked at, at most.
const FitRows = 10_000

// fitRounds is how often the weights are mended by what they reached: an operation may find
// nothing to do in most prompts, or have a side effect on other features.
const fitRounds = 6

var errNoPeople = errors.New("no prompts of people to fit a plan to")

// Fit changes the weights of a plan so that a dataset with its copies has the features as
// often as prompts of people have: what people do more than the rows of the dataset, copies
// do, as often as there are few of them. Rows is nil for no dataset; then all is for the
// copies to do. The options are those of the run that makes the copies. Operations that no
// feature speaks of share the rest of the plan's budget as they did. The same input gives the
// same plan.
func Fit(plan *Plan, people []string, rows iter.Seq2[dataset.Example, error], o Options) (*Fitted, error) {
	if len(people) == 0 {
		return nil, errNoPeople
	}
	copied := *plan
	f := &fitter{Fitted: Fitted{Plan: &copied, Copies: 0.5}, options: o, gain: map[string]float64{}}
	f.from = map[string]float64{}
	for _, w := range plan.Operations {
		f.from[w.Name], f.gain[w.Name] = max(w.Weight, 0.1), 1
	}
	copied.Operations, copied.Copies = slices.Clone(plan.Operations), copiesBySplit(plan, o.Copies, o.Splits)
	texts, err := f.sample(rows)
	if err != nil {
		return nil, err
	}
	f.words = NewVocabulary(texts, people)
	f.People, f.Rows = RatesOf(slices.Values(people), f.words), RatesOf(textsOf(f.rows), f.words)
	f.plan()
	f.weigh()
	for round := range fitRounds {
		if len(f.rows) == 0 {
			break
		}
		if err := f.run(); err != nil {
			return nil, err
		}
		if round+1 < fitRounds {
			f.mend()
			f.weigh()
		}
	}
	return &f.Fitted, nil
}

// fitter fits a plan.
type fitter struct {
	Fitted
	options Options
	rows    []dataset.Example
	words   *Vocabulary
	need    []float64          // of the copies, shares that get a feature, below 0 those that lose it
	from    map[string]float64 // the weights before
	gain    map[string]float64 // what the weight of an operation is multiplied with
}

// sample keeps rows that get copies, FitRows at random, and returns the texts of all rows.
func (f *fitter) sample(rows iter.Seq2[dataset.Example, error]) ([]string, error) {
	if rows == nil {
		return nil, nil
	}
	var texts []string
	r, seen, copies := rand.New(rand.NewPCG(1, 2)), 0, 0
	for e, err := range rows {
		if err != nil {
			return nil, err
		}
		texts = append(texts, e.Text)
		n := f.Plan.copiesOf(e.Split)
		if n == 0 {
			continue
		}
		seen, copies = seen+1, copies+n
		if len(f.rows) < FitRows {
			f.rows = append(f.rows, e)
		} else if at := r.IntN(seen); at < FitRows {
			f.rows[at] = e
		}
	}
	if copies > 0 {
		f.Copies = share(copies, copies+seen)
	}
	return texts, nil
}

// copiesOf is how many copies an example of a split gets. One without a split gets as many
// as those of the split with most.
func (p *Plan) copiesOf(s dataset.Split) int {
	if s != "" || len(p.Copies) == 0 {
		return p.Copies[s]
	}
	return slices.Max(slices.Collect(maps.Values(p.Copies)))
}

func textsOf(rows []dataset.Example) iter.Seq[string] {
	return func(yield func(string) bool) {
		for i := range rows {
			if !yield(rows[i].Text) {
				return
			}
		}
	}
}

// plan says how often each feature is wanted, where an operation of the plan can do
// something about it.
func (f *fitter) plan() {
	f.Planned, f.need = make([]float64, len(Features)), make([]float64, len(Features))
	for i := range Features {
		base := f.Rows.Of(i)
		need := (f.People.Of(i) - base) / f.Copies
		if len(f.operations(i, need)) == 0 || f.People.Among[i] == 0 {
			need = 0
		}
		f.need[i] = max(-base, min(1-base, need)) // a copy loses only what its row has
		f.Planned[i] = base + f.need[i]*f.Copies
	}
}

// operations are the weights of the plan's operations that make a feature more frequent,
// for a need above 0, or less frequent.
func (f *fitter) operations(feature int, need float64) []Weight {
	names := Features[feature].More
	if need < 0 {
		names = Features[feature].Less
	}
	var out []Weight
	for _, w := range f.Plan.Operations {
		if slices.Contains(names, w.Name) {
			out = append(out, w)
		}
	}
	return out
}

// covered reports whether a feature speaks of an operation.
func covered(op string) bool {
	return slices.ContainsFunc(Features, func(f Feature) bool { return slices.Contains(f.More, op) || slices.Contains(f.Less, op) })
}

// weigh sets the weights. Without the clean share, one of 1 is an operation on one of a
// hundred copies.
func (f *fitter) weigh() {
	rates := map[string]float64{}
	for i := range Features {
		ops, total := f.operations(i, f.need[i]), 0.0
		for _, w := range ops {
			total += f.from[w.Name]
		}
		for _, w := range ops {
			rates[w.Name] = max(rates[w.Name], 100*f.change(i)*f.from[w.Name]/total)
		}
	}
	var told, mistakes, marks, slips, others float64 // sums of weights
	for i := range f.Plan.Operations {
		w := &f.Plan.Operations[i]
		switch op := f.operation(w.Name); {
		case f.idle(w.Name):
		case covered(w.Name):
			w.Weight = min(mostWeight, rates[w.Name]*f.gain[w.Name])
			told += w.Weight
			if op.Contract == Noises {
				mistakes += w.Weight
			}
			if op.Phase >= Case {
				marks += w.Weight
			}
		case op.Contract == Noises:
			slips += f.from[w.Name]
		default:
			others += f.from[w.Name]
		}
	}
	budget := 100 * f.Plan.meanBudget()
	p := parts{told: 1, marks: 1, slips: max(leastSlips*budget, mistakes/2) / max(slips, 1)}
	if marks > budget*mostMarks {
		p.marks = budget * mostMarks / marks
	}
	made := mistakes + p.slips*slips
	told += made - mistakes - marks*(1-p.marks)
	if told > budget*mostTold && others > 0 {
		p.told = budget * mostTold / told
	}
	p.others = (budget - told*p.told) / max(others, 1)
	f.write(made*p.told/budget, p)
}

// parts are what weights are multiplied with: those of operations that features tell of,
// those of case and marks besides, and those before of mistakes and of others that none
// tells of.
type parts struct{ told, marks, slips, others float64 }

// mostTold is the largest part of the budget for the operations that features tell of, and
// mostMarks for those of case and marks among them: alone they make no copy, since it would
// say what its row says.
const (
	mostTold  = 0.5
	mostMarks = 0.15
)

// leastSlips is the part of the budget of mistakes that no feature tells of, at least.
const leastSlips = 0.01

// change is the share of the copies in which the operations of a feature must change
// something.
func (f *fitter) change(feature int) float64 {
	among := share(f.Rows.Among[feature], f.Rows.N)
	if f.Rows.N == 0 {
		among = share(f.People.Among[feature], f.People.N)
	}
	return math.Abs(f.need[feature]) * among
}

// mostWeight leaves room for the operations of other features.
const mostWeight = 25

// write sets the weights: mistakes is their part of all operations. Copies that are clean
// have none, so the others must have more of them.
func (f *fitter) write(mistakes float64, p parts) {
	wanted := (share(f.People.Mistaken, f.People.N) - share(f.Rows.Mistaken, f.Rows.N)) / f.Copies
	dirty := min(1, max(wanted, mistakes*f.Plan.meanBudget(), mistakes/mostMistakes))
	f.Plan.Clean = math.Floor(100*(1-dirty)) / 100
	part := min(mostMistakes, mistakes/(1-f.Plan.Clean))
	more := 1.0
	if mistakes > 0 && mistakes < 1 {
		more = (1 - mistakes) / mistakes * part / (1 - part)
	}
	for i := range f.Plan.Operations {
		w := &f.Plan.Operations[i]
		noises := f.noises(w.Name)
		switch {
		case !covered(w.Name) && noises:
			w.Weight = f.from[w.Name] * p.slips * p.told
		case !covered(w.Name):
			w.Weight = f.from[w.Name] * p.others
		case f.idle(w.Name):
			w.Weight = 0
		case f.operation(w.Name).Phase >= Case:
			w.Weight *= p.marks * p.told
		default:
			w.Weight *= p.told
		}
		if noises {
			w.Weight *= more
		}
		w.Weight = rounded(w.Weight)
	}
}

// meanBudget is how many operations a copy gets.
func (p *Plan) meanBudget() float64 {
	sum, total := 0.0, 0.0
	for i, w := range p.Budget {
		sum, total = sum+float64(i+1)*w, total+w
	}
	if total == 0 {
		return 1
	}
	return sum / total
}

// mostMistakes is the largest share of mistakes among the operations of copies that are not
// clean: otherwise few would be reworded.
const mostMistakes = 0.75

func (f *fitter) operation(name string) Op {
	known := slices.Concat(Ops, f.Plan.Lexicons)
	i := slices.IndexFunc(known, func(o Op) bool { return o.Name == name })
	if i < 0 {
		return Op{}
	}
	return known[i]
}

func (f *fitter) noises(op string) bool { return f.operation(op).Contract == Noises }

// idle reports whether the run would not choose an operation: it knows another language, or
// changes calls and there is nothing to choose from.
func (f *fitter) idle(name string) bool {
	op, language := f.operation(name), f.options.Language
	if language == "" && f.options.Schema != nil {
		language, _, _ = strings.Cut(f.options.Schema.Locale, "-")
	}
	return op.Language != "" && op.Language != cmp.Or(language, English) || op.Contract == Changes && f.rows != nil && f.options.Source == nil
}

// rounded keeps two digits, and none below a hundredth.
func rounded(w float64) float64 {
	if w < 0.01 {
		return 0
	}
	unit := math.Pow(10, math.Floor(math.Log10(w))-1)
	return math.Round(math.Round(w/unit)*unit*1000) / 1000
}

// run makes copies of the rows by the plan, and counts what it reached.
func (f *fitter) run() error {
	o, stats := f.options, Stats{}
	o.Plan = f.Plan
	var texts []string
	rows := func(yield func(dataset.Example, error) bool) {
		for _, e := range f.rows {
			if !yield(e, nil) {
				return
			}
		}
	}
	for s, err := range Convert(rows, o, &stats, func(e *dataset.Example) (string, error) { return e.Text, nil }) {
		if err != nil {
			return err
		}
		texts = append(texts, s)
	}
	f.Reached = RatesOf(slices.Values(texts), f.words)
	return nil
}

// mostGain bounds what is made up for: some operations find little to do.
const mostGain = 4

// mend corrects the weights by what the last run reached.
func (f *fitter) mend() {
	by := map[string]float64{} // the need that speaks loudest of an operation
	factor := map[string]float64{}
	for i := range Features {
		need := f.need[i] * f.Copies
		got := f.Reached.Of(i) - f.Rows.Of(i)
		correction := 2.0
		if got/need > 0.5 {
			correction = max(0.4, need/got)
		}
		for _, w := range f.operations(i, need) {
			if c := f.change(i); c > by[w.Name] {
				by[w.Name], factor[w.Name] = c, correction
			}
		}
	}
	for op, c := range factor {
		f.gain[op] = min(mostGain, f.gain[op]*c)
	}
}
