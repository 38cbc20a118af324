package augment

import (
	"reflect"

	"github.com/google/jsonschema-go/jsonschema"
)

// planShape is the shape of the file of a plan, for its schema. ParsePlan reads the file
// itself, since errors name places.
type planShape struct {
	About      string                `json:"about,omitempty" jsonschema:"What the plan is for."`
	Operations map[string]weightOf   `json:"operations,omitempty" jsonschema:"How often each operation is chosen, beside the others. Those that are not named are not chosen."`
	Budget     []weightOf            `json:"budget,omitempty" jsonschema:"Weights of 1, 2, … operations on a copy, such as [60, 30, 10]."`
	Clean      float64               `json:"clean,omitempty" jsonschema:"Share of the copies without mistakes: no operation with the contract noises."`
	EditRate   float64               `json:"edit_rate,omitempty" jsonschema:"Largest share of the words of a prompt that change. One word may always."`
	Order      string                `json:"order,omitempty" jsonschema:"In which order the chosen operations run: phases (the default), listed or random."`
	Protect    []string              `json:"protect,omitempty" jsonschema:"Phrases that no operation changes."`
	Copies     map[string]int        `json:"copies,omitempty" jsonschema:"Copies of each example, by split. Without it, one of each training example."`
	Actions    map[string]neverShape `json:"actions,omitempty" jsonschema:"What prompts for an action never get."`
	Slots      map[string]neverShape `json:"slots,omitempty" jsonschema:"What never changes a slot, by its parameter or its format."`
	Lexicons   []lexiconShape        `json:"lexicons,omitempty" jsonschema:"Operations that change the phrases of CSV files."`
}

type weightOf float64

type neverShape struct {
	Never []string `json:"never" jsonschema:"Names of operations, or all."`
}

type lexiconShape struct {
	Name     string   `json:"name" jsonschema:"The name of the operation."`
	File     string   `json:"file" jsonschema:"A CSV file with the columns from, to and, if neighbours matter, before and after. Its path is relative to the plan."`
	Weight   weightOf `json:"weight,omitempty" jsonschema:"How often it is chosen, 1 unless it is given."`
	Contract string   `json:"contract,omitempty" jsonschema:"keeps (the default), or noises for mistakes."`
	Phase    string   `json:"phase,omitempty" jsonschema:"When it runs, words unless it is given."`
	Language string   `json:"language,omitempty" jsonschema:"The language whose words it knows, such as en. Without it, it suits any."`
	About    string   `json:"about,omitempty" jsonschema:"What it does."`
}

// PlanSchema returns the JSON Schema of the files of plans.
func PlanSchema() *jsonschema.Schema {
	weight := &jsonschema.Schema{Type: "number", Minimum: jsonschema.Ptr(0.0), Maximum: jsonschema.Ptr(float64(maxWeight))}
	s, err := jsonschema.For[planShape](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{reflect.TypeFor[weightOf](): weight}})
	if err != nil {
		panic(err) // unreachable: the types are those above
	}
	ops := s.Properties["operations"]
	ops.Properties = map[string]*jsonschema.Schema{}
	for _, op := range Ops {
		one := *weight
		one.Description = op.About
		ops.Properties[op.Name] = &one
	}
	for _, name := range []string{"budget", "protect", "lexicons"} {
		list := s.Properties[name]
		list.Type, list.Types = "array", nil
	}
	budget := s.Properties["budget"]
	budget.MinItems, budget.MaxItems = jsonschema.Ptr(1), jsonschema.Ptr(maxOperations)
	for _, name := range []string{"clean", "edit_rate"} {
		s.Properties[name].Minimum, s.Properties[name].Maximum = jsonschema.Ptr(0.0), jsonschema.Ptr(1.0)
	}
	s.Properties["edit_rate"].Minimum, s.Properties["edit_rate"].ExclusiveMinimum = nil, jsonschema.Ptr(0.0)
	s.Properties["order"].Enum = anyOfNames(planOrders)
	copies := s.Properties["copies"]
	copies.PropertyNames = &jsonschema.Schema{Enum: anyOfNames(splitNames())}
	copies.AdditionalProperties.Minimum, copies.AdditionalProperties.Maximum = jsonschema.Ptr(0.0), jsonschema.Ptr(float64(maxCopies))
	lexicon := s.Properties["lexicons"].Items
	lexicon.Properties["contract"].Enum = anyOfNames([]string{string(Keeps), string(Noises)})
	lexicon.Properties["phase"].Enum = anyOfNames(phaseNames)
	return s
}

func anyOfNames(names []string) []any {
	out := make([]any, len(names))
	for i, name := range names {
		out[i] = name
	}
	return out
}
