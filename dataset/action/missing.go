package action

import "github.com/slmkit/slmkit/dataset"

// Missing lists the parameters that a call lacks, of those that are required or that the
// assistant asks for, in the order of the schema. Param.Ask says what to ask. A call of an
// action that the schema does not have lacks nothing.
func (s *Schema) Missing(c dataset.Call) []*Param {
	a := s.Action(c.Name)
	if a == nil {
		return nil
	}
	var missing []*Param
	for _, p := range a.Params {
		if (p.Required || p.Ask != "") && c.Arguments[p.Name] == nil {
			missing = append(missing, p)
		}
	}
	return missing
}

// AskAs lets calls lack the required parameters that other asks for: what a model was
// trained to leave open, it leaves open under another schema of the same actions, too.
func (s *Schema) AskAs(other *Schema) {
	for _, a := range s.Actions {
		theirs := other.Action(a.Name)
		if theirs == nil {
			continue
		}
		for _, p := range a.Params {
			if q := theirs.Param(p.Name); q != nil && p.Ask == "" {
				p.Ask = q.Ask
			}
		}
	}
}
