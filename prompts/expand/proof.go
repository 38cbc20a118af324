package expand

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"runtime"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
	"github.com/slmkit/slmkit/prompts/source"
)

// prover tries proposals in the pack, without writing anything.
type prover struct {
	fsys  fs.FS
	name  string
	seed  uint64
	base  *prompts.Pack
	files map[string][]byte // of templates
	known map[string]int    // what lint says of the pack as it is

	habits map[string]bool // pairs of words that look awkward, and that the pack has itself

	Refused map[*Proposal]string // and why
}

func newProver(ctx context.Context, fsys fs.FS, name string, seed uint64, base *prompts.Pack, files map[string][]byte) (*prover, error) {
	v := &prover{fsys: fsys, name: name, seed: seed, base: base, files: files, known: map[string]int{}, habits: map[string]bool{}, Refused: map[*Proposal]string{}}
	for _, t := range base.Templates() {
		for _, e := range base.Sample(t, 5, seed) {
			for _, pair := range awkward(e.Text) {
				v.habits[pair] = true
			}
		}
	}
	faults, err := base.LintT5(ctx)
	for _, f := range faults {
		v.known[f.Check+"\x00"+f.Message]++
	}
	return v, err
}

// trial is a pack with proposals in it.
type trial struct {
	pack      *prompts.Pack
	files     map[string][]byte // that were changed
	proposals []*Proposal
	spans     map[*Proposal]span
	templates map[*Proposal]*prompts.Template
}

// load puts proposals into the pack. It refuses those that do not compile, and loads the
// others.
func (v *prover) load(proposals []*Proposal) (*trial, error) {
	for {
		t := &trial{files: map[string][]byte{}, proposals: proposals, spans: map[*Proposal]span{}, templates: map[*Proposal]*prompts.Template{}}
		byFile := map[string][]*Proposal{}
		for _, p := range proposals {
			byFile[p.into.file] = append(byFile[p.into.file], p)
		}
		for file, some := range byFile {
			data, spans := added(v.files[file], some)
			t.files[file] = data
			for i, p := range some {
				t.spans[p] = spans[i]
			}
		}
		var err error
		t.pack, err = prompts.Load(overlay{v.fsys, t.files}, v.name)
		if err == nil {
			t.find()
			return t, nil
		}
		var faults prompts.Faults
		if !errors.As(err, &faults) || !v.refuseAll(t, faults) {
			return nil, err
		}
		proposals = v.left(proposals)
	}
}

// left is the proposals that are not refused.
func (v *prover) left(proposals []*Proposal) []*Proposal {
	return slices.DeleteFunc(slices.Clone(proposals), func(p *Proposal) bool { return v.Refused[p] != "" })
}

func (v *prover) refuse(p *Proposal, format string, args ...any) {
	if v.Refused[p] == "" {
		v.Refused[p] = fmt.Sprintf(format, args...)
	}
}

// refuseAll refuses the proposals that faults are of. It reports whether there were any.
func (v *prover) refuseAll(t *trial, faults prompts.Faults) bool {
	any := false
	for _, f := range faults {
		for _, p := range t.proposals {
			if p.into.file == f.File && t.spans[p].has(f) {
				v.refuse(p, "%s", f.Message)
				any = true
			}
		}
	}
	return any
}

// has reports whether a fault is within the span; one of the whole line is.
func (s span) has(f *source.Fault) bool {
	return s.line == f.Line && (f.Col == 0 || s.from <= f.Col && f.Col < s.to)
}

// find looks up the templates of the proposals.
func (t *trial) find() {
	type place struct {
		file, text string
		line       int
	}
	at := map[place]*prompts.Template{}
	for _, x := range t.pack.Templates() {
		at[place{folder + "/" + x.File, x.Text, x.Line}] = x
	}
	for _, p := range t.proposals {
		if x := at[place{p.into.file, strings.TrimSpace(p.Template), t.spans[p].line}]; x != nil {
			t.templates[p] = x
		}
	}
}

// tried is how many prompts of a proposal are read, shown how many are shown.
const (
	tried = 40
	shown = 3
)

// read refuses the proposals whose prompts the pack reads already, or reads as another
// call, or cannot read, and picks prompts of the others to show. ours are held to English
// besides.
func (v *prover) read(ctx context.Context, t *trial, english bool) error {
	parser := prompts.NewParser(v.base)
	for _, p := range t.proposals {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		x := t.templates[p]
		if x == nil {
			v.refuse(p, "the pack has this template")
			continue
		}
		examples := t.pack.Sample(x, tried, v.seed)
		if len(examples) == 0 {
			v.refuse(p, "no prompt of it has a value for all of its parameters")
			continue
		}
		v.readPrompts(p, parser, examples, english)
	}
	return nil
}

