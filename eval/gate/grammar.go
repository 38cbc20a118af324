package gate

// Grammar describes the language of rules, for help texts.
const Grammar = `  rule     = metric [ selector ] op bound
           | "low(" metric [ selector ] ")" (">=" | ">") bound
           | "high(" metric [ selector ] ")" ("<=" | "<") bound
  selector = "[" key "=" value { "," key "=" value } "]"
  op       = ">=" | ">" | "<=" | "<" | "=="
  bound    = number [ unit ] | [ factor "*" ] "baseline" [ ("+" | "-") number [ unit ] ]
  unit     = "%" | "ms" | "s" | "MB" | "/s"

low(m) and high(m) are the ends of the 95 % interval. Such a rule passes if the
whole interval keeps the bound, fails if the whole interval breaks it, and is
inconclusive otherwise.`
