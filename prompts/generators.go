package prompts

import (
	"errors"
	"fmt"
	"regexp/syntax"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset/action"
	"github.com/slmkit/slmkit/prompts/grammar"
	"github.com/slmkit/slmkit/prompts/source"
)

// generator makes the words of a typed value from a few numbers, in the forms
// in which people write them. All that it makes, Param.Normalize reads.
type generator struct {
	shape any    // its parameters
	about string // what it makes
	build func(*generatorParams) (*grammar.Node, error)
}

// generatorParams are what a lexicon says of a generator.
type generatorParams struct {
	get   func(string) *yaml.Node // nil where it is not said
	param *action.Param           // where it fills in for a lexicon, else nil
	ref   time.Time
}

var generators = map[string]*generator{
	"money":    {moneyShape{}, "Amounts of money, e.g. {money: {min: 5, max: 5000}}.", moneyWords},
	"integer":  {rangeShape{}, "Whole numbers, e.g. {integer: {min: 1, max: 10}}.", integerWords},
	"number":   {rangeShape{}, "Numbers, e.g. {number: {min: 1, max: 100}}.", integerWords},
	"date":     {dateShape{}, "Days, as dates and as words, e.g. {date: {direction: future}}.", dateWords},
	"period":   {plainShape{}, "Months, years and other spans of time, e.g. {period: {}}.", periodWords},
	"phone":    {plainShape{}, "Telephone numbers that belong to nobody, e.g. {phone: {}}.", phoneWords},
	"email":    {plainShape{}, "Addresses of e-mail at example domains, e.g. {email: {}}.", emailWords},
	"address":  {plainShape{}, "Postal addresses, e.g. {address: {}}.", addressWords},
	"time":     {plainShape{}, "Times of day, e.g. {time: {}}.", timeWords},
	"decimal":  {decimalShape{}, "Numbers with decimals, e.g. {decimal: {min: 0.5, max: 12, step: 0.25}}.", decimalWords},
	"account":  {plainShape{}, "Numbers of accounts, whole, by their last four digits or masked, e.g. {account: {}}.", accountWords},
	"card":     {plainShape{}, "Numbers of cards, whole with a valid check digit, by their last four digits or masked, e.g. {card: {}}.", cardWords},
	"person":   {personShape{}, "People by name and by relation, e.g. {person: {}}.", personWords},
	"merchant": {plainShape{}, "Shops and sites, e.g. {merchant: {}}.", listWords("merchants")},
	"biller":   {plainShape{}, "What is billed and who bills it, e.g. {biller: {}}.", listWords("billers")},
	"place":    {plainShape{}, "Towns, streets and parts of towns, e.g. {place: {}}.", listWords("places")},
	"pattern":  {nil, "What a regular expression with an end matches, e.g. {pattern: 'AB-[0-9]{4}'}.", nil},
}

// generator builds the tree of {generator: parameters}.
func (l *loader) generator(d *source.Document, n *yaml.Node) *grammar.Node {
	name, v := n.Content[0].Value, n.Content[1]
	if name == "pattern" {
		if !source.IsText(v) {
			l.FaultAt(d, v, "yaml", "pattern: a regular expression is wanted, not %s", source.Describe(v))
			return nil
		}
		out, err := patternWords(v.Value)
		if err != nil {
			l.FaultAt(d, v, "pattern", "pattern %q: %v", v.Value, err)
			return nil
		}
		return out
	}
	gen := generators[name]
	var fields map[string]*yaml.Node
	if v.Kind == yaml.MappingNode {
		fields = l.Fields(d, v, name, gen.shape)
	}
	p := &generatorParams{ref: l.ref, get: func(key string) *yaml.Node { return fields[key] }}
	out, err := gen.build(p)
	if err != nil {
		l.FaultAt(d, v, "generator", "%s: %v", name, err)
		return nil
	}
	return out
}

