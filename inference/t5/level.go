package t5

import (
	"fmt"
	"os"
)

// Level is a set of instructions, each faster than the one before it.
type Level int

// The levels.
const (
	None        Level = iota
	WebAssembly       // on any processor, the slowest
	NEON              // of 64-bit Arm
	AVX2
	AVX512
	AMX
)

func (l Level) String() string {
	return [...]string{"none", "WebAssembly", "NEON", "AVX2", "AVX-512 VNNI", "AMX"}[l]
}

// CPU is the environment variable that limits [Best] to a level: wasm, avx2, avx512 or
// amx. It is for measuring one processor as another: answers are the same on each.
const CPU = "SLMKIT_CPU"

// Best is the best level of this processor and this build, or the one that [CPU] names
// where they have more.
func Best() Level {
	best := max(nativeBest(), WebAssembly)
	if limit, err := limit(); err == nil {
		return min(best, limit)
	}
	return best
}

// Levels are the levels that a model which is loaded now can be run with, the best last.
func Levels() (all []Level) {
	best := Best()
	for level := AVX2; level < best; level++ {
		all = append(all, level)
	}
	return append(all, best)
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
	case "wasm":
		return WebAssembly, nil
	default:
		return None, fmt.Errorf("%s=%s is not a level of the kernels: set it to wasm, avx2, avx512 or amx", CPU, name)
	}
}
