package gate

import (
	"reflect"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/slmkit/slmkit/eval/report"
)

// VerdictSchema returns the JSON Schema of a verdict.
func VerdictSchema() *jsonschema.Schema {
	s := report.TypeSchema(reflect.TypeFor[Verdict]())
	s.Required = []string{"schema_version", "status", "rules", "outcomes"}
	s.Properties["status"].Enum = []any{Pass, Fail, Inconclusive, Invalid, Incomparable, Failed}
	outcome := s.Properties["outcomes"].Items
	outcome.Required = []string{"rule", "line", "status", "detail"}
	outcome.Properties["status"].Enum = []any{Pass, Fail, Inconclusive}
	outcome.Properties["severity"].Enum = []any{Warn}
	return s
}
