package inference

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/inference/ort/onnx"

	"github.com/slmkit/slmkit/inference/ort"
)

// session is a graph that ONNX Runtime has loaded.
type session struct {
	path string
	has  map[string]bool // names of inputs and outputs
	run  *onnx.DynamicAdvancedSession
}

// openSession loads a graph with one thread: all cores are kept busy by several
// batches side by side, which needs no synchronisation. With once set the graph is
// not optimized first, as it will run only once.
func openSession(f file, once bool) (*session, error) {
	o, err := onnx.NewSessionOptions()
	if err != nil {
		return nil, err
	}
	defer o.Destroy()
	if err := errors.Join(o.SetIntraOpNumThreads(1), o.SetInterOpNumThreads(1),
		o.SetLogSeverityLevel(onnx.LoggingLevelFatal)); err != nil {
		return nil, err
	}
	if once {
		if err := errors.Join(o.SetGraphOptimizationLevel(onnx.GraphOptimizationLevelDisableAll),
			o.AddSessionConfigEntry("session.disable_prepacking", "1"), o.SetCpuMemArena(false)); err != nil {
			return nil, err
		}
	}
	names := func(ports []ort.Port) []string {
		out := make([]string, len(ports))
		for i, p := range ports {
			out[i] = p.Name
		}
		return out
	}
	if !f.saturate {
		if err := o.AddSessionConfigEntry(ort.PreciseProducts, "1"); err != nil {
			return nil, err
		}
	}
	run, err := onnx.NewDynamicAdvancedSession(f.path, names(f.graph.Inputs), names(f.graph.Outputs), o)
	if err != nil {
		return nil, fmt.Errorf("%s: onnx runtime cannot load it: %s", f.path, reason(err))
	}
	has := map[string]bool{}
	for _, p := range append(slices.Clone(f.graph.Inputs), f.graph.Outputs...) {
		has[p.Name] = true
	}
	return &session{path: f.path, has: has, run: run}, nil
}

// openSessions loads several graphs, or none if one fails.
func openSessions(files ...file) ([]*session, error) {
	var all []*session
	for _, f := range files {
		s, err := openSession(f, false)
		if err != nil {
			return nil, errors.Join(err, closeSessions(all))
		}
		all = append(all, s)
	}
	return all, nil
}

// file is an ONNX file whose ports have been read.
type file struct {
	path     string
	graph    *ort.Graph
	saturate bool // see Options
}

func closeSessions(all []*session) error {
	var errs []error
	for _, s := range all {
		errs = append(errs, s.run.Destroy())
	}
	return errors.Join(errs...)
}

// reason puts what ONNX Runtime says about a file into one short line.
func reason(err error) string {
	msg := ort.OneLine(err)
	if strings.Contains(msg, "RelativePositionBias") {
		return "it has the operator RelativePositionBias, which runs on GPUs only: export without the optimizer's O2 and O3"
	}
	if len(msg) > 300 {
		msg = msg[:300] + " …"
	}
	return msg
}

// call collects the tensors that one run of a graph binds. It passes over names that
// the graph lacks: exporters prune inputs and outputs that are not used.
type call struct {
	s    *session
	b    *onnx.IoBinding
	keep *[]onnx.Value
	err  error
}

func in[T onnx.TensorData](c *call, name string, data []T, shape ...int) {
	bind(c, c.b.BindInput, name, data, shape)
}

func out[T onnx.TensorData](c *call, name string, data []T, shape ...int) {
	bind(c, c.b.BindOutput, name, data, shape)
}

func bind[T onnx.TensorData](c *call, to func(string, onnx.Value) error, name string, data []T, shape []int) {
	if c.err != nil || !c.s.has[name] {
		return
	}
	dims := make(onnx.Shape, len(shape))
	for i, n := range shape {
		dims[i] = int64(n)
	}
	t, err := onnx.NewTensor(dims, data)
	if err != nil {
		c.err = err
		return
	}
	*c.keep = append(*c.keep, t)
	c.err = to(name, t)
}

func (c *call) run() error {
	if c.err == nil {
		c.err = c.s.run.RunWithBinding(c.b)
	}
	free(c.keep)
	if c.err != nil {
		return fmt.Errorf("%s: %s", c.s.path, reason(c.err))
	}
	return nil
}

// free releases what ONNX Runtime holds of tensors. Their data are Go slices.
func free(vals *[]onnx.Value) {
	for _, v := range *vals {
		_ = v.Destroy()
	}
	*vals = (*vals)[:0]
}

// bindings makes a binding for each session, or none if one fails.
func bindings(sessions ...*session) ([]*onnx.IoBinding, error) {
	var out []*onnx.IoBinding
	for _, s := range sessions {
		b, err := s.run.CreateIoBinding()
		if err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %s", s.path, reason(err)), unbind(out))
		}
		out = append(out, b)
	}
	return out, nil
}

func unbind(all []*onnx.IoBinding) error {
	var errs []error
	for _, b := range all {
		errs = append(errs, b.Destroy())
	}
	return errors.Join(errs...)
}
