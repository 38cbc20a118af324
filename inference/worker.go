package inference

import (
	"slices"
	"time"

	"github.com/slmkit/slmkit/inference/grammar"
	"github.com/slmkit/slmkit/inference/tokenizer"
)

// language is what a worker knows of its model besides the graphs.
type language struct {
	cfg        *config
	tokenizer  *tokenizer.Tokenizer
	vocabulary func() *grammar.Vocabulary
}

// worker answers batches one after the other, on one core.
type worker struct {
	engine
	language
	joins   bool // see Shape
	guess   *guesser
	few     int   // up to this many logits are sooner computed one by one than all of them
	search  bool  // whether to search for so few where the prompt decides which tokens may come
	rows    []int // buffers of settle
	kept    []int
	onRows  []row // buffers of advance
	onNext  [][]int32
	scores  []float32
	buffers grammar.Buffers
}

const (
	fewTokens = 8
	largeHead = 1 << 22 // weights of the output layer
)

func newWorker(e engine, s Shape, l language) *worker {
	w := &worker{engine: e, language: l, joins: s.Joins, guess: newGuesser(), few: fewTokens}
	if s.Joins { // slmkit's own kernels compute single logits
		w.few, w.search = max(fewTokens, s.Vocabulary/64), s.Vocabulary*s.Size >= largeHead
	}
	return w
}

// draft is what the model has written for one prompt so far.
type draft struct {
	tokens    []int32
	cut       bool  // by the limit
	err       error // the grammar allows no answer
	sure      Confidence
	margins   []float32 // of each step, if they are wanted
	logProbs  []float64 // of each step's token, if they are wanted
	counted   float64   // sum of logProbs
	latency   time.Duration
	sequences []Sequence // of a beam search, the best first
	walk      *walk      // nil: no beginnings are weighed
	open      int        // rows that belong to the prompt
}

// row is a prompt that is being answered, of some job, or a beginning of its outputs that is
// being weighed.
type row struct {
	*request
	*draft
	job     *job
	cursor  *grammar.Cursor // nil if answers are free
	place   *node           // in the trie of beginnings; nil: the row is the answer's
	reached float64         // log probability of the tokens up to place
}

// batch is the rows that are decoded together, which are those of the engine. Rows
// that are done leave it; rows of other jobs join it if the engine lets them.
type batch struct {
	rows  []row
	next  [][]int32 // tokens to feed to each row: its last one, and guesses of those that follow
	last  time.Time
	stats Stats
}

// timed adds the time since its last call to a stage.
func (b *batch) timed(stage *time.Duration) {
	now := time.Now()
	*stage += now.Sub(b.last)
	b.last = now
}

// enter makes rows of a job's prompts.
func (w *worker) enter(b *batch, j *job) error {
	j.began = time.Now()
	b.stats.Batches++
	prompts := j.prompts()
	for _, r := range j.requests {
		b.next = append(b.next, []int32{*w.cfg.Start})
		b.stats.InputTokens += len(r.ids)
		entering := row{request: r, draft: &draft{sure: sure, open: 1}, job: j}
		if j.paths != nil {
			entering.walk = &walk{j.paths, make([]float64, j.paths.n)}
		}
		if j.grammar != nil && !j.unanswered {
			entering.cursor = j.grammar.Start(w.vocabulary(), r.view, &w.buffers)
		}
		b.rows = append(b.rows, entering)
	}
	begin := w.join
	if len(b.rows) == len(prompts) {
		begin = w.begin
	}
	if !w.joins {
		b.stats.Padding += padding(prompts)
	}
	err := begin(prompts)
	b.timed(&b.stats.Encode)
	j.encoded = b.last.Sub(j.began)
	return err
}

// padding returns how many places of a rectangle the prompts leave empty.
func padding(prompts [][]int32) int {
	n := len(prompts) * longest(prompts)
	for _, p := range prompts {
		n -= len(p)
	}
	return n
}

// leave hands out the answer of a row that is done, if it is the last of its prompt.
func (w *worker) leave(b *batch, r row) {
	if r.open--; r.open > 0 {
		return
	}
	r.latency = time.Since(r.job.began)
	b.stats.OutputTokens += len(r.tokens)
	r.job.take(r.request, w.output(r))
}

// output returns what a row has written.
func (w *worker) output(d row) Output {
	if d.err != nil {
		return Output{Err: d.err}
	}
	out := Output{Text: w.text(d, d.tokens), Tokens: d.tokens, Truncated: d.cut, Confidence: d.sure, Margins: d.margins, LogProbs: d.logProbs, Sequences: d.sequences, Latency: d.latency,
		InputTokens: len(d.ids), Encoding: d.job.encoded, Waited: d.job.waited()}
	if d.walk != nil {
		out.Paths = d.walk.logProbs
	}
	return out
}

// text returns the text of a row's tokens.
func (w *worker) text(r row, tokens []int32) string {
	if r.cursor != nil {
		if text, ok := r.cursor.Text(tokens); ok {
			return text
		}
	}
	return w.tokenizer.Decode(tokens, true)
}

// ends reports whether a token ends an output.
func (w *worker) ends(id int32) bool { return slices.Contains(w.cfg.EOS, id) }
