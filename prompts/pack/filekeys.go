package pack

// The keySchemas of a pack's files: what keys each mapping has and of what type
// their values are. The loader takes the keys that it knows from here and
// FileSchemas the JSON Schemas that editors complete and check by. A
// description is what a writer sees on pointing at a key.
type (
	packKeys struct {
		Name        optionalText   `json:"name,omitempty" jsonschema:"Name of the pack; the folder's where it is left out, e.g. banking."`
		Version     optionalText   `json:"version,omitempty" jsonschema:"Version of the pack, e.g. 1."`
		Description optionalText   `json:"description,omitempty" jsonschema:"What the pack is about, e.g. What a bank's customers ask an assistant to do."`
		Language    language       `json:"language,omitempty" jsonschema:"Language of the prompts, e.g. en or de. Amounts, dates, times and numbers are written and read as in this language."`
		Locale      localeTag      `json:"locale,omitempty" jsonschema:"How prompts write amounts, dates, times and numbers, e.g. en-GB; by the language where it is left out."`
		Use         list[library]  `json:"use,omitempty" jsonschema:"Libraries of rules, lexicons and negatives that the pack shares with others, e.g. std/en or std/en/none/weather; slmkit std lists them. A rule or lexicon of the pack replaces the library's of the same name."`
		Marks       bool           `json:"space_before_marks,omitempty" jsonschema:"true where a space before ? and ! is kept, as in ça va ?; it is where the language is French."`
		Reference   list[day]      `json:"reference_date,omitempty" jsonschema:"Day that relative dates of prompts count from, e.g. 2025-06-16."`
		References  list[day]      `json:"reference_dates,omitempty" jsonschema:"First and last day that relative dates count from, e.g. [2025-01-01, 2025-12-31]: each prompt has one of them."`
		Negatives   negatives      `json:"negatives,omitempty" jsonschema:"What share of the prompts of action none each kind has, against the others, e.g. {out_of_scope: 1, near_miss: 2}; by the weights of their templates where it is left out."`
		Dialogues   share          `json:"dialogues,omitempty" jsonschema:"Share of a dataset's rows that are from dialogues, e.g. 0.3; 0.2 where it is left out and the pack has dialogues."`
		Tests       list[testItem] `json:"tests,omitempty" jsonschema:"Must-pass prompts with their calls, e.g. - what is my balance: check_balance()."`
		Costs       any            `json:"costs,omitempty" jsonschema:"What the mistakes of a model cost, for slmkit eval, e.g. {wrong: {view_balance -> transfer_money: 10}}; slmkit schema costs says what it holds."`
		Sources     any            `json:"sources,omitempty" jsonschema:"Where the words come from, for readers; slmkit does not read it."`
		Licence     optionalText   `json:"licence,omitempty" jsonschema:"Licence of the pack, e.g. Apache-2.0."`
	}
	negatives struct {
		OutOfScope      weight `json:"out_of_scope,omitempty" jsonschema:"Share of prompts that have nothing to do with the domain, e.g. 1."`
		WrongDomain     weight `json:"wrong_domain,omitempty" jsonschema:"Share of prompts for somebody else, e.g. 1."`
		MissingArgument weight `json:"missing_argument,omitempty" jsonschema:"Share of prompts that leave out what is asked for, e.g. 1."`
		NearMiss        weight `json:"near_miss,omitempty" jsonschema:"Share of prompts that are nearly an action's, e.g. 2."`
	}
	actionKeys struct {
		Description optionalText `json:"description,omitempty" jsonschema:"What the action does, e.g. Move money between own accounts."`
		Params      params       `json:"params,omitempty" jsonschema:"The action's parameters, in the order of a target, e.g. {amount: {format: money}}."`
	}
	paramKeys struct {
		Description optionalText `json:"description,omitempty" jsonschema:"What the parameter is, e.g. amount to move."`
		Type        paramType    `json:"type,omitempty" jsonschema:"Type of the value, e.g. integer."`
		Format      paramFormat  `json:"format,omitempty" jsonschema:"What a string holds, e.g. money. It also names the lexicon that fills the parameter where none has its name; a format that slmkit does not know is free text."`
		Enum        list[member] `json:"enum,omitempty" jsonschema:"The values of an enumeration, e.g. [checking, savings]."`
		Minimum     float64      `json:"minimum,omitempty" jsonschema:"The least value of a number, e.g. 1."`
		Maximum     float64      `json:"maximum,omitempty" jsonschema:"The greatest value of a number, e.g. 9."`
		Prefer      prefer       `json:"prefer,omitempty" jsonschema:"Where a day lies that is said without a year or week, e.g. future for bookings."`
		Hours       hours        `json:"hours,omitempty" jsonschema:"Hours that a time without am or pm lies in, e.g. 08:00-18:00: at three is 15:00."`
		Ask         optionalText `json:"ask,omitempty" jsonschema:"What the assistant asks where a dialogue has not said the parameter yet, e.g. To whom? Until then calls may lack it, even if it is required."`
		Required    bool         `json:"required,omitempty" jsonschema:"true where every prompt of the action must set the parameter."`
	}
	alternativeKeys struct {
		Text   anyText `json:"text" jsonschema:"An expression, e.g. (show|send) me <it>."`
		Weight weight  `json:"weight,omitempty" jsonschema:"How often it is chosen against the other alternatives, e.g. 3."`
	}
	entryKeys struct {
		Text   phrase `json:"text" jsonschema:"The words as they stand in a prompt, e.g. savings account."`
		Weight weight `json:"weight,omitempty" jsonschema:"How often they are chosen against the others, e.g. 3."`
	}
	documentKeys struct {
		Action      list[actionName]   `json:"action,omitempty" jsonschema:"The action that these templates ask for, e.g. get_statement; none for prompts that ask for nothing."`
		Actions     list[actionName]   `json:"actions,omitempty" jsonschema:"The actions of templates with several calls, e.g. [check_balance, pay_bill]: slots are {1.account}, {2.amount}."`
		Kind        negative           `json:"kind,omitempty" jsonschema:"Why templates of action none ask for nothing, e.g. out_of_scope."`
		Voice       optionalText       `json:"voice,omitempty" jsonschema:"How the templates speak, e.g. terse; it is noted with each."`
		Weight      weight             `json:"weight,omitempty" jsonschema:"The action's share of a dataset against the other actions, e.g. 2 for twice as many prompts. Where it is left out, action none has 3 and any other action 1."`
		Rules       localRules         `json:"rules,omitempty" jsonschema:"Rules of this document alone, e.g. {it: [my statement, the statement]}."`
		Templates   list[templateItem] `json:"templates,omitempty" jsonschema:"The templates, e.g. - please send me my {account} statement."`
		Dialogues   list[dialogueItem] `json:"dialogues,omitempty" jsonschema:"Dialogues of two or more turns of the user, each a list of turns, e.g. - - user: transfer {amount}, - assistant: to whom?, - user: to {payee}."`
		Ask         asks               `json:"ask,omitempty" jsonschema:"How the assistant asks for parameters of the action, and what people answer, by parameter. Each template of the action that leaves a parameter out becomes the first turn of a dialogue."`
		Tests       list[testItem]     `json:"tests,omitempty" jsonschema:"Must-pass prompts with their calls, e.g. - what is my balance: check_balance(). They may be of any action."`
		Description optionalText       `json:"description,omitempty" jsonschema:"What the document is about, for readers."`
	}
	testFileKeys struct {
		Tests       list[testItem] `json:"tests" jsonschema:"Must-pass prompts with their calls, e.g. - what is my balance: check_balance()."`
		Description optionalText   `json:"description,omitempty" jsonschema:"What the tests are about, for readers."`
	}
	testKeys struct {
		Text      phrase         `json:"text" jsonschema:"The prompt, e.g. what is my balance."`
		History   list[testTurn] `json:"history,omitempty" jsonschema:"The turns before it, the oldest first: what the user says with the call so far, and what the assistant says, e.g. [transfer 50: 'transfer_money(amount=\"50\")', to whom?]."`
		Call      list[testCall] `json:"call,omitempty" jsonschema:"The call in target syntax, none for none, or a list of calls that are all right, e.g. get_statement(period=\"march\")."`
		Action    optionalText   `json:"action,omitempty" jsonschema:"In place of call: the action, e.g. get_statement."`
		Arguments testArguments  `json:"arguments,omitempty" jsonschema:"The arguments of action, as words or values, e.g. {period: 2025-03}."`
		Grammar   testGrammar    `json:"grammar,omitempty" jsonschema:"must where the templates, too, must be able to say the prompt."`
	}
	dialogueKeys struct {
		Turns  list[turnKeys] `json:"turns" jsonschema:"The turns of the user and the assistant, the user's first and last."`
		Weight weight         `json:"weight,omitempty" jsonschema:"How many prompts it gives against the action's other dialogues, e.g. 0.5."`
		Voice  optionalText   `json:"voice,omitempty" jsonschema:"How the dialogue speaks, e.g. terse, in place of the document's."`
		Where  where          `json:"where,omitempty" jsonschema:"What must hold between arguments; a number before a parameter chooses a turn of the user, e.g. 1.amount != 2.amount."`
	}
	turnKeys struct {
		User      said         `json:"user,omitempty" jsonschema:"What the user says, an expression or a list of alternatives, e.g. [to] {payee}."`
		Assistant said         `json:"assistant,omitempty" jsonschema:"What the assistant says, e.g. to {payee}, right? A slot repeats the user's words for it."`
		Templates openingItem  `json:"templates,omitempty" jsonschema:"The first turn is each template of the action, e.g. {with: [amount], without: [payee]}."`
		Action    optionalText `json:"action,omitempty" jsonschema:"The action that the user changes to in this turn, e.g. check_balance; none where the user gives up."`
		Keep      list[member] `json:"keep,omitempty" jsonschema:"Parameters whose values the new action keeps, e.g. [account]. All others are forgotten."`
	}
	openingKeys struct {
		With    list[member] `json:"with,omitempty" jsonschema:"Parameters that the first turn sets, e.g. [amount]."`
		Without list[member] `json:"without,omitempty" jsonschema:"Parameters that the first turn does not set, e.g. [payee]."`
	}
	askKeys struct {
		Questions said         `json:"questions" jsonschema:"What the assistant asks, e.g. [to whom?, who should get it?]."`
		Answers   said         `json:"answers" jsonschema:"What the user answers, e.g. [to] {payee}."`
		NoAnswers said         `json:"no_answers,omitempty" jsonschema:"What the user says that is no answer, so that the call is none, e.g. [never mind, what's the weather]."`
		Unless    list[member] `json:"unless,omitempty" jsonschema:"Parameters that make the question needless: a prompt that sets one of them is not asked it, e.g. [to_account]."`
		Weight    weight       `json:"weight,omitempty" jsonschema:"How many prompts it gives against the action's other dialogues, e.g. 2."`
	}
	templateKeys struct {
		Text   phrase       `json:"text" jsonschema:"An expression, e.g. [please] (show|send) me my {account} statement."`
		Weight weight       `json:"weight,omitempty" jsonschema:"How many prompts it gives against the action's other templates, e.g. 0.5."`
		Voice  optionalText `json:"voice,omitempty" jsonschema:"How the template speaks, e.g. terse, in place of the document's."`
		Where  where        `json:"where,omitempty" jsonschema:"What must hold between arguments, e.g. from_account != to_account and amount < 500."`
		Kind   negative     `json:"kind,omitempty" jsonschema:"Why it asks for nothing, e.g. near_miss, in place of the document's."`
	}
)

// The types of values, which schemas are told for.
type (
	optionalText  string // may be left out
	anyText       string // may not, but be ""
	phrase        string // has words
	language      string
	localeTag     string
	library       string
	prefer        string
	hours         string
	day           string
	paramType     string
	paramFormat   string
	member        string
	actionName    string
	negative      string
	where         string
	weight        float64
	list[T any]   []T // or one of them
	params        map[string]paramKeys
	localRules    map[string]list[alternative]
	alternative   struct{} // text or alternativeKeys
	templateItem  struct{} // text or templateKeys
	dialogueItem  struct{} // turns or dialogueKeys
	openingItem   struct{} // openingKeys, which may be left empty
	said          struct{} // text, alternativeKeys, or a list of these
	asks          map[string]askKeys
	share         float64
	testItem      struct{} // testKeys, or prompts with their calls
	testTurn      struct{} // text of the assistant, or text of the user with the call so far
	testCall      string
	testGrammar   string
	testArguments map[string]anyText
	lexiconEntry  struct{} // text, entryKeys or a generator
	lexiconValue  struct{} // entries, canonical values with their entries, or a generator
)
