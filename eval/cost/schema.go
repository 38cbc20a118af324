package cost

import "github.com/google/jsonschema-go/jsonschema"

// Schema returns the JSON Schema of files of prices.
func Schema() *jsonschema.Schema {
	s, err := jsonschema.For[Prices](nil)
	if err != nil {
		panic(err) // unreachable: the type is the one above
	}
	s.Properties["date"].Pattern = `^[0-9]{4}-[0-9]{2}-[0-9]{2}$`
	for _, list := range []string{"functions", "gateways", "endpoints", "machines"} {
		items := s.Properties[list]
		items.Type, items.Types = "array", nil
		for _, p := range items.Items.Properties {
			if p.Type == "number" {
				p.Minimum = jsonschema.Ptr(0.0)
			}
		}
	}
	return s
}
