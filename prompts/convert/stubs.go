package convert

import "iter"
import "github.com/slmkit/slmkit/dataset"

func readChatette(*Import, []string) error { return nil }
func readRasa(*Import, []string) error     { return nil }
func readSnips(*Import, []string) error    { return nil }

type sample struct{}

func (im *Import) Examples() iter.Seq2[dataset.Example, error] { return nil }
