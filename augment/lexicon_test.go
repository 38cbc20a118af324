package augment

import (
	"io/fs"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// becomes lists what an operation makes of a text with many seeds.
func becomes(t *testing.T, name, marked string) []string {
	t.Helper()
	op := named(t, name)[0]
	s := schema(t)
	e := written(t, marked, "none()", s)
	if strings.Contains(marked, "[") {
		e = mark(t, marked)
	}
	var out []string
	for seed := range uint64(200) {
		c, err := Apply(op, e, rand.New(rand.NewPCG(seed, 1)), s)
		if err == nil && !slices.Contains(out, c.Text) {
			out = append(out, c.Text)
		}
	}
	return out
}

// A word is replaced only where its neighbours say that it is that word.
func TestContexts(t *testing.T) {
	for _, c := range []struct {
		op, in string
		want   string // one of what it becomes
		never  string // a part of what it must not become
	}{
		{"contract", "i have lost my card", "i've lost my card", ""},
		{"contract", "what do i have to do", "", "i've"},
		{"contract", "i have a question", "", "i've"},
		{"contract", "do you know where i am", "", "i'm"},
		{"contract", "tell me who i am please", "", "i'm"},
		{"contract", "i am looking for a loan", "i'm looking for a loan", ""},
		{"contract", "do you know what time it is", "", "it's"},
		{"contract", "i would like a loan", "i'd like a loan", ""},
		{"contract", "would it help if i would", "", "i'd"},
		{"contract", "i do not want it", "", "don't"}, // negations are protected
		{"expand", "i'd better go", "", "i would"},
		{"expand", "it's been a week", "", "it is"},
		{"expand", "that's it", "", "that is"},
		{"synonym", "get me a card", "", "receive"},
		{"synonym", "can i get a copy of it", "can i receive a copy of it", ""},
		{"synonym", "when can you come", "", "could you"},
		{"synonym", "the show is on", "", "display"},
		{"synonym", "make a payment", "", "do a"},
		{"synonym", "there is no problem", "", "issue"},
		{"synonym", "i sent [recipient=mom] some money back", "", "funds"},
		{"synonym", "there is a mistake", "there is an error", ""},
		{"short", "pay [amount=4] to [recipient=june]", "", "2"},
		{"short", "from february to june", "", "2"},
		{"short", "wait for four minutes", "", "4"},
		{"short", "i want it for february", "", "4"},
		{"short", "can you do that for me", "can you do that 4 me", ""},
		{"short", "i want to pay", "i want 2 pay", ""},
		{"short", "thank you", "ty", "thank u u"},
		{"drop_word", "i need a lot of money", "", "need lot"},
		{"drop_word", "what is my balance", "what my balance", ""},
		{"drop_word", "send it to [recipient=mom]", "", "it mom"},
		{"drop_word", "do not stop", "", "do stop"},
		{"british", "please check my balance", "", "cheque"},
		{"british", "send me a check", "send me a cheque", ""},
		{"british", "check the mail", "", "cheque"},
		{"british", "many thanks", "", "many cheers"},
		{"dialect", "i'm going to pay", "i'm finna pay", ""},
		{"dialect", "i'm going to the bank", "", "finna"},
		{"confuse", "i lost the card", "i loss the card", ""},
		{"confuse", "it's my card", "its my card", ""},
		{"autocorrect", "from my account", "form my account", ""},
		{"autocorrect", "send it from [to_account=savings/savings]", "", "form"},
		{"preposition", "send it to [recipient=mom] on time", "", "send it mom"},
		{"tense", "i lost my card", "i lose my card", ""},
		{"figures", "send [amount=two hundred dollars] to [recipient=mom]", "", "2"},
		{"hyphen", "write an email", "write an e-mail", ""},
		{"misspell", "did you receive it", "did you recieve it", ""},
		{"de_contract", "habe ich noch Geld", "hab ich noch Geld", ""},
		{"de_short", "ich habe vielleicht Zeit", "ich habe vllt Zeit", ""},
		{"de_umlauts", "Äpfel für [recipient=Jürgen]", "Aepfel fuer Jürgen", ""},
		{"es_accents", "¿dónde está [recipient=José]?", "¿donde esta José?", ""},
		{"es_marks", "¡hola! ¿qué tal?", "hola! qué tal?", ""},
		{"es_short", "por favor", "xfa", ""},
		{"stress", "i need [recipient=please]", "i NEED please", ""},
		{"cut_end", "send some money to [recipient=mommy]", "", "mom"},
		{"emoticon", "i lost my card", "i lost my card :(", ":)"},
		{"end_mark", "what is my balance", "what is my balance?", "!"},
		{"comma_space", "hi, can you help", "hi,can you help", ""},
		{"comma_space", "pay 1, 2 and 3", "", "1,2"},
		{"typo_key", "send money", "", "mqney"}, // q is no neighbour of o
		{"space_missed", "pay [amount=5] to [recipient=mom]", "", "mom"},
	} {
		got := becomes(t, c.op, c.in)
		if c.want != "" && !slices.Contains(got, c.want) {
			t.Errorf("%s: %q becomes %q, never %q", c.op, c.in, got, c.want)
		}
		for _, s := range got {
			if c.never != "" && strings.Contains(strings.ReplaceAll(s, "mommy", ""), c.never) {
				t.Errorf("%s: %q becomes %q", c.op, c.in, s)
			}
		}
	}
}

func TestParseLexicon(t *testing.T) {
	for _, c := range []struct{ csv, in, want string }{
		{"from,to\nhello,hi\n", "hello you", "hi you"},
		{"to,from\nhi,hello\n", "Hello you", "Hi you"},
		{"from,to\nhello,hi\n", "HELLO you", "HI you"},
		{"from,to\ne-mail,email\n", "my e-mail", "my email"},
		{"from,to\ne-mail,email\n", "my e mail", ""},
		{"from,to,before,after\nget,receive,to,a copy|a statement\n", "to get a copy", "to receive a copy"},
		{"from,to,before,after\nget,receive,to,a copy|a statement\n", "to get a card", ""},
		{"from,to,before,after\nget,receive,,!up|!<end>\n", "get up", ""},
		{"from,to,before,after\nget,receive,,!up|!<end>\n", "get, up", ""},
		{"from,to,before,after\nplease,<nothing>,,\n", "please help", "help"},
		{"from,to,before,after\nplease,<nothing>,,<end>\n", "help please", "help"},
		{"from,to,before,after\nof,about,<number>,\n", "two of it", "two about it"},
		{"# about\nfrom,to\n# a word\n\nhello,\"hi, there\"\n", "hello you", "hi, there you"},
		{"\ufefffrom,to\r\nhello,hi\r\n", "hello you", "hi you"},
		{"from,to,before\nhello,hi\n", "hello you", "hi you"},
		{"from,to,after\nmy,the,card <end>\n", "my card please", "the card please"},
		{"from,to,before\ncard,one,<start> my\n", "my card", "one"},
	} {
		l, err := ParseLexicon(strings.NewReader(c.csv))
		if err != nil {
			t.Errorf("%q: %v", c.csv, err)
			continue
		}
		ed := plainEdit(c.in)
		got := ""
		if l.Apply(ed, rand.New(rand.NewPCG(1, 1))) {
			got = string(ed.Text())
		}
		if c.csv == "from,to,before\ncard,one,<start> my\n" {
			c.want = "my one"
		}
		if got != c.want {
			t.Errorf("%q: %q becomes %q, want %q", c.csv, c.in, got, c.want)
		}
	}
}

func TestParseLexiconErrors(t *testing.T) {
	for csv, want := range map[string]string{
		"":                                 "from,to,before,after",
		"from,to\n":                        "no phrase",
		"hello,hi\n":                       `column "hello"`,
		"from\nhello\n":                    `no column "to"`,
		"from,from,to\n":                   "twice",
		"from,to\nhello,\n":                "line 2: phrase \"hello\"",
		"from,to\n,hi\n":                   "line 2",
		"from,to\nhello,hi\na  b,c\n":      "line 3",
		"from,to\nhello,hi|\n":             "<nothing>",
		"from,to,after\na,b,<nouns>\n":     "<verb>",
		"from,to,after\na,b,x||y\n":        "empty",
		"from,to,after\na,b,!\n":           "empty",
		"from,to,after\na,b,half-word\n":   "half-word",
		"from,to\nhello,hi, there\n":       "quotes",
		"from,to\n\"hello,hi\n":            "line",
		"from,to,before\nx,y,<verb\n":      "<verb",
		"from,to\nhello,\xff\n":            "UTF-8",
		"from,to,before,after\n!,?,\x00\n": "line 2",
	} {
		if _, err := ParseLexicon(strings.NewReader(csv)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want one with %q", csv, err, want)
		}
	}
}

func plainEdit(text string) *Edit {
	e := &Edit{setting: &setting{}}
	e.write(text, nil)
	return e
}

// All lexicons can be read, and no phrase of them becomes itself alone.
func TestLexicons(t *testing.T) {
	paths, err := fs.Glob(lexicons, "lexicon/*/*.csv")
	if err != nil || len(paths) < 20 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		data, err := lexicons.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		l, err := ParseLexicon(strings.NewReader(string(data)))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		for _, entries := range l.entries {
			for _, e := range entries {
				if from := strings.Join(e.words, " "); len(e.to) == 1 && e.to[0] == from {
					t.Errorf("%s: %q becomes itself", path, from)
				}
			}
		}
	}
}

// FuzzLexicon: any CSV is a lexicon or an error, and what a lexicon does to a text leaves
// its slots alone.
func FuzzLexicon(f *testing.F) {
	for _, path := range []string{"en/short", "en/drop_word", "es/short"} {
		data, err := lexicons.ReadFile("lexicon/" + path + ".csv")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(data), "please send [amount=$50] to [recipient=mom], ok")
	}
	f.Add("from,to,before,after\na,<nothing>|b,<start>|!<end>,\"<slot>|x, y\"\n", "a b, c")
	e := mark(f, samples[0])
	s := &setting{schema: schema(f)}
	f.Fuzz(func(t *testing.T, csv, text string) {
		l, err := ParseLexicon(strings.NewReader(csv))
		if err != nil {
			return
		}
		l.Apply(plainEdit(strings.ToValidUTF8(text, "?")), rand.New(rand.NewPCG(1, 2)))
		ed := newEdit(&e, s)
		op := Op{Name: "fuzz", Contract: Keeps, Do: l}
		if ed.apply(&op, rand.New(rand.NewPCG(1, 2))) != nil {
			return
		}
		if c := ed.result(); c.Validate() != nil || c.Target != e.Target {
			t.Errorf("%q makes %+v", csv, c)
		}
	})
}
