package export

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// WriteCard writes the README.md of a Hugging Face folder. The first
// configuration is the default.
func WriteCard(dir string, card Card, configs []Config) error {
	page, err := card.render(configs)
	if err != nil {
		return err
	}
	return dataset.WriteFile(filepath.Join(dir, "README.md"), page)
}

// render writes a card: front matter, then what people read.
func (c *Card) render(configs []Config) ([]byte, error) {
	total := 0
	for _, config := range configs {
		for _, n := range config.Rows {
			total += n
		}
	}
	front, err := c.frontMatter(configs, total)
	if err != nil {
		return nil, err
	}
	b := bytes.NewBuffer(front)
	fmt.Fprintf(b, "\n# %s\n\n%d prompts with the calls they ask for.\n\n", text.Spaces(c.Name), total)
	for i := range configs {
		configs[i].describe(b)
	}
	b.WriteString(columnTable())
	if len(configs) == 1 {
		b.WriteString("\n## How it was made\n\n" + told(&configs[0].Made))
	}
	return b.Bytes(), nil
}

// describe writes a configuration's part of the page.
func (c *Config) describe(b *bytes.Buffer) {
	if c.Name != "" {
		fmt.Fprintf(b, "## %s\n\n", text.Spaces(c.Name))
	}
	b.WriteString("| split | rows | templates |\n|---|---:|---:|\n")
	for _, s := range dataset.Splits {
		if c.Rows[s] > 0 {
			fmt.Fprintf(b, "| %s | %d | %s |\n", hubSplit(s), c.Rows[s], templatesOf(&c.Made, s))
		}
	}
	b.WriteString("\n")
	if c.Name != "" {
		b.WriteString(told(&c.Made) + "\n")
	}
}

// columnTable describes the columns. Columns with the same description share one
// table row, at the place of the last of them.
func columnTable() string {
	var b strings.Builder
	b.WriteString("| column | what it holds |\n|---|---|\n")
	shared := map[string][]string{}
	for _, c := range dataset.Columns {
		shared[c.About] = append(shared[c.About], "`"+c.Name+"`")
	}
	written := map[string]int{}
	for _, c := range dataset.Columns {
		if written[c.About]++; written[c.About] == len(shared[c.About]) {
			fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(shared[c.About], ", "), c.About)
		}
	}
	return b.String()
}

// templatesOf is the number of templates of a split, where the manifest says it.
func templatesOf(m *dataset.Manifest, s dataset.Split) string {
	if n, ok := m.Templates[string(s)]; ok {
		return fmt.Sprint(n)
	}
	return "not known"
}

// told lists what the manifest says, or says that there was none.
func told(m *dataset.Manifest) string {
	if m.Tool == "" {
		return "No manifest.json lay beside the data.\n"
	}
	var lines []string
	add := func(format string, args ...any) { lines = append(lines, "- "+fmt.Sprintf(format, args...)) }
	add("written by %s: `slmkit %s`", m.Tool, m.Command)
	if m.Pack != "" {
		add("from the pack %s, version %s", m.Pack, m.PackVersion)
	}
	if m.Seed != nil {
		add("with seed %d: the same seed, pack and tool give the same bytes", *m.Seed)
	}
	if m.SplitBy != "" {
		add("split by %s: no %s is in two splits", m.SplitBy, m.SplitBy)
	}
	return strings.Join(lines, "\n") + "\n"
}
