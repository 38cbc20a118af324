package main

import (
	"fmt"
	"math"
	"slices"
	"strings"
)

// panel is one diagram of the picture.
type panel struct {
	title string
	pack  string
}

// Sizes in pixels.
const (
	panelWidth, panelHeight = 330.0, 220.0
	left, top, gap          = 46.0, 64.0, 46.0
)

// style has colours for light and dark pages.
const style = `<style>
text{font:12px system-ui,sans-serif;fill:#333}
.title{font-weight:600;font-size:13px}.head{font-weight:600;font-size:15px}.small{font-size:11px;fill:#666}
.grid{stroke:#e3e3e3}path{fill:none;stroke-width:2}.bar{opacity:.6}.said{font-weight:600}
.with{stroke:#0b62c4}.without{stroke:#b3541e}path.without{stroke-dasharray:5 3}
circle.with,.said.with{fill:#0b62c4}circle.without,.said.without{fill:#b3541e}.said{stroke:none}
@media(prefers-color-scheme:dark){text{fill:#ddd}.small{fill:#aaa}.grid{stroke:#3a3f45}
.with{stroke:#6cb2ff}.without{stroke:#f0a070}circle.with,.said.with{fill:#6cb2ff}circle.without,.said.without{fill:#f0a070}}
.said.with,.said.without{stroke:none}
</style>
`

// svg draws the accuracy of each pack by the number of its templates.
func (c *Curve) svg() []byte {
	var panels []panel
	for _, pack := range c.packs() {
		panels = append(panels, panel{fmt.Sprintf("%s: %s prompts of people", pack, thousands(c.of(pack, true)[0].Prompts)), pack})
	}
	var b strings.Builder
	width := left + float64(len(panels))*(panelWidth+gap)
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" width="%.0f" role="img" aria-label="Accuracy on prompts of people by the number of templates, with and without the library of phrases">`+"\n",
		width, top+panelHeight+62, width)
	b.WriteString(style)
	fmt.Fprintf(&b, `<text class="head" x="%.0f" y="22">Actions named right, by templates an action</text>`+"\n", left)
	fmt.Fprintf(&b, `<text x="%.0f" y="22" text-anchor="end"><tspan class="said with">● with the library</tspan>&#160;&#160;&#160;<tspan class="said without">● without</tspan></text>`+"\n", width-gap)
	for i, p := range panels {
		c.panel(&b, p, left+float64(i)*(panelWidth+gap))
	}
	fmt.Fprintf(&b, `<text class="small" x="%.0f" y="%.0f">Linear classifiers, trained on %s generated prompts alone. Means of %d draws of templates; bars are the least and the most.</text>`+"\n</svg>\n",
		left, top+panelHeight+54, thousands(c.Rows), c.Draws)
	return []byte(b.String())
}

// packs are the packs in the order of their points.
func (c *Curve) packs() []string {
	var out []string
	for _, p := range c.Points {
		if !slices.Contains(out, p.Pack) {
			out = append(out, p.Pack)
		}
	}
	return out
}

// panel draws a diagram whose left upper corner is at x.
func (c *Curve) panel(b *strings.Builder, p panel, x float64) {
	all := append(c.of(p.pack, true), c.of(p.pack, false)...)
	least, most, low, high := math.Inf(1), 0.0, 1.0, 0.0
	for _, at := range all {
		least, most = min(least, float64(at.Each)), max(most, float64(at.Each))
		low, high = min(low, slices.Min(at.Accuracy)), max(high, slices.Max(at.Accuracy))
	}
	low, high = math.Floor(low*10)/10, math.Ceil(high*10)/10
	across := func(at Point) float64 {
		return x + 20 + (panelWidth-40)*math.Log(float64(at.Each)/least)/math.Log(max(most/least, 1.01))
	}
	up := func(v float64) float64 { return top + panelHeight*(high-v)/(high-low) }
	fmt.Fprintf(b, `<text class="title" x="%.1f" y="%.1f">%s</text>`+"\n", x, top-14, p.title)
	for v := low; v < high+0.01; v += 0.1 {
		fmt.Fprintf(b, `<line class="grid" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/><text x="%.1f" y="%.1f" text-anchor="end">%.0f %%</text>`+"\n",
			x, x+panelWidth, up(v), up(v), x-6, up(v)+4, 100*v)
	}
	for _, at := range c.of(p.pack, true) {
		fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="middle">%d</text><text class="small" x="%.1f" y="%.1f" text-anchor="middle">%s in all</text>`+"\n",
			across(at), top+panelHeight+18, at.Each, across(at), top+panelHeight+33, thousands(at.Templates))
	}
	for _, library := range []bool{false, true} {
		class := map[bool]string{true: "with", false: "without"}[library]
		var line strings.Builder
		for i, at := range c.of(p.pack, library) {
			v, cx := at.mean(), across(at)
			fmt.Fprintf(&line, "%s%.1f %.1f", map[bool]string{true: "M", false: "L"}[i == 0], cx, up(v))
			fmt.Fprintf(b, `<line class="%s bar" x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f"/><circle class="%s" cx="%.1f" cy="%.1f" r="3.5"/>`+"\n",
				class, cx, cx, up(slices.Min(at.Accuracy)), up(slices.Max(at.Accuracy)), class, cx, up(v))
			offset := -9.0
			if !library {
				offset = 18
			}
			fmt.Fprintf(b, `<text class="said %s" x="%.1f" y="%.1f" text-anchor="middle">%.1f</text>`+"\n", class, cx, up(v)+offset, 100*v)
		}
		fmt.Fprintf(b, `<path class="%s" d="%s"/>`+"\n", class, line.String())
	}
}

// thousands writes a number with commas.
func thousands(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
