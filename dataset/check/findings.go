package check

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/slmkit/slmkit/dataset"
)

// Names of the kinds that the statistics find.
const (
	NoTraining = "untrained label"
	FewRows    = "few rows"
	Imbalanced = "imbalance"
	Drifted    = "drift"
	Repetitive = "repetition"
	Mislabel   = "label suspect"
	NewValue   = "unseen value"
	NewWord    = "unseen word"
)

// Limits from which on the statistics report something.
const (
	fewInTraining = 10   // rows of a label
	fewInTest     = 5    // rows of a label: fewer measure nothing
	mostUneven    = 10   // times the median, or the median over it
	mostAlike     = 0.02 // effective number of templates or frames of a row: 50 rows count as one
	leastUnseen   = 0.5  // share of the values of a parameter
	enoughValues  = 10   // that such a share must come from
)

// report reports what is unusual about the statistics.
func (s *Statistics) report(c *Checker, d *described, doubts []doubt) {
	s.reportClasses(c)
	for _, drift := range s.Drifts {
		if drift.Beyond {
			c.report(Finding{Kind: Drifted, Split: drift.Split, Detail: drift.String()})
		}
	}
	for _, one := range s.Splits {
		if one.Rows >= 1000 && one.Effective.PerRow < mostAlike {
			c.report(Finding{Kind: Repetitive, Split: one.Split, Detail: fmt.Sprintf("%d rows are as diverse as %.0f different sentences", one.Rows, one.Effective.Number)})
		}
	}
	for _, one := range doubts {
		c.atRow(Mislabel, one.row, d.Labels()[d.Label(one.row)]+", but reads like "+d.Labels()[one.other])
	}
	for i := range s.Unseen {
		switch u := &s.Unseen[i]; {
		case u.N == 0:
		case u.Of == UnseenWords:
			c.atRow(NewWord, u.Most[0].row, u.String())
		case u.All >= enoughValues && float64(u.N) >= leastUnseen*float64(u.All):
			c.atRow(NewValue, u.Most[0].row, u.String())
		}
	}
}

// reportClasses reports labels that are rare, missing or far too frequent.
func (s *Statistics) reportClasses(c *Checker) {
	for i := range s.Classes {
		class := &s.Classes[i]
		switch {
		case s.Split(dataset.Train) == nil:
			if n := class.N; n < fewInTraining {
				c.atRow(FewRows, class.firstRow(), fmt.Sprintf("%s has %s: under %d teach little", class.Name, rowsOf(n), fewInTraining))
			}
		case class.Rows[dataset.Train] == 0:
			c.atRow(NoTraining, class.firstRow(), fmt.Sprintf("%s has %s and none in train", class.Name, rowsOf(class.N)))
		default:
			if n := class.Rows[dataset.Train]; n < fewInTraining {
				c.atRow(FewRows, int(class.first[0])-1, fmt.Sprintf("%s has %s in train: under %d teach little", class.Name, rowsOf(n), fewInTraining))
			}
		}
	}
	s.reportFew(c)
	s.reportBalance(c)
}

// reportFew reports the labels that a test has too few rows of, all in one finding.
func (s *Statistics) reportFew(c *Checker) {
	for _, split := range dataset.Splits[1:] {
		var few []string
		for i := range s.Classes {
			class := &s.Classes[i]
			if n := class.Rows[split]; n < fewInTest && class.Rows[dataset.Train] > 0 {
				few = append(few, fmt.Sprintf("%s %d", class.Name, n))
			}
		}
		if len(few) > 0 && s.Split(split) != nil && s.Split(dataset.Train) != nil {
			slices.Reverse(few) // the rarest first
			c.report(Finding{Kind: FewRows, Split: split, Detail: fmt.Sprintf("under %d rows in %s measure nothing: %s", fewInTest, split, strings.Join(few, ", "))})
		}
	}
}

func (s *Statistics) reportBalance(c *Checker) {
	b := s.Balance
	for i := range s.Classes {
		class := &s.Classes[i]
		n := class.Rows[b.Split]
		if b.Split == "" {
			n = class.N
		}
		switch {
		case n > mostUneven*b.Median:
			c.report(Finding{Kind: Imbalanced, Split: b.Split, Detail: fmt.Sprintf("%s has %d rows, where half of the labels have %d or fewer", class.Name, n, b.Median)})
		case n > 0 && n*mostUneven < b.Median:
			c.report(Finding{Kind: Imbalanced, Split: b.Split, Detail: fmt.Sprintf("%s has %d rows, where half of the labels have %d or more", class.Name, n, b.Median)})
		}
	}
}

// firstRow is the first row of the first split that has the class.
func (c *Class) firstRow() int {
	for _, i := range c.first {
		if i > 0 {
			return int(i) - 1
		}
	}
	return 0 // unreachable: a class has a row
}

// String says what differs most.
func (d *Drift) String() string {
	of := d.Of
	if d.Param != "" {
		of += " of " + d.Param
	}
	var most []string
	for _, m := range d.Most {
		most = append(most, fmt.Sprintf("%s %.1f %% (train %.1f %%)", m.What, 100*m.Here, 100*m.Train))
	}
	return fmt.Sprintf("%s differ from train's by %.2f, where chance gives %.2f: %s", of, d.Distance, d.Chance, strings.Join(most, ", "))
}

// rowsOf is a number of rows in words: 1 row, 2 rows.
func rowsOf(n int) string {
	if n == 1 {
		return "1 row"
	}
	return strconv.Itoa(n) + " rows"
}
