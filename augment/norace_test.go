//go:build !race

package augment

const raceDetector = false
