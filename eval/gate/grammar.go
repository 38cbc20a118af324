package gate

// Grammar describes the language of rules, for help texts.
const Grammar = `  rule     = metric [ selector ] op bound
           | "low(" metric [ selector ] ")" (">=" | ">") bound
           | "high(" metric [ selector ] ")" ("<=" | "<") bound
  selector = "[" key "=" value { "," key "=" value } "]"
  op       = ">=" | ">" | "<=" | "<" | "=="
  bound    = number [ unit ] | [ factor "*" ] "baseline" [ ("+" | "-") number [ unit ] ]
  unit     = "%" | "ms" | "s" | "MB" | "/s"

low(m) and high(m) are the ends of the 95 % interval: the rule passes where the
whole interval keeps the bound, fails where all of it breaks the bound, and is
inconclusive between.`
