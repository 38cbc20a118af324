package action

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// isOpenAPI reports whether a file is an OpenAPI document, which versions before 3 call
// Swagger.
func isOpenAPI(v value) bool {
	if v.kind() != '{' {
		return false
	}
	o, err := v.object("the file")
	return err == nil && o.has("openapi", "swagger") && !o.has(listKeys...)
}

// methods are the ways to call a path, in the order in which actions are listed.
var methods = []string{"get", "post", "put", "patch", "delete"}

// operations turns the operations of an OpenAPI document into actions.
func (r *reader) operations() ([]*Action, error) {
	doc, err := r.file.object("the file")
	if err != nil {
		return nil, err
	}
	paths, err := doc.get("paths").object("paths")
	if err != nil {
		return nil, err
	}
	if len(paths) == 0 {
		return nil, errors.New("has no paths: an OpenAPI document with operations is wanted")
	}
	var out []*Action
	for _, path := range paths {
		if strings.HasPrefix(path.name, "x-") {
			continue
		}
		item, err := r.whole(path.value)
		if err != nil {
			r.passOver(path.at, path.name, err)
			continue
		}
		for _, method := range methods {
			if v := item.get(method); v.given() {
				if a := r.operation(method, path.name, item, v); a != nil {
					out = append(out, a)
				}
			}
		}
	}
	return out, nil
}

// whole returns the members of an object, or of what it refers to.
func (r *reader) whole(v value) (object, error) {
	for range deepest {
		o, err := v.object("this place")
		if err != nil {
			return nil, err
		}
		ref := o.get("$ref")
		if !ref.given() {
			return o, nil
		}
		if v, err = r.target(ref); err != nil {
			return nil, err
		}
	}
	return nil, &fault{v.at, errors.New("its $ref leads back to itself, so it has no end")}
}

// operation turns an operation into an action. It is nil where the operation is passed
// over, with a note.
func (r *reader) operation(method, path string, item object, v value) *Action {
	where := strings.ToUpper(method) + " " + path
	o, err := v.object(where)
	if err != nil {
		r.passOver(v.at, where, err)
		return nil
	}
	if old, err := o.get("deprecated").flag("deprecated"); old || err != nil {
		r.omit(v.at, where+" is left out: it is deprecated")
		return nil
	}
	a := &Action{Name: operationName(o, method, path), Description: operationAbout(o)}
	if a.Name == "" {
		r.omit(v.at, where+" is left out: it has no operationId, and its path gives no name")
		return nil
	}
	r.tool, r.root = v, v
	pr := &parameterReader{reader: r, action: a, optional: map[string]bool{}}
	pr.parametersOf(item.get("parameters"), o.get("parameters"))
	if body := o.get("requestBody"); body.given() {
		pr.requestBody(body)
	}
	for _, p := range a.Params {
		p.Required = p.Required && !pr.optional[p.Name]
	}
	return a
}

var unnameable = regexp.MustCompile(`[^A-Za-z0-9_.-]+`)

// operationName is the operationId, with what names of actions cannot hold replaced, or
// else made of the method and the path: GET /pets/{petId} is get_pet.
func operationName(o object, method, path string) string {
	id, _ := o.get("operationId").text("operationId")
	if name := strings.Trim(unnameable.ReplaceAllString(id, "_"), "_.-"); name != "" {
		return name
	}
	return pathName(method, path)
}

// pathName names an operation by its method and its path.
func pathName(method, path string) string {
	var parts []string
	single := false // the last part of the path picks one thing
	for part := range strings.SplitSeq(path, "/") {
		switch {
		case part == "":
		case strings.Contains(part, "{"):
			single = true
			if n := len(parts); n > 0 {
				parts[n-1] = singular(parts[n-1])
			}
		case !version.MatchString(part):
			single = false
			parts = append(parts, strings.Trim(unnameable.ReplaceAllString(part, "_"), "_.-"))
		}
	}
	parts = slices.DeleteFunc(parts, func(p string) bool { return p == "" || p == "api" })
	if len(parts) == 0 {
		return ""
	}
	verb := map[string]string{"get": "list", "post": "create", "put": "replace", "patch": "update", "delete": "delete"}[method]
	if last := &parts[len(parts)-1]; method == "get" && (single || singular(*last) == *last) {
		verb = "get"
	} else if method == "post" {
		*last = singular(*last)
	}
	return verb + "_" + strings.Join(parts, "_")
}

// version is a part of a path that names nothing.
var version = regexp.MustCompile(`^v[0-9.]+$`)

// singular is the singular of an English plural, and any other word as it is.
func singular(s string) string {
	switch {
	case strings.HasSuffix(s, "ies") && len(s) > 4:
		return strings.TrimSuffix(s, "ies") + "y"
	case strings.HasSuffix(s, "sses"), strings.HasSuffix(s, "xes"), strings.HasSuffix(s, "ches"), strings.HasSuffix(s, "shes"):
		return strings.TrimSuffix(s, "es")
	case strings.HasSuffix(s, "s") && !strings.HasSuffix(s, "ss") && !strings.HasSuffix(s, "us") && !strings.HasSuffix(s, "is"):
		return strings.TrimSuffix(s, "s")
	}
	return s
}

// operationAbout is the summary, or else the description up to its first blank line.
func operationAbout(o object) string {
	for _, key := range []string{"summary", "description"} {
		s, _ := o.get(key).text(key)
		s, _, _ = strings.Cut(strings.TrimSpace(s), "\n\n")
		if s = strings.Join(strings.Fields(s), " "); s != "" {
			return s
		}
	}
	return ""
}

