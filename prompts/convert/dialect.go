package convert

// Dialect is a tool whose files are read.
//
// To add one, write a file NAME.go with a variable of this type and list it in
// dialects. Its read function gets all files that the user named, from folders and
// archives too, and takes their text with [source.text], which names file and line
// where the text cannot be read. Templates become units below [Import.intent];
// annotated examples become [Import.sample] with slots of [Import.slotOf]; prompts
// with calls and a schema of their own become [Import.record]. Whatever the result
// does not express is noted with [Import.note]; a bad example goes through
// [Import.leave]. A tool whose intents share entities embeds a vocabulary, which names
// the values of slots. [Read] does the rest: names, types of parameters, the pack and
// the examples.
type Dialect struct {
	Name  string // as --from has it
	Help  string // which files it reads and what they are recognized by, in a line
	Holds Holds

	extensions []string // of its files in a folder or an archive, in lower case
	nothing    string   // what is wrong where the files hold no intent
	recognize  func(f *source) clue
	read       func(im *Import, files []*source) error
}

// Holds is what the files of a dialect hold.
type Holds uint8

const (
	Templates Holds = iota // sentences to expand, which become a pack
	Samples                // annotated examples, which become a pack or examples
	Records                // prompts with their calls, which become examples
)
