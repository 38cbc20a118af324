//go:build linux && amd64

package t5

// #include "t5.h"
import "C"

import (
	"fmt"
	"os"
)

// Level is a set of instructions, each faster than the one before it.
type Level int

// The levels.
const (
	None Level = iota
	AVX2
	AVX512
	AMX
)

func (l Level) String() string { return [...]string{"none", "AVX2", "AVX-512 VNNI", "AMX"}[l] }

// CPU is the environment variable that limits [Best] to a level: avx2, avx512 or amx.
// It is for measuring one processor as another: answers are the same on each.
const CPU = "SLMKIT_CPU"

// Best is the best level of this processor, or the one that [CPU] names where the
// processor has more. With None nothing can be run.
func Best() Level {
	best := Level(C.t5_best_level())
	if limit, err := limit(); err == nil {
		return min(best, limit)
	}
	return best
}

// limit returns the level that the environment names, by default the highest.
func limit() (Level, error) {
	switch name := os.Getenv(CPU); name {
	case "", "amx":
		return AMX, nil
	case "avx512":
		return AVX512, nil
	case "avx2":
		return AVX2, nil
	default:
		return None, fmt.Errorf("%s=%s is not a level of the kernels: set it to avx2, avx512 or amx", CPU, name)
	}
}
