package main

import (
	"time"

	"github.com/vbauerster/mpb/v8"
	"github.com/vbauerster/mpb/v8/decor"
)

// bar counts on a terminal; elsewhere it does nothing.
type bar struct {
	all *mpb.Progress
	one *mpb.Bar
}

// newBar starts to count things of which some are done already.
func (a *app) newBar(what string, done int) *bar {
	if !a.terminal() {
		return &bar{}
	}
	p := mpb.New(mpb.WithOutput(a.err), mpb.WithRefreshRate(200*time.Millisecond))
	b := p.New(0, mpb.SpinnerStyle(), mpb.BarRemoveOnComplete(), mpb.PrependDecorators(decor.CurrentNoUnit("%d "+what, decor.WC{W: 12})),
		mpb.AppendDecorators(decor.EwmaSpeed(0, "%.0f/s", 30), decor.Elapsed(decor.ET_STYLE_GO, decor.WC{W: 8})))
	b.SetCurrent(int64(done))
	return &bar{p, b}
}

func (b *bar) add(n int) {
	if b.one != nil {
		b.one.IncrBy(n)
	}
}

// stop takes the bar off the terminal. A nil bar was never started.
func (b *bar) stop() {
	if b != nil && b.one != nil {
		b.one.Abort(true)
		b.all.Wait()
	}
}
