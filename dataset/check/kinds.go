package check

// Names of the kinds that checks of rows and of pairs of rows find.
const (
	Record    = "record"
	Call      = "call"
	ID        = "id"
	Duplicate = "duplicate"
	Conflict  = "conflict"
	TextLeak  = "text leak"
	Template  = "template leak"
	Parent    = "parent leak"
	NearLeak  = "near leak"
	Near      = "near duplicate"
	Edge      = "span edge"
	Blank     = "blank"
	Wordless  = "wordless"
	Control   = "control"
	ZeroWidth = "zero width"
	Bidi      = "bidi"
	Homoglyph = "homoglyph"
	Mojibake  = "mojibake"
	HTML      = "html"
	Form      = "unicode form"
	Spaces    = "spaces"
	Missing   = "missing"
	Alike     = "same but for form"
	Personal  = "personal data"
	Unknown   = "unknown token"
	Cut       = "cut off"
	Long      = "length"
)

// Kinds lists every kind of findings, in the order in which reports print them.
var Kinds = []Kind{
	{Record, Fault, "a record that cannot be read, or contradicts itself"},
	{Call, Fault, "a call that does not fit the action schema or its target"},
	{Missing, Fault, "a row without the id, the split, the call or the target that most rows have"},
	{ID, Fault, "one id for two records"},
	{Edge, Fault, "a slot that begins or ends inside a word, or at a space"},
	{Duplicate, Fault, "a text that occurs twice in one split, with the same call"},
	{Alike, Warning, "a text that occurs twice in one split but for case, marks, spaces or Unicode form"},
	{Conflict, Fault, "a text that occurs twice with two calls, whatever its case, marks, spaces and Unicode form"},
	{TextLeak, Fault, "a text in two splits, whatever its case, marks, spaces and Unicode form"},
	{Template, Fault, "a template in two splits"},
	{Parent, Fault, "an augmented copy in another split than what it was made from"},
	{NearLeak, Warning, "nearly the same text in two splits"},
	{Near, Suspect, "nearly the same text twice in one split"},
	{Blank, Fault, "a text that shows nothing"},
	{Wordless, Warning, "marks alone, or a program's word for nothing, in a row that asks for nothing"},
	{Control, Fault, "control characters, or U+FFFD in place of lost characters"},
	{ZeroWidth, Warning, "characters without a width"},
	{Bidi, Warning, "marks that turn the direction of writing"},
	{Homoglyph, Warning, "a word with letters of two scripts that look alike"},
	{Mojibake, Fault, "characters that were decoded with the wrong encoding"},
	{HTML, Warning, "HTML tags or entities"},
	{Form, Warning, "letters in a form that has a plain one: accents apart, ligatures, full-width or mathematical letters"},
	{Spaces, Warning, "spaces at the ends of a text, two in a row, or of an unusual kind"},
	{Personal, Warning, "personal data, such as a card number or an e-mail address"},
	{Unknown, Warning, "characters that the tokenizer does not know"},
	{Cut, Warning, "a text or target longer than what the model reads or writes"},
	{Long, Suspect, "a text far longer than the others, or of one character"},
	{NoTraining, Warning, "a label of dev or test that train lacks"},
	{FewRows, Warning, "a label with too few rows to be learnt or measured"},
	{Imbalanced, Warning, "a label with ten times as many rows as most, or a tenth"},
	{Drifted, Warning, "labels, lengths or values of dev or test that differ from those of train"},
	{Repetitive, Warning, "many rows that say few different sentences"},
	{Mislabel, Suspect, "a label that is likely wrong, by what the other rows say"},
	{NewValue, Suspect, "values of a parameter in dev or test, most of which train lacks"},
	{NewWord, Suspect, "words of dev or test that train lacks"},
}
