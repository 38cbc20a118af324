//go:build !linux

package measure

import "time"

// nap waits for d.
func nap(d time.Duration) { time.Sleep(d) }
