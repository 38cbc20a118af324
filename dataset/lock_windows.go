package dataset

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// taken locks a file for as long as it is open, and reports whether another
// process has locked it. The lock is on a byte beyond the end of any file, since
// Windows refuses to others what is locked.
func taken(f *os.File) bool {
	const far = 1 << 30 // times 2³²
	at := &windows.Overlapped{OffsetHigh: far}
	err := windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, at)
	return errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}
