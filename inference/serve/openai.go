package serve

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/inference/calls"
)

// chatRequest is a request of OpenAI's chat completions.
type chatRequest struct {
	Model               string          `json:"model,omitempty"`
	Messages            []chatMessage   `json:"messages"`
	Tools               []chatTool      `json:"tools,omitempty"`
	ToolChoice          json.RawMessage `json:"tool_choice,omitempty"`
	ParallelToolCalls   *bool           `json:"parallel_tool_calls,omitempty"`
	N                   *int            `json:"n,omitempty"`
	LogProbs            bool            `json:"logprobs,omitempty"`
	TopLogProbs         int             `json:"top_logprobs,omitempty"`
	Stream              bool            `json:"stream,omitempty"`
	StreamOptions       *streamOptions  `json:"stream_options,omitempty"`
	MaxCompletionTokens *int            `json:"max_completion_tokens,omitempty"`
	MaxTokens           *int            `json:"max_tokens,omitempty"`
	ResponseFormat      *struct {
		Type string `json:"type"`
	} `json:"response_format,omitempty"`
	Stop         json.RawMessage    `json:"stop,omitempty"`
	LogitBias    map[string]float64 `json:"logit_bias,omitempty"`
	Functions    json.RawMessage    `json:"functions,omitempty"`
	FunctionCall json.RawMessage    `json:"function_call,omitempty"`
	Modalities   []string           `json:"modalities,omitempty"`
}

type streamOptions struct {
	IncludeUsage bool `json:"include_usage,omitempty"`
}

// chatMessage is a message of a conversation.
type chatMessage struct {
	Role      string          `json:"role"`
	Content   json.RawMessage `json:"content,omitempty"` // text, or a list of parts
	ToolCalls []chatCall      `json:"tool_calls,omitempty"`

	Name       note `json:"name,omitempty"`
	ToolCallID note `json:"tool_call_id,omitempty"`
	Refusal    note `json:"refusal,omitempty"`
}

// contentPart is a part of a message's content.
type contentPart struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

// chatCall is a call of the answer. Arguments are JSON as text.
type chatCall struct {
	Index    *int   `json:"index,omitempty"` // in a stream
	ID       string `json:"id"`
	Type     string `json:"type"`
	Function struct {
		Name      string `json:"name"`
		Arguments string `json:"arguments"`
	} `json:"function"`
}

// chatAnswer is an answer, or a piece of one in a stream.
type chatAnswer struct {
	ID      string       `json:"id"`
	Object  string       `json:"object"`
	Created int64        `json:"created"`
	Model   string       `json:"model"`
	Choices []chatChoice `json:"choices"`
	Usage   *chatUsage   `json:"usage,omitempty"`
	Extras  *chatExtras  `json:"slmkit,omitempty"`
}

type chatChoice struct {
	Index        int           `json:"index"`
	Message      *answerText   `json:"message,omitempty"`
	Delta        *answerText   `json:"delta,omitempty"`
	LogProbs     *chatLogProbs `json:"logprobs"`
	FinishReason *string       `json:"finish_reason"`
}

// answerText is what the assistant says.
type answerText struct {
	Role      string     `json:"role,omitempty"`
	Content   *string    `json:"content"`
	Refusal   *string    `json:"refusal"`
	ToolCalls []chatCall `json:"tool_calls,omitempty"`
}

type chatLogProbs struct {
	Content []tokenLogProb `json:"content"`
	Refusal []tokenLogProb `json:"refusal"`
}

// tokenLogProb is a token of what the model wrote, which is a call in target syntax.
type tokenLogProb struct {
	Token       string     `json:"token"`
	LogProb     float64    `json:"logprob"`
	Bytes       []int      `json:"bytes"`
	TopLogProbs []struct{} `json:"top_logprobs"` // none: only the chosen token is told
}

type chatUsage struct {
	PromptTokens     int `json:"prompt_tokens"`
	CompletionTokens int `json:"completion_tokens"`
	TotalTokens      int `json:"total_tokens"`
}

// chatExtras are what OpenAI's form has no place for.
type chatExtras struct {
	Output     string         `json:"output"` // in target syntax
	Confidence *float64       `json:"confidence,omitempty"`
	Abstained  *string        `json:"abstained,omitempty"`
	Missing    []string       `json:"missing,omitempty"`
	Slots      []dataset.Slot `json:"slots,omitempty"`
	Model      string         `json:"model"` // name@hash
}

