package eval

import (
	"flag"
	"os"
	"testing"
)

// TestMain draws fewer cases of each property than the default 100: each of them makes
// whole reports with their intervals. go test ./eval -rapid.checks=1000 draws more.
func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}
