package cost

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

//go:embed prices.yaml
var builtin []byte

// BuiltinYAML returns the file of the built-in prices, to copy and mend.
func BuiltinYAML() []byte { return slices.Clone(builtin) }

// Builtin returns the built-in prices. A test holds them to what Parse accepts.
func Builtin() *Prices {
	p, _ := Parse(builtin, "built-in prices")
	return p
}

// Parse reads a table of prices from YAML. Name is that of the file, for errors.
func Parse(data []byte, name string) (*Prices, error) {
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	var p Prices
	if err := d.Decode(&p); errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: no prices in it", name)
	} else if err != nil {
		return nil, yamlError(name, err)
	}
	if err := d.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("%s: a second document: a file of prices has one", name)
	}
	if err := p.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return &p, nil
}

// check refuses prices with which an estimate would mislead.
func (p *Prices) check() error {
	if _, err := time.Parse(time.DateOnly, p.Date); err != nil {
		return fmt.Errorf("date %q: write the day on which the prices were looked up, such as 2026-11-28", p.Date)
	}
	if p.Currency == "" {
		return errors.New("currency is missing: write it, such as USD")
	}
	if len(p.Functions)+len(p.Endpoints)+len(p.Machines) == 0 {
		return errors.New("no functions, endpoints or machines: name one")
	}
	seen := map[string]bool{}
	for _, e := range p.entries() {
		switch {
		case e.Name == "":
			return errors.New("an entry has no name")
		case seen[e.Name]:
			return fmt.Errorf("%s is there twice", e.Name)
		case e.Source == "":
			return fmt.Errorf("%s: source is missing: say where its price is from", e.Name)
		}
		seen[e.Name] = true
		for _, n := range e.numbers {
			if n.least > n.value || !finite(n.value) || n.value == 0 && n.positive {
				return fmt.Errorf("%s: %s is %v: it must be a number above 0", e.Name, n.name, n.value)
			}
		}
	}
	for _, f := range p.Functions {
		if len(f.MemoryMB) == 0 {
			return fmt.Errorf("%s: memory_mb is missing: name the memory sizes to try", f.Name)
		}
		if f.Gateway != "" && p.gateway(f.Gateway) == nil {
			return fmt.Errorf("%s: there is no gateway %q", f.Name, f.Gateway)
		}
	}
	return nil
}
