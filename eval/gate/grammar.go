package gate

// Grammar describes the language of rules, for help texts.
const Grammar = `  rule     = "no_worse(" metric [ selector ] "," margin ")"
           | metric [ selector ] op bound
           | "low(" metric [ selector ] ")" (">=" | ">") bound
           | "high(" metric [ selector ] ")" ("<=" | "<") bound
  selector = "[" key "=" value { "," key "=" value } "]"
  op       = ">=" | ">" | "<=" | "<" | "=="
  margin   = number [ "%" ]
  bound    = number [ unit ]
           | [ factor "*" ] "baseline" [ ("+" | "-") number [ unit ] ]
  unit     = "%" | "ms" | "s" | "MB" | "/s"

no_worse(m, 0.01) tests, example by example, that m got worse by less than 0.01
since the baseline. It takes the reports of eval of both runs, or one of
compare. It passes if a loss of 0.01 or more is ruled out, fails if a loss of
more than 0.01 is shown, and is inconclusive otherwise: it then says how many
examples would settle it. It allows for examples of one template being alike. m
is exact_match, exact_match_raw, formatting_gap, intent_accuracy, slot_gap,
in_scope_accuracy, invalid_rate, false_action_rate, refusal_recall,
false_refusal_rate, ungrounded_rate, loop_rate, dangerous_rate, coverage or
recall[intent=NAME].

low(m) and high(m) are the ends of the 95 % interval. Such a rule passes if the
whole interval keeps the bound, fails if the whole interval breaks it, and is
inconclusive otherwise.`
