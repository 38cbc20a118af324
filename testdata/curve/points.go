package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/prompts"
)

var sizes = []int{5, 10, 20, 40} // templates of an action

const (
	rows  = 10_000
	draws = 3
)

// Curve is the numbers of the picture.
type Curve struct {
	Rows   int     `json:"rows"`
	Draws  int     `json:"draws"`
	Points []Point `json:"points"`
}

// Point is a pack that was thinned some times, and the classifiers that learnt from it.
type Point struct {
	Pack      string    `json:"pack"`
	Hash      string    `json:"hash"` // of the whole pack
	Library   bool      `json:"library"`
	Each      int       `json:"templates_an_action"` // at most
	Templates int       `json:"templates"`           // in all
	Prompts   int       `json:"prompts_of_people"`
	Accuracy  []float64 `json:"intent_accuracy"` // of each draw
}

// mean is the mean accuracy of the draws.
func (p *Point) mean() float64 {
	sum := 0.0
	for _, a := range p.Accuracy {
		sum += a
	}
	return sum / float64(len(p.Accuracy))
}

func readCurve(path string) (*Curve, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &Curve{}
	return c, json.Unmarshal(data, c)
}

// measure makes all points and writes the numbers after each. Points that are there, of
// the same pack, stay.
func measure(ctx context.Context, o options, args []string) error {
	c, err := readCurve(o.points)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && (c.Rows != rows || c.Draws != draws):
		c = &Curve{Rows: rows, Draws: draws}
	case err != nil:
		return err
	}
	for _, arg := range args {
		pack, file, err := pair(arg)
		if err != nil {
			return err
		}
		people, err := readPeople(file)
		if err != nil {
			return err
		}
		for _, each := range sizes {
			for _, library := range []bool{true, false} {
				if err := c.add(ctx, pack, each, library, people); err != nil {
					return fmt.Errorf("%s, %d templates an action: %w", pack, each, err)
				}
				data, err := json.MarshalIndent(c, "", "  ")
				if err != nil {
					return err
				}
				if err := write(o.points, append(data, '\n')); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// add makes a point.
func (c *Curve) add(ctx context.Context, pack string, each int, library bool, people []example) error {
	whole, err := prompts.Open(pack)
	if err != nil {
		return err
	}
	p := Point{Pack: pack, Hash: whole.Hash()[:8], Library: library, Each: each, Prompts: len(people)}
	same := func(q Point) bool { return q.Pack == pack && q.Library == library && q.Each == each }
	if i := slices.IndexFunc(c.Points, same); i >= 0 {
		if c.Points[i].Hash == p.Hash {
			return nil
		}
		c.Points = slices.DeleteFunc(c.Points, same)
	}
	for draw := range uint64(draws) {
		templates, accuracy, err := once(ctx, whole, pack, each, library, draw+1, people)
		if err != nil {
			return err
		}
		p.Templates = templates
		p.Accuracy = append(p.Accuracy, accuracy)
	}
	c.Points = append(c.Points, p)
	fmt.Printf("%s   %d templates an action, %d in all   library %t   %.1f %%\n", pack, each, p.Templates, library, 100*p.mean())
	return nil
}

// once thins a pack, draws rows from what is left, learns them and scores on people's
// prompts.
func once(ctx context.Context, whole *prompts.Pack, pack string, each int, library bool, draw uint64, people []example) (templates int, accuracy float64, err error) {
	dir, err := os.MkdirTemp("", "curve-*")
	if err != nil {
		return 0, 0, err
	}
	defer os.RemoveAll(dir)
	dir = filepath.Join(dir, pack)
	if templates, err = thin(whole, pack, each, library, draw, dir); err != nil {
		return 0, 0, err
	}
	examples, err := generate(ctx, dir, draw)
	if err != nil {
		return 0, 0, err
	}
	c := learn(examples, draw)
	right := 0
	for _, e := range people {
		if c.predict(e.text) == e.action {
			right++
		}
	}
	return templates, float64(right) / float64(len(people)), nil
}

// generate draws rows from a pack.
func generate(ctx context.Context, dir string, seed uint64) ([]example, error) {
	p, err := prompts.Open(dir)
	if err != nil {
		return nil, err
	}
	plan, err := prompts.NewPlan(p, prompts.Options{N: rows, Seed: seed, Fractions: [3]float64{1}, SplitBy: "text", AllowShortfall: true})
	if err != nil {
		return nil, err
	}
	set, err := prompts.Draw(ctx, plan, 1)
	if err != nil {
		return nil, err
	}
	var out []example
	for e, err := range set.Examples(ctx, dataset.Train) {
		if err != nil {
			return nil, err
		}
		out = append(out, example{e.Text, e.Intent()})
	}
	return out, nil
}

// readPeople reads prompts of people with the actions that they ask for.
func readPeople(path string) ([]example, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var out []example
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		var row struct{ Text, Action string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if row.Text != "" && row.Action != "" {
			out = append(out, example{row.Text, row.Action})
		}
	}
	return out, lines.Err()
}

// of are the points of a pack, with or without the library, by their size.
func (c *Curve) of(pack string, library bool) []Point {
	var out []Point
	for _, p := range c.Points {
		if p.Pack == pack && p.Library == library {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b Point) int { return a.Each - b.Each })
	return out
}
