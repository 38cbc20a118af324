package cost

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"
)

var (
	unknownKey = regexp.MustCompile(`^line (\d+): field (\S+) not found in type`)
	wrongType  = regexp.MustCompile("^line (\\d+): cannot unmarshal \\S+ (?:`(.*)` )?into (\\S+)$")
)

// yamlError turns an error of the YAML parser into one that names the line of the
// file and what is wrong there, without Go's types.
func yamlError(name string, err error) error {
	const hint = "slmkit schema prices says what the file holds"
	first := strings.TrimPrefix(err.Error(), "yaml: ")
	var faults *yaml.TypeError
	if errors.As(err, &faults) && len(faults.Errors) > 0 {
		first = faults.Errors[0]
	}
	if m := unknownKey.FindStringSubmatch(first); m != nil {
		return fmt.Errorf("%s:%s: unknown key %q: %s", name, m[1], m[2], hint)
	}
	if m := wrongType.FindStringSubmatch(first); m != nil {
		want := "a list or an entry with keys"
		switch m[3] {
		case "float64":
			want = "a number"
		case "string":
			want = "a text"
		case "bool":
			want = "true or false"
		}
		return fmt.Errorf("%s:%s: %q is not %s: %s", name, m[1], m[2], want, hint)
	}
	return fmt.Errorf("%s: %s: %s", name, first, hint)
}
