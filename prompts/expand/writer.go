package expand

import (
	"context"
)

// Writer proposes templates from outside.
type Writer interface {
	Write(ctx context.Context, requests []Request) ([]string, error)
}

type Request struct{}

func (v *prover) written(ctx context.Context, r *Result, m *maker, o Options, wanted func(string) bool) ([]*Proposal, error) {
	return nil, nil
}

func (r *Result) count(v *prover) {}