// bounds reads min and max.
func (p *generatorParams) bounds(lo, hi int64) (int64, int64, error) {
	for key, to := range map[string]*int64{"min": &lo, "max": &hi} {
		n := p.get(key)
		if n == nil {
			continue
		}
		v, err := strconv.ParseInt(n.Value, 10, 64)
		if err != nil || n.Tag != "!!int" {
			return 0, 0, fmt.Errorf("%s: %s is not a whole number", key, source.Describe(n))
		}
		*to = v
	}
	if p.param != nil && p.param.Minimum != nil {
		lo = max(lo, int64(*p.param.Minimum))
	}
	if p.param != nil && p.param.Maximum != nil {
		hi = min(hi, int64(*p.param.Maximum))
	}
	if lo < 0 || hi > 999_999 || lo > hi {
		return 0, 0, fmt.Errorf("min %d, max %d: 0 ≤ min ≤ max ≤ 999999 is wanted", lo, hi)
	}
	return lo, hi, nil
}

// amounts is the whole numbers from lo to hi in one form, round ones more often,
// as people say them; nil where there are none.
func amounts(lo, hi int64, f grammar.Form) *grammar.Node {
	if f.Style.Name == grammar.Commas.Name { // below a thousand they look like digits
		lo = max(lo, 1000)
	}
	if lo > hi {
		return nil
	}
	return grammar.Number(lo, hi, 1, f).Weighted(roundness(lo, hi))
}

// roundness weighs the numbers from lo to hi: each of six kinds of number, from
// any number to thousands, has the same share of all, and a number that is of
// several kinds its share of each.
func roundness(lo, hi int64) []float64 {
	weights := make([]float64, hi-lo+1)
	for _, kind := range []struct{ step, limit int64 }{{1, hi}, {5, 200}, {10, 500}, {50, 2000}, {100, 10_000}, {1000, hi}} {
		from, to := (lo+kind.step-1)/kind.step*kind.step, min(hi, kind.limit)
		count := (to-from)/kind.step + 1
		for v := from; v <= to; v += kind.step {
			weights[v-lo] += 1 / float64(count)
		}
	}
	return weights
}

func moneyWords(p *generatorParams) (*grammar.Node, error) {
	lo, hi, err := p.bounds(1, 5000)
	if err != nil {
		return nil, err
	}
	if n := p.get("currency"); n != nil && n.Value != "USD" {
		c := n.Value
		if _, err := action.Currency(c); err != nil {
			return nil, err
		}
		return weigh(3, amounts(lo, hi, in(grammar.Digits, "", " "+c)), 1, amounts(lo, hi, in(grammar.Commas, "", " "+c))), nil
	}
	k := min(hi/1000, 20)
	return weigh(
		20, amounts(lo, hi, in(grammar.Digits, "$", "")), 4, amounts(lo, hi, in(grammar.Commas, "$", "")),
		16, amounts(lo, hi, in(grammar.Digits, "", " dollars")), 6, amounts(lo, hi, in(grammar.Digits, "", "")),
		8, amounts(lo, hi, in(grammar.Spelled, "", " dollars")), 4, amounts(lo, hi, in(grammar.Digits, "", " bucks")),
		3, amounts(lo, hi, in(grammar.Spelled, "", " bucks")), 4, amounts(lo, hi, in(grammar.Spelled, "", "")),
		5, grammar.Number(lo*100, hi*100, 1, in(grammar.Cents, "$", "")), 1, amounts(lo, hi, in(grammar.Digits, "", " usd")),
		2, amounts(lo, hi, in(grammar.Commas, "", " dollars")), 1, amounts(lo, hi, in(grammar.Digits, "", "$")),
		1, thousands(lo, k, in(grammar.Digits, "", "k")), 1, thousands(lo, k, in(grammar.Digits, "$", "k")), 1, thousands(lo, k, in(grammar.Spelled, "", " grand")),
		4, between(lo, hi, saidMoney),
	), nil
}

// thousands is the numbers from 1 to k, which stand for thousands.
func thousands(lo, k int64, f grammar.Form) *grammar.Node {
	if lo > 1000 || k < 1 {
		return nil
	}
	return grammar.Number(1, k, 1, f)
}

// weigh is alternatives, each behind its weight; those that are nil are left out.
func weigh(parts ...any) *grammar.Node {
	var kids []*grammar.Node
	var weights []float64
	for i := 0; i < len(parts); i += 2 {
		if n := parts[i+1].(*grammar.Node); n != nil {
			kids, weights = append(kids, n), append(weights, float64(parts[i].(int)))
		}
	}
	return grammar.Choice(kids, weights)
}

