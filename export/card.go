package export

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// Card is what a Hugging Face dataset card says beside the data's own numbers.
type Card struct {
	Name     string
	License  string // an identifier of the Hub, such as apache-2.0
	Language string // ISO 639-1
}

// Made is how a folder of examples was made: the part of its manifest.json that
// a card tells.
type Made struct {
	dataset.RunInfo
	PackVersion string         `json:"pack_version"`
	Templates   map[string]int `json:"templates"`
	SplitBy     string         `json:"split_by"`
}

// ReadMade reads the manifest.json in a folder; it is empty where there is none.
func ReadMade(dir string) (Made, error) {
	path := filepath.Join(dir, "manifest.json")
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return Made{}, nil
	}
	if err != nil {
		return Made{}, err
	}
	var m Made
	if err := json.Unmarshal(b, &m); err != nil {
		return Made{}, fmt.Errorf("%s: %w: write it again, or remove it", path, err)
	}
	return m, nil
}

// cardFeatures are the columns as the front matter of a card writes them; the
// Parquet files carry the same in their metadata.
const cardFeatures = `  features:
  - {name: id, dtype: string}
  - {name: split, dtype: string}
  - {name: text, dtype: string}
  - {name: target, dtype: string}
  - {name: call, dtype: string}
  - {name: calls, dtype: string}
  - name: slots
    list:
    - {name: name, dtype: string}
    - {name: value, dtype: string}
    - {name: start, dtype: int32}
    - {name: end, dtype: int32}
    - {name: call, dtype: int32}
  - {name: reference_date, dtype: string}
  - name: origin
    struct:
    - {name: pack, dtype: string}
    - {name: template, dtype: string}
    - {name: kind, dtype: string}
    - {name: derivation, dtype: string}
    - name: ops
      list: string
    - {name: parent, dtype: string}
`

const cardColumns = `| column | what it holds |
|---|---|
| ` + "`text`" + ` | the prompt |
| ` + "`target`" + ` | what the model is to write: ` + "`action(param=value, param=\"words of the prompt\")`" + ` |
| ` + "`call`, `calls`" + ` | the call, or the calls where there are several, as JSON with canonical values |
| ` + "`slots`" + ` | where arguments stand in the prompt: name, value, start and end in Unicode code points, end exclusive, and the index of their call |
| ` + "`reference_date`" + ` | the day that relative dates count from |
| ` + "`id`, `split`, `origin`" + ` | a hash of the example, its split, and the template and choices it was made from |
`

// Config is one configuration of a Hugging Face folder: the same prompts split
// in another way, say.
type Config struct {
	Name string // "" is the only one
	Rows map[dataset.Split]int
	Made Made
}

// dir is the folder of a configuration's files.
func (c *Config) dir() string {
	if c.Name == "" {
		return "data"
	}
	return c.Name
}

// WriteCard writes the README.md of a Hugging Face folder. The first
// configuration is the default.
func WriteCard(dir string, card Card, configs []Config) error {
	return dataset.WriteFile(filepath.Join(dir, "README.md"), card.render(configs))
}

// render writes a card.
func (c *Card) render(configs []Config) []byte {
	var b bytes.Buffer
	total := 0
	for _, config := range configs {
		for _, n := range config.Rows {
			total += n
		}
	}
	fmt.Fprintf(&b, "---\npretty_name: %q\nlicense: %s\nlanguage:\n- %s\ntask_categories:\n- text-generation\n", c.Name, c.License, c.Language)
	fmt.Fprintf(&b, "tags:\n- function-calling\n- intent-classification\n- slot-filling\n- synthetic\nsize_categories:\n- %s\n", sizeCategory(total))
	b.WriteString("configs:\n")
	for i := range configs {
		configs[i].files(&b, i == 0)
	}
	b.WriteString("dataset_info:\n")
	for _, config := range configs {
		features := cardFeatures
		if len(configs) > 1 {
			features = "- config_name: " + config.Name + "\n" + features
		}
		b.WriteString(features)
	}
	fmt.Fprintf(&b, "---\n\n# %s\n\n%d prompts with the calls they ask for.\n\n", c.Name, total)
	for _, config := range configs {
		if config.Name != "" {
			fmt.Fprintf(&b, "## %s\n\n", config.Name)
		}
		b.WriteString("| split | rows | templates |\n|---|---:|---:|\n")
		for _, s := range dataset.Splits {
			if config.Rows[s] > 0 {
				fmt.Fprintf(&b, "| %s | %d | %s |\n", hubSplit(s), config.Rows[s], config.Made.templates(s))
			}
		}
		b.WriteString("\n")
		if config.Name != "" {
			b.WriteString(config.Made.told() + "\n")
		}
	}
	b.WriteString(cardColumns)
	if len(configs) == 1 {
		b.WriteString("\n## How it was made\n\n" + configs[0].Made.told())
	}
	return b.Bytes()
}

// files writes a configuration's part of the front matter.
func (c *Config) files(b *bytes.Buffer, first bool) {
	if c.Name == "" {
		b.WriteString("- config_name: default\n  data_files:\n")
	} else {
		fmt.Fprintf(b, "- config_name: %s\n", c.Name)
		if first {
			b.WriteString("  default: true\n")
		}
		b.WriteString("  data_files:\n")
	}
	for _, s := range dataset.Splits {
		if c.Rows[s] > 0 {
			fmt.Fprintf(b, "  - split: %s\n    path: %s/%s-*.parquet\n", hubSplit(s), c.dir(), hubSplit(s))
		}
	}
}

func (m *Made) templates(s dataset.Split) string {
	if n, ok := m.Templates[string(s)]; ok {
		return fmt.Sprint(n)
	}
	return "not known"
}

// told is what the manifest says, or that there was none.
func (m *Made) told() string {
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

// sizeCategory is the Hub's name for a number of rows.
func sizeCategory(n int) string {
	names := []string{"1K", "10K", "100K", "1M", "10M", "100M", "1B"}
	for i, limit := 0, 1000; i < len(names); i, limit = i+1, limit*10 {
		if n < limit {
			if i == 0 {
				return "n<1K"
			}
			return names[i-1] + "<n<" + names[i]
		}
	}
	return "n>1B"
}
