package report

// Beside are the reports that are shown with an evaluation: other runs on the
// same gold, and benchmarks.
type Beside struct {
	Runs    []*Evaluation
	Benches []*Bench
}

// PutBeside sorts out the reports that shall be shown with an evaluation. It
// returns a *MismatchError for one that scores another gold set.
func PutBeside(e *Evaluation, others []Report) (Beside, error) {
	var out Beside
	for _, o := range others {
		if bench, ok := o.(*Bench); ok {
			out.Benches = append(out.Benches, bench)
			continue
		}
		run, ok := o.(*Evaluation)
		switch gold, unlike := o.Basis().Gold, o.Basis().ScoredUnlike(e.Basis()); {
		case gold == nil || e.Gold == nil || gold.Fingerprint != e.Gold.Fingerprint:
			return Beside{}, &MismatchError{File: o.Head().Name, Why: "it scores another gold set, so its scores cannot be shown beside these"}
		case unlike != "":
			return Beside{}, &MismatchError{File: o.Head().Name, Why: "its scores cannot be shown beside these: " + unlike}
		case !ok:
			return Beside{}, &MismatchError{File: o.Head().Name, Why: "it is not a report of eval or bench, so it cannot be shown beside one"}
		}
		out.Runs = append(out.Runs, run)
	}
	return out, nil
}
