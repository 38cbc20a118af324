package expand

import "strings"

// voicesOf lists the voices that the templates of each action have, by the words that
// their prompts begin with.
func (m *maker) voicesOf() map[string]map[Kind]bool {
	out := map[string]map[Kind]bool{}
	lib := english()
	for _, s := range m.sentences {
		if out[s.action.Name] == nil {
			out[s.action.Name] = map[Kind]bool{Order: true, Synonym: true}
		}
		t := m.template(s)
		if t == nil {
			continue
		}
		for _, e := range m.base.Sample(t, 10, m.seed) {
			ws := strings.Fields(strings.ToLower(e.Text))
			for len(ws) > 1 && openers[strings.Trim(ws[0], ",.!")] {
				ws = ws[1:]
			}
			for n := min(len(ws), 8); n > 0; n-- {
				if kind := lib.kinds[strings.Join(ws[:n], " ")]; kind != "" {
					out[s.action.Name][kind] = true
					break
				}
			}
			if baseVerbs[ws[0]] {
				out[s.action.Name][Command] = true
			}
		}
	}
	return out
}
