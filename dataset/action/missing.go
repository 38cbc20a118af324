package action

import "github.com/slmkit/slmkit/dataset"

// Missing lists the required parameters that a call lacks, in the order of the schema.
// They are what the assistant has to ask for: Param.Ask says how. A call of an action
// that the schema does not have lacks nothing.
func (s *Schema) Missing(c dataset.Call) []*Param {
	a := s.Action(c.Name)
	if a == nil {
		return nil
	}
	var missing []*Param
	for _, p := range a.Params {
		if p.Required && c.Arguments[p.Name] == nil {
			missing = append(missing, p)
		}
	}
	return missing
}
