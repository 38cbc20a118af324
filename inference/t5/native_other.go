//go:build !cgo || !(linux || darwin) || !(amd64 || arm64)

package t5

// nativeBest is None: this build has no compiled kernels.
func nativeBest() Level { return None }

func newNative(Config) (weights, error) { panic("no level of this build is native") }