// openAIError is an error in OpenAI's form.
type openAIError struct {
	Error struct {
		Message string  `json:"message"`
		Type    string  `json:"type"`
		Param   *string `json:"param"`
		Code    *string `json:"code"`
	} `json:"error"`
}

func (*Server) failOpenAI(w http.ResponseWriter, f *fault) {
	f.announce(w.Header())
	var out openAIError
	out.Error.Message, out.Error.Type, out.Error.Code = f.message, "invalid_request_error", &f.code
	status := f.status
	switch {
	case status == http.StatusUnprocessableEntity:
		status = http.StatusBadRequest // OpenAI knows no 422
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		out.Error.Type = "authentication_error"
	case status == http.StatusTooManyRequests:
		out.Error.Type = "rate_limit_error"
	case status >= http.StatusInternalServerError:
		out.Error.Type = "server_error"
	}
	if f.param != "" {
		out.Error.Param = &f.param
	}
	_ = writeJSON(w, status, out)
}

// chat answers the last message of the user with a call of the tools.
func (s *Server) chat(w http.ResponseWriter, r *http.Request) error {
	var q chatRequest
	if err := readJSON(w, r, &q); err != nil {
		return err
	}
	if err := q.check(s); err != nil {
		return err
	}
	name := q.Model
	if s.slot(name) == nil && len(s.slots) == 1 {
		name = "" // agent kits want some name
	}
	l, release, err := s.model(name)
	if err != nil {
		return err
	}
	defer release()
	l.sign(w)
	prompt, err := q.prompt(s.o.History)
	if err != nil {
		return err
	}
	limits, silent, err := q.limits(l)
	if err != nil {
		return err
	}
	said, done, err := q.results()
	if err != nil {
		return err
	}
	var rec *calls.Answered
	if !silent && !done {
		answer, err := s.answer(r.Context(), l, prompt, limits)
		if err != nil {
			return err
		}
		timingOf(&answer).announce(w.Header())
		rec = &answer
	}
	a, err := q.completion(l, prompt.Text, rec, said)
	if err != nil {
		return err
	}
	if q.Stream {
		return q.stream(w, a)
	}
	return writeJSON(w, http.StatusOK, a)
}

// check refuses what would change the answer's meaning and is not done.
func (q *chatRequest) check(s *Server) error {
	most := q.most()
	switch {
	case q.N != nil && *q.N != 1:
		return refused("n", "n %d: this server gives 1 answer", *q.N)
	case q.TopLogProbs > 0:
		return refused("top_logprobs", "top_logprobs %d: this server tells the log probability of the tokens that it wrote alone", q.TopLogProbs)
	case q.LogProbs && !s.o.Calls.LogProbs:
		return refused("logprobs", "logprobs are off: start the server with --logprobs")
	case q.ResponseFormat != nil && q.ResponseFormat.Type != "text":
		return refused("response_format", "response_format %q: this server answers with tool calls: describe the form as a tool", q.ResponseFormat.Type)
	case given(q.Stop):
		return refused("stop", "stop: a call ends where it is whole")
	case len(q.LogitBias) > 0:
		return refused("logit_bias", "logit_bias is not applied")
	case given(q.Functions):
		return refused("functions", "functions: send tools, which took their place")
	case given(q.FunctionCall):
		return refused("function_call", "function_call: send tool_choice, which took its place")
	case slices.ContainsFunc(q.Modalities, func(m string) bool { return m != "text" }):
		return refused("modalities", "modalities: this server answers with text")
	case most != nil && *most < 1:
		return refused("max_completion_tokens", "max_completion_tokens %d: at least 1", *most)
	}
	return nil
}

// most is how many tokens the answer may have.
func (q *chatRequest) most() *int {
	if q.MaxCompletionTokens != nil {
		return q.MaxCompletionTokens
	}
	return q.MaxTokens
}

// given reports whether a member says something.
func given(raw json.RawMessage) bool {
	return len(raw) > 0 && !slices.Contains([]string{"null", "[]", `""`}, string(raw))
}

