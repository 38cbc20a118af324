package augment

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
)

// inOtherTypes are operations for types and languages that the other examples have not.
var inOtherTypes = map[string]bool{"date_form": true, "time_form": true, "period_form": true, "duration_form": true, "number_form": true, "phone_form": true, "german_form": true, "spanish_form": true, "say_address": true, "say_digits": true}

// kitchen has a parameter of each type.
func kitchen(t testing.TB, locale string) *action.Schema {
	t.Helper()
	s, err := action.Parse([]byte(`[{"type":"function","function":{"name":"plan","parameters":{"type":"object","properties":{
		"money":{"type":"string","format":"money"},"date":{"type":"string","format":"date"},"time":{"type":"string","format":"time"},
		"period":{"type":"string","format":"period"},"duration":{"type":"string","format":"duration"},"count":{"type":"integer"},
		"contact":{"type":"string","format":"contact"},"word":{"type":"string"}}}}}]`), "kitchen.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.SetLocale(locale); err != nil {
		t.Fatal(err)
	}
	return s
}

// planned makes an example of a prompt in which [name=words] is a slot.
func planned(t testing.TB, s *action.Schema, marked string) dataset.Example {
	t.Helper()
	e := dataset.Example{Split: dataset.Train, Ref: "2025-06-16", Slots: []dataset.Slot{}}
	raw := action.RawCall{Name: "plan"}
	for rest := marked; rest != ""; {
		before, after, found := strings.Cut(rest, "[")
		e.Text += before
		if !found {
			break
		}
		inside, behind, _ := strings.Cut(after, "]")
		name, words, _ := strings.Cut(inside, "=")
		start := len([]rune(e.Text))
		e.Text += words
		e.Slots = append(e.Slots, dataset.Slot{Name: name, Value: words, Start: start, End: len([]rune(e.Text))})
		arg := action.RawArg{Name: name, Text: words, Quoted: true}
		if p := s.Action("plan").Param(name); p.Bare() {
			v, err := p.Normalize(words, e.Reference())
			if err != nil {
				t.Fatal(err)
			}
			arg = action.RawArg{Name: name, Text: fmt.Sprint(v)}
		}
		raw.Args = append(raw.Args, arg)
		rest = behind
	}
	e.Target = action.FormatTarget([]action.RawCall{raw})
	calls, err := s.Resolve([]action.RawCall{raw}, e.Reference())
	if err != nil {
		t.Fatalf("%s: %v", marked, err)
	}
	e.SetCalls(calls)
	e.ID = e.Fingerprint()
	return e
}

// TestFormsOfTypes: what the operations make of values of each type is in a file for people
// to read.
func TestFormsOfTypes(t *testing.T) {
	for name, c := range map[string]struct{ locale, prompts string }{
		"date_form": {"en-US", `book a table on [date=march 14] please|cancel the booking on [date=the 3rd of july]|move it to [date=next friday]|is there a table [date=tomorrow]
			i need it by [date=9/8]|remind me [date=in 3 weeks]|the [date=aug 7] booking|what is on [date=wed]|on [date=friday next week]|it starts [date=january 5, 2026]|ask again [date=the day after tomorrow]|pay it at the [date=end of the month]|come on [date=the 21st]|[date=december 24th] is fine|from [date=12 may 2025]|see you [date=this coming tuesday]|my [date=14 november] booking`},
		"time_form":     {"en-US", `wake me at [time=3:30 pm]|wake me at [time=half past seven]|at [time=8 am] please|set it for [time=quarter to nine]|dinner at [time=7:15pm]|from [time=noon] on|at [time=five o'clock]|call at [time=19:45]|at [time=ten past six]|at [time=six thirty in the evening]|at [time=eleven am]|after [time=4:05 pm]|at [time=midnight]`},
		"period_form":   {"en-US", `what did we eat [period=last month]|the bill for [period=march]|from [period=january to april]|over the [period=last 3 months]|show [period=this year]|in [period=the first quarter]|for [period=q3]|[period=last 30 days] please|the last dinner of [period=feb 2025]|from [period=last week]|for [period=2024]|all of [period=the past two weeks]`},
		"duration_form": {"en-US", `boil it for [duration=90 minutes]|set a timer for [duration=half an hour]|wait [duration=2 hours]|let it rest [duration=45 minutes]|soak it for [duration=two weeks]|for [duration=an hour]|a break of [duration=15 minutes]|[duration=3 days]|for [duration=1 hour 20 minutes]`},
		"number_form":   {"en-US", `[count=12] eggs please|buy [count=two] lemons|[count=100] plates|a table for [count=6]|send [count=1500] flyers|level [count=7]|set it to [count=twenty five]|the [count=100] plates|in [count=1985]|for [count=250] guests`},
		"phone_form":    {"en-US", `call [contact=318-555-0904]|my number is [contact=(647) 555-0663]|text [contact=2125550188] please|mail [contact=li@mail.example.com]`},
		"say_address":   {"en-US", `mail it to [word=li@mail.example.com] please|my email is [word=tom.smith_9@post.example.org]|call [contact=318-555-0904]`},
		"say_digits":    {"en-US", `call [contact=318-555-0904]|the order is [word=55 510 0077]|the code is [word=mh 100 245]|my policy [word=zx-88-1045]|play [word=song 12]|on [date=3/14] for [money=$5000]`},
		"german_form":   {"de", `reservier einen tisch am [date=14. März]|für [money=50 €] bitte|um [time=halb acht] bitte|für [count=zwölf] Leute|stell den timer auf [duration=30 Minuten]|überweise [money=1.200 Euro]|wir kommen am [date=3.10.]|um [time=19:45]|höchstens [money=zwanzig]|bis [date=5. Mai 2026]|[duration=2 Stunden] kochen|um [time=15 Uhr]`},
		"spanish_form":  {"es", `reserva una mesa el [date=14 de marzo]|por [money=50 €] por favor|a las [time=7 y media de la tarde]|para [count=doce] personas|un temporizador de [duration=30 minutos]|transfiere [money=mil doscientos euros]|el [date=3/10]|a las [time=19:45]|máximo [money=veinte]|hasta el [date=5 de mayo de 2026]|cocer [duration=2 horas]`},
	} {
		op := named(t, name)[0]
		s := kitchen(t, c.locale)
		var b strings.Builder
		fmt.Fprintf(&b, "%s  %s  %s: %s\n", op.Name, op.Contract, op.Phase, op.About)
		for _, prompt := range strings.FieldsFunc(c.prompts, func(r rune) bool { return r == '|' || r == '\n' }) {
			e := planned(t, s, strings.TrimSpace(prompt))
			seen := map[string]bool{e.Text: true}
			for round := range uint64(12) {
				got, err := Apply(op, e, dataset.NewRand(round, e.ID), s)
				if err != nil || seen[got.Text] {
					continue
				}
				seen[got.Text] = true
				fmt.Fprintf(&b, "\n%s\n%s\n", e.Text, got.Text)
				if err := s.Verify(&got); err != nil {
					t.Errorf("%s: %q: %v", name, got.Text, err)
				}
			}
		}
		golden(t, name, b.String())
	}
}

