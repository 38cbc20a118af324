//go:build unix

package dataset

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// taken locks a file for as long as it is open, and reports whether another
// process has locked it. Where there are no such locks, as on some network
// drives, none has.
func taken(f *os.File) bool {
	return errors.Is(unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB), unix.EWOULDBLOCK)
}
