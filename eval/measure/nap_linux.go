package measure

import (
	"syscall"
	"time"
)

// nap waits for d, to within a tenth of a millisecond.
func nap(d time.Duration) {
	for end := time.Now().Add(d); d > 0; d = time.Until(end) { // a signal ends it early
		t := syscall.NsecToTimespec(int64(d))
		_ = syscall.Nanosleep(&t, nil)
	}
}
