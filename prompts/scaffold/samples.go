package scaffold

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/dataset/action"
)

// samples are values of free text by what a parameter is called, for the user to put his
// own in their places. A parameter has the samples of the first list one of whose names it
// ends in.
var samples = []struct{ names, values string }{
	{"title subject headline summary caption", "login page is broken; weekly report; broken link in the footer; new price list; team lunch; payment fails on mobile; holiday plans; draft of the contract; printer out of paper; notes from monday"},
	{"message text body content comment note notes reply description details remark feedback instructions", "the meeting moved to three; please call me back; it works again; thanks for the quick answer; the door is open; we need more time; see you on monday; it stopped after the update; leave it with the neighbour; the file is missing"},
	{"query q search keyword keywords term phrase", "invoices; blue shoes; payment errors; wireless headphones; release notes; onboarding; timeouts; garden chairs; annual report; broken links"},
	{"reason cause", "it arrived broken; i changed my mind; it was a mistake; it is too expensive; something came up; it is the wrong size"},
	{"channel room", "general; random; support; marketing; engineering; announcements; design; sales"},
	{"repo repository", "website; docs; mobile app; backend; design system; billing service"},
	{"owner org organization organisation team group department workspace", "platform; acme; sales; the design team; northwind; operations"},
	{"project board folder list album playlist collection", "apollo; groceries; summer; archive; roadmap; house move; favourites; work"},
	{"branch ref head base", "main; develop; release; hotfix; staging"},
	{"area floor zone", "kitchen; living room; bedroom; hallway; garage; bathroom; office"},
	{"device entity appliance light lamp", "ceiling light; desk lamp; heater; fan; front door; coffee machine"},
	{"label tag tags topic", "urgent; bug; feature; private; later; finance"},
	{"category genre", "books; electronics; travel; music; sports; food"},
	{"product item sku article dish drink", "blue mug; desk lamp; running shoes; office chair; rain jacket; notebook; phone case"},
	{"service treatment", "cleaning; repair; check-up; delivery; installation"},
	{"company business vendor supplier store shop brand merchant", "northwind; acme; blue bottle; old mill; green grocers; contoso"},
	{"job role position", "designer; accountant; support engineer; sales manager; driver"},
	{"color colour", "red; blue; dark green; warm white; purple; yellow"},
	{"language locale lang", "english; spanish; german; french; italian; japanese"},
	{"currency", "euros; dollars; pounds; yen; swiss francs"},
	{"country nation", "france; germany; spain; canada; japan; brazil"},
	{"state region province county", "bavaria; texas; ontario; andalusia; the midlands"},
	{"airport", "heathrow; jfk; frankfurt; changi; orly"},
	{"username handle login nickname", "maya92; jdoe; sam.k; nightowl; alex_r"},
	{"file filename document attachment path", "budget.xlsx; contract.pdf; photo.jpg; notes.txt; report.docx"},
	{"emoji reaction icon", "thumbs up; heart; rocket; eyes; party"},
	{"event meeting appointment", "standup; dentist; board meeting; yoga class; project review"},
	{"task todo", "buy milk; call the bank; water the plants; send the invoice; book the flights"},
	{"song track", "yesterday; blue moon; summer rain; the long road"},
	{"artist band singer", "the blue notes; anna lind; miles grey; the river kids"},
	{"food ingredient cuisine", "pasta; tomato soup; thai food; chocolate cake; lentils"},
	{"url link uri website webhook domain", "example.com; https://example.com/a; example.org/docs; shop.example.com"},
	{"datetime timestamp", "tomorrow at nine; friday at 3 pm; next monday at noon; june 5 at 10:30; tonight at eight"},
	{"timezone tz", "london time; eastern time; central european time; tokyo time"},
	{"timeofday", "morning; afternoon; evening; noon"},
	{"frequency recurrence repeat interval", "every day; weekly; every monday; once a month"},
	{"payment", "my visa card; my bank account; cash; paypal"},
	{"position title", "manager; analyst; nurse"},
	{"vin plate license", "ab 123 cd; kx71 rtp; m wn 4711"},
	{"code coupon promo voucher", "summer24; welcome10; freeship; k7q2m"},
	{"password token secret", "tiger-lamp-42; blue-river-9; k7q2m-x1"},
	{"symbol ticker", "aapl; msft; tsla; ibm"},
	{"unit units", "celsius; fahrenheit; kilometers; miles"},
}

// unknownValues are those of a parameter that no list knows.
const unknownValues = "alpha; blue heron; north wing; sunrise; plan b; silver; old oak; test run"

const (
	ids     = "4711; a-1023; k88214; 5502; b-317; 90210; c-4408; 7781; f12-44; 3306"
	uuids   = "3f2b8c1e-5d4a-4c6b-9e7f-1a2b3c4d5e6f; 9a1c7e52-0b3d-4f8a-8c6e-2d4f6a8b0c1e; c0ffee00-1234-4abc-9def-0123456789ab; 5b7d9f1a-2c4e-4a6b-8d0f-3e5c7a9b1d2f"
	moments = "tomorrow at nine; friday at 3 pm; next monday at noon; june 5 at 10:30; tonight at eight; on sunday at 11"
)

// sampleNames finds the list of samples of a parameter by the last of its words that one
// has.
func sampleValues(words []string) string {
	for i := len(words) - 1; i >= 0; i-- {
		for _, s := range samples {
			if names := strings.Fields(s.names); slices.Contains(names, words[i]) || slices.Contains(names, singular(words[i])) {
				return s.values
			}
		}
	}
	return unknownValues
}

// examplesIn are the values that the schema of a parameter or its description gives as
// examples.
func examplesIn(p *action.Param) (out []string) {
	add := func(s string) {
		s = strings.Join(strings.Fields(s), " ")
		if s != "" && len(s) <= 40 && !strings.ContainsAny(s, "{}<>[]()|\\") && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for _, key := range []string{"example", "examples"} {
		var one any
		if json.Unmarshal(p.Other[key], &one) != nil {
			continue
		}
		switch v := one.(type) {
		case string:
			add(v)
		case []any:
			for _, e := range v {
				if s, ok := e.(string); ok {
					add(s)
				}
			}
		}
	}
	if m := forExample.FindStringSubmatch(p.Description); m != nil {
		for _, q := range quotedText.FindAllStringSubmatch(m[1], -1) {
			add(q[1] + q[2] + q[3])
		}
	}
	return out
}

var (
	forExample = regexp.MustCompile(`(?i)(?:e\.g\.|for example|such as|like|example:)[,:]?\s+(.*)`)
	quotedText = regexp.MustCompile("'([^']{1,40})'|\"([^\"]{1,40})\"|`([^`]{1,40})`")
)