// saidMoney are amounts as they are spoken, with their value.
var saidMoney = []struct {
	value int64
	words string
}{
	{100, "a hundred dollars"}, {100, "a hundred bucks"}, {100, "a hundred"}, {200, "a couple hundred dollars"}, {200, "a couple hundred bucks"},
	{200, "couple hundred dollars"}, {500, "half a grand"}, {1000, "a grand"}, {1000, "a thousand dollars"}, {1000, "a thousand bucks"}, {1000, "a thousand"},
	{250, "two fifty"}, {150, "one fifty"}, {350, "three fifty"}, {1200, "twelve hundred"}, {1200, "twelve hundred dollars"}, {1500, "fifteen hundred"},
	{1500, "fifteen hundred bucks"}, {250, "two hundred and fifty dollars"}, {120, "a hundred and twenty dollars"}, {150, "a hundred and fifty bucks"},
	{2500, "two and a half grand"}, {1500, "1.5k"}, {2500, "2.5k"},
}

func between(lo, hi int64, said []struct {
	value int64
	words string
}) *grammar.Node {
	var out []*grammar.Node
	for _, s := range said {
		if s.value >= lo && s.value <= hi {
			out = append(out, grammar.Literal(s.words))
		}
	}
	if len(out) == 0 {
		return nil
	}
	return grammar.OneOf(out...)
}

func integerWords(p *generatorParams) (*grammar.Node, error) {
	lo, hi, err := p.bounds(1, 100)
	if err != nil {
		return nil, err
	}
	return grammar.Choice([]*grammar.Node{grammar.Number(lo, hi, 1, plain(grammar.Digits)), grammar.Number(lo, hi, 1, plain(grammar.Spelled))}, []float64{3, 2}), nil
}

// words is one of a list, written with bars.
func words(list string) *grammar.Node {
	var kids []*grammar.Node
	for w := range strings.SplitSeq(list, "|") {
		kids = append(kids, grammar.Literal(w))
	}
	return grammar.OneOf(kids...)
}

const (
	monthNames   = "january|february|march|april|may|june|july|august|september|october|november|december"
	weekdayNames = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)

// dateWords makes days; direction past or future keeps to one side of the
// reference date where the words say a side.
func dateWords(p *generatorParams) (*grammar.Node, error) {
	future := grammar.OneOf(words("tomorrow|today|tonight|tomorrow morning|the day after tomorrow|next week|end of the month|the end of the month|the first of next month|the end of the week|first of the month"),
		grammar.Sequence(words("next|this|coming"), grammar.Literal(" "), words(weekdayNames)),
		grammar.Sequence(words("in "), grammar.Number(2, 14, 1, plain(grammar.Digits)), grammar.Literal(" days")),
		words("in a week|in two weeks|in three days|in two days|in a month|a week from today|a week from tomorrow|two weeks from now"))
	past := grammar.OneOf(words("yesterday|today|last night|the day before yesterday|last week|this morning"),
		grammar.Sequence(words("last|past"), grammar.Literal(" "), words(weekdayNames)),
		grammar.Sequence(grammar.Number(2, 20, 1, plain(grammar.Digits)), grammar.Literal(" days ago")),
		words("two days ago|three days ago|a week ago|two weeks ago|a month ago|a couple of days ago|a couple days ago"))
	day := grammar.Number(1, 28, 1, plain(grammar.Ordinal))
	calendar := grammar.OneOf(
		grammar.Sequence(words(monthNames), grammar.Literal(" "), day), grammar.Sequence(words(monthNames), grammar.Literal(" "), grammar.Number(1, 28, 1, plain(grammar.Digits))),
		grammar.Sequence(grammar.Literal("the "), day), grammar.Sequence(grammar.Literal("the "), day, grammar.Literal(" of "), words(monthNames)), grammar.Sequence(day, grammar.Literal(" of "), words(monthNames)),
		grammar.Sequence(grammar.Number(1, 28, 1, plain(grammar.Digits)), grammar.Literal(" "), words(monthNames)),
		grammar.Sequence(grammar.Number(1, 12, 1, plain(grammar.Digits)), grammar.Literal("/"), grammar.Number(1, 28, 1, plain(grammar.Digits))),
		grammar.Sequence(words("jan|feb|mar|apr|jun|jul|aug|sep|sept|oct|nov|dec"), grammar.Literal(" "), grammar.Number(1, 28, 1, plain(grammar.Digits))))
	dated := grammar.OneOf(
		grammar.Sequence(words(monthNames), grammar.Literal(" "), day, grammar.Literal(" "), grammar.Number(2024, 2026, 1, plain(grammar.Digits))),
		grammar.Sequence(grammar.Number(1, 12, 1, plain(grammar.Digits)), grammar.Literal("/"), grammar.Number(1, 28, 1, plain(grammar.Digits)), grammar.Literal("/"), grammar.Number(2024, 2026, 1, plain(grammar.Digits))),
		grammar.Sequence(grammar.Number(2024, 2026, 1, plain(grammar.Digits)), grammar.Literal("-"), grammar.Number(1, 12, 1, plain(grammar.TwoDigits)), grammar.Literal("-"), grammar.Number(1, 28, 1, plain(grammar.TwoDigits))))
	direction := p.get("direction")
	if direction == nil {
		return grammar.Choice([]*grammar.Node{future, past, words(weekdayNames), calendar, dated}, []float64{4, 4, 3, 6, 1}), nil
	}
	switch direction.Value {
	case "past":
		return grammar.Choice([]*grammar.Node{past, calendar, dated}, []float64{6, 4, 1}), nil
	case "future":
		return grammar.Choice([]*grammar.Node{future, words(weekdayNames), calendar, dated}, []float64{6, 3, 5, 1}), nil
	}
	return nil, fmt.Errorf("direction %s is neither past nor future", source.Describe(direction))
}