func (v *prover) readPrompts(p *Proposal, parser *prompts.Parser, examples []dataset.Example, english bool) {
	known := ""
	old, bad := 0, 0
	p.Prompts = nil
	for i := range examples {
		e := &examples[i]
		readings := parser.Parse(e.Text, e.Reference())
		for _, r := range readings {
			if r.Target != e.Target {
				v.refuse(p, "%q asks for %s here and for %s at %s/%s", e.Text, e.Target, r.Target, folder, r.Origin.Template)
				return
			}
		}
		switch {
		case len(readings) > 0:
			old++
			known = readings[0].Origin.Template
		case len(p.Prompts) < shown:
			p.Prompts = append(p.Prompts, e.Text)
		}
		if !english {
			continue
		}
		for _, pair := range awkward(e.Text) {
			if v.habits[pair] {
				continue
			}
			if bad++; 10*bad > len(examples) {
				v.refuse(p, "%q is no English: %q", e.Text, pair)
				return
			}
		}
	}
	if 4*old > len(examples) || len(p.Prompts) == 0 {
		v.refuse(p, "%s/%s says it already", folder, known)
	}
}

// prove refuses the proposals that repeat others, that lint warns of, or whose prompts
// another action's template says as well. The first of them are proven to go together.
func (v *prover) prove(ctx context.Context, proposals []*Proposal, proven int) (*trial, error) {
	t, err := v.load(proposals)
	if err != nil {
		return nil, err
	}
	v.repeated(t)
	faults, err := t.pack.LintT5(ctx)
	if err != nil {
		return nil, err
	}
	v.newFaults(t, faults)
	var fresh []*Proposal
	for _, p := range proposals[proven:] {
		if t.templates[p] != nil && v.Refused[p] == "" {
			fresh = append(fresh, p)
		}
	}
	return t, v.proveOneCall(ctx, t, fresh)
}

// proveOneCall refuses the proposals with a prompt that asks for a second call, and those
// that are too large to be proven. Where some are, it proves each alone to know which.
func (v *prover) proveOneCall(ctx context.Context, t *trial, fresh []*Proposal) error {
	mine := map[*prompts.Template]bool{}
	for _, p := range fresh {
		mine[t.templates[p]] = true
	}
	faults, undecided, err := t.pack.AmbiguousOf(ctx, runtime.GOMAXPROCS(0), func(x *prompts.Template) bool { return mine[x] })
	if err != nil || len(mine) == 0 {
		return err
	}
	for _, f := range faults {
		if v.refuseAll(t, prompts.Faults{f}) {
			continue
		}
		for _, p := range t.proposals { // it is told at the other's place
			if x := t.templates[p]; x != nil && strings.HasSuffix(f.Message, " "+folder+"/"+x.Place()) {
				v.refuse(p, "%s", f.Message)
			}
		}
	}
	if undecided == 0 {
		return nil
	}
	if len(fresh) == 1 {
		v.refuse(fresh[0], "it is too large to be told apart from the templates of other actions")
		return nil
	}
	for _, p := range v.left(fresh) {
		if err := v.proveOneCall(ctx, t, []*Proposal{p}); err != nil {
			return err
		}
	}
	return nil
}

// newFaults refuses the proposals that lint has a new fault for. A fault at another place
// that is new is the last proposal's in its file.
func (v *prover) newFaults(t *trial, faults prompts.Faults) {
	seen := map[string]int{}
	for _, f := range faults {
		key := f.Check + "\x00" + f.Message
		if seen[key]++; seen[key] <= v.known[key] || v.refuseAll(t, prompts.Faults{f}) {
			continue
		}
		for _, p := range slices.Backward(t.proposals) {
			if (p.into.file == f.File || f.Line == 0) && v.Refused[p] == "" {
				v.refuse(p, "%s", (*source.Fault)(f).Error())
				break
			}
		}
	}
}

// repeated refuses the proposals half of whose prompts an earlier one says.
func (v *prover) repeated(t *trial) {
	parser := prompts.NewParser(t.pack)
	number := map[string]int{}
	for i, p := range t.proposals {
		if x := t.templates[p]; x != nil {
			number[x.Key] = i + 1
		}
	}
	for i, p := range t.proposals {
		x := t.templates[p]
		if x == nil {
			v.refuse(p, "another proposal is the same")
			continue
		}
		again := map[int]int{}
		examples := t.pack.Sample(x, 10, v.seed)
		for _, e := range examples {
			for _, r := range parser.Parse(e.Text, e.Reference()) {
				key, _, _ := strings.Cut(r.Origin.Derivation, ":")
				if at := number[key]; at > 0 && at <= i {
					again[at]++
				}
			}
		}
		for at, n := range again {
			if other := t.proposals[at-1]; 2*n >= len(examples) && v.Refused[other] == "" {
				v.refuse(p, "%s says it", other.Template)
			}
		}
	}
}
