package convert_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/slmkit/slmkit/prompts/convert"
)

// found is a file as it is found, and what of it is kept.
type found struct {
	name  string            // what the file has
	file  string            // its name
	text  string            // what it holds
	more  map[string]string // files beside it
	wide  bool
	want  []string // examples as lines writes them
	notes []string
}

func (f *found) read(strict bool) (*convert.Import, error) {
	files := map[string]string{f.file: f.text}
	for name, text := range f.more {
		files[name] = text
	}
	return convert.Read([]string{f.file}, convert.Options{Name: "test", ReadFile: reader(files), Generalize: f.wide, Strict: strict})
}

// check holds what is read of a file to what is wanted, and its pack to loading.
func (f *found) check(t *testing.T) {
	t.Helper()
	im, err := f.read(false)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(f.want, lines(examples(t, im))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	var notes []string
	left := 0
	for _, n := range im.Notes {
		notes = append(notes, n.String())
		if strings.Contains(n.Text, "left out: ") && !strings.Contains(n.Text, "duplicate") {
			left++
		}
	}
	if diff := cmp.Diff(f.notes, notes); diff != "" {
		t.Errorf("notes (-want +got)\n%s", diff)
	}
	if im.LeftOut != left {
		t.Errorf("%d examples left out, %d notes say so", im.LeftOut, left)
	}
	if _, err := f.read(true); (err != nil) != (left > 0) {
		t.Errorf("strict: error %v, %d examples left out", err, left)
	}
	load(t, im)
}

func TestRasaMarkdownAsFound(t *testing.T) {
	for _, c := range []found{
		{name: "comments behind text", file: "nlu.md",
			text:  "## intent:funds_left <!-- asks how much is there -->\n- how much is on my [rainy day pot](pot:rainy) <!-- method 1 -->\n- what have I got <!-- no entity -->\n\n## synonym:rainy   <!-- method 2 -->\n- umbrella jar\n",
			want:  []string{"how much is on my rainy day pot → funds_left(pot=rainy) pot@18:31", "what have I got → funds_left()"},
			notes: []string{`nlu.md:6: synonym "rainy": 1 of its words occur in no example, --generalize reads them`}},
		{name: "comments of lines", file: "nlu.md",
			text: "<!--\n## intent:ghost\n- boo -->\n## intent:go\n- a <!-- x\n- not\n--> b\n- c <!-- one --> d<!-- two -->\n",
			want: []string{"a → go()", "c d → go()"},
			notes: []string{
				`nlu.md:7: left out: "b": an example after - is wanted`,
			}},
		{name: "comments that do not end", file: "nlu.md",
			text: "## intent:go\n- a <!-- x\n- b <!-- y -->\n- c\n- d <!-- z\n- e\n",
			want: []string{"a → go()", "c → go()", "d <!-- z → go()", "e → go()"},
			notes: []string{
				"nlu.md:2: the comment ends only at line 3: another <!-- is inside it",
				"nlu.md:5: the comment is not closed: --> is missing, <!-- is read as text",
			}},
		{name: "bullets", file: "nlu.md",
			text: "## intent:open\n- open a deposit account\n- \n-\n-close it\n*star\n+ plus\n---\n- - minus\n-\ttab\n",
			want: []string{"open a deposit account → open()", "close it → open()", "star → open()", "plus → open()", "- minus → open()", "tab → open()"}},
		{name: "stray lines", file: "nlu.md",
			text: "# About\n\n## intent:a\nhello\n- x\n1. y\n**z**\n## path: b\n- w\n## intent:\n- v\n",
			want: []string{"x → a()"},
			notes: []string{
				`nlu.md:4: left out: "hello": an example after - is wanted`,
				`nlu.md:6: left out: "1. y": an example after - is wanted`,
				`nlu.md:7: left out: "**z**": an example after - is wanted`,
				`nlu.md:8: heading "path: b" is not read: intent, synonym, regex or lookup is wanted before the colon`,
				"nlu.md:10: left out: intent has no name",
			}},
		{name: "lookup tables in files", file: "data/nlu.md", wide: true,
			text: "## intent:go\n- to [Rome](city)\n## lookup:city\n- data/lookup/cities.txt\n- Oslo\n## lookup:city\n  towns.txt\n  none.txt\n",
			more: map[string]string{"data/lookup/cities.txt": "Bern\r\n\r\nLa  Paz\n", "data/towns.txt": "Ely"},
			want: []string{`to Rome → go(city="Rome") city@3:7`},
			notes: []string{
				"data/nlu.md:8: the file none.txt is not found beside this one or above it: its words are not read",
			}},
		{name: "brackets in brackets", file: "nlu.md",
			text: "## intent:go\n- to [[Rome](city) now](when)\n- in [a b [Oslo](city)\n- at [a [b] c](city)\n",
			want: []string{`to [Rome now](when) → go(city="Rome") city@4:8`, `in [a b Oslo → go(city="Oslo") city@8:12`, `at [a [b] c](city) → go()`},
			notes: []string{
				`nlu.md:2: "now](when)" is plain text: annotations do not nest`,
				`nlu.md:4: "b] c](city)" is plain text: annotations do not nest`,
			}},
		{name: "line ends of Windows and a mark", file: "nlu.md",
			text: "\ufeff## intent:go\r\n- a \r\n-\tb\r\n",
			want: []string{"a → go()", "b → go()"}},
	} {
		t.Run(c.name, c.check)
	}
}

func TestRasaYAMLAsFound(t *testing.T) {
	const head = "nlu:\n- intent: go\n  examples: |\n"
	for _, c := range []found{
		{name: "bullets", file: "nlu.yml", text: head + "    - yep\n    -sure thing\n    -\n    - \n    -5 degrees\n    - - minus\n",
			want: []string{"yep → go()", "sure thing → go()", "5 degrees → go()", "- minus → go()"}},
		{name: "stray lines", file: "nlu.yml", text: head + "    - yep\n    or so\n    # a comment\n    - play #1 hits\n    - a # b\n    - c # d\n",
			want: []string{"yep → go()", "play #1 hits → go()", "a # b → go()", "c # d → go()"},
			notes: []string{
				`nlu.yml:5: left out: "or so": an example after - is wanted`,
				"nlu.yml:8: # and what follows it is part of the example: a block of text has no comments behind text (and 1 more line)",
			}},
		{name: "no bullets", file: "nlu.yml", text: head + "    yep\n    sure\n", want: []string{"yep → go()", "sure → go()"}},
		{name: "comments", file: "nlu.yml", text: "# a\nversion: \"2.0\" # b\nnlu: # c\n# d\n- intent: go # e\n  examples: | # f\n    - a\n  # g\n- intent: bye\n  examples: # h\n  - b # i\n",
			want: []string{"a → go()", "b → bye()"}},
		{name: "folded", file: "nlu.yml", text: "nlu:\n- intent: go\n  examples: >-\n    - one thing\n    - two - and\n\n    - three\n- intent: bye\n  examples: |-\n    - ciao\n",
			want: []string{"one thing → go()", "two - and → go()", "three → go()", "ciao → bye()"}},
		{name: "anchors", file: "nlu.yml", text: "nlu:\n- &go\n  intent: go\n  examples: &ex\n  - a\n  - &b b\n- intent: bye\n  examples: [*b, c]\n- <<: *go\n  intent: more\n- intent: last\n  examples: *ex\n",
			want: []string{"a → go()", "b → go()", "b → bye()", "c → bye()", "a → more()", "b → more()", "a → last()", "b → last()"},
			notes: []string{
				`nlu.yml:5: "a" is an example of "go" too, at nlu.yml:5`,
				`nlu.yml:6: "b" is an example of "go" too, at nlu.yml:6`,
				`nlu.yml:8: "b" is an example of "go" too, at nlu.yml:6`,
			}},
		{name: "scalars", file: "nlu.yml", text: "nlu:\n- intent: 7\n  examples: [12, 007, yes, 1.50, ~, \"\"]\n",
			want: []string{"12 → _7()", "007 → _7()", "yes → _7()", "1.50 → _7()"}},
		{name: "metadata", file: "nlu.yml", text: "nlu:\n- intent: go\n  metadata: {a: {b: 1}}\n  examples:\n  - text: |\n      - a\n    metadata: {c: [1]}\n  - {text: b, metadata: }\n- intent: bye\n  metadata:\n  examples: [c]\n",
			want: []string{"a → go()", "b → go()", "c → bye()"},
			notes: []string{
				`nlu.yml:3: "metadata" is not read (and 1 more time)`,
				`nlu.yml:7: "metadata" of an example is not read (and 1 more time)`,
			}},
		{name: "bad examples", file: "nlu.yml", text: head + "    - a\n    - b [c]{\"entity\": }\n    - d [e]{\"role\": \"r\"}\n    - f [g]{\"entity\": \"h\", \"role\": null, \"value\": null}\n- examples: |\n    - i\n- synonym: j\n- intent: k\n  examples: [{text: {}}, l]\n",
			want: []string{"a → go()", `f g → go(h="g") h@2:3`, "l → k()"},
			notes: []string{
				`nlu.yml:5: left out: "{\"entity\": }": {"entity": "name"} in JSON is wanted: invalid character '}' looking for beginning of value`,
				`nlu.yml:6: left out: annotation {"role": "r"}: the entity has no name`,
				"nlu.yml:8: left out: entry of nlu: intent, synonym, regex or lookup is wanted",
				`nlu.yml:10: synonym "j" has no examples`,
				"nlu.yml:12: left out: text: text is wanted, not a mapping",
			}},
		{name: "lookup tables in files", file: "data/nlu.yml", wide: true,
			text: "nlu:\n- intent: go\n  examples: |\n    - to [Rome](city)\n- lookup: city\n  elements: data/lookup/cities.txt\n- lookup: city\n  file_path: none.csv\n- lookup: city\n  elements: [Ely, towns.txt]\n- lookup: city\n  examples: |\n    - towns.txt\n    - AC/DC\n",
			more: map[string]string{"data/lookup/cities.txt": "Bern\n", "data/towns.txt": "Ulm\n"},
			want: []string{`to Rome → go(city="Rome") city@3:7`},
			notes: []string{
				"data/nlu.yml:8: the file none.csv is not found beside this one or above it: its words are not read",
			}},
		{name: "values that name themselves", file: "nlu.yml", text: head + "    - a [cap](item:hat) please\n    - a [beanie](item:hat) please\n    - a [belt](item) please\n    - a [Hat](item) please\n    - a [BELT](item)\n    - a [Cap](item)\n",
			want: []string{"a cap please → go(item=hat) item@2:5", "a beanie please → go(item=hat) item@2:8", "a belt please → go(item=belt) item@2:6", "a Hat please → go(item=hat) item@2:5",
				"a BELT → go(item=belt) item@2:6", "a Cap → go(item=hat) item@2:5"}},
		{name: "exact repeats", file: "nlu.yml",
			text: "nlu:\n- intent: ask_hours\n  examples: |\n    - When do you open?\n    - when do you open?\n    - when do you open?\n    - when do you open?\n- intent: book\n  examples: |\n    - book [Rome](city)\n    - book Rome\n    - book Rome\n    - book Rome\n    - book [Rome](city)\n    - [a](city) a\n    - a [a](city)\n",
			want: []string{"When do you open? → ask_hours()", "when do you open? → ask_hours()", `book Rome → book(city="Rome") city@5:9`, "book Rome → book()", `a a → book(city="a") city@0:1`, `a a → book(city="a") city@2:3`},
			notes: []string{
				`nlu.yml:2: intent "ask_hours": duplicate examples left out: 2`,
				`nlu.yml:8: intent "book": duplicate examples left out: 3`,
				`nlu.yml:11: "book Rome" has other slots at nlu.yml:10`,
				`nlu.yml:16: "a a" has other slots at nlu.yml:15`,
			}},
		{name: "retrieval intents, stories and the rest", file: "nlu.yml", text: "version: \"3.1\"\nnlu:\n- intent: faq/ask\n  examples: |\n    - why\nresponses:\n  utter_faq/ask:\n  - text: so\nstories:\n- story: x\n",
			want: []string{"why → faq_ask()"},
			notes: []string{
				`nlu.yml:6: "responses" is not read`,
				`nlu.yml:9: "stories" is not read`,
			}},
	} {
		t.Run(c.name, c.check)
	}
}

// TestLookupWords: the words of tables in files are those of the slot.
func TestLookupWords(t *testing.T) {
	f := found{file: "data/nlu.yml", wide: true,
		text: "nlu:\n- intent: go\n  examples: |\n    - to [Rome](city)\n- lookup: city\n  elements: lookup/cities.txt\n",
		more: map[string]string{"lookup/cities.txt": "Bern\r\n\r\nLa  Paz\n"}}
	im, err := f.read(true)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"to bern", "to la paz", "to rome"}, texts(all(t, im)["go"])); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestRasaJSONAsFound(t *testing.T) {
	file := func(lines ...string) string {
		return "{\"rasa_nlu_data\": {\"common_examples\": [\n" + strings.Join(lines, ",\n") + "]}}"
	}
	for _, c := range []found{
		{name: "a value beside its offsets", file: "nlu.json", text: file(
			`{"text": "book a cab later", "intent": "find", "entities": [{"start": 6, "end": 11, "value": "a cab", "entity": "place"}]}`,
			`{"text": "find tea", "intent": "find", "entities": [{"start": 5, "end": 8, "value": "tea", "entity": "place"}]}`,
			`{"text": "find tea", "intent": "find", "entities": [{"start": 0, "end": 4, "value": "tea", "entity": "place"}]}`,
			`{"text": "my tea", "intent": "find", "entities": [{"start": 30, "end": 50, "value": "tea", "entity": "place"}]}`,
			`{"text": "his tea", "intent": "find", "entities": [{"value": "tea", "entity": "place"}]}`,
			`{"text": "A Tea.", "intent": "find", "entities": [{"start": 2, "end": 6, "value": "tea", "entity": "place"}]}`),
			want: []string{`book a cab later → find(place="a cab") place@5:10`, `find tea → find(place="tea") place@5:8`,
				`my tea → find(place="tea") place@3:6`, `his tea → find(place="tea") place@4:7`, `A Tea. → find(place="Tea") place@2:5`},
			notes: []string{
				`nlu.json:2: entity "place": "a cab" is at 5:10, not at 6:11: it is read there`,
				`nlu.json:2: intent "find": duplicate examples left out: 1`,
				`nlu.json:4: entity "place": "tea" is at 5:8, not at 0:4: it is read there`,
				`nlu.json:5: entity "place": "tea" is at 3:6, not at 30:50: it is read there`,
				`nlu.json:6: entity "place": "tea" is at 4:7, not at no offsets: it is read there`,
				`nlu.json:7: entity "place": "tea" is at 2:5, not at 2:6: it is read there`,
			}},
		{name: "values that are names", file: "nlu.json", text: `{"rasa_nlu_data": {"common_examples": [
{"text": "NY to New York City", "intent": "go", "entities": [{"start": 0, "end": 2, "value": "New York", "entity": "city"}, {"start": 6, "end": 19, "value": "New York City", "entity": "city"}]},
{"text": "NY or New York", "intent": "go", "entities": [{"start": 0, "end": 2, "value": "New York", "entity": "city"}]},
{"text": "to NYC now", "intent": "go", "entities": [{"start": 3, "end": 6, "value": "New York", "entity": "city"}]}],
"entity_synonyms": [{"value": "New York", "synonyms": ["NY"]}]}}`,
			want: []string{"NY to New York City → go(city=New York, city_2=New York City) city@0:2 city_2@6:19",
				"NY or New York → go(city=New York) city@0:2", "to NYC now → go(city=New York) city@3:6"},
			notes: []string{`nlu.json:2: intent "go": slot "city" occurs 2 times in a sentence: from the second on it is city_2`}},
		{name: "offsets that fit nothing", file: "nlu.json", text: file(
			`{"text": "tea or tea", "intent": "go", "entities": [{"start": 2, "end": 5, "value": "tea", "entity": "x"}]}`,
			`{"text": "cola", "intent": "go", "entities": [{"start": 30, "end": 50, "value": "coke", "entity": "x"}]}`,
			`{"text": "to NYC", "intent": "go", "entities": [{"start": 2, "end": 5, "value": "New York", "entity": "x"}]}`,
			`{"text": "a b", "intent": "go", "entities": [{"start": 1.5, "end": 3, "value": "b", "entity": "x"}]}`,
			`{"text": "c", "intent": "go", "entities": [{"start": 0, "end": 1, "value": "c"}]}`,
			`{"text": "我要去北京", "intent": "go", "entities": [{"start": 3, "end": 5, "value": "北京", "entity": "x"}]}`),
			want: []string{"to NYC → go(x=New York) x@3:5", "我要去北京 → go(x=北京) x@3:5"},
			notes: []string{
				`nlu.json:2: left out: entity "x": "tea" is not at 2:5, and more than once in "tea or tea"`,
				`nlu.json:3: left out: entity "x": 30:50 is not in "cola", which has 4 characters`,
				`nlu.json:4: entity "x": 2:5, " NY", begins or ends inside a word, and "New York" is not in the text: look at the offsets`,
				`nlu.json:5: left out: entity "x": start "1.5" is no offset`,
				"nlu.json:6: left out: an entity has no name",
			}},
		{name: "code units", file: "nlu.json", text: file(
			`{"text": "👀 my cola", "intent": "go", "entities": [{"start": 6, "end": 10, "value": "cola", "entity": "x"}]}`,
			`{"text": "👀 a cola", "intent": "go", "entities": [{"start": 5, "end": 9, "value": "cola", "entity": "x"}]}`),
			want:  []string{`👀 my cola → go(x="cola") x@5:9`, `👀 a cola → go(x="cola") x@4:8`},
			notes: []string{"nlu.json:2: offsets count UTF-16 code units, where Rasa counts characters: they are read as such (and 1 more example)"}},
		{name: "null and other shapes", file: "nlu.json", text: `{"rasa_nlu_data": {"version": 3, "common_examples": [
{"text": "a", "intent": null},
{"intent": "go"},
{"text": 12, "intent": "go", "entities": null},
{"text": "x y", "intent": "go", "entities": [{"start": 0, "end": 1, "value": null, "entity": "e", "role": null, "group": null}]},
{"text": "z", "intent": "go", "entities": {"a": 1}},
"b"],
"entity_synonyms": [{"value": "x"}], "lookup_tables": null, "regex_features": [{"name": "r", "pattern": "p"}]}}`,
			want: []string{"12 → go()", `x y → go(e="x") e@0:1`},
			notes: []string{
				`nlu.json:1: "version" is not read`,
				`nlu.json:2: left out: example without an intent: "a"`,
				"nlu.json:3: left out: example without text",
				"nlu.json:6: left out: entities: a list is wanted, not a mapping",
				"nlu.json:7: left out: example without text",
				"nlu.json:8: left out: synonym: value and synonyms are wanted",
				`nlu.json:8: regex "r" is not read: a pack has no features (p)`,
			}},
		{name: "a lookup table in a file", file: "nlu.json", wide: true, text: `{"rasa_nlu_data": {"common_examples": [
{"text": "find tea", "intent": "find", "entities": [{"start": 5, "end": 8, "value": "tea", "entity": "place"}]}],
"lookup_tables": [
{"name": "place", "elements": "data/lookup/places.txt"},
{"name": "place", "elements": "lookup/more.txt"},
{"name": "place", "file_path": "lookup/more.txt"},
{"name": "place"}]}}`,
			more: map[string]string{"lookup/more.txt": "pub\n"},
			want: []string{`find tea → find(place="tea") place@5:8`},
			notes: []string{
				"nlu.json:4: the file data/lookup/places.txt is not found beside this one or above it: its words are not read",
				"nlu.json:7: left out: lookup: name and elements are wanted",
			}},
	} {
		t.Run(c.name, c.check)
	}
}

