package dataset

import (
	"bytes"
	"encoding/json"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawExample draws any example, valid or not.
func drawExample(t *rapid.T) Example {
	str := rapid.String()
	e := Example{ID: str.Draw(t, "id"), Split: Split(str.Draw(t, "split")), Text: str.Draw(t, "text"), Target: str.Draw(t, "target"),
		Ref: rapid.SampledFrom([]string{"", "2025-06-16"}).Draw(t, "ref"), Slots: []Slot{}}
	value := rapid.OneOf(rapid.Just[any](true), rapid.Map(str, func(s string) any { return s }),
		rapid.Map(rapid.Float64Range(-1e20, 1e20), func(f float64) any { return f }), rapid.Just[any]([]any{"a", 1.0}))
	var calls []Call
	for range rapid.IntRange(0, 3).Draw(t, "calls") {
		calls = append(calls, Call{Name: str.Draw(t, "name"), Arguments: rapid.MapOfN(str, value, 0, 10).Draw(t, "arguments")})
	}
	e.SetCalls(calls)
	for range rapid.IntRange(0, 3).Draw(t, "slots") {
		e.Slots = append(e.Slots, Slot{str.Draw(t, "slot"), str.Draw(t, "value"), rapid.Int().Draw(t, "start"), rapid.Int().Draw(t, "end"), rapid.IntRange(0, 2).Draw(t, "call"), rapid.Bool().Draw(t, "inexact")})
	}
	for range rapid.IntRange(0, 3).Draw(t, "turns") {
		turn := Turn{Role: rapid.SampledFrom([]Role{User, Assistant, "narrator"}).Draw(t, "role"), Text: str.Draw(t, "turn")}
		if turn.Role == User {
			turn.Target = str.Draw(t, "so far")
		}
		if turn.Target != "" && rapid.Bool().Draw(t, "called") {
			turn.Call = &Call{Name: str.Draw(t, "name"), Arguments: rapid.MapOfN(str, value, 0, 3).Draw(t, "arguments")}
		}
		e.History = append(e.History, turn)
	}
	if rapid.Bool().Draw(t, "origin") {
		o := rapid.SampledFrom([]string{"", "x", "\u2028\x00\"\\<&>"})
		e.Origin = &Origin{o.Draw(t, "pack"), o.Draw(t, "template"), o.Draw(t, "kind"), o.Draw(t, "derivation"), rapid.SliceOfN(str, 0, 3).Draw(t, "ops"), o.Draw(t, "parent")}
		if e.Origin.Ops == nil {
			e.Origin.Ops = []string{}
		}
	}
	return e
}

// TestAppendJSON holds AppendJSON to encoding/json: the same bytes, and the same
// example when read.
func TestAppendJSON(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		e := drawExample(t)
		got, err := e.AppendJSON(nil)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(e); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want.String(), string(got)+"\n"); diff != "" {
			t.Fatal(diff)
		}
		var back Example
		if err := json.Unmarshal(got, &back); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(e, back); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAppendJSONInvalid(t *testing.T) {
	e := Example{Text: "a\xffb", Slots: []Slot{}}
	if got, err := e.AppendJSON(nil); err != nil || !bytes.Contains(got, []byte(`"text":"a\ufffdb"`)) {
		t.Errorf("%s, %v: invalid UTF-8 is U+FFFD", got, err)
	}
	for _, bad := range []any{math.NaN(), math.Inf(1), make(chan int)} {
		call := Call{Name: "x", Arguments: map[string]any{"v": bad}}
		one, several := Example{Call: &call}, Example{Calls: []Call{call, call}}
		if got, err := one.AppendJSON(nil); err == nil {
			t.Errorf("%v was written as %s", bad, got)
		}
		if got, err := several.AppendJSON(nil); err == nil {
			t.Errorf("%v was written as %s", bad, got)
		}
	}
}

func BenchmarkAppendJSON(b *testing.B) {
	e := valid()
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf, _ = e.AppendJSON(buf[:0])
	}
}

// TestAppendString holds every byte at every place of a string to encoding/json.
func TestAppendString(t *testing.T) {
	for at := range 20 {
		for c := range 256 {
			s := []byte("a long enough text 012")
			s[at] = byte(c)
			var want bytes.Buffer
			enc := json.NewEncoder(&want)
			enc.SetEscapeHTML(false)
			if err := enc.Encode(string(s)); err != nil {
				t.Fatal(err)
			}
			if got := string(appendString(nil, string(s))) + "\n"; got != want.String() {
				t.Errorf("%q: %s, want %s", s, got, want.String())
			}
		}
	}
}
