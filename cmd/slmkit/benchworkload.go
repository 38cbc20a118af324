package main

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/slmkit/slmkit/eval/report"
)

// workload says what the models are asked: times of another workload are not compared
// with these.
func (o *benchOptions) workload(texts []string) *report.Workload {
	hash := sha256.Sum256([]byte(strings.Join(texts, "\x00")))
	return &report.Workload{Prompts: fmt.Sprintf("%x", hash)[:16], N: len(texts), MaxNewTokens: o.model.newTokens, Guess: o.model.guess}
}