func TestSnipsAsFound(t *testing.T) {
	for _, c := range []found{
		{name: "slots that name their entity", file: "d.yaml",
			text: "---\ntype: intent\nname: whoIs\nutterances:\n  - who is the [role](president) of [country](France)\n  - who is the [role](CEO)\n",
			want: []string{`who is the president of France → whoIs(role="president", country="France") role@11:20 country@24:30`, `who is the CEO → whoIs(role="CEO") role@11:14`}},
		{name: "entities of that name", file: "d.yaml",
			text: "type: intent # a\nname: order\nslots: # b\n- name: size\n- {name: drink, entity: beverage}\nutterances:\n- a [size](small) [drink](latte) # c\n-\n- \"[size]\"\n- at [snips/datetime](tomorrow)\n---\ntype: entity\nname: beverage\nautomatically_extensible: no\nvalues: [[coffee, latte]]\n---\ntype: entity\nname: size\nautomatically_extensible: no\nvalues: [[s, small], m]\n",
			want: []string{"a small latte → order(size=s, drink=coffee) size@2:7 drink@8:13", "s → order(size=s) size@0:1", `at tomorrow → order(snips_datetime="tomorrow") snips_datetime@3:11`},
			notes: []string{
				`d.yaml:12: entity "beverage": 1 of its words occur in no utterance: --generalize takes them`,
			}},
		{name: "one intent and entity in several documents", file: "d.yaml",
			text: "type: intent\nname: a\nutterances: [\"go [to](rome)\", stay]\n---\ntype: entity\nname: to\nautomatically_extensible: no\nvalues: [[r, rome]]\n---\ntype: intent\nname: a\nutterances: [stay, \"off [to](oslo)\"]\n---\ntype: entity\nname: to\nautomatically_extensible: no\nvalues: [[o, oslo]]\n",
			want: []string{"go rome → a(to=r) to@3:7", "stay → a()", "off oslo → a(to=o) to@4:8"},
			notes: []string{
				`d.yaml:1: intent "a": duplicate examples left out: 1`,
				`d.yaml:5: entity "to": 2 of its words occur in no utterance: --generalize takes them`,
			}},
		{name: "bad utterances", file: "d.yaml",
			text: "type: intent\nname: a\nslots:\n- entity: x\nutterances:\n- a\n- b [c\n- b [](c)\n- \"[never]\"\n- d [e:f](g)\n- d [e:h](g)\n- [i, j]\n---\ntype: intent\nname: empty\nutterances:\n",
			want: []string{"a → a()", `d g → a(e="g") e@2:3`},
			notes: []string{
				"d.yaml:4: left out: slot: a name is wanted",
				`d.yaml:7: left out: "b [c": ']' is missing`,
				"d.yaml:8: left out: []: the slot has no name",
				`d.yaml:9: left out: slot "never": no value of entity "never" is known: give the entity its values`,
				`d.yaml:11: left out: slot "e" has entity "h" here and "f" elsewhere in intent "a"`,
				`d.yaml:12: left out: utterance: text is wanted, not a list: put text that begins with [ in quotes, "[slot] please"`,
				`d.yaml:14: left out: intent "empty" has no utterances`,
			}},
		{name: "JSON", file: "d.json", text: `{"language": "en", "intents": {"a": {"utterances": [
{"data": [{"text": "hi "}, {"text": "you", "slot_name": "who"}]},
{"data": [{"text": "no "}, {"text": "him", "entity": "who", "slot_name": null}]},
{"data": [{"txt": "b"}]}]}}, "entities": {"who": {"data": [{"value": "you", "synonyms": null}], "use_synonyms": true, "automatically_extensible": false}}}`,
			want:  []string{"hi you → a(who=you) who@3:6", "no him → a(who=him) who@3:6"},
			notes: []string{"d.json:4: left out: part of an utterance without text"}},
	} {
		t.Run(c.name, c.check)
	}
}

