package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// BenchHTML prints a benchmark as one page that needs nothing else: the Pareto front, the
// distributions of the latency, the stages of the time, and all numbers.
func BenchHTML(w io.Writer, b *report.Bench) error {
	p := &plainPage{Title: "Benchmark", Warnings: b.Warnings, Facts: benchFacts(b)}
	if part := newBench(b, 0); part != nil {
		p.Note, p.Say = part.Note, part.Why
		p.add(pagePart{ID: "pareto", Title: "Accuracy, speed and size", Charts: []*chart{part.Pareto}, Tables: paretoSection(b)})
		p.add(pagePart{ID: "latency", Title: "Latency", Text: noiseText(b), Charts: []*chart{part.Latency}, Tables: []section{{Title: "Times, size and memory", Table: benchRows(b)}}})
	}
	for i := range b.Precisions {
		p.add(benchStages(&b.Precisions[i], i))
	}
	for i := range b.Precisions {
		p.add(benchFlips(&b.Precisions[i], i))
	}
	return p.write(w)
}

func paretoSection(b *report.Bench) []section {
	if len(b.Pareto) == 0 {
		return nil
	}
	return []section{{Title: "Accuracy, speed and size of each way to run the model", Table: paretoRows(b)}}
}

func noiseText(b *report.Bench) []string {
	if line := b.Noise.Line(); line != "" {
		return []string{line + "."}
	}
	return nil
}

// benchStages shows where the time of a precision goes.
func benchStages(p *report.Precision, i int) pagePart {
	part := pagePart{ID: fmt.Sprint("stages-", i), Title: "Stages of " + p.Name}
	if len(p.Stages) > 0 {
		part.Tables = append(part.Tables, section{Title: "One prompt at a time", Table: stageRows(p.Stages)})
	}
	for _, s := range p.Scenarios {
		if len(s.Stages) > 0 {
			part.Tables = append(part.Tables, section{Title: s.Setting(), Table: stageRows(s.Stages)})
		}
	}
	if p.Lengths != nil {
		part.Text = append(part.Text, sentence(p.Lengths.Line()))
	}
	if p.WarmUp != nil {
		part.Text = append(part.Text, sentence(p.WarmUp.Line()))
	}
	return part
}

func sentence(s string) string { return strings.ToUpper(s[:1]) + s[1:] + "." }

// benchFlips lists answers of a precision that the first one gave otherwise.
func benchFlips(p *report.Precision, i int) pagePart {
	part := pagePart{ID: fmt.Sprint("flips-", i), Title: "Flips of " + p.Name}
	for _, of := range []struct {
		title string
		list  []report.Flip
	}{{"Right with the first precision, wrong with this one", p.Broken}, {"Wrong with the first precision, right with this one", p.Fixed}} {
		if len(of.list) == 0 {
			continue
		}
		t := table.New(table.Names("prompt"), table.Names("wanted"), table.Names("answered wrongly"))
		for _, f := range of.list {
			t.Add(f.Text, f.Want, f.Got)
		}
		part.Tables = append(part.Tables, section{Title: of.title, Table: t})
	}
	return part
}
