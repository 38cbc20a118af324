//go:build cgo

package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"
)

const bundled = "../../testdata/models/banking"

func TestModels(t *testing.T) {
	var m models
	id, err := m.load(bundled, `{"precision":"int8","threads":1,"reference_date":"2025-06-16"}`)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ request, want string }{
		{`{"text":"send fifty bucks to my landlord","id":"7"}`, `"call":{"name":"transfer_money","arguments":{"amount":"50 USD","recipient":"my landlord"}}`},
		{`"freeze my card"`, `"output":"freeze_account()"`},
		{` ["freeze my card", {"id":"b"}] `, `"error":"text is missing`},
		{`[]`, `[]`},
		{`{"text":"send 5 € to Zoë\u0000"}`, `"output":"transfer_money(`},
	} {
		got, err := m.answer(id, c.request)
		if err != nil || !strings.Contains(got, c.want) || !json.Valid([]byte(got)) || strings.Contains(got, "\x00") {
			t.Errorf("%s: %s, %v; want %s", c.request, got, err, c.want)
		}
	}
	for _, request := range []string{``, `{}`, `[`, `"a`, `{"text":"a","model":"x"}`, `{"text":""}`} {
		if got, err := m.answer(id, request); err == nil {
			t.Errorf("%s: %s, want an error", request, got)
		}
	}
	if _, err := m.answer(id+1, `"a"`); err == nil {
		t.Error("a model that was not loaded answers")
	}
	m.close(id)
	m.close(id)
	if _, err := m.answer(id, `"a"`); err == nil {
		t.Error("a closed model answers")
	}
}

// TestModelsAtOnce: models are loaded, asked and closed by several threads.
func TestModelsAtOnce(t *testing.T) {
	var m models
	var all sync.WaitGroup
	for range 3 {
		id, err := m.load(bundled, `{"precision":"int8","threads":1}`)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 4 {
			all.Go(func() {
				for range 5 {
					got, err := m.answer(id, fmt.Sprintf(`{"text":"freeze my card","id":"%d"}`, i))
					if err == nil && !strings.Contains(got, `"output":"freeze_account()"`) {
						t.Error(got)
					}
				}
			})
		}
		all.Go(func() { m.close(id) })
	}
	all.Wait()
}

func TestOptions(t *testing.T) {
	for _, text := range []string{`{`, `{"model":"x"}`, `{"abstain_below":2}`, `{"threads":-1}`, `{"reference_date":"today"}`} {
		if _, err := readOptions(text); err == nil {
			t.Errorf("%s: no error", text)
		}
	}
	o, err := readOptions(`{"abstain_below":0.5,"free":true}`)
	if err != nil || o.Calls.AbstainBelow != 0.5 || o.Calls.Constrain {
		t.Errorf("%+v, %v", o.Calls, err)
	}
	var m models
	if _, err := m.load("nowhere", ""); err == nil {
		t.Error("a folder that is not there has a model")
	}
}
