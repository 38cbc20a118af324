package prompts

import (
	"context"
	"testing"
	"time"
	"sync/atomic"
	"fmt"

	"github.com/slmkit/slmkit/prompts/grammar"
)

func TestZZ(t *testing.T) {
	s := time.Now()
	lap := func(what string) { fmt.Println(what, time.Since(s)); s = time.Now() }
	p, err := Open("banking")
	if err != nil { t.Fatal(err) }
	lap("open")
	fmt.Println(len(p.content.Templates), len(p.content.Dialogues), len(p.content.Rests))
	p.content.OneTurn()
	lap("one")
	p.content.Index()
	lap("all")
	pairs, _ := p.content.OneTurn().Suspects(context.Background())
	lap("suspects")
	fmt.Println(len(pairs))
	rests := 0
	var n atomic.Int64
	c := grammar.NewOverlapFinder(grammar.NewParser(p.content.OneTurn(), p.content.Calendar.First))
	for _, pair := range pairs {
		if !p.comparable(pair) { continue }
		n.Add(1)
		if behind(p.content.Ranked[pair[0].Rank]) {
			rests++
			b := time.Now()
			text, ok := c.Find(context.Background(), pair[0], pair[1], overlapSteps)
			if d := time.Since(b); d > 50*time.Millisecond || text != "" {
				fmt.Println(d, ok, grammar.Visible(text), p.content.Ranked[pair[0].Rank].Text, "###", p.content.Ranked[pair[1].Rank].Text)
			}
		}
	}
	fmt.Println(n.Load(), rests)
	lap("rests")
}
