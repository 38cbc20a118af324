package serve

import "encoding/json"

// rasaForms are the forms in which Rasa's server can answer: its own, and those of the
// services that assistants may come from, by emulation_mode.
var rasaForms = map[string]func(*rasaAnswer) any{
	"":           asRasa,
	"WIT":        asWit,
	"LUIS":       asLUIS,
	"DIALOGFLOW": asDialogflow,
}

// asRasa is Rasa's own form, in which values are text.
func asRasa(a *rasaAnswer) any {
	for i, e := range a.Entities {
		if _, text := e.Value.(string); !text {
			b, _ := json.Marshal(e.Value) // a number or a truth value of a call
			a.Entities[i].Value = string(b)
		}
	}
	return a
}

// witEntity is an argument in the form of wit.ai.
type witEntity struct {
	Name       string     `json:"name"`
	Role       string     `json:"role"`
	Value      any        `json:"value"`
	Body       string     `json:"body"` // the words that say it
	Start      int        `json:"start"`
	End        int        `json:"end"`
	Confidence float64    `json:"confidence"`
	Entities   []struct{} `json:"entities"` // within this one
}

type witAnswer struct {
	Text     string                 `json:"text"`
	Intents  []rasaIntent           `json:"intents"`
	Entities map[string][]witEntity `json:"entities"`
}

// asWit is the form of wit.ai's GET /message.
func asWit(a *rasaAnswer) any {
	runes := []rune(a.Text)
	entities := map[string][]witEntity{}
	for _, e := range a.Entities {
		key := e.Entity + ":" + e.Entity
		entities[key] = append(entities[key], witEntity{Name: e.Entity, Role: e.Entity, Value: e.Value, Body: string(runes[e.Start:e.End]), Start: e.Start, End: e.End, Confidence: a.Intent.Confidence, Entities: []struct{}{}})
	}
	return witAnswer{a.Text, []rasaIntent{a.Intent}, entities}
}

type luisScore struct {
	Score float64 `json:"score"`
}

// luisInstance is where an entity stands.
type luisInstance struct {
	Type      string  `json:"type"`
	Text      string  `json:"text"`
	Start     int     `json:"startIndex"`
	Length    int     `json:"length"`
	Score     float64 `json:"score"`
	ModelType string  `json:"modelType"`
}

type luisPrediction struct {
	NormalizedQuery string               `json:"normalizedQuery"`
	TopIntent       string               `json:"topIntent"`
	Intents         map[string]luisScore `json:"intents"`
	Entities        map[string]any       `json:"entities"`
}

type luisAnswer struct {
	Query      string         `json:"query"`
	Prediction luisPrediction `json:"prediction"`
}

// asLUIS is the form of LUIS' prediction API, version 3.
func asLUIS(a *rasaAnswer) any {
	p := luisPrediction{NormalizedQuery: a.Text, TopIntent: a.Intent.Name, Intents: map[string]luisScore{}, Entities: map[string]any{}}
	for _, i := range a.Ranking {
		p.Intents[i.Name] = luisScore{i.Confidence}
	}
	runes := []rune(a.Text)
	values, places := map[string][]any{}, map[string][]luisInstance{}
	for _, e := range a.Entities {
		values[e.Entity] = append(values[e.Entity], e.Value)
		places[e.Entity] = append(places[e.Entity], luisInstance{e.Entity, string(runes[e.Start:e.End]), e.Start, e.End - e.Start, a.Intent.Confidence, "slmkit"})
	}
	for name, v := range values {
		p.Entities[name] = v
	}
	p.Entities["$instance"] = places
	return luisAnswer{a.Text, p}
}

type dialogflowIntent struct {
	Name        string `json:"name"`
	DisplayName string `json:"displayName"`
}

type dialogflowResult struct {
	QueryText           string           `json:"queryText"`
	Action              string           `json:"action"`
	Parameters          map[string][]any `json:"parameters"`
	FulfillmentText     string           `json:"fulfillmentText"`
	FulfillmentMessages []string         `json:"fulfillmentMessages"`
	OutputContexts      []string         `json:"outputContexts"`
	Intent              dialogflowIntent `json:"intent"`
	Confidence          float64          `json:"intentDetectionConfidence"`
}

type dialogflowAnswer struct {
	ID     string           `json:"responseId"`
	Result dialogflowResult `json:"queryResult"`
}

// asDialogflow is the form of Dialogflow's detectIntent.
func asDialogflow(a *rasaAnswer) any {
	r := dialogflowResult{QueryText: a.Text, Action: a.Intent.Name, Parameters: map[string][]any{}, FulfillmentMessages: []string{}, OutputContexts: []string{},
		Intent: dialogflowIntent{a.Intent.Name, a.Intent.Name}, Confidence: a.Intent.Confidence}
	for _, e := range a.Entities {
		r.Parameters[e.Entity] = append(r.Parameters[e.Entity], e.Value)
	}
	return dialogflowAnswer{newID(""), r}
}