func periodWords(*generatorParams) (*grammar.Node, error) {
	units := words("days|weeks|months|years")
	year := grammar.Number(2021, 2025, 1, plain(grammar.Digits))
	return grammar.Choice([]*grammar.Node{
		words(monthNames),
		words("last month|this month|last week|this week|last year|this year|the last month|the past month|the past week|the past year|the last week|the last year|yesterday|today|last quarter|this quarter|previous month|the previous month|the current month"),
		grammar.Sequence(words("last |the last |the past |past |previous "), grammar.Choice([]*grammar.Node{grammar.Number(2, 12, 1, plain(grammar.Digits)), grammar.Number(2, 12, 1, plain(grammar.Spelled)), grammar.Literal("couple of")}, []float64{4, 4, 1}), grammar.Literal(" "), units),
		grammar.Sequence(words(monthNames), grammar.Literal(" "), year),
		year,
		grammar.OneOf(grammar.Sequence(words("q1|q2|q3|q4|the first quarter|the second quarter|the third quarter|the fourth quarter|first quarter")), grammar.Sequence(words("q1|q2|q3|q4"), grammar.Literal(" "), year)),
		grammar.Sequence(words("since "), grammar.OneOf(words("january|february|march|april|may"), words("yesterday|last week|last month|last monday|last friday"))),
		grammar.Sequence(words("from |between "), words("january|february|march"), grammar.Literal(" to "), words("april|may|june")),
		grammar.Sequence(words("the last |last |the past "), words("30|60|90|10|14"), grammar.Literal(" days")),
		words("year to date|last weekend|the weekend|so far this year|so far this month|march of last year|december of last year|last december|this past week"),
	}, []float64{10, 14, 6, 5, 2, 2, 2, 1, 2, 2}), nil
}

func phoneWords(*generatorParams) (*grammar.Node, error) {
	return patternWords(`555-0[1-9]\d\d|[2-9]\d\d-555-0\d\d\d|\([2-9]\d\d\) 555-0\d\d\d|[2-9]\d\d 555 0\d\d\d|[2-9]\d\d5550\d\d\d|\+1 [2-9]\d\d 555 0\d\d\d|07700 900\d\d\d`)
}

const givenNames = "anna|ben|carla|david|emma|felix|grace|henry|iris|james|kate|leo|maria|nina|oscar|paula|ravi|sara|tom|uma|victor|wendy|yusuf|zoe|li|mei|omar|priya|jorge|sofia"

func emailWords(*generatorParams) (*grammar.Node, error) {
	domain := words("example.com|example.org|example.net|mail.example.com|post.example.org")
	family := words("smith|jones|brown|lee|garcia|patel|kim|khan|novak|rossi|weber|silva|chen|nguyen|cohen|dubois|okafor|larsen")
	return grammar.OneOf(
		grammar.Sequence(words(givenNames), grammar.Literal("."), family, grammar.Literal("@"), domain),
		grammar.Sequence(words(givenNames), grammar.Number(1, 99, 1, plain(grammar.Digits)), grammar.Literal("@"), domain),
		grammar.Sequence(words("j|m|s|k|a|d|t"), family, grammar.Literal("@"), domain),
		grammar.Sequence(words(givenNames), grammar.Literal("@"), domain)), nil
}

