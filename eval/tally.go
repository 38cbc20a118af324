package eval

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// maxIDs is how many example ids stand beside a count.
const maxIDs = 5

// Columns of the confusion matrix for what is no action of the schema.
const (
	unknownLabel = "__unknown__"
	invalidLabel = "__invalid__"
)

// tally gathers the results of one run. Its size depends on the numbers of
// clusters, actions and parameters, not on that of examples (but for the
// confidences, where there are some).
type tally struct {
	byTemplate bool // clusters are templates
	n          int
	status     map[Status]int
	exact, raw, action, invalid,
	inScope, falseAction clustered
	slotAll, slotGiven slotCounts
	intents            map[string]*intentCount
	params             map[string]*paramCount
	confusions         map[[2]string]*tagged
	multi              int
	kinds              map[string]*tagged
	slices             map[string]*clustered
	clusters           map[int32]*clusterCounts
	intentIndex        index
	paramIndex         index
	calibration        calibration
	latencies          []float64
	failures           []Failure
	perKind            map[string]int
	goldMisfits        int
	goldMisfit         string
}

type tagged struct {
	n   int
	ids []string
}

func (t *tagged) add(id string) {
	if t.n++; len(t.ids) < maxIDs {
		t.ids = append(t.ids, id)
	}
}

type intentCount struct{ support, predicted, tp, exact int }

type slotCounts struct{ cor, pos, act float64 }

type paramCount struct {
	counts [4]int // by ArgKind
	wrong  map[string]int
}

// clusterCounts are what the bootstrap draws.
type clusterCounts struct {
	all, given      slotCounts
	intents, params deltas
}

// delta counts one label, an action or a parameter.
type delta struct {
	label      int32
	tp, fp, fn float64
}

type deltas []delta

// of returns the counts of a label. A cluster has few.
func (d *deltas) of(label int32) *delta {
	for i := range *d {
		if (*d)[i].label == label {
			return &(*d)[i]
		}
	}
	*d = append(*d, delta{label: label})
	return &(*d)[len(*d)-1]
}

// index numbers labels as they come.
type index map[string]int32

func (x index) of(label string) int32 {
	n, ok := x[label]
	if !ok {
		n = int32(len(x))
		x[label] = n
	}
	return n
}

func newTally() *tally {
	return &tally{status: map[Status]int{}, intents: map[string]*intentCount{}, params: map[string]*paramCount{},
		confusions: map[[2]string]*tagged{}, kinds: map[string]*tagged{}, slices: map[string]*clustered{},
		clusters: map[int32]*clusterCounts{}, intentIndex: index{}, paramIndex: index{}, perKind: map[string]int{}}
}

func get[K comparable, V any](m map[K]*V, key K) *V {
	v := m[key]
	if v == nil {
		v = new(V)
		m[key] = v
	}
	return v
}

