package expand

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
)

// Refusal is why a proposal cannot be added.
type Refusal struct {
	Template string
	Reason   string
}

// Refusals is the error of proposals that do not pass the proof.
type Refusals []Refusal

func (r Refusals) Error() string {
	var b bytes.Buffer
	for i, x := range r {
		if i > 0 {
			b.WriteByte('\n')
		}
		fmt.Fprintf(&b, "%s: %s", x.Template, x.Reason)
	}
	return b.String()
}

// Accept adds proposals to the files of the pack in a folder, behind the templates that
// are there; every other byte of the files stays. The proposals are proven again, as they
// may have been changed, on prompts drawn by the seed. It adds all or none, and returns
// the names of the files.
func Accept(ctx context.Context, dir string, proposals []*Proposal, seed uint64) ([]string, error) {
	fsys, name, err := prompts.Find(dir)
	if err != nil {
		return nil, err
	}
	base, err := prompts.Load(fsys, name)
	if err != nil {
		return nil, err
	}
	docs, files, err := layout(fsys)
	if err != nil {
		return nil, err
	}
	v, err := newProver(ctx, fsys, name, seed, base, files)
	if err != nil {
		return nil, err
	}
	var refused Refusals
	for _, p := range proposals {
		if base.Schema().Action(p.Action) == nil {
			refused = append(refused, Refusal{p.Template, fmt.Sprintf("the pack has no action %q", p.Action)})
		} else if err := p.place(docs); err != nil {
			refused = append(refused, Refusal{p.Template, err.Error()})
		}
	}
	if refused != nil {
		return nil, refused
	}
	t, err := v.load(proposals)
	if err != nil {
		return nil, err
	}
	if err := v.read(ctx, t, false); err != nil {
		return nil, err
	}
	if len(v.Refused) == 0 {
		if t, err = v.prove(ctx, proposals, 0); err != nil {
			return nil, err
		}
	}
	for _, p := range proposals {
		if why := v.Refused[p]; why != "" {
			refused = append(refused, Refusal{p.Template, why})
		}
	}
	if refused != nil {
		return nil, refused
	}
	return slices.Sorted(maps.Keys(t.files)), replace(dir, files, t.files)
}

// replace writes all files or none: where one cannot be written, those before it get their
// old contents again.
func replace(dir string, old, files map[string][]byte) (err error) {
	var pending []*dataset.File
	defer func() {
		for _, f := range pending {
			f.Close() // after Commit it does nothing
		}
	}()
	names := slices.Sorted(maps.Keys(files))
	for _, name := range names {
		at := filepath.Join(dir, filepath.FromSlash(name))
		if now, err := os.ReadFile(at); err != nil || !bytes.Equal(now, old[name]) {
			return errors.Join(err, fmt.Errorf("%s: was changed meanwhile: run expand --accept again", at))
		}
		f, err := dataset.Create(at, nil)
		if err != nil {
			return err
		}
		pending = append(pending, f)
		if _, err := f.Write(files[name]); err != nil {
			return fmt.Errorf("%s: %w", at, err)
		}
	}
	for i, f := range pending {
		if err := f.Commit(); err != nil {
			for _, name := range names[:i] {
				err = errors.Join(err, dataset.WriteFile(filepath.Join(dir, filepath.FromSlash(name)), old[name]))
			}
			return err
		}
	}
	return nil
}
