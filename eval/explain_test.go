package eval

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/eval/report"
)

func TestExplain(t *testing.T) {
	judge := NewJudge(testSchema(t), "")
	explain := func(gold, output string) report.Explanation {
		var g Gold
		if err := json.Unmarshal([]byte(gold), &g); err != nil {
			t.Fatal(err)
		}
		return judge.Explain(&g, &dataset.Prediction{ID: g.ID, Output: output})
	}
	gold := `{"id":"x","text":"send fifty bucks to ann","call":{"name":"transfer_money","arguments":{"amount":"50 USD","recipient":"ann"}},
		"slots":[{"name":"recipient","value":"ann","start":20,"end":23},{"name":"amount","value":"fifty bucks","start":5,"end":16}],"reference_date":"2025-06-16","origin":{"template":"t:1","ops":["typo"],"parent":"w"}}`
	x := explain(gold, `transfer_money(amount="$50.00", recipient="anna", note="hi")`)
	if x.Marked != "send [amount: fifty bucks] to [recipient: ann]" || x.Reference != "2025-06-16" || x.Template != "t:1" || x.Parent != "w" || x.Status != report.Wrong {
		t.Errorf("%+v", x)
	}
	got := ""
	for _, c := range x.Calls {
		got += c.Want + "/" + c.Got
		for _, a := range c.Args {
			got += fmt.Sprintf("; %s %s %t %s", a.Name, a.Type, a.Right, a.Verdict)
			for _, w := range a.Want {
				got += " " + w.Words + "=" + w.Means
			}
			if a.Got != nil {
				got += " ~ " + a.Got.Words + "=" + a.Got.Means
			}
		}
	}
	want := "transfer_money/transfer_money; amount money true same value fifty bucks=50 USD ~ $50.00=50 USD; recipient person false another value ann=ann ~ anna=anna; note  false not wanted: transfer_money has no such parameter ~ hi=hi"
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	for output, verdict := range map[string]string{
		`transfer_money(amount="much", recipient="ann")`: "cannot be read",
		`transfer_money(recipient="ann")`:                "missing",
	} {
		if x := explain(gold, output); x.Calls[0].Args[0].Verdict != verdict {
			t.Errorf("%s: %+v", output, x.Calls[0].Args[0])
		}
	}
	if x := explain(gold, `get_statement(account=savings); transfer_money(amount="50", recipient="ann")`); len(x.Calls) != 2 || x.Calls[0].Got != "transfer_money" || x.Calls[1].Want != "" || x.Calls[1].Got != "get_statement" {
		t.Errorf("%+v", x.Calls)
	}
	if x := explain(gold, `transfer_money(amount`); x.Status != report.Invalid || x.Calls[0].Got != "" || x.Detail == "" {
		t.Errorf("%+v", x)
	}
}

// Where gold has only an action, nothing is said of arguments.
func TestExplainOfAnAction(t *testing.T) {
	g := Gold{IntentOnly: true}
	g.ID, g.Text, g.Call = "x", "pay", &dataset.Call{Name: "transfer_money"}
	x := NewJudge(testSchema(t), "").Explain(&g, &dataset.Prediction{ID: "x", Output: `transfer_money(amount="5", amount="6", oops="7")`})
	if x.Status != report.Correct || len(x.Calls) != 1 || len(x.Calls[0].Args) != 0 {
		t.Errorf("%+v", x)
	}
}

// Ids that are not there are named, with those that are like them.
func TestExplainFindsIDs(t *testing.T) {
	var gold []Gold
	var predictions []dataset.Prediction
	for _, id := range []string{"ex_1234", "ex_1243", "other", "ex_9999"} {
		gold = append(gold, Gold{Example: dataset.Example{ID: id, Text: "sing", Call: &dataset.Call{Name: "none"}}})
		predictions = append(predictions, dataset.Prediction{ID: id, Output: "none()"})
	}
	explain := func(ids ...string) ([]report.Explanation, error) {
		return Explain(t.Context(), stream(gold), Predictions{Seq: stream(predictions[1:])}, Options{}, ids)
	}
	list, err := explain("other", "ex_1234")
	if err != nil || len(list) != 2 || list[0].ID != "other" || list[0].Status != report.Correct || list[1].Status != report.Failed {
		t.Errorf("%+v %v", list, err)
	}
	for id, want := range map[string]string{
		"ex_1235": `gold has no id "ex_1235": did you mean ex_1234?`,
		"ex_12":   `gold has no id "ex_12": did you mean ex_1234 or ex_1243?`,
		"zzz":     `gold has no id "zzz"`,
	} {
		_, err := explain("other", id)
		var wrong *SelectionError
		if !errors.As(err, &wrong) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A row says what became of an example by each metric.
func TestOutcome(t *testing.T) {
	var got []string
	o := Options{Schema: testSchema(t), Each: func(s Scored) error {
		x, right := s.Outcome(), "none"
		if x.Metrics[0] != nil {
			right = fmt.Sprint(*x.Metrics[0])
		}
		got = append(got, strings.Join([]string{x.ID, x.Intent, string(x.Status), right, strings.Join(x.Kinds, "+")}, " "))
		return nil
	}}
	if _, err := evaluated(t, o, append(transfers[:3:3], `{"text":"lock it","action":"lock"}`), answers...); err != nil {
		t.Fatal(err)
	}
	want := []string{"e1 transfer_money correct true ", "e2 transfer_money wrong false ungrounded_value", "e3 get_statement correct true ", "e4 lock wrong none wrong_action"}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%q", got)
	}
}