// TestSpacedMarks: what a file writes before ? and ! stays, as French has it.
func TestSpacedMarks(t *testing.T) {
	const french = "%[salut]\n    ça va ?\n    tout va ~[bien?] !\n    bonjour\n~[bien]\n    bien\n"
	im := mustRead(t, "chatito", french, convert.Options{})
	want := []string{"bonjour", "tout va !", "tout va bien !", "ça va ?"}
	if diff := cmp.Diff(want, texts(all(t, im)["salut"])); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	for dialect, text := range map[string]string{
		"chatito":  "%[a]\n    x ?\n",
		"chatette": "%[a]\n    x [!?]\n",
		"rasa":     rasaYAML("x\u00a0?"),
		"snips":    "type: intent\nname: a\nutterances: [x !]\n",
	} {
		for _, spaced := range []bool{true, false} {
			if !spaced {
				text = strings.NewReplacer(" ?", "?", " [!?]", "!", "\u00a0?", "?", " !", "!").Replace(text)
			}
			_, fsys := load(t, mustRead(t, dialect, text, convert.Options{}))
			if got := strings.Contains(string(fsys["pack.yaml"].Data), "space_before_marks: true"); got != spaced {
				t.Errorf("%s: %q: space_before_marks is %v", dialect, text, got)
			}
		}
	}
}