func addressWords(*generatorParams) (*grammar.Node, error) {
	street := words("oak|maple|pine|cedar|elm|washington|lake|hill|park|river|main|church|walnut|spring|sunset|highland|mill|forest|jackson|lincoln|madison|franklin|cherry|dogwood|meadow|ridge|valley|bridge|station|victoria|king|queen|market|garden|willow|birch|chestnut|harbor|orchard|prospect")
	kind := words("street|avenue|road|lane|drive|court|boulevard|way|place|st|ave|rd|ln|dr")
	city := words("springfield|riverton|fairview|greenville|bristol|clinton|franklin|salem|madison|georgetown|arlington|ashland|dover|hudson|kingston|milton|newport|oxford|burlington|manchester|clayton|lexington|milford|winchester|jackson|auburn|cleveland|dayton|boston|denver")
	base := grammar.Sequence(grammar.Number(1, 2999, 1, plain(grammar.Digits)), grammar.Literal(" "), street, grammar.Literal(" "), kind)
	return grammar.Choice([]*grammar.Node{
		base,
		grammar.Sequence(base, grammar.Literal(", "), city), grammar.Sequence(base, grammar.Literal(" "), city),
		grammar.Sequence(base, words(" apt | apartment | unit "), grammar.Number(1, 40, 1, plain(grammar.Digits))),
		grammar.Sequence(base, grammar.Literal(", "), city, grammar.Literal(" "), grammar.Number(10001, 98999, 1, plain(grammar.Digits))),
	}, []float64{5, 3, 1, 2, 1}), nil
}

// patternWords turns a regular expression into the strings that it matches.
func patternWords(pattern string) (*grammar.Node, error) {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	return patternNode(re)
}

// maxClass is how many characters a class of a pattern may have: a wide one
// such as a dot would write nonsense.
const maxClass = 256

func patternNode(re *syntax.Regexp) (*grammar.Node, error) {
	sub := func() ([]*grammar.Node, error) {
		var out []*grammar.Node
		for _, s := range re.Sub {
			n, err := patternNode(s)
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		}
		return out, nil
	}
	switch re.Op {
	case syntax.OpEmptyMatch:
		return grammar.Literal(""), nil
	case syntax.OpLiteral:
		return grammar.Literal(string(re.Rune)), nil
	case syntax.OpCapture:
		return patternNode(re.Sub[0])
	case syntax.OpCharClass:
		var kids []*grammar.Node
		for i := 0; i < len(re.Rune); i += 2 {
			if re.Rune[i+1]-re.Rune[i] >= maxClass || len(kids) > maxClass {
				return nil, fmt.Errorf("%s has too many characters", re)
			}
			for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
				kids = append(kids, grammar.Literal(string(r)))
			}
		}
		return grammar.OneOf(kids...), nil
	case syntax.OpConcat:
		kids, err := sub()
		if err != nil {
			return nil, err
		}
		return grammar.Sequence(kids...), nil
	case syntax.OpAlternate:
		kids, err := sub()
		if err != nil {
			return nil, err
		}
		return grammar.OneOf(kids...), nil
	case syntax.OpQuest, syntax.OpRepeat:
		lo, hi := re.Min, re.Max
		if re.Op == syntax.OpQuest {
			lo, hi = 0, 1
		}
		if hi < 0 {
			return nil, fmt.Errorf("%s has no end", re)
		}
		n, err := patternNode(re.Sub[0])
		if err != nil {
			return nil, err
		}
		var kids []*grammar.Node
		for i := lo; i <= hi; i++ {
			kids = append(kids, grammar.Sequence(slices.Repeat([]*grammar.Node{n}, i)...))
		}
		return grammar.OneOf(kids...), nil
	}
	return nil, errors.New("only text, classes, groups, | and counted repeats can be written out")
}

// plain is the form of numbers in a style with nothing around them.
func plain(s grammar.Style) grammar.Form { return grammar.Form{Style: s} }

// in is the form of numbers in a style between two texts.
func in(s grammar.Style, before, after string) grammar.Form {
	return grammar.Form{Style: s, Before: before, After: after}
}