// parametersOf reads the parameters of a path and of an operation, which replaces those
// of the same name and place.
func (r *parameterReader) parametersOf(ofPath, ofOperation value) {
	type parameter struct {
		o  object
		at int
	}
	var all []parameter
	key := func(o object) string { return string(o.get("in").raw) + string(o.get("name").raw) }
	for _, v := range []value{ofPath, ofOperation} {
		list, err := v.list("parameters")
		if err != nil {
			r.passOver(v.at, r.action.Name, err)
		}
		for _, e := range list {
			o, err := r.whole(e)
			if err != nil {
				r.passOver(e.at, "a parameter of "+r.action.Name, err)
				continue
			}
			all = slices.DeleteFunc(all, func(p parameter) bool { return key(p.o) == key(o) })
			all = append(all, parameter{o, e.at})
		}
	}
	for _, p := range all {
		r.parameterOf(p.o, p.at)
	}
}

// unsaid are the parameters with which software turns the pages of an answer. Nobody
// says them.
var unsaid = []string{"page", "per_page", "perpage", "page_size", "pagesize", "page_number", "pagenumber", "page_token", "pagetoken", "cursor", "offset", "skip", "starting_after", "ending_before",
	"next_token", "nexttoken", "expand", "fields", "limit", "after", "before", "include_totals", "api_key", "apikey", "access_token", "user_agent"}

// turning are those of them that a tool list has for its caller as well.
var turning = []string{"cursor", "page_token", "pagetoken", "next_token", "nexttoken", "per_page", "perpage", "page_size", "pagesize", "offset", "starting_after", "ending_before"}

func (r *parameterReader) parameterOf(o object, at int) {
	name, _ := o.get("name").text("name")
	in, _ := o.get("in").text("in")
	switch {
	case in == "body":
		r.body(o.get("schema"))
		return
	case in == "header" || in == "cookie":
		r.omit(at, fmt.Sprintf("%s: the parameter %s is left out: it is sent as a %s, and nobody says it", r.action.Name, name, in))
		return
	case slices.Contains(unsaid, strings.ToLower(name)) && in == "query":
		r.omit(at, fmt.Sprintf("%s: the parameter %s is left out: software sets it, and nobody says it", r.action.Name, name))
		return
	}
	schema := o.get("schema")
	if content := o.get("content"); content.given() {
		schema = r.media(content)
	}
	if !schema.given() { // of version 2, or nothing is said of its values
		schema = written(o.without("name", "in", "required", "collectionFormat", "allowEmptyValue", "style", "explode", "example", "examples"), at)
	}
	required, _ := o.get("required").flag("required")
	r.take(name, schema, required, o)
}

// written writes the members of an object as JSON, which has the place of the whole.
func written(o object, at int) value {
	var all ordered
	for _, m := range o {
		all = append(all, pair{m.name, json.RawMessage(m.raw)})
	}
	b, err := all.MarshalJSON()
	if err != nil {
		return value{}
	}
	return value{b, at}
}

// take reads a parameter whose schema is not all that is said of it. about may be
// nil.
func (r *parameterReader) take(name string, schema value, required bool, about object) {
	if r.action.Param(name) != nil {
		r.omit(schema.at, fmt.Sprintf("%s: a second parameter %s is left out", r.action.Name, name))
		return
	}
	if err := r.add(name, schema); err != nil {
		r.passOver(schema.at, r.action.Name+": the parameter "+name, err)
		return
	}
	p := r.action.Param(name)
	if p == nil {
		return // passed over
	}
	p.Required = required
	if s, err := about.get("description").text("description"); err == nil && s != "" {
		p.Description = strings.Join(strings.Fields(s), " ")
	}
	for _, key := range []string{"example", "examples"} {
		if v := about.get(key); v.given() {
			p.Other = p.Other.with(member{key, v})
		}
	}
}

// requestBody reads what a request of version 3 holds.
func (r *parameterReader) requestBody(v value) {
	o, err := r.whole(v)
	if err != nil {
		r.passOver(v.at, "the body of "+r.action.Name, err)
		return
	}
	if schema := r.media(o.get("content")); schema.given() {
		r.body(schema)
	}
}

// media returns the schema of the one of several contents that is JSON, or a form, or
// the first.
func (r *parameterReader) media(content value) value {
	all, err := content.object("content")
	if err != nil || len(all) == 0 {
		return value{}
	}
	best := all[0].value
	for _, kind := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data"} {
		if v := all.get(kind); v.given() {
			best = v
			break
		}
	}
	o, err := best.object("content")
	if err != nil {
		return value{}
	}
	return o.get("schema")
}

// body reads the members of a body as parameters.
func (r *parameterReader) body(schema value) {
	what := "the body of " + r.action.Name
	all, err := r.together(schema, 0)
	if err != nil {
		r.passOver(schema.at, what, err)
		return
	}
	read := false
	for _, o := range all {
		properties, err := o.get("properties").object("properties")
		if err != nil {
			r.passOver(schema.at, what, err)
			continue
		}
		required, _ := o.get("required").texts("required")
		for _, m := range properties {
			read = true
			o, err := r.flat(m.value, m.name, 0)
			if only, _ := o.get("readOnly").flag("readOnly"); err == nil && only {
				continue
			}
			r.take(m.name, m.value, slices.Contains(required, m.name), nil)
		}
	}
	if !read {
		r.omit(schema.at, what+" is left out: it is no object with properties, so it has no parameters")
	}
}
