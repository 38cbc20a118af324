package action

import (
	"slices"
	"strings"
)

// typeNames are what JSON Schema's types are called elsewhere: in Python, in other
// languages, and in upper case by Gemini.
var typeNames = map[string]string{
	"str": "string", "text": "string", "enum": "string", "uuid": "string",
	"int": "integer", "long": "integer", "int32": "integer", "int64": "integer",
	"float": "number", "double": "number", "decimal": "number", "complex": "number",
	"bool": "boolean",
	"dict": "object", "map": "object", "mapping": "object", "hashmap": "object", "callable": "object",
	"list": "array", "tuple": "array", "set": "array", "sequence": "array", "arraylist": "array", "iterable": "array",
	"none": "null", "nonetype": "null",
	"any": "",
}

// typeName returns the JSON Schema type that a name of a type means, "" for any type. A
// type of Python may say that its parameter may be left out: "str, optional",
// "Optional[int]". format is that of a name such as "date".
func typeName(said string) (name, format string, optional bool) {
	s := strings.ToLower(strings.TrimSpace(said))
	if before, ok := strings.CutSuffix(s, "optional"); ok && strings.HasSuffix(strings.TrimSpace(before), ",") {
		s, optional = strings.TrimRight(before, " ,"), true
	}
	if inner, ok := bracketed(s, "optional"); ok {
		s, optional = inner, true
	}
	alternatives := strings.Split(s, "|")
	if inner, ok := bracketed(s, "union"); ok {
		alternatives = strings.Split(inner, ",")
	}
	var names []string
	for _, a := range alternatives {
		if name := simpleType(a); name == "null" && len(alternatives) > 1 {
			optional = true
		} else {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	switch names = slices.Compact(names); {
	case len(names) == 1 && slices.Contains([]string{"date", "time", "datetime", "date-time"}, names[0]):
		return "string", strings.Replace(names[0], "datetime", "date-time", 1), optional
	case len(names) == 1:
		return names[0], "", optional
	case slices.Equal(names, []string{"integer", "number"}):
		return "number", "", optional
	}
	return "", "", optional
}

// simpleType is typeName for a type without alternatives.
func simpleType(s string) string {
	s = strings.TrimPrefix(strings.TrimSpace(s), "typing.")
	if before, _, ok := strings.Cut(s, "["); ok {
		s = before // list[str], or string[]
		if !slices.Contains([]string{"array", "object"}, typeNames[s]) {
			return "array"
		}
	}
	if name, ok := typeNames[s]; ok {
		return name
	}
	return s
}

func bracketed(s, name string) (inner string, ok bool) {
	inner, ok = strings.CutPrefix(strings.TrimPrefix(s, "typing."), name+"[")
	inner, closed := strings.CutSuffix(inner, "]")
	return inner, ok && closed
}