func one(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// add counts one example.
func (t *tally) add(g *Gold, p *dataset.Prediction, r *Result, cluster int32) {
	e := &g.Example
	t.n++
	t.status[r.Status]++
	t.byTemplate = t.byTemplate || cluster >= 0
	right := r.Status == Correct
	t.action.add(cluster, one(r.Action))
	t.invalid.add(cluster, one(!r.callable()))
	if len(r.Want) == 1 && r.Want[0] == dataset.None {
		t.falseAction.add(cluster, one(len(r.Got) > 0 && !r.Action))
	}
	if !g.IntentOnly {
		t.addExact(e, r, cluster)
	}
	c := get(t.clusters, cluster)
	t.addIntents(e, r, c)
	t.addArgs(r, c)
	if p != nil {
		if p.Confidence != nil {
			t.calibration.add(*p.Confidence, right, cluster)
		}
		if p.LatencyMS != nil {
			t.latencies = append(t.latencies, *p.LatencyMS)
		}
	}
	if !right {
		get(t.kinds, r.Kinds[0]).add(e.ID)
		t.addFailure(e, p, r)
	}
	if r.Gold != "" {
		t.goldMisfits++
		t.goldMisfit = cmp.Or(t.goldMisfit, e.ID+": "+r.Gold)
	}
}

// addExact counts what only an example with arguments can tell.
func (t *tally) addExact(e *dataset.Example, r *Result, cluster int32) {
	right := one(r.Status == Correct)
	t.exact.add(cluster, right)
	if r.Raw != nil {
		t.raw.add(cluster, one(*r.Raw))
	}
	if len(r.Want) != 1 || r.Want[0] != dataset.None {
		t.inScope.add(cluster, right)
	}
	for _, s := range sliceNames(e) {
		get(t.slices, s).add(cluster, right)
	}
}

// addIntents counts the actions as a multiset and, for single calls, the
// confusion.
func (t *tally) addIntents(e *dataset.Example, r *Result, c *clusterCounts) {
	left := map[string]int{}
	for _, name := range r.Got {
		get(t.intents, name).predicted++
		left[name]++
	}
	for _, name := range r.Want {
		ic := get(t.intents, name)
		ic.support++
		if r.Status == Correct {
			ic.exact++
		}
		if left[name] > 0 {
			left[name]--
			ic.tp++
			c.intents.of(t.intentIndex.of(name)).tp++
		} else {
			c.intents.of(t.intentIndex.of(name)).fn++
		}
	}
	for name, n := range left {
		if n > 0 {
			c.intents.of(t.intentIndex.of(name)).fp += float64(n)
		}
	}
	if len(r.Want) != 1 || len(r.Got) > 1 {
		t.multi++
		return
	}
	got := invalidLabel
	if len(r.Got) == 1 {
		got = r.Got[0]
	}
	if slices.Contains(r.Kinds, KindUnknownAction) { // a row of its own for every invention would swamp the matrix
		got = unknownLabel
	}
	get(t.confusions, [2]string{r.Want[0], got}).add(e.ID)
}

func (t *tally) addArgs(r *Result, c *clusterCounts) {
	var s slotCounts
	for _, a := range r.Args {
		p := get(t.params, a.Param)
		p.counts[a.Kind]++
		if a.Kind == INC {
			p.confuse(a.Want + " → " + a.Got)
		}
		d := c.params.of(t.paramIndex.of(a.Param))
		d.tp += one(a.Kind == COR)
		d.fp += one(a.Kind == INC || a.Kind == SPU)
		d.fn += one(a.Kind == INC || a.Kind == MIS)
		s.cor += one(a.Kind == COR)
		s.pos += one(a.Kind != SPU)
		s.act += one(a.Kind != MIS)
	}
	t.slotAll.add(s)
	c.all.add(s)
	if r.Action {
		t.slotGiven.add(s)
		c.given.add(s)
	}
}

// confuse remembers a wrong value; a thousand different ones are enough.
func (p *paramCount) confuse(pair string) {
	if p.wrong == nil {
		p.wrong = map[string]int{}
	}
	if _, ok := p.wrong[pair]; ok || len(p.wrong) < 1000 {
		p.wrong[pair]++
	}
}

func (s *slotCounts) add(o slotCounts) {
	s.cor += o.cor
	s.pos += o.pos
	s.act += o.act
}

func (s slotCounts) f1() float64 { return 2 * s.cor / (s.pos + s.act) }

// sliceNames lists the slices that an example is in.
func sliceNames(e *dataset.Example) []string {
	names := []string{"split=" + cmp.Or(string(e.Split), "none"), "calls=" + strconv.Itoa(len(e.Want()))}
	args := 0
	for _, c := range e.Want() {
		args += len(c.Arguments)
	}
	names = append(names, "slots="+[]string{"0", "1", "2", "3 and more"}[min(args, 3)])
	if o := e.Origin; o != nil {
		if len(o.Ops) == 0 {
			names = append(names, "augmented=no")
		} else {
			names = append(names, "augmented=yes")
		}
		for i, op := range o.Ops {
			if name := "op=" + opName(op); !slices.Contains(names[len(names)-i:], name) {
				names = append(names, name)
			}
		}
		if o.Kind != "" {
			names = append(names, "kind="+o.Kind)
		}
	}
	return names
}

// opName cuts the parameters off an augmentation's name, "typo:2" or "typo(2)".
func opName(op string) string {
	if i := slices.IndexFunc([]byte(op), func(c byte) bool { return c == ':' || c == '(' || c == '=' || c == ' ' }); i > 0 {
		return op[:i]
	}
	return op
}

// Failure is one example that is not correct.
type Failure struct {
	ID         string   `json:"id"`
	Text       string   `json:"text"`
	Intent     string   `json:"intent"`
	Want       string   `json:"want"`
	Got        string   `json:"got"`
	Status     Status   `json:"status"`
	Kinds      []string `json:"kinds"`
	Detail     string   `json:"detail"`
	Split      string   `json:"split,omitempty"`
	Template   string   `json:"template,omitempty"`
	Confidence *float64 `json:"confidence,omitempty"`
}

// Failures are kept up to maxFailures, of one kind and action up to
// maxFailuresAlike, so that a frequent fault does not hide the rare ones.
const (
	maxFailures      = 500
	maxFailuresAlike = 25
)

func (t *tally) addFailure(e *dataset.Example, p *dataset.Prediction, r *Result) {
	key := r.Kinds[0] + " " + r.Want[0]
	if t.perKind[key]++; t.perKind[key] > maxFailuresAlike || len(t.failures) >= maxFailures {
		return
	}
	t.failures = append(t.failures, newFailure(e, p, r))
}

func newFailure(e *dataset.Example, p *dataset.Prediction, r *Result) Failure {
	f := Failure{ID: e.ID, Text: e.Text, Intent: e.Intent(), Want: cmp.Or(e.Target, show(e.Want())), Status: r.Status, Kinds: r.Kinds,
		Detail: r.Detail, Split: string(e.Split)}
	if e.Origin != nil {
		f.Template = e.Origin.Template
	}
	if p != nil {
		f.Got, f.Confidence = p.Output, p.Confidence
		if calls := typedCalls(p); f.Got == "" && len(calls) > 0 {
			f.Got = show(calls)
		}
	}
	return f
}

// show writes calls for people: canonical values, arguments in order of names.
func show(calls []dataset.Call) string {
	raw := make([]action.RawCall, len(calls))
	for i, c := range calls {
		raw[i].Name = c.Name
		for _, name := range sortedKeys(c.Arguments) {
			_, quoted := c.Arguments[name].(string)
			raw[i].Args = append(raw[i].Args, action.RawArg{Name: name, Text: text(c.Arguments[name]), Quoted: quoted})
		}
	}
	return action.FormatTarget(raw)
}
