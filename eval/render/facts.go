package render

import (
	"fmt"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// facts say at the end of a page how what it shows was made.
type facts []fact

type fact struct{ Name, Value string }

// put adds a fact, unless its value is not known.
func (f *facts) put(name, value string) {
	if value != "" {
		*f = append(*f, fact{name, table.Plain(value)})
	}
}

// evaluationFacts say what was scored, and how.
func evaluationFacts(r *report.Evaluation) facts {
	var out facts
	out.put("made by", r.Tool)
	if r.Gold != nil {
		out.put("gold", fmt.Sprintf("%s, %s, fingerprint %s", r.Gold.Path, report.FormatCount(r.Gold.N, "examples"), r.Gold.Fingerprint))
	}
	if r.Signature != nil {
		out.put("signature", r.Signature.String())
	}
	if r.Predictions != nil {
		out.put("predictions", r.Predictions.Path)
		out.put("sha256", r.Predictions.SHA256)
	}
	if r.Schema != nil {
		out.put("actions", r.Schema.Path)
	}
	if run := r.Run; run != nil {
		out.put("model", run.Model)
		out.put("precision", run.Precision)
		out.put("model hash", run.ModelHash)
		out.put("runtime", run.Runtime)
		out.put("processor", run.CPU)
	}
	out.put("seed of the intervals", fmt.Sprint(r.Seed))
	return out
}

// benchFacts say what was measured, and on what.
func benchFacts(b *report.Bench) facts {
	var out facts
	out.put("tool", b.Tool)
	if b.Gold != nil {
		out.put("gold", fmt.Sprintf("%s, %s", b.Gold.Path, report.FormatCount(b.Gold.N, "examples")))
	}
	if b.Machine != nil {
		out.put("cpu", b.Machine.CPU)
		out.put("system", b.Machine.OS)
	}
	for i := range b.Precisions {
		p := &b.Precisions[i]
		out.put("model hash of "+p.Name, p.ModelHash)
	}
	for i, c := range b.Conditions {
		out.put([]string{"conditions", ""}[min(i, 1)], c)
	}
	return out
}

// comparisonFacts say what was compared.
func comparisonFacts(c *report.Comparison) facts {
	var out facts
	out.put("tool", c.Tool)
	if c.Gold != nil {
		out.put("gold", fmt.Sprintf("%s, %s, fingerprint %s", c.Gold.Path, report.FormatCount(c.Gold.N, "examples"), c.Gold.Fingerprint))
	}
	out.put("base", c.Base.Label+"  "+c.Base.Path)
	for _, r := range c.Runs() {
		out.put("new", r.New.Label+"  "+r.New.Path)
	}
	out.put("verdicts", "beyond chance at 5 % with Holm's correction for all metrics and runs")
	out.put("intervals", "95 %, paired by example; examples of one template count as alike")
	return out
}
