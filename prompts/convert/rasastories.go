package convert

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
)

// story is the steps of a story whose messages have words: those of the user, and what
// the assistant says.
type story []step

// step is what the user or the assistant says in a story.
type step struct {
	at     place
	role   dataset.Role
	text   string // of the user: annotated; "" where only the intent is named
	intent string
	action string // of the assistant: the response whose words it says
}

// storySteps reads the stories or rules of a file, and reports whether a user says
// something in them.
func (r *rasa) storySteps(f field) bool {
	said := false
	stories, _ := items(f.at.file, f.value, f.key)
	for _, n := range stories {
		var s story
		steps, _ := items(f.at.file, member(n, "steps"), "steps")
		for _, n := range steps {
			one := step{at: place{f.at.file, n.Line}}
			one.intent, one.action = scalarOf(member(n, "intent")), scalarOf(member(n, "action"))
			switch user, bot := member(n, "user"), scalarOf(member(n, "bot")); {
			case user != nil:
				one.at.line, one.role, one.text = user.Line, dataset.User, words(scalarOf(user))
				said = said || one.text != ""
			case one.intent != "":
				one.role = dataset.User
			case bot != "" || strings.HasPrefix(one.action, "utter_"):
				one.role, one.text = dataset.Assistant, words(bot)
			default:
				continue // what the assistant does, and what is known
			}
			s = append(s, one)
		}
		r.stories = append(r.stories, s)
	}
	return said
}

func scalarOf(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// responsesOf reads the words of responses, the first of each.
func (r *rasa) responsesOf(f field) {
	all, err := fields(f.at.file, f.value, f.key)
	if err != nil {
		return
	}
	for _, f := range all {
		variants, _ := items(f.at.file, f.value, f.key)
		for _, v := range variants {
			if text := scalarOf(member(v, "text")); text != "" && r.responses[f.key] == "" {
				r.responses[f.key] = words(text)
			}
		}
	}
}

// tell makes examples of the messages of stories, each after what was said before it in
// its story. They are no templates: people write stories to test with.
func (r *rasa) tell() error {
	for _, s := range r.stories {
		var history []uttered
		for _, one := range s {
			switch {
			case one.role == dataset.User && one.text == "":
				history = nil // what the user said is not known
			case one.role == dataset.User:
				said, err := r.message(one, history)
				if err != nil {
					if err = r.leave(one.at, err); err != nil {
						return err
					}
					history = nil
					continue
				}
				history = append(history, uttered{dataset.User, said.text(), said})
			case len(history) == 0: // before the user says anything
			default:
				history = r.answer(history, one)
			}
		}
	}
	return nil
}

// message makes a sample of a message of the user. It is an example where its intent has
// some of its own.
func (r *rasa) message(one step, history []uttered) (*sample, error) {
	parts, err := r.annotated(one.at, one.text)
	if err != nil {
		return nil, err
	}
	s := &sample{at: one.at, parts: parts, story: true, history: history[:len(history):len(history)]}
	if s.intent = r.byName[one.intent]; s.intent == nil {
		r.notePerFile(one.at, "message", "a message of a story whose intent has no examples under nlu is only part of histories")
		for i := range s.parts {
			s.parts[i].slot = nil
		}
		return s, nil
	}
	r.samples = append(r.samples, s)
	return s, nil
}

// answer appends what the assistant says: its words, those of the response, or the name
// of one whose words are in no file.
func (r *rasa) answer(history []uttered, one step) []uttered {
	text := one.text
	if text == "" {
		text = r.responses[one.action]
	}
	if text == "" {
		text = strings.ReplaceAll(strings.TrimPrefix(one.action, "utter_"), "_", " ")
	}
	if text = strings.TrimSpace(text); text == "" {
		return history
	}
	if last := &history[len(history)-1]; last.role == dataset.Assistant {
		last.text += " " + text
		return history
	}
	return append(history, uttered{dataset.Assistant, text, nil})
}
