package convert_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/slmkit/slmkit/prompts/convert"
)

// numbers is an alias n of so many words that a draw of a few thousand meets
// few twice.
func numbers(dialect string, n int) string {
	indent := map[string]string{"chatito": "    ", "chatette": " "}[dialect]
	var b strings.Builder
	b.WriteString("~[n]\n")
	for i := range n {
		fmt.Fprintf(&b, "%sn%dn\n", indent, i)
	}
	return b.String()
}

// shares wants parts of a text in so large a part of what is drawn.
func shares(t *testing.T, dialect, text string, want map[string]float64) {
	t.Helper()
	p, _ := load(t, mustRead(t, dialect, text, convert.Options{}))
	const n = 6000
	got := draw(t, p, n, 7)
	if len(got) != n {
		t.Fatalf("%d examples, want %d", len(got), n)
	}
	for part, share := range want {
		count := 0
		for _, e := range got {
			if strings.Contains(e.Text+" ", part+" ") {
				count++
			}
		}
		if at := float64(count) / n; math.Abs(at-share) > 0.022 { // over 3 standard deviations
			t.Errorf("%q is in %.3f of all, want %.3f", part, at, share)
		}
	}
}

// TestChatitoShares holds draws to the odds that the specification gives.
func TestChatitoShares(t *testing.T) {
	ten := "~[ten]\n    t0\n    t1\n    t2\n    t3\n    t4\n    t5\n    t6\n    t7\n    t8\n    t9\n"
	five := "~[five]\n    f0\n    f1\n    f2\n    f3\n    f4\n"
	for _, c := range []struct {
		name, text string
		want       map[string]float64
	}{
		{"regular", "%[a]\n    first ~[ten] ~[n]\n    second ~[five] ~[ten] ~[n]\n    third ~[five] ~[five] ~[n]\n",
			map[string]float64{"first": 10. / 85, "second": 50. / 85, "third": 25. / 85}},
		{"even", "%[a]('distribution': 'even')\n    first ~[ten] ~[n]\n    second ~[five] ~[ten] ~[n]\n    third ~[n]\n",
			map[string]float64{"first": 1. / 3, "second": 1. / 3, "third": 1. / 3}},
		{"percent, regular", "%[a]\n    *[20%] first ~[ten] ~[n]\n    second ~[five] ~[ten] ~[n]\n    third ~[five] ~[five] ~[n]\n",
			map[string]float64{"first": 0.2, "second": 0.8 * 50 / 75, "third": 0.8 * 25 / 75}},
		{"percent, even", "%[a]('distribution': 'even')\n    *[20%] first ~[ten] ~[n]\n    second ~[five] ~[ten] ~[n]\n    third ~[n]\n",
			map[string]float64{"first": 0.2, "second": 0.4, "third": 0.4}},
		{"weights, regular", "%[a]\n    *[2] first ~[ten] ~[n]\n    second ~[five] ~[ten] ~[n]\n    third ~[five] ~[five] ~[n]\n",
			map[string]float64{"first": 20. / 95, "second": 50. / 95, "third": 25. / 95}},
		{"weights, even", "%[a]('distribution': 'even')\n    *[2] first ~[ten] ~[n]\n    second ~[five] ~[ten] ~[n]\n    *[0.5] third ~[n]\n",
			map[string]float64{"first": 2 / 3.5, "second": 1 / 3.5, "third": 0.5 / 3.5}},
		{"regular at every level", "%[a]\n    ~[n] ~[x]\n~[x]\n    x1 ~[ten] ~[five]\n    x2 ~[five]\n    *[3] x3 @[s?]\n@[s]\n    *[75%] s1\n    s2\n    s3\n",
			map[string]float64{"x1": 50. / 67, "x2": 5. / 67, "x3": 12. / 67, "s1": 12. / 67 * .75 * .75}},
		{"optional", "%[a]\n    ~[n] ~[ten?] ~[five?] ~[word?] @[city?] ~[one?]\n@[city]\n    c1\n    c2\n~[one]\n    o ~[ten?]\n",
			map[string]float64{"f0": 5. / 6 / 5, " word": 0.5, " c1": 2. / 3 / 2, " o": 0.5}},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := c.text + numbers("chatito", 30000)
			for _, unit := range []string{ten, five} {
				if strings.Contains(text, unit[:strings.Index(unit, "]")]) {
					text += unit
				}
			}
			shares(t, "chatito", text, c.want)
		})
	}
}

