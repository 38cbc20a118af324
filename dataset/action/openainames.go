package action

import "regexp"

// openAIName is what OpenAI's API takes for the name of a function.
var openAIName = regexp.MustCompile(`^[a-zA-Z0-9_-]{1,64}$`)

// RefusedByOpenAI lists the names of actions that OpenAI's API does not take.
func (s *Schema) RefusedByOpenAI() []string {
	var out []string
	for _, a := range s.Actions {
		if !openAIName.MatchString(a.Name) {
			out = append(out, a.Name)
		}
	}
	return out
}
