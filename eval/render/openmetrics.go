package render

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
	"github.com/slmkit/slmkit/eval/table"
)

// Family is one metric in OpenMetrics, with all its samples. It is a gauge.
type Family struct {
	Name    string // without a suffix for the unit that Unit does not have
	Unit    string // "" or the end of Name behind its last underscore
	Help    string
	Samples []GaugeSample
}

// GaugeSample is one value with its labels, in their order.
type GaugeSample struct {
	Labels [][2]string
	Value  float64
}

// Labelled are metrics with the labels that they have in OpenMetrics.
type Labelled struct {
	Labels  [][2]string
	Metrics report.Metrics
}

// openPrefix begins the names of all families.
const openPrefix = "slmkit_"

// OpenMetrics writes families in the text format of OpenMetrics 1.0, which Prometheus
// reads. Families without samples are left out.
func OpenMetrics(w io.Writer, families []Family) error {
	var b strings.Builder
	for _, f := range families {
		if len(f.Samples) == 0 {
			continue
		}
		b.WriteString("# TYPE " + f.Name + " gauge\n")
		if f.Unit != "" {
			b.WriteString("# UNIT " + f.Name + " " + f.Unit + "\n")
		}
		if f.Help != "" {
			b.WriteString("# HELP " + f.Name + " " + escapeOpen(f.Help) + "\n")
		}
		for _, s := range f.Samples {
			b.WriteString(f.Name + openLabels(s.Labels) + " " + strconv.FormatFloat(s.Value, 'g', -1, 64) + "\n")
		}
	}
	b.WriteString("# EOF\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// MetricFamilies arranges metrics as families, in the order of report.Known. An interval
// is a family of its own with the label bound, which is low or high, and so is the count
// of what the number comes from. Values that are not known have no sample.
func MetricFamilies(parts []Labelled) []Family {
	var out []Family
	for _, k := range report.Known {
		value, bounds, count := family(k, ""), family(k, "_bound"), family(k, "_n")
		for _, p := range parts {
			m, ok := p.Metrics[k.Name]
			if !ok || m.Value == nil {
				continue
			}
			value.add(p.Labels, m.Value)
			bounds.add(append(slices.Clip(p.Labels), [2]string{"bound", "low"}), m.Low)
			bounds.add(append(slices.Clip(p.Labels), [2]string{"bound", "high"}), m.High)
			n := float64(m.N)
			count.add(p.Labels, &n)
		}
		out = append(out, value, bounds, count)
	}
	return out
}

// openUnits are the ends of names that are units in OpenMetrics.
var openUnits = map[string]string{report.Millis: "ms", report.Megabyte: "mb"}

// family is an empty family of a metric. OpenMetrics wants the unit at the end of the name,
// so a suffix goes before it.
func family(k report.Info, suffix string) Family {
	f := Family{Name: openPrefix + k.Name + suffix, Help: k.Label + ": " + k.Meaning}
	unit := openUnits[k.Unit]
	if base, ok := strings.CutSuffix(k.Name, "_"+unit); unit != "" && ok && suffix != "_n" {
		f.Name, f.Unit = openPrefix+base+suffix+"_"+unit, unit
	}
	switch suffix {
	case "_bound":
		f.Help += "; ends of the 95 % interval"
	case "_n":
		f.Help += "; how many things the number comes from"
	}
	return f
}

func (f *Family) add(labels [][2]string, v *float64) {
	if v != nil {
		f.Samples = append(f.Samples, GaugeSample{labels, *v})
	}
}

// openLabels writes labels without those that have no value, "" if none is left.
func openLabels(labels [][2]string) string {
	var parts []string
	for _, l := range labels {
		if l[1] != "" {
			parts = append(parts, l[0]+`="`+escapeOpen(l[1])+`"`)
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// escapeOpen escapes a text of OpenMetrics.
func escapeOpen(s string) string {
	return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(table.Plain(s))
}

// EvaluationOpenMetrics writes the metrics of an evaluation, of its slices, actions and
// parameters.
func EvaluationOpenMetrics(w io.Writer, e *report.Evaluation) error {
	run := [][2]string{{"run", e.RunLabel()}}
	parts := []Labelled{{run, e.Metrics}}
	with := func(key, value string, ms report.Metrics) {
		parts = append(parts, Labelled{append(slices.Clip(run), [2]string{key, value}), ms})
	}
	names := make([]string, 0, len(e.Slices))
	for name := range e.Slices {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		key, value, _ := strings.Cut(name, "=")
		with(key, value, report.Metrics{"exact_match": e.Slices[name]})
	}
	for _, l := range e.Intents {
		with("intent", l.Name, report.Metrics{"f1": l.F1, "precision": l.Precision, "recall": l.Recall})
	}
	for _, l := range e.Slots {
		with("slot", l.Name, report.Metrics{"slot_f1": l.F1, "precision": l.Precision, "recall": l.Recall})
	}
	return OpenMetrics(w, MetricFamilies(parts))
}

// BenchOpenMetrics writes the metrics of a benchmark: of each precision, batch size and
// scenario.
func BenchOpenMetrics(w io.Writer, b *report.Bench) error {
	var parts []Labelled
	for i := range b.Precisions {
		p := &b.Precisions[i]
		labels := p.Labels()
		parts = append(parts, Labelled{labels, p.Metrics})
		for _, size := range p.Batches {
			ms := report.Metrics{"prompts_per_s": size.Throughput}
			for name, m := range size.Metrics {
				ms[name] = m
			}
			parts = append(parts, Labelled{append(slices.Clip(labels), [2]string{"batch", strconv.Itoa(size.Size)}), ms})
		}
		for _, s := range p.Scenarios {
			parts = append(parts, Labelled{append(slices.Clip(labels), [2]string{"scenario", s.Name}), s.Metrics})
		}
	}
	if len(parts) == 0 {
		parts = []Labelled{{nil, b.Metrics}}
	}
	return OpenMetrics(w, MetricFamilies(parts))
}
