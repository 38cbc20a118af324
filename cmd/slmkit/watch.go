package main

import (
	"context"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/slmkit/slmkit/dataset/text"
	"github.com/slmkit/slmkit/prompts/preview"
	"github.com/slmkit/slmkit/prompts/source"
)

type watchOptions struct {
	at     string
	n      int
	rows   int
	seed   uint64
	once   bool
	noRest bool
}

func newWatch(a *app) *cobra.Command {
	var o watchOptions
	c := &cobra.Command{
		Use:   "watch DIR",
		Short: "show faults and fresh prompts of a pack as it is edited",
		Long: `Looks at a pack while it is edited. Whenever a file is saved, watch shows the
faults of what changed, each with its file and line, and fresh prompts of it
with their calls: within a tenth of a second, since it loads only the file and
what it needs. Of a rule, a lexicon or an action that changed, it shows prompts
of a file that uses it. Then it lints the whole pack, looks for prompts of the
file that another action's templates write as well, and says how many rows a
dataset of -n rows would have of the file's actions.

Where the file has errors, the last good prompts stay. --at looks at one file,
or with a line at one template of it. ^C ends watch, with status 130.

--once shows the file that was saved last, or that of --at, and ends: with 1 if
the pack has errors.`,
		Example: "slmkit watch mypack",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if o.n < 1 || o.rows < 1 {
				return usageError("--prompts %d, -n %d: ask for at least one", o.n, o.rows)
			}
			return runWatch(cmd.Context(), a, args[0], o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.at, "at", "", "file of templates, or FILE:LINE for one template (default: what was saved last)")
	f.IntVar(&o.n, "prompts", 10, "prompts to show")
	f.IntVarP(&o.rows, "rows", "n", 5000, "rows of the dataset that is planned")
	f.Uint64Var(&o.seed, "seed", 1, "seed of the first prompts; each save has another")
	f.BoolVar(&o.once, "once", false, "show one file and end")
	f.BoolVar(&o.noRest, "quick", false, "leave out the look at the whole pack")
	return c
}

// watcher is a pack that is being edited.
type watcher struct {
	*app
	watchOptions
	dir, name string
	files     source.Files
	place     preview.Place
	fixed     bool          // --at says the place
	fresh     bool          // the files are to be shown
	good      *preview.Look // the last that loaded
	errors    int           // of the last look at the pack
}

func runWatch(ctx context.Context, a *app, dir string, o watchOptions) error {
	if !isFile(filepath.Join(dir, "pack.yaml")) {
		return usageError("%s: has no pack.yaml: name the folder of a pack, or begin one with slmkit init %s", dir, dir)
	}
	full, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	w := &watcher{app: a, watchOptions: o, dir: dir, name: filepath.Base(full), fresh: true}
	if w.files, err = preview.Read(os.DirFS(dir)); err != nil {
		return err
	}
	if err := w.begin(); err != nil {
		return err
	}
	if o.once {
		return w.end(w.show(ctx))
	}
	return w.watch(ctx)
}

// begin finds the place that is shown first.
func (w *watcher) begin() (err error) {
	if w.at != "" {
		w.fixed = true
		if w.place, err = preview.ParsePlace(w.at); err != nil {
			return &exitError{exitUsage, err}
		}
		if _, there := w.files[w.place.File]; !there {
			return usageError("%s: is no file of %s: name one of its templates", w.place.File, w.dir)
		}
		return nil
	}
	w.place = preview.Place{File: w.latest()}
	if w.place.File == "" {
		return usageError("%s: has no file in templates/: write one", w.dir)
	}
	return nil
}

// together is how long files may take to be written by one program, such as slmkit init or git.
const together = 2 * time.Second

// latest is the file of templates that was edited last: the first by name of those that were
// written together, and none, which every pack begins with, only if it is alone.
func (w *watcher) latest() string {
	times := map[string]time.Time{}
	var last time.Time
	for name := range w.files {
		info, err := os.Stat(filepath.Join(w.dir, name))
		if err != nil || !strings.HasPrefix(name, "templates/") {
			continue
		}
		times[name] = info.ModTime()
		if info.ModTime().After(last) {
			last = info.ModTime()
		}
	}
	found := ""
	for _, name := range slices.Sorted(maps.Keys(times)) {
		if last.Sub(times[name]) > together {
			continue
		}
		if found == "" || path.Base(found) == "none.yaml" {
			found = name
		}
	}
	return found
}

// end is the error that --once ends with.
func (w *watcher) end(err error) error {
	if err == nil && w.errors > 0 {
		return fmt.Errorf("%s: faults: %s", w.dir, text.Thousands(w.errors))
	}
	return err
}

// pollEvery is the time between two looks at the files. Looking is polling, which sees
// every kind of saving on every kind of disk, and takes a millisecond for a hundred files.
const pollEvery = 25 * time.Millisecond

// watch shows the pack, and again whenever it changed, until ctx ends.
func (w *watcher) watch(ctx context.Context) error {
	seen := stamps(w.dir)
	for {
		if err := w.untilChange(ctx, seen); err != nil {
			return err
		}
		seen = stamps(w.dir)
		files, err := preview.Read(os.DirFS(w.dir))
		if err != nil {
			continue // it is being saved
		}
		changed := preview.Changed(w.files, files)
		if w.fresh = len(changed) > 0; !w.fresh {
			continue
		}
		if !w.fixed {
			w.place = preview.Edited(w.files, files, changed, w.place)
		}
		w.files, w.seed = files, w.seed+1
	}
}

// untilChange shows the pack where it is fresh, and returns when its files change. A
// change ends a look at the whole pack that is going on.
func (w *watcher) untilChange(ctx context.Context, seen string) error {
	inner, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() {
		if w.fresh {
			done <- w.show(inner)
		} else {
			done <- nil
		}
	}()
	running := true
	defer func() {
		if stop(); running {
			<-done
		}
	}()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case err := <-done:
			if running = false; err != nil {
				return err
			}
		case <-time.After(pollEvery):
			if stamps(w.dir) != seen {
				return nil
			}
		}
	}
}

// stamps describes when the files of a folder were written, so that equal stamps mean
// equal files.
func stamps(dir string) string {
	var b strings.Builder
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if d.IsDir() && path != dir && (strings.HasPrefix(d.Name(), ".") || d.Name() == "build") {
			return filepath.SkipDir
		}
		if ext := filepath.Ext(path); d.IsDir() || ext != ".yaml" && ext != ".yml" && ext != ".csv" && d.Name() != "actions.json" {
			return nil
		}
		if info, err := d.Info(); err == nil {
			fmt.Fprintf(&b, "%s %d %d\n", path, info.ModTime().UnixNano(), info.Size())
		}
		return nil
	})
	return b.String()
}
