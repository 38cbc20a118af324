package export

import (
	"cmp"
	"fmt"
	"strings"

	"golang.org/x/text/language"

	"github.com/slmkit/slmkit/dataset"
)

// massiveRow is a line of MASSIVE's files.
type massiveRow struct {
	ID        string `json:"id"`
	Locale    string `json:"locale"`
	Partition string `json:"partition"`
	Scenario  string `json:"scenario"`
	Intent    string `json:"intent"`
	Utterance string `json:"utt"`
	Annotated string `json:"annot_utt"` // the utterance with [slot : words] in place of words
	Worker    string `json:"worker_id"`
}

// massive writes examples as MASSIVE has them.
type massive struct{ locale string }

func newMassive(lang string) (*massive, error) {
	tag, err := language.Parse(cmp.Or(lang, "en"))
	if err != nil {
		return nil, fmt.Errorf("language %q is no language tag such as en or pt-BR: name it with --language", lang)
	}
	base, _ := tag.Base()
	region, _ := tag.Region() // where the tag has none, the likeliest one
	return &massive{base.String() + "-" + region.String()}, nil
}

// append writes one row. The scenario is the pack, and a row without a split is of
// the partition for training.
func (m *massive) append(b []byte, e *dataset.Example) ([]byte, error) {
	call, err := single(e)
	if err != nil {
		return b, err
	}
	if bracketed(e) {
		return b, bracketsInText
	}
	pieces, err := piecesOf(e)
	if err != nil {
		return b, err
	}
	var annotated strings.Builder
	for _, p := range pieces {
		if p.slot == nil {
			annotated.WriteString(p.text)
		} else {
			fmt.Fprintf(&annotated, "[%s : %s]", p.slot.Name, p.text)
		}
	}
	raw, err := encode(massiveRow{ID: e.ID, Locale: m.locale, Partition: string(cmp.Or(e.Split, dataset.Train)),
		Scenario: packOf(e), Intent: call.Name, Utterance: e.Text, Annotated: annotated.String(), Worker: "0"})
	return append(b, raw...), err
}
