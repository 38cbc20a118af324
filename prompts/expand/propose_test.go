package expand

import (
	"bytes"
	"context"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
)

var update = flag.Bool("update", false, "write the golden files")

func propose(t testing.TB, pack string, o Options) *Result {
	t.Helper()
	fsys, name, err := prompts.Find(pack)
	if err != nil {
		t.Fatal(err)
	}
	r, err := Propose(context.Background(), fsys, name, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestGolden: what is proposed for a pack of three templates an action, with the library's
// rules, and for one that does not use the library.
func TestGolden(t *testing.T) {
	for name, pack := range map[string]string{"library": "testdata/library", "dental": "../testdata/dental"} {
		var got bytes.Buffer
		r := propose(t, pack, Options{N: 40, Seed: 1})
		if name == "library" { // the words of its prompts are std/en's
			for _, p := range r.Proposals {
				p.Prompts = nil
			}
		}
		if err := Write(&got, r, name); err != nil {
			t.Fatal(err)
		}
		printed := bytes.ReplaceAll(got.Bytes(), []byte(r.Pack.ID()), []byte(name))
		file := filepath.Join("testdata", name+".golden.yaml")
		if *update {
			if err := os.WriteFile(file, printed, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(printed, want) {
			t.Errorf("%s differs from what is proposed:\n%s", file, printed)
		}
	}
}

// TestNew: the pack reads none of the prompts that are shown.
func TestNew(t *testing.T) {
	r := propose(t, "testdata/library", Options{N: 60, Seed: 3})
	parser := prompts.NewParser(r.Pack)
	actions := map[string]int{}
	for _, p := range r.Proposals {
		actions[p.Action]++
		if len(p.Prompts) == 0 {
			t.Errorf("%s shows no prompt", p.Template)
		}
		for _, text := range p.Prompts {
			if found := parser.Parse(text, r.Pack.Reference()); len(found) > 0 {
				t.Errorf("%q of %s is read by %s", text, p.Template, found[0].Origin.Template)
			}
		}
	}
	if len(actions) != 5 {
		t.Errorf("proposals for %v", actions)
	}
}

// TestOneAction: with an action, all proposals are for it, and no more than are asked for.
func TestOneAction(t *testing.T) {
	r := propose(t, "testdata/library", Options{N: 4, Seed: 1, Action: "renew_loan"})
	if len(r.Proposals) != 4 || slices.ContainsFunc(r.Proposals, func(p *Proposal) bool { return p.Action != "renew_loan" }) {
		t.Errorf("%d proposals", len(r.Proposals))
	}
}

// TestAccept: whatever a person leaves of the proposals, accepting it leaves lint as it was
// and every byte of the files beside the new entries.
func TestAccept(t *testing.T) {
	r := propose(t, "testdata/library", Options{N: 40, Seed: 1})
	for draw := range uint64(4) { // more cost seconds
		random := dataset.NewRand(draw, "strike")
		some := &Result{Pack: r.Pack, Seed: r.Seed}
		for _, p := range r.Proposals {
			if draw == 0 || random.IntN(3) == 0 {
				some.Proposals = append(some.Proposals, p)
			}
		}
		dir := copied(t, "testdata/library")
		var file bytes.Buffer
		if err := Write(&file, some, dir); err != nil {
			t.Fatal(err)
		}
		left, seed, err := Read(file.Bytes(), "proposals.yaml")
		if err != nil || len(left) != len(some.Proposals) {
			t.Fatalf("%d proposals are read of %d: %v", len(left), len(some.Proposals), err)
		}
		files, err := Accept(context.Background(), dir, left, seed)
		if err != nil {
			t.Fatal(err)
		}
		checkAccepted(t, dir, left, files)
	}
}

func checkAccepted(t *testing.T, dir string, left []*Proposal, files []string) {
	p, err := prompts.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	faults, err := p.LintT5(context.Background())
	if err != nil || len(faults) > 0 {
		t.Fatalf("lint: %v, %v", faults, err)
	}
	if two, _, err := p.Ambiguous(context.Background(), 2); err != nil || len(two) > 0 {
		t.Fatalf("ambiguous: %v, %v", two, err)
	}
	templates := 0
	for _, x := range p.Templates() {
		if slices.ContainsFunc(left, func(q *Proposal) bool { return q.Template == x.Text && q.Action == x.Action() }) {
			templates++
		}
	}
	if templates != len(left) {
		t.Fatalf("%d of %d proposals are in the pack", templates, len(left))
	}
	for _, name := range files {
		now, _ := os.ReadFile(filepath.Join(dir, name))
		before, _ := os.ReadFile(filepath.Join("testdata/library", name))
		for _, q := range left {
			if q.into.file == name {
				now = bytes.Replace(now, []byte(q.into.before+q.entry()), nil, 1)
			}
		}
		if !bytes.Equal(now, before) {
			t.Fatalf("%s without the new templates is\n%s", name, now)
		}
	}
}

// copied copies a pack to a folder of its own.
func copied(t testing.TB, pack string) string {
	t.Helper()
	dir, err := os.MkdirTemp(t.TempDir(), "pack")
	if err == nil {
		err = os.CopyFS(dir, os.DirFS(pack))
	}
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestAcceptsAllOrNone: one proposal that fails keeps out all, and no file changes.
func TestAcceptsAllOrNone(t *testing.T) {
	good := &Proposal{Action: "renew_loan", Template: "<open> one more week for my book <close>"}
	for _, c := range []struct {
		p    Proposal
		want string
	}{
		{Proposal{Action: "renew_loan", Template: "(book"}, "is never closed"},
		{Proposal{Action: "renew_loan", Template: "keep {room}"}, `renew_loan has no parameter "room"`},
		{Proposal{Action: "renew_loan", Template: "<nothing> keep it"}, `"nothing"`},
		{Proposal{Action: "renew_loan", Template: "renew my book"}, "says it already"},
		{Proposal{Action: "renew_loan", Template: "show me the opening hours"}, "opening_hours"},
		{Proposal{Action: "renew_loan", Template: "one more week for my book"}, "says it"},
		{Proposal{Action: "renew_loan", Template: "<want_v> my book longer"}, "wants a bare verb behind it"},
		{Proposal{Action: "sing", Template: "sing"}, `no action "sing"`},
	} {
		dir := copied(t, "testdata/library")
		_, err := Accept(context.Background(), dir, []*Proposal{good, &c.p}, 1)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.p.Template, err, c.want)
		}
		fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, _ error) error {
			if !d.IsDir() {
				a, _ := os.ReadFile(filepath.Join(dir, name))
				b, _ := os.ReadFile(filepath.Join("testdata/library", name))
				if !bytes.Equal(a, b) {
					t.Errorf("%s: %s has changed", c.p.Template, name)
				}
			}
			return nil
		})
	}
}
