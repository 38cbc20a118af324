package augment

import (
	"bytes"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// YAML returns the file of a plan with other weights and another clean share, which are
// those of p. The rest of the file stays, but for the comment at its head, in whose place
// comes about: lines without #.
func (p *Plan) YAML(file []byte, about string) ([]byte, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(file, &doc); err != nil {
		return nil, err
	}
	root := doc.Content[0] // ParsePlan has read it
	doc.HeadComment, root.HeadComment = about, ""
	root.Content[0].HeadComment = ""
	weights := map[string]float64{}
	for _, w := range p.Operations {
		weights[w.Name] = w.Weight
	}
	clean := false
	for i := 0; i+1 < len(root.Content); i += 2 {
		switch key, value := root.Content[i], root.Content[i+1]; key.Value {
		case "operations":
			for k := 0; k+1 < len(value.Content); k += 2 {
				setNumber(value.Content[k+1], weights[value.Content[k].Value])
			}
		case "lexicons":
			for _, item := range value.Content {
				setLexicon(item, weights)
			}
		case "clean":
			setNumber(value, p.Clean)
			clean = true
		}
	}
	if !clean {
		n := &yaml.Node{}
		setNumber(n, p.Clean)
		root.Content = append(root.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "clean"}, n)
	}
	var out bytes.Buffer
	e := yaml.NewEncoder(&out)
	e.SetIndent(2)
	if err := e.Encode(&doc); err != nil {
		return nil, err
	}
	return out.Bytes(), e.Close()
}

func setNumber(n *yaml.Node, to float64) {
	n.Kind, n.Tag, n.Style, n.Alias = yaml.ScalarNode, "", 0, nil
	n.Value = strconv.FormatFloat(to, 'f', -1, 64)
}

// setLexicon writes the weight of a lexicon.
func setLexicon(item *yaml.Node, weights map[string]float64) {
	name, weight := "", (*yaml.Node)(nil)
	for i := 0; i+1 < len(item.Content); i += 2 {
		switch item.Content[i].Value {
		case "name":
			name = item.Content[i+1].Value
		case "weight":
			weight = item.Content[i+1]
		}
	}
	if weight == nil {
		weight = &yaml.Node{}
		item.Content = append(item.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: "weight"}, weight)
	}
	setNumber(weight, weights[name])
}
