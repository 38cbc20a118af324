package expand

// A Proposal is a template that a pack does not have yet.
type Proposal struct {
	Action   string
	Template string
	Where    string // the condition, "" for none
	Negative string // the kind of a negative, such as near_miss
	Kind     Kind
	From     string   // file:line of the template that it was made of, "" where a command wrote it
	Prompts  []string // three that it writes and the pack does not

	into *document
	rank int // smaller is better among the proposals of a kind
}

// Kind is how a proposal differs from the template that it was made of.
type Kind string

// The kinds of proposals.
const (
	Command   Kind = "command"
	Wish      Kind = "wish"
	Question  Kind = "question"
	Indirect  Kind = "indirect question"
	Problem   Kind = "problem"
	Fragment  Kind = "fragment"
	Keyword   Kind = "keyword"
	Learner   Kind = "second language"
	Order     Kind = "order"
	Sentences Kind = "two sentences"
	Slots     Kind = "parameters"
	Synonym   Kind = "synonym"
	Neighbour Kind = "neighbour"
	Negation  Kind = "negative"
	Written   Kind = "written" // by a command
)
