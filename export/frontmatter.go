package export

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
)

// The front matter of a card, which the Hugging Face Hub and its datasets library
// read.
type (
	frontMatter struct {
		Name     quoted       `yaml:"pretty_name"`
		License  string       `yaml:"license"`
		Language []string     `yaml:"language"`
		Tasks    []string     `yaml:"task_categories"`
		Tags     []string     `yaml:"tags"`
		Size     []string     `yaml:"size_categories"`
		Configs  []hubConfig  `yaml:"configs"`
		Info     *datasetInfo `yaml:"dataset_info"`
	}
	hubConfig struct {
		Name    string    `yaml:"config_name"`
		Default bool      `yaml:"default,omitempty"`
		Files   []hubFile `yaml:"data_files"`
	}
	hubFile struct {
		Split string `yaml:"split"`
		Path  string `yaml:"path"`
	}
	configInfo struct {
		Name     string    `yaml:"config_name,omitempty"`
		Features []feature `yaml:"features"`
	}
	// datasetInfo is a mapping of one configuration and a list of several.
	datasetInfo []configInfo
	// quoted is a string that is written in quotes.
	quoted string
)

func (q quoted) MarshalYAML() (any, error) {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: string(q), Style: yaml.DoubleQuotedStyle}, nil
}

func (d *datasetInfo) MarshalYAML() (any, error) {
	if len(*d) == 1 {
		return (*d)[0], nil
	}
	return []configInfo(*d), nil
}

// frontMatter returns the front matter with the lines of dashes around it.
func (c *Card) frontMatter(configs []Config, rows int) ([]byte, error) {
	front := frontMatter{
		Name: quoted(c.Name), License: c.License, Language: []string{c.Language},
		Tasks: []string{"text-generation"},
		Tags:  []string{"function-calling", "intent-classification", "slot-filling", "synthetic"},
		Size:  []string{sizeCategory(rows)},
		Info:  &datasetInfo{},
	}
	for i := range configs {
		front.Configs = append(front.Configs, configs[i].hub(i == 0))
		info := configInfo{Features: features(dataset.Columns, configs[i].Lines)}
		if len(configs) > 1 {
			info.Name = configs[i].Name
		}
		*front.Info = append(*front.Info, info)
	}
	b := bytes.NewBufferString("---\n")
	enc := yaml.NewEncoder(b)
	enc.SetIndent(2)
	enc.CompactSeqIndent()
	if err := enc.Encode(front); err != nil {
		return nil, err
	}
	if err := enc.Close(); err != nil {
		return nil, err
	}
	b.WriteString("---\n")
	return b.Bytes(), nil
}

// hub is a configuration as the front matter lists it.
func (c *Config) hub(first bool) hubConfig {
	out := hubConfig{Name: c.Name, Default: first && c.Name != ""}
	if c.Name == "" {
		out.Name = "default"
	}
	for _, s := range dataset.Splits {
		if c.Rows[s] > 0 {
			out.Files = append(out.Files, hubFile{hubSplit(s), c.files(s)})
		}
	}
	return out
}