// TestFormsRoundTrip: for values of each type and language some form is proposed, and every
// form that is kept is read as the same value.
func TestFormsRoundTrip(t *testing.T) {
	ref := time.Date(2025, 6, 16, 0, 0, 0, 0, time.UTC)
	for _, locale := range []string{"en-US", "en-GB", "de", "es"} {
		s := kitchen(t, locale)
		language, _, _ := strings.Cut(locale, "-")
		rapid.Check(t, func(t *rapid.T) {
			kind := rapid.SampledFrom([]string{"money", "date", "time", "duration", "count"}).Draw(t, "kind")
			p := s.Action("plan").Param(kind)
			said := map[string]func() string{
				"money": func() string {
					return fmt.Sprintf("%d%s", rapid.IntRange(2, 20_000).Draw(t, "amount"), rapid.SampledFrom([]string{"", " euros", " €", " USD"}).Draw(t, "unit"))
				},
				"date": func() string {
					return ref.AddDate(0, 0, rapid.IntRange(0, 180).Draw(t, "day")).Format(map[string]string{"en-US": "1/2/2006", "en-GB": "2/1/2006", "de": "2.1.2006", "es": "2/1/2006"}[locale])
				},
				"time": func() string {
					return fmt.Sprintf("%02d:%02d", rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute"))
				},
				"duration": func() string { return fmt.Sprintf("PT%dM", rapid.IntRange(1, 600).Draw(t, "minutes")) },
				"count":    func() string { return fmt.Sprint(rapid.IntRange(2, 1700).Draw(t, "count")) },
			}[kind]()
			meant, err := p.Normalize(said, ref)
			if err != nil {
				t.Skip(err)
			}
			proposed := languageForms[language][typeOf(p)](said, meant, place{dayFirst: locale != "en-US", before: rapid.SampledFrom([]string{"", "the", "on", "for"}).Draw(t, "before"), after: rapid.SampledFrom([]string{"", "bill", "to"}).Draw(t, "after")})
			kept := agreeing(p, proposed, said, meant, ref)
			if len(kept) == 0 {
				t.Fatalf("%s %q: none of %q", locale, said, proposed)
			}
			for _, form := range kept {
				if got, err := p.Normalize(form, ref); err != nil || !action.Same(got, meant) {
					t.Fatalf("%s %q: %q is %v (%v)", locale, said, form, got, err)
				}
			}
		})
	}
}

// TestUntypedIsLeftAlone: figures of a slot without a type, and years, are not money.
func TestUntypedIsLeftAlone(t *testing.T) {
	s := kitchen(t, "en-US")
	for _, prompt := range []string{"play the song [word=1999]", "call me [word=fifty dollars]", "order [word=7 up]", "the bill for [period=2024]"} {
		e := planned(t, s, prompt)
		for _, op := range readingOps {
			for seed := range uint64(20) {
				if c, err := Apply(op, e, dataset.NewRand(seed, "x"), s); err == nil {
					t.Errorf("%s: %q became %q", op.Name, e.Text, c.Text)
				}
			}
		}
	}
}
