package check

import "slices"

// Effective says how many different sentences the rows of a split come from. Rows that
// differ in the words of their arguments and in figures have one frame.
type Effective struct {
	Templates int     `json:"templates"` // named by the rows, 0 where they name none
	Frames    int     `json:"frames"`
	Number    float64 `json:"number"`  // how many equally frequent templates, or else frames, are as diverse: the exponential of their entropy
	PerRow    float64 `json:"per_row"` // that number over the rows
	PerGroup  float64 `json:"-"`       // rows that count for as much as one, as all rows of a group were equal: n·Σ(share²)
}

func effectiveOf(d *described, rows []int32) Effective {
	var templates, frames []uint64
	for _, r := range rows {
		frames = append(frames, d.frames[r])
		if template := d.about.at(int(r)).template; template != 0 {
			templates = append(templates, template)
		}
	}
	counts := runs(frames)
	e := Effective{Frames: len(counts)}
	if len(templates) > 0 {
		e.Templates = len(runs(templates))
		if len(templates) == len(rows) {
			counts = runs(templates)
		}
	}
	e.Number = effectiveNumber(counts)
	e.PerRow = e.Number / float64(len(rows))
	for _, c := range counts {
		e.PerGroup += float64(c) * float64(c) / float64(len(rows))
	}
	return e
}

// runs counts equal numbers. It sorts them.
func runs(list []uint64) []int {
	slices.Sort(list)
	var out []int
	for i, v := range list {
		if i == 0 || v != list[i-1] {
			out = append(out, 0)
		}
		out[len(out)-1]++
	}
	return out
}
