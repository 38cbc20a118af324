package expand

import (
	"context"
	"fmt"
	"github.com/slmkit/slmkit/prompts"
	"os"
	"testing"
	"time"
)

func TestTry(t *testing.T) {
	fsys, name, err := prompts.Find(os.Getenv("TRY"))
	if err != nil {
		t.Skip()
	}
	n := 50
	fmt.Sscan(os.Getenv("N"), &n)
	at := time.Now()
	r, err := Propose(context.Background(), fsys, name, Options{N: n, Seed: 1, Action: os.Getenv("ACTION")})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Proposals {
		fmt.Printf("%s %s %s %s\n    %s\n", p.Action, p.Kind, p.From, p.Where, p.Template)
		for _, x := range p.Prompts {
			fmt.Printf("      # %s\n", x)
		}
	}
	fmt.Println(r.Made, len(r.Proposals), time.Since(at))
}
