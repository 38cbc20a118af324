package dataset

// ColumnType is the type of a column in formats that have types.
type ColumnType int

// The types.
const (
	String  ColumnType = iota
	JSON               // a string that holds JSON
	Int32              // a 32-bit integer
	Bool               // true or false
	Strings            // a list of strings
	Struct             // one record of the column's fields
	Structs            // a list of records of the column's fields
)

// Column is a member of an Example as every format has it: a key in JSON Lines, a
// column in Parquet, a feature of a Hugging Face dataset.
type Column struct {
	Name   string
	Type   ColumnType
	About  string   // one phrase for people; columns with the same phrase belong together
	Fields []Column // of a Struct and of Structs
}

const (
	aboutIdentity = "a hash of the example, its split, and the template and choices it was made from"
	aboutCall     = "the call, or the calls where there are several, as JSON with canonical values"
)

// Columns are the columns of an Example in the order in which they are written.
// Whatever lists them, lists these; Example, and the rows of package export, are
// held to them by tests.
var Columns = []Column{
	{Name: "id", About: aboutIdentity},
	{Name: "split", About: aboutIdentity},
	{Name: "history", Type: JSON, About: "the turns before the prompt, as JSON: role, text, and the call after the turn as target and as JSON"},
	{Name: "text", About: "the prompt"},
	{Name: "target", About: "what the model is to write: `action(param=value, param=\"words of the prompt\")`"},
	{Name: "call", Type: JSON, About: aboutCall},
	{Name: "calls", Type: JSON, About: aboutCall},
	{Name: "slots", Type: Structs,
		About: "where arguments stand in the prompt: name, value, start and end in Unicode code points, end exclusive, the index of their call, and whether the prompt has a mistake there",
		Fields: []Column{
			{Name: "name"}, {Name: "value"},
			{Name: "start", Type: Int32}, {Name: "end", Type: Int32}, {Name: "call", Type: Int32}, {Name: "inexact", Type: Bool},
		}},
	{Name: "reference_date", About: "the day that relative dates count from"},
	{Name: "origin", Type: Struct, About: aboutIdentity,
		Fields: []Column{
			{Name: "pack"}, {Name: "template"}, {Name: "kind"}, {Name: "derivation"}, {Name: "ops", Type: Strings}, {Name: "parent"},
		}},
}
