package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
)

// The recipe: a small model, so that all points take two cores an hour.
var (
	sizes  = []int{5, 10, 20, 40} // templates of an action
	rows   = 20_000
	steps  = 1_200
	shape  = []string{"--model", "tiny", "--layers", "2", "--decoder-layers", "1", "--d-model", "96", "--d-ff", "384", "--word-dropout", "0.05"}
	recipe = "2+1 layers of width 96, 1,200 steps of 64 on 20,000 rows"
)

// Curve is the numbers of the picture.
type Curve struct {
	Recipe string  `json:"recipe"`
	Points []Point `json:"points"`
}

// Point is one pack, thinned, and the model that was trained on it.
type Point struct {
	Pack      string  `json:"pack"`
	Hash      string  `json:"hash"` // of the whole pack
	Library   bool    `json:"library"`
	Each      int     `json:"templates_an_action"` // at most
	Templates int     `json:"templates"`
	Rows      int     `json:"rows"`
	Intent    Number  `json:"intent_accuracy"`
	Exact     *Number `json:"exact_match,omitempty"` // where people's prompts have whole calls
}

// Number is a share with its interval.
type Number struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	N     int     `json:"n"`
}

func readCurve(path string) (*Curve, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	c := &Curve{}
	return c, json.Unmarshal(data, c)
}

// measure makes all points, the small ones first, and writes the numbers after each.
func measure(ctx context.Context, o options, args []string) error {
	c := &Curve{Recipe: recipe}
	for _, each := range sizes {
		for _, arg := range args {
			pack, people, err := pair(arg)
			if err != nil {
				return err
			}
			for _, library := range []bool{true, false} {
				p, err := o.point(ctx, pack, people, each, library)
				if err != nil {
					return fmt.Errorf("%s, %d templates: %w", pack, each, err)
				}
				c.Points = append(c.Points, *p)
				data, err := json.MarshalIndent(c, "", "  ")
				if err != nil {
					return err
				}
				if err := write(o.points, append(data, '\n')); err != nil {
					return err
				}
				fmt.Printf("%s   %d templates (%d an action)   library %t   intent %.1f %%\n", p.Pack, p.Templates, p.Each, p.Library, 100*p.Intent.Value)
			}
		}
	}
	return nil
}

// point thins a pack, trains a model on it and scores it on prompts of people.
func (o *options) point(ctx context.Context, pack, people string, each int, library bool) (*Point, error) {
	dir := filepath.Join(o.out, fmt.Sprintf("%s-%d-%s", pack, each, map[bool]string{true: "library", false: "plain"}[library]))
	done := filepath.Join(dir, "point.json")
	p := &Point{}
	if data, err := os.ReadFile(done); err == nil {
		return p, json.Unmarshal(data, p)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	thin, err := thin(pack, each, library, filepath.Join(dir, "pack"))
	if err != nil {
		return nil, err
	}
	data, model, report := filepath.Join(dir, "data"), filepath.Join(dir, "model"), filepath.Join(dir, "report.json")
	for _, command := range [][]string{
		{o.slmkit, "generate", filepath.Join(dir, "pack"), "-n", strconv.Itoa(rows), "--seed", "1", "--allow-shortfall", "--split-by", "text", "--split", "0.975,0.025,0", "-o", data, "-q"},
		append([]string{o.python, filepath.Join(o.recipe, "finetune.py"), "--data", data, "--out", filepath.Join(dir, "hf"), "--steps", strconv.Itoa(steps), "--seed", "1",
			"--threads", "1", "--log-every", "300", "--eval-every", "100000", "--dev-rows", "50", "--resume"}, shape...),
		{o.python, filepath.Join(o.recipe, "export_onnx.py"), filepath.Join(dir, "hf"), model, "--data", data, "--checks", "50"},
		{o.slmkit, "infer", "--model", model, "--constrain", filepath.Join(dir, "pack"), "--threads", "1", people, "-o", filepath.Join(dir, "answers.jsonl"), "-q"},
		{o.slmkit, "eval", people, filepath.Join(dir, "answers.jsonl"), "--actions", filepath.Join(dir, "pack"), "--json", report, "-q"},
	} {
		if err := execute(ctx, dir, command); err != nil {
			return nil, err
		}
	}
	p.Pack, p.Hash, p.Library, p.Each, p.Templates = pack, thin.hash, library, each, thin.templates
	if p.Rows, err = lines(filepath.Join(data, "train.jsonl")); err != nil {
		return nil, err
	}
	if err := p.score(report); err != nil {
		return nil, err
	}
	b, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return p, write(done, b)
}

// execute runs a command, whose output goes to a log.
func execute(ctx context.Context, dir string, command []string) error {
	log, err := os.OpenFile(filepath.Join(dir, "log.txt"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer log.Close()
	c := exec.CommandContext(ctx, command[0], command[1:]...)
	c.Stdout, c.Stderr = log, log
	if err := c.Run(); err != nil {
		return fmt.Errorf("%v: %w: see %s", command, err, log.Name())
	}
	return nil
}

func lines(path string) (int, error) {
	data, err := os.ReadFile(path)
	n := 0
	for _, c := range data {
		if c == '\n' {
			n++
		}
	}
	return n, err
}

// score takes the numbers out of a report.
func (p *Point) score(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var r struct {
		Metrics map[string]struct {
			Value, Low, High *float64
			N                int
		}
	}
	if err := json.Unmarshal(data, &r); err != nil {
		return err
	}
	for name, to := range map[string]**Number{"exact_match": &p.Exact} {
		if m := r.Metrics[name]; m.Value != nil {
			*to = &Number{*m.Value, *m.Low, *m.High, m.N}
		}
	}
	m := r.Metrics["intent_accuracy"]
	if m.Value == nil {
		return fmt.Errorf("%s: no intent accuracy", path)
	}
	p.Intent = Number{*m.Value, *m.Low, *m.High, m.N}
	return nil
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
