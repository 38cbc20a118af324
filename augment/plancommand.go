package augment

import (
	"time"

	"go.yaml.in/yaml/v3"
)

var commandKeys = []string{"name", "run", "contract", "weight", "wait", "about"}

// maxWait is the longest time to wait for a command, in seconds.
const maxWait = 86400

// command reads a program that makes copies.
func (f *planReader) command(item *yaml.Node) error {
	c, weight := Command{Contract: Keeps}, Weight{Weight: 1}
	err := f.each(item, commandKeys, func(key, value *yaml.Node) (err error) {
		switch key.Value {
		case "name":
			return f.text(key, value, &c.Name)
		case "run":
			c.Run, err = f.list(key, value)
			if err == nil && len(c.Run) == 0 {
				err = f.fault(value, "run: write the program and its arguments, such as [./paraphrase.py]")
			}
			return err
		case "contract":
			return f.oneOf(key, value, contractNames(), (*string)(&c.Contract))
		case "weight":
			return f.weight(key, value, &weight.Weight)
		case "wait":
			var seconds int
			if value.Tag != "!!int" || value.Decode(&seconds) != nil || seconds < 1 || seconds > maxWait {
				return f.fault(value, "wait: %s is no number of seconds: write a whole number from 1 to %d", describe(value), maxWait)
			}
			c.Wait = time.Duration(seconds) * time.Second
			return nil
		}
		return f.text(key, value, &c.About)
	})
	switch {
	case err != nil:
		return err
	case c.Name == "":
		return f.fault(item, "name is missing: name the command")
	case c.Run == nil:
		return f.fault(item, "run is missing: write the program and its arguments, such as [./paraphrase.py]")
	}
	weight.Name = c.Name
	f.plan.Commands, f.plan.Operations = append(f.plan.Commands, c), append(f.plan.Operations, weight)
	return nil
}

func contractNames() []string {
	out := make([]string, len(Contracts))
	for i, c := range Contracts {
		out[i] = string(c)
	}
	return out
}
