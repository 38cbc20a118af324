package prompts

import (
	"testing"
)

// TestSentences: templates on the libraries read what people write and say, by channel
// and manner, and take the value that was meant.
func TestSentences(t *testing.T) {
	const spoken = "[std/en, std/en/spoken]"
	for _, c := range []struct{ use, language, template, sentence, target string }{
		// Commands, wishes, indirect questions, problems, fragments, second-language English, keywords.
		{"std/en", "en", "<open> <ask_v> cancel my order <close>", "hi, could you please cancel my order thanks", "show()"},
		{"std/en", "en", "<open> <ask_v> cancel my order <close>", "i'd love to cancel my order", "show()"},
		{"std/en", "en", "<open> <ask_v> cancel my order <close>", "i'd appreciate it if you could cancel my order", "show()"},
		{"std/en", "en", "<open> <ask_v> cancel my order <close>", "it won't let me cancel my order", "show()"},
		{"std/en", "en", "<open> <ask_v> cancel my order <close>", "trying to cancel my order asap", "show()"},
		{"std/en", "en", "<open> <ask_v> cancel my order <close>", "i want that you cancel my order", "show()"},
		{"std/en", "en", "<open> <ask_v> cancel my order <close>", "cancel my order", "show()"},
		{"std/en", "en", "<open> <ask_np> my invoice <close>", "may i kindly have my invoice", "show()"},
		{"std/en", "en", "<key_np> my invoice <key_end>", "re: my invoice please", "show()"},
		{"std/en", "en", "<open> <ask_wh> when you open <qclose>", "could i trouble you to tell me when you open?", "show()"},
		{"std/en", "en", "<open> <ask_wh> when you open <qclose>", "i want know when you open", "show()"},
		{"std/en", "en", "<open> <ask_ing> paying by card <close>", "would you mind paying by card", "show()"},
		{"std/en", "en", "<open> <seems_s> the parcel <fails> <again_and_again> <helpclose>", "hello for some reason the parcel stopped working again. what should i do?", "show()"},
		// Several sentences, with the point anywhere.
		{"std/en", "en", "<lead_in> <ask_v> cancel my order <lead_out>", "i'm new to this. can you cancel my order. that's all i need", "show()"},
		{"std/en", "en", "<ask_v>, <aside>, cancel my order <reason>", "please, if you don't mind, cancel my order before i forget", "show()"},
		// E-mail and chat.
		{"std/en", "en", "<email_open> <want_v> cancel my order <email_close>", "dear sir or madam, i would like to cancel my order. kind regards, sam", "show()"},
		{"std/en", "en", "<chat_open> <order_v> cancel my order <chat_close>", "hey cancel my order pls", "show()"},
		// Answers.
		{"std/en", "en", "<yes_do>", "yes please do it", ""},
		{"std/en", "en", "<yes_do>", "sure, go ahead", "show()"},
		{"std/en", "en", "<no_dont>", "no, i changed my mind", "show()"},
		{"std/en", "en", "<rather_np> {it:first_name}", "no, i meant aaron", `show(it="aaron")`},
		// Agreement.
		{"std/en", "en", "<this_sg> order <isnt> here", "my order isn't here", "show()"},
		{"std/en", "en", "<these_pl> orders <arent> here", "my order aren't here", ""},
		// Speech.
		{spoken, "en", "<open> <do_v> <hesitate> send it to <not_person> to {it:first_name} <close>", "hey siri can you um send it to john uh no to aaron please", `show(it="aaron")`},
		{spoken, "en", "<open> <stutter_v> cancel my order <close>", "can you uh can you cancel my order", "show()"},
		{spoken, "en", "<open> come on {day=:<date_day>} at {time=:<clock>}", "come on the third of march at half past six", `show(day="the third of march", time="half past six")`},
		{spoken, "en", "<open> come on {day=:<date_day>} at {time=:<clock>}", "come on march third at six thirty pm", `show(day="march third", time="six thirty pm")`},
		{"std/en", "en", "<open> come on {day=:<date_day>} at {time=:<clock>}", "come on march 3rd at 6:30 pm", `show(day="march 3rd", time="6:30 pm")`},
		// German and Spanish.
		{"std/de", "de", "<open> <ask_inf> die Bestellung stornieren <close>", "guten Tag, könnten Sie bitte die Bestellung stornieren", "show()"},
		{"std/de", "de", "<open> <ask_inf> die Bestellung stornieren <close>", "hey kannst du mal die Bestellung stornieren danke", "show()"},
		{"std/de", "de", "<open> <tell_wh> wann ihr öffnet <qclose>", "weißt du, wann ihr öffnet?", "show()"},
		{"std/de", "de", "komm am {day=:<date_day>} um {time=:<clock>}", "komm am 3. März um halb acht", `show(day="3. März", time="halb acht")`},
		{"std/es", "es", "<open> <ask_inf> cancelar el pedido <close>", "hola, me gustaría cancelar el pedido por favor", "show()"},
		{"std/es", "es", "<open> <tell_wh> cuándo abren <qclose>", "me puede decir cuándo abren?", "show()"},
		{"std/es", "es", "ven el {day=:<date_day>} a {time=:<clock>}", "ven el 3 de marzo a las 5 y media", `show(day="3 de marzo", time="las 5 y media")`},
	} {
		p := load(t, map[string]string{
			"pack.yaml":        "reference_date: 2025-01-01\nlanguage: " + c.language + "\nuse: " + c.use + "\n",
			"actions.yaml":     "show: {params: {it: {}, day: {format: date}, time: {format: time}}}\n",
			"templates/t.yaml": "action: show\ntemplates: ['" + c.template + "']\n",
		})
		got := ""
		if read := NewParser(p).Parse(c.sentence, p.Reference()); len(read) > 0 {
			got = read[0].Target
		}
		if got != c.target {
			t.Errorf("%s reads %q as %q, want %q", c.template, c.sentence, got, c.target)
		}
		for _, w := range p.Warnings() {
			if w.Check != "unused lexicon" { // of the test itself
				t.Errorf("%s: %v", c.template, w)
			}
		}
	}
}