// TestChatitoSentences: what each token of the syntax may say.
func TestChatitoSentences(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{"%[a]\n    ~[hi] ~[how are you?]\n~[hi]\n    hi\n    hey ~[:]~[x]\n~[:]\n    :\n", []string{"hi", "hi how are you", "hey :x", "hey :x how are you"}},
		{"%[a]\n    *[1.] x\n    *[01] y\n    *[2] z\n    *[ 3] w\n    *[-1] v\n    *[4%]u\n", nil},
		{"%[a]\n    *[1.] x\n    *[01] y\n    *[2]  z\n    *[x] w # c // d\n", []string{"*[1.] x", "*[01] y", "z", "*[x] w # c // d"}},
		{"%[a b]\n    @[c#d e] @[c] ~[f]%[g] [h] \\ {i}   j\n@[c]\n    one\n@[c#d e]\n    two\n~[f]\n    $\n", []string{`two one $%[g] [h] \ {i} j`}},
		{"%[a]\r\n    x\r\n\r\n%[b]\r    y\r", []string{"x", "y"}},
		{"%[a]\n    *[100%] x\n    y\n", []string{"x"}},
	} {
		if c.want == nil { // weights and percentages mixed
			if _, err := read("chatito", c.text, convert.Options{}); err == nil || !strings.Contains(err.Error(), "in.chatito:7: %[a] has weights and percentages") {
				t.Errorf("%q: %v", c.text, err)
			}
			continue
		}
		says(t, "chatito", c.text, c.want...)
	}
}

// TestChatitoValues: an alias that says it is a synonym names its value.
func TestChatitoValues(t *testing.T) {
	got := says(t, "chatito", "%[a]\n    to @[city]\n@[city]('entity': 'x')\n    ~[new york]\n    ~[bonn]\n~[new york]('synonym': 'true')\n    ny\n    nyc\n~[bonn]('synonym': \"true\")\n    bonn\n",
		"to ny", "to nyc", "to bonn")
	for _, e := range got["a"] {
		want := "new york"
		if strings.Contains(e.Text, "bonn") {
			want = "bonn"
		}
		if v := e.Call.Arguments["city"]; v != want || e.Slots[0].Start != 3 {
			t.Errorf("%q: city is %v at %d", e.Text, v, e.Slots[0].Start)
		}
	}
}

// TestChatitoImports: paths are relative to the file that has them, and one
// file may be imported twice, but no definition stand in two.
func TestChatitoImports(t *testing.T) {
	files := map[string]string{
		"m/main.chatito":  "import ./a/one.chatito\nimport ../two.chatito\n%[x]\n    ~[one] ~[two]\n",
		"m/a/one.chatito": "import ../../two.chatito\n~[one]\n    1 ~[two]\n",
		"two.chatito":     "~[two]\n    2\n    zwei\n",
		"twice.chatito":   "import two.chatito\n~[two]\n    3\n%[x]\n    ~[two]\n",
	}
	o := convert.Options{From: "chatito", Name: "test", ReadFile: reader(files)}
	im, err := convert.Read([]string{"m/main.chatito"}, o)
	if err != nil {
		t.Fatal(err)
	}
	if got := texts(all(t, im)["x"]); len(got) != 4 {
		t.Errorf("%q", got)
	}
	if _, err := convert.Read([]string{"twice.chatito"}, o); err == nil || err.Error() != "twice.chatito:2: ~[two] is defined twice, first at two.chatito:1" {
		t.Error(err)
	}
}

// TestCounts: examples asked for are the weights of actions; all is as many as
// there are.
func TestCounts(t *testing.T) {
	im := mustRead(t, "chatito", "%[a]('training': '30', 'testing': '10')\n    x\n    y\n%[b]\n    ~[n]\n"+numbers("chatito", 60), convert.Options{})
	p, _ := load(t, im)
	count := map[string]int{}
	for _, e := range draw(t, p, 5, 1) {
		count[e.Intent()]++
	}
	if count["a"] != 2 || count["b"] != 3 {
		t.Errorf("%v of 40 to 60", count)
	}
}
