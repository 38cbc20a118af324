package risk

import "github.com/slmkit/slmkit/dataset"

// Table says what mistakes cost.
type Table struct {
	wrong            map[[2]string]float64 // by the action asked for and the one answered, each of which may be everyAction
	arguments        [kinds]map[string]float64
	wrongDefault     float64
	argumentDefaults [kinds]float64
	refuse, noAnswer float64
	Dangerous        *float64 // the least cost of a dangerous answer, nil where the table does not say
	hash             string
}

// everyAction stands for every action.
const everyAction = "*"

// Argument is what may be wrong with an argument.
type Argument int

// The mistakes with arguments.
const (
	Wrong Argument = iota
	Missing
	Extra
	kinds
)

// argumentKeys are the keys of a table, by Argument, and argumentWords what a mistake is
// called.
var (
	argumentKeys  = [kinds]string{"wrong_argument", "missing_argument", "extra_argument"}
	argumentWords = [kinds]string{"wrong", "missing", "extra"}
)

// Mistake is something that is wrong with an answer.
type Mistake struct {
	What string // for people, such as view_balance → transfer_money
	Cost float64
}

// noAnswer is the name of what is no call.
const noAnswer = "no answer"

// Action is the mistake of an action in place of another one. Where the table has two
// rules with a star for it, the dearer one counts.
func (t *Table) Action(asked, answered string) Mistake {
	m := Mistake{What: asked + " → " + answered}
	from, ok1 := t.wrong[[2]string{asked, everyAction}]
	to, ok2 := t.wrong[[2]string{everyAction, answered}]
	exact, ok := t.wrong[[2]string{asked, answered}]
	switch {
	case ok:
		m.Cost = exact
	case ok1 && ok2:
		m.Cost = max(from, to)
	case ok1:
		m.Cost = from
	case ok2:
		m.Cost = to
	case answered == dataset.None:
		m.Cost = t.refuse
	default:
		m.Cost = t.wrongDefault
	}
	return m
}

// NoAnswer is the mistake of an answer that is no call, where an action was asked for.
func (t *Table) NoAnswer(asked string) Mistake {
	return Mistake{asked + " → " + noAnswer, t.noAnswer}
}

// Order is the mistake of calls in another order than that asked for.
func (t *Table) Order() Mistake { return Mistake{"calls in another order", t.wrongDefault} }

// Argument is a mistake with an argument of an action that is right.
func (t *Table) Argument(kind Argument, action, parameter string) Mistake {
	name := action + "." + parameter
	m := Mistake{name + " " + argumentWords[kind], t.argumentDefaults[kind]}
	for _, key := range []string{parameter, name} {
		if cost, ok := t.arguments[kind][key]; ok {
			m.Cost = cost
		}
	}
	return m
}

// Dearest is the largest cost of one mistake.
func (t *Table) Dearest() float64 {
	most := max(t.wrongDefault, t.refuse, t.noAnswer)
	for _, cost := range t.wrong {
		most = max(most, cost)
	}
	for kind, costs := range t.arguments {
		most = max(most, t.argumentDefaults[kind])
		for _, cost := range costs {
			most = max(most, cost)
		}
	}
	return most
}

// Hash identifies what the table says, whatever its layout.
func (t *Table) Hash() string { return t.hash }
