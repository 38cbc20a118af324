package export

import "github.com/slmkit/slmkit/dataset"

// hubSplit is the name of a split in Hugging Face datasets.
func hubSplit(split dataset.Split) string {
	if split == dataset.Dev {
		return "validation"
	}
	return string(split)
}

// Card says what a Hugging Face dataset card cannot take from the data.
type Card struct {
	Name     string
	License  string // an identifier of the Hub, such as apache-2.0
	Language string // ISO 639-1
}

// Config is one configuration of a Hugging Face folder: one way in which its
// prompts are split, for example.
type Config struct {
	Name  string // "" where there is only one
	Rows  map[dataset.Split]int
	Made  dataset.Manifest // empty where the data had none
	Lines bool             // the files are JSON Lines beside the card
}

// dir is the folder of a configuration's files.
func (c *Config) dir() string {
	if c.Name == "" {
		return "data"
	}
	return c.Name
}

// files is the pattern of a split's files.
func (c *Config) files(split dataset.Split) string {
	if c.Lines {
		return string(split) + "." + dataset.JSONL
	}
	return c.dir() + "/" + hubSplit(split) + "-*.parquet"
}

// sizeCategory is the name that the Hub has for a number of rows.
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
