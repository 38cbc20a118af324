// Package risk says what the mistakes of a model cost: a statement that is shown in place
// of a balance costs little, money that is sent costs much. The costs come from a table
// in YAML, in a unit of the user's choice:
//
//	wrong:                              # another action: asked for -> answered
//	  view_balance -> transfer_money: 10
//	  "* -> transfer_money": 5          # whatever was asked for
//	  default: 1
//	wrong_argument:                     # by parameter, or by action.parameter
//	  amount: 5
//	  transfer_money.recipient: 10
//	missing_argument: {default: 1}
//	extra_argument: {default: 1}
//	refuse: 0.5                         # none where an action was asked for
//	no_answer: 0.5                      # no call that software could carry out
//	dangerous: 10                       # an answer of this cost or more is dangerous
//
// Everything may be left out: what a table does not name costs its default, which is 1,
// and no answer costs what a refusal does. Parse reads a table, and ParsePack the one in
// a pack.yaml, under costs.
package risk
