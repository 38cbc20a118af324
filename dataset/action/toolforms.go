package action

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// The keys under which tools lie in their files.
var (
	listKeys   = []string{"tools", "functions", "functionDeclarations", "function_declarations"}
	aroundKeys = []string{"result", "toolConfig"} // of an object that holds the tools
	schemaKeys = []string{"parameters", "input_schema", "inputSchema", "parametersJsonSchema", "parameters_json_schema", "parameter_definitions"}
)

// toolsOf returns the tools of a file.
func (r *reader) toolsOf(values []value) ([]value, error) {
	var out []value
	for _, v := range values {
		tools, err := r.unwrap(v, false)
		if err != nil {
			return nil, err
		}
		out = append(out, tools...)
	}
	switch {
	case len(out) == 0 && len(r.said) > 0:
		return nil, fmt.Errorf("no actions: %s", strings.Join(r.said, "; "))
	case len(out) == 0:
		return nil, errors.New("no actions")
	}
	return out, nil
}

// unwrap returns the tools of a list, of an object around a list, or the one tool,
// which may lie in a list.
func (r *reader) unwrap(v value, inList bool) ([]value, error) {
	v = v.inside()
	if v.kind() == '[' {
		elements, err := v.list("the file")
		if err != nil {
			return nil, err
		}
		var out []value
		for _, e := range elements {
			tools, err := r.unwrap(e, true)
			if err != nil {
				return nil, err
			}
			out = append(out, tools...)
		}
		return out, nil
	}
	if v.kind() != '{' {
		return nil, &fault{v.at, fmt.Errorf("not a tool list: %v where a tool is wanted, such as %s", v, exampleTool)}
	}
	o, err := v.object("tool")
	if err != nil {
		return nil, err
	}
	for _, key := range listKeys {
		if list := o.get(key); list.given() && !isRow(o) {
			if list.kind() != '[' {
				return nil, list.wrong(key, "a list of tools")
			}
			return r.unwrap(list, true)
		}
	}
	for _, key := range aroundKeys {
		if inner := o.get(key); inner.kind() == '{' {
			return r.unwrap(inner, inList)
		}
	}
	return r.one(v, o, inList)
}

// one returns the tool that an object is. It is none where a provider runs the tool
// and no model calls it with arguments.
func (r *reader) one(v value, o object, inList bool) ([]value, error) {
	switch what := provided(o); {
	case isTool(o):
		return []value{v}, nil
	case what != "" && inList:
		r.note("tool " + what + " has no parameters that a model writes: left out")
		return nil, nil
	case len(o) == 0 || !isRow(o) && slices.ContainsFunc(listKeys, func(key string) bool { return v.names(key) }):
		return nil, nil
	}
	return nil, notTools(v, o)
}

// names reports whether an object has a member of a name, be it null.
func (v value) names(name string) (found bool) {
	_ = v.walk(func(member string, _ value) { found = found || member == name })
	return found
}

// isTool reports whether an object is a function that a model can call.
func isTool(o object) bool {
	typ, _ := o.get("type").text("type")
	switch {
	case o.has("function", "toolSpec"), o.has("name") && o.has(schemaKeys...), isObjectSchema(o):
		return true
	case isRow(o) || typ != "" && typ != "function":
		return false
	}
	return o.has("name")
}

// isObjectSchema reports whether a tool is a JSON Schema of its parameters, and
// nothing around it.
func isObjectSchema(o object) bool {
	typ, _ := o.get("type").text("type")
	return typ == "object" && o.has("properties") || !o.has("name") && o.has("$ref") && o.has("$defs", "definitions")
}

// provided names the tool that a provider runs: {"type":"web_search"},
// {"googleSearch":{}}, {"cachePoint":{"type":"default"}}. It is "" for any other object.
func provided(o object) string {
	if typ, err := o.get("type").text("type"); err == nil && typ != "" {
		return typ
	}
	if len(o) != 1 || o[0].kind() != '{' {
		return ""
	}
	settings, err := o[0].object("")
	if err != nil || settings.has("description", "properties") || settings.has(schemaKeys...) {
		return ""
	}
	return o[0].name
}

// actions reads tools. Where several have faults, the error is that of the first.
func (r *reader) actions(tools []value) ([]*Action, error) {
	var out []*Action
	var first error
	faults := 0
	for i, v := range tools {
		a, err := r.action(v)
		if err == nil {
			out = append(out, a)
			continue
		}
		name := fmt.Sprintf("tool %d", i+1)
		if a != nil && a.Name != "" {
			name += fmt.Sprintf(", %q", a.Name)
		}
		if r.passOver(v.at, name, err) {
			continue
		}
		if faults++; first == nil {
			first = fmt.Errorf("%s: %w", name, err)
		}
	}
	if faults > 1 {
		first = fmt.Errorf("%w (and %d more tools have faults)", first, faults-1)
	}
	return out, first
}

// action reads a tool. Where only its parameters have faults, it returns its name
// with the error.
func (r *reader) action(v value) (*Action, error) {
	o, err := v.object("tool")
	if err != nil {
		return nil, err
	}
	if inner := o.get("function", "toolSpec"); inner.kind() == '{' {
		if o, err = inner.object("function"); err != nil {
			return nil, err
		}
	} else if inner.given() {
		o = append(o, member{"name", inner}) // {"function":"pay","parameters":{…}}
	}
	parameters := o.get(schemaKeys...).inside()
	names := []string{"name"}
	if isObjectSchema(o) {
		parameters, names = v, []string{"name", "title"}
	}
	a := &Action{}
	if a.Name, err = o.get(names...).text("name"); err != nil {
		return nil, err
	}
	if a.Name == "" {
		return nil, &fault{v.at, errors.New("it has no name")}
	}
	if a.Description, err = r.description(o, parameters); err != nil {
		return a, err
	}
	if err := a.check(); err != nil {
		return a, &fault{v.at, err}
	}
	r.tool, r.root = v, parameters
	return a, r.parameters(a, parameters)
}

// description returns the description of a tool, or else that of its parameters.
func (r *reader) description(tool object, parameters value) (string, error) {
	if tool.has("description") || parameters.kind() != '{' {
		return tool.get("description").text("description")
	}
	o, err := parameters.object("parameters")
	if err != nil || o.get("description").kind() == '{' { // a parameter of this name
		return "", err
	}
	return o.get("description").text("description")
}

// locale reads how the prompts of the tools write values, which slmkit's own lists
// say.
func (r *reader) locale() (string, error) {
	if r.file.kind() != '{' {
		return "", nil
	}
	o, err := r.file.object("the file")
	if err != nil {
		return "", err
	}
	return o.get("locale").text("locale")
}
