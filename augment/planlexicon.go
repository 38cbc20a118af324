package augment

import (
	"bytes"

	"go.yaml.in/yaml/v3"
)

var lexiconKeys = []string{"name", "file", "weight", "contract", "phase", "language", "about"}

// lexicon reads an operation that changes phrases of a CSV file.
func (f *planReader) lexicon(item *yaml.Node) error {
	op, weight := Op{Contract: Keeps, Phase: Words}, Weight{Weight: 1}
	var file *yaml.Node
	err := f.each(item, lexiconKeys, func(key, value *yaml.Node) (err error) {
		switch key.Value {
		case "name":
			return f.text(key, value, &op.Name)
		case "file":
			file = value
			return f.text(key, value, new(string))
		case "weight":
			return f.weight(key, value, &weight.Weight)
		case "contract":
			return f.oneOf(key, value, []string{string(Keeps), string(Noises)}, (*string)(&op.Contract))
		case "phase":
			var name string
			err = f.oneOf(key, value, phaseNames, &name)
			for i := range phaseNames {
				if phaseNames[i] == name {
					op.Phase = Phase(i)
				}
			}
			return err
		case "language":
			return f.text(key, value, &op.Language)
		}
		return f.text(key, value, &op.About)
	})
	switch {
	case err != nil:
		return err
	case op.Name == "":
		return f.fault(item, "name is missing: name the operation")
	case file == nil:
		return f.fault(item, "file is missing: name a CSV file with the columns from and to")
	}
	data, err := f.read(file.Value)
	if err != nil {
		return f.fault(file, "%w", err)
	}
	words, err := ParseLexicon(bytes.NewReader(data))
	if err != nil {
		return f.fault(file, "%s: %w", file.Value, err)
	}
	op.Do, weight.Name = words, op.Name
	f.plan.Lexicons, f.plan.Operations = append(f.plan.Lexicons, op), append(f.plan.Operations, weight)
	return nil
}
