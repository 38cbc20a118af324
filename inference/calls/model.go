package calls

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync/atomic"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference"
	"github.com/slmkit/slmkit/inference/calibration"
	"github.com/slmkit/slmkit/inference/regular"
)

// Options say how a model is loaded and how it answers. The zero value loads the
// fp32 model on all cores, and answers freely.
type Options struct {
	Model        inference.Options    // precision, threads, what runs the model
	Generation   inference.Generation // batch, longest output, beams, statistics; Open sets Grammar and Confidence
	Schema       *action.Schema       // what calls mean; nil: see FindSchema
	Constrain    bool                 // allow only valid calls of the schema
	Reference    time.Time            // the day that relative dates count from, if a prompt names none
	Confidence   bool                 // fill Prediction.Confidence, and Prediction.Signals and InScope unless Beams is above 1
	Margins      bool                 // fill Prediction.Margins
	LogProbs     bool                 // have a Service fill Answered.LogProbs
	AbstainBelow float64              // answer none() if the confidence is below this, from 0 to 1; sets Confidence
	RefuseBelow  float64              // answer none() if it is less likely than this that the prompt asks for an action, from 0 to 1; sets Confidence
	Invariant    bool                 // answer one prompt at a time if answers would depend on the batch
}

// Model is a model that answers with calls of a schema. It is safe for concurrent
// use, and closed as an inference.Model is.
type Model struct {
	*inference.Model
	schema       *action.Schema
	o            Options
	generation   inference.Generation
	calibrator   *calibration.Calibrator
	points       []calibration.Point
	answers      *calibration.Answers
	scope        *calibration.Calibrator // nil: the model's own probabilities of first tokens
	uncalibrated string
	dated        atomic.Bool
}

// Open loads the model of a folder. If Options ask for the confidence, it reads the
// calibration beside the model. The caller must close the model.
func Open(ctx context.Context, dir string, o Options) (*Model, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	o.Confidence = o.Confidence || o.AbstainBelow > 0 || o.RefuseBelow > 0
	m := &Model{schema: o.Schema, o: o}
	var err error
	if m.schema == nil {
		if m.schema, _, err = FindSchema(dir); err != nil {
			return nil, err
		}
	}
	if o.Constrain && m.schema == nil {
		return nil, fmt.Errorf("%s: has no actions.json and no schema is given: there is nothing to constrain outputs to", dir)
	}
	o.Model.Hash = o.Model.Hash || o.Confidence
	if m.Model, err = inference.Open(ctx, dir, o.Model); err != nil {
		return nil, err
	}
	if err := m.prepare(dir); err != nil {
		return nil, errors.Join(err, m.Close())
	}
	return m, nil
}

func (o *Options) check() error {
	switch {
	case !(o.AbstainBelow >= 0 && o.AbstainBelow <= 1):
		return fmt.Errorf("AbstainBelow %g is no probability from 0 to 1", o.AbstainBelow)
	case !(o.RefuseBelow >= 0 && o.RefuseBelow <= 1):
		return fmt.Errorf("RefuseBelow %g is no probability from 0 to 1", o.RefuseBelow)
	case o.RefuseBelow > 0 && o.Generation.Beams > 1:
		return fmt.Errorf("--refuse-below goes by the first token of one output: search for 1 beam, not %d", o.Generation.Beams)
	case o.AbstainBelow > 0 && o.Generation.Beams > 1:
		return fmt.Errorf("AbstainBelow goes by the confidence of one output: search for 1 beam, not %d", o.Generation.Beams)
	case o.Margins && o.Generation.Beams > 1:
		return fmt.Errorf("margins are those of one output: search for 1 beam, not %d", o.Generation.Beams)
	}
	return nil
}

// prepare decides how the loaded model answers.
func (m *Model) prepare(dir string) (err error) {
	g := m.o.Generation
	if m.o.Invariant {
		if g, err = m.Model.Invariant(g); err != nil {
			return err
		}
	}
	g = m.WithDefaults(g)
	if max(m.o.AbstainBelow, m.o.RefuseBelow) > 0 && g.Beams > 1 {
		return fmt.Errorf("%s: num_beams is %d in generation_config.json, but an answer is withheld by the probabilities of one output: search for 1 beam (--beams 1)", dir, g.Beams)
	}
	if m.o.Margins && g.Beams > 1 {
		return fmt.Errorf("%s: num_beams is %d in generation_config.json, but margins are those of one output: search for 1 beam (--beams 1)", dir, g.Beams)
	}
	g.Margins, g.LogProbs, g.Confidence = m.o.Margins, m.o.LogProbs, m.o.Confidence || m.o.Margins
	if m.o.Constrain {
		g.Grammar = Grammar(m.schema)
	}
	if g.Refusal, err = m.refusal(); err != nil {
		return err
	}
	m.generation = g
	if m.o.Confidence && g.Beams <= 1 {
		return m.calibrate(calibration.Path(dir))
	}
	return nil
}

// calibrate finds the calibration that was fitted to this model.
func (m *Model) calibrate(path string) error {
	all, err := calibration.Read(path)
	if err != nil {
		return err
	}
	hash, err := m.Hash()
	if err != nil {
		return err
	}
	switch e := all.For(m.Precision, m.o.Constrain); {
	case e == nil:
		m.uncalibrated = "there is no calibration of this"
	case e.ModelHash != hash:
		m.uncalibrated = fmt.Sprintf("%s was made for other files", path)
	default:
		m.points, m.answers = e.Points, e.Answers
		if m.calibrator = &e.Calibrator; e.Scope != nil {
			m.scope = &e.Scope.Calibrator
		}
	}
	return nil
}

// Schema returns the action schema that gives calls their types. It is nil if the
// model has no schema; predictions then have no calls.
func (m *Model) Schema() *action.Schema { return m.schema }

// Generation returns how prompts are answered, with all defaults filled in.
func (m *Model) Generation() inference.Generation { return m.generation }

// Calibrated reports whether a calibration makes the confidence of predictions. If
// none does it is the model's own probability of the output, and why says so.
func (m *Model) Calibrated() (ok bool, why string) { return m.calibrator != nil, m.uncalibrated }

// OperatingPoints say what thresholds of confidence did where the model was calibrated, nil
// where it was not.
func (m *Model) OperatingPoints() []calibration.Point { return m.points }

// CalibratedOn says how the model answered the examples that it was calibrated on, nil
// where no calibration says so.
func (m *Model) CalibratedOn() *calibration.Answers { return m.answers }

// ScopeCalibrated reports whether a calibration makes Prediction.InScope. If none does it
// is the model's own probability that an output does not begin as none() does.
func (m *Model) ScopeCalibrated() bool { return m.scope != nil }

// Dated reports whether a call so far has a relative date that counts from
// Options.Reference, as the prompt had no day of its own.
func (m *Model) Dated() bool { return m.dated.Load() }

// Abstention is the output in place of one that the model is not sure enough of.
const Abstention = dataset.None + "()"

// maxSchema is more bytes than a schema has.
const maxSchema = 1 << 24

// FindSchema reads the schema that lies beside a model, in actions.json, and returns
// its path. The schema is nil if there is none.
func FindSchema(dir string) (s *action.Schema, path string, err error) {
	path = filepath.Join(dir, "actions.json")
	b, err := regular.Read(path, maxSchema)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, path, err
	}
	if err := regular.Foreign(b); err != nil {
		return nil, path, fmt.Errorf("%s: %w", path, err)
	}
	s, err = action.Parse(b, path)
	return s, path, err
}