// prompt is the last message, which must be the user's. With history, the messages before
// it are the turns before the prompt.
func (q *chatRequest) prompt(history bool) (calls.Prompt, error) {
	var turns []dataset.Turn
	for i := range q.Messages {
		m := &q.Messages[i]
		where := fmt.Sprintf("messages[%d].content", i)
		text, err := m.text(where)
		if err != nil {
			return calls.Prompt{}, err
		}
		switch m.Role {
		case "user":
			turns = append(turns, dataset.Turn{Role: dataset.User, Text: text})
		case "assistant":
			if n := len(turns) - 1; n >= 0 && len(m.ToolCalls) > 0 {
				turns[n].Target = m.target()
			}
			if text != "" {
				turns = append(turns, dataset.Turn{Role: dataset.Assistant, Text: text})
			}
		case "system", "developer", "tool", "function": // the model reads what user and assistant say
		default:
			return calls.Prompt{}, refused(fmt.Sprintf("messages[%d].role", i), "role %q is none of system, developer, user, assistant, tool", m.Role)
		}
	}
	last := len(turns) - 1
	if last < 0 || turns[last].Role != dataset.User {
		return calls.Prompt{}, refused("messages", "the last message is not the user's: there is nothing to answer")
	}
	p := calls.Prompt{Text: turns[last].Text}
	if history {
		p.History = turns[:last]
	}
	return p, nil
}

// results are what the tools have said since the user spoke, one a line. done says that they
// have: what was asked for is done, and a call would do it again.
func (q *chatRequest) results() (said string, done bool, err error) {
	var texts []string
	for i := range slices.Backward(q.Messages) {
		m := &q.Messages[i]
		if m.Role != "tool" {
			break
		}
		text, err := m.text(fmt.Sprintf("messages[%d].content", i))
		if err != nil {
			return "", false, err
		}
		texts = append(texts, text)
	}
	slices.Reverse(texts)
	return strings.Join(texts, "\n"), len(texts) > 0, nil
}

// text is the text of a message, whose parts are joined by spaces.
func (m *chatMessage) text(where string) (string, error) {
	if !given(m.Content) {
		return "", nil
	}
	var text string
	if json.Unmarshal(m.Content, &text) == nil {
		return text, nil
	}
	var parts []contentPart
	if json.Unmarshal(m.Content, &parts) != nil {
		return "", refused(where, "%s is neither text nor a list of parts", where)
	}
	var texts []string
	for _, p := range parts {
		if p.Type != "text" {
			return "", refused(where, "%s: a part of type %q: this server reads text", where, p.Type)
		}
		texts = append(texts, p.Text)
	}
	return strings.Join(texts, " "), nil
}

// target writes the tool calls of an earlier answer as the model has them.
func (m *chatMessage) target() string {
	var raw []action.RawCall
	for _, c := range m.ToolCalls {
		call := action.RawCall{Name: c.Function.Name}
		var args map[string]any
		if json.Unmarshal([]byte(c.Function.Arguments), &args) == nil {
			for _, name := range sortedNames(args) {
				call.Args = append(call.Args, action.RawArg{Name: name, Text: fmt.Sprint(args[name]), Quoted: true})
			}
		}
		raw = append(raw, call)
	}
	return action.FormatTarget(raw)
}

// completion is an answer in OpenAI's form. Where the model was not asked, it calls nothing
// and says what is given.
func (q *chatRequest) completion(l *loaded, text string, rec *calls.Answered, said string) (*chatAnswer, error) {
	a := &chatAnswer{ID: newID("chatcmpl-"), Object: "chat.completion", Created: time.Now().Unix(), Model: l.name, Usage: &chatUsage{}}
	reason := "stop"
	message := &answerText{Role: "assistant", Content: &said}
	a.Choices = []chatChoice{{Message: message, FinishReason: &reason}}
	if rec == nil {
		return a, nil
	}
	a.Usage = &chatUsage{PromptTokens: rec.InputTokens, CompletionTokens: len(rec.Tokens), TotalTokens: rec.InputTokens + len(rec.Tokens)}
	a.Extras = &chatExtras{Output: rec.Output, Confidence: rec.Confidence, Abstained: rec.Abstained, Missing: rec.Missing, Slots: calls.Spans(text, rec.Output), Model: l.named()}
	if q.LogProbs {
		a.Choices[0].LogProbs = l.logProbs(rec)
	}
	switch most := q.most(); {
	case rec.Truncated || most != nil && len(rec.Tokens) > *most:
		message.Content, reason = nil, "length"
		return a, nil
	case len(q.Tools) == 0:
		said = rec.Output // nobody offered tools: the call is the text
		return a, nil
	}
	var err error
	if message.ToolCalls, err = q.toolCalls(&rec.Prediction); len(message.ToolCalls) > 0 {
		message.Content, reason = nil, "tool_calls"
	}
	return a, err
}