// TestNothingHeld: a file without training data is left out beside one that has some,
// and an error alone.
func TestNothingHeld(t *testing.T) {
	files := map[string]string{"nlu.yml": rasaYAML("a"), "domain.yml": "intents: [go]\n", "d.yaml": "type: intent\nname: a\nutterances: [b]\n", "x.yaml": "a: 1\n"}
	for _, c := range []struct{ dialect, good, bad, want string }{
		{"rasa", "nlu.yml", "domain.yml", "domain.yml: no training examples: they belong under nlu: as - intent: with examples:"},
		{"snips", "d.yaml", "x.yaml", "x.yaml: no intent: a YAML document with type: intent, or intents in JSON, is wanted"},
	} {
		o := convert.Options{From: c.dialect, ReadFile: reader(files)}
		im, err := convert.Read([]string{c.good, c.bad}, o)
		if err != nil {
			t.Fatal(err)
		}
		if im.LeftOut != 1 || len(im.Notes) != 1 || im.Notes[0].File != c.bad {
			t.Errorf("%d left out, notes %v", im.LeftOut, im.Notes)
		}
		if _, err := convert.Read([]string{c.bad}, o); err == nil || err.Error() != c.want {
			t.Errorf("alone: error %v, want %s", err, c.want)
		}
		o.Strict = true
		if _, err := convert.Read([]string{c.good, c.bad}, o); err == nil || err.Error() != c.want {
			t.Errorf("strict: error %v, want %s", err, c.want)
		}
	}
}