// logProbs are those of the tokens of an answer; nil where it has none.
func (l *loaded) logProbs(rec *calls.Answered) *chatLogProbs {
	out := &chatLogProbs{Content: []tokenLogProb{}}
	for i, id := range rec.Tokens {
		if i == len(rec.LogProbs) {
			return nil
		}
		text := l.model.Tokenizer.Decode([]int32{id}, false)
		t := tokenLogProb{Token: text, LogProb: rec.LogProbs[i], Bytes: []int{}, TopLogProbs: []struct{}{}}
		for _, b := range []byte(text) {
			t.Bytes = append(t.Bytes, int(b))
		}
		out.Content = append(out.Content, t)
	}
	return out
}

// toolCalls are the calls of a record, without none().
func (q *chatRequest) toolCalls(rec *dataset.Prediction) ([]chatCall, error) {
	var out []chatCall
	for _, c := range rec.Answered() {
		if c.Name == dataset.None {
			continue
		}
		b, err := json.Marshal(q.arguments(&c))
		if err != nil {
			return nil, err
		}
		call := chatCall{ID: newID("call_"), Type: "function"}
		call.Function.Name, call.Function.Arguments = c.Name, string(b)
		out = append(out, call)
	}
	return out, nil
}

// stream writes an answer as server-sent events: who speaks, what, why it ended, what it
// took.
func (q *chatRequest) stream(w http.ResponseWriter, a *chatAnswer) error {
	w.Header().Set("Content-Type", "text/event-stream")
	usage, whole := a.Usage, a.Choices[0]
	a.Object, a.Usage = "chat.completion.chunk", nil
	flush := http.NewResponseController(w)
	send := func(choices []chatChoice) error {
		piece := *a
		piece.Choices = choices
		b, err := json.Marshal(piece)
		if err != nil {
			return err
		}
		_, _ = fmt.Fprintf(w, "data: %s\n\n", b)
		_ = flush.Flush()
		a.Extras = nil // told once
		return nil
	}
	empty := ""
	pieces := []*answerText{{Role: "assistant", Content: &empty}, {Content: whole.Message.Content, ToolCalls: whole.Message.ToolCalls}, {}}
	for i := range whole.Message.ToolCalls {
		whole.Message.ToolCalls[i].Index = &i
	}
	for i, p := range pieces {
		c := chatChoice{Delta: p}
		if i == 1 {
			c.LogProbs = whole.LogProbs
		}
		if i == len(pieces)-1 {
			c.FinishReason = whole.FinishReason
		}
		if err := send([]chatChoice{c}); err != nil {
			return err
		}
	}
	if q.StreamOptions != nil && q.StreamOptions.IncludeUsage {
		a.Usage = usage
		if err := send([]chatChoice{}); err != nil {
			return err
		}
	}
	_, _ = fmt.Fprint(w, "data: [DONE]\n\n")
	return nil
}

// modelCard is a model in OpenAI's list.
type modelCard struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int64  `json:"created"`
	OwnedBy string `json:"owned_by"`
}

func (l *loaded) card() modelCard { return modelCard{l.name, "model", l.since.Unix(), "slmkit"} }

type modelList struct {
	Object string      `json:"object"`
	Data   []modelCard `json:"data"`
}

func (s *Server) listModels(w http.ResponseWriter, _ *http.Request) error {
	out := modelList{Object: "list"}
	for _, slot := range s.slots {
		l, release := slot.use()
		out.Data = append(out.Data, l.card())
		release()
	}
	return writeJSON(w, http.StatusOK, out)
}

func (s *Server) showModel(w http.ResponseWriter, r *http.Request) error {
	l, release, err := s.model(r.PathValue("model"))
	if err != nil {
		return err
	}
	defer release()
	l.sign(w)
	return writeJSON(w, http.StatusOK, l.card())
}
