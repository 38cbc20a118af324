package action

import (
	"net/netip"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/slmkit/slmkit/dataset/text"
)

// Formats of JSON Schema whose values are recognised by their shape. They are free
// text in all else.
var (
	mailbox = regexp.MustCompile(`^[^@\s]+@[^@\s]+\.[^@\s]+$`)
	uuids   = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
)

// shaped returns the reader of free text that has a shape.
func shaped(kind string, has func(string) bool) func(*Param, string, time.Time) (any, error) {
	return func(_ *Param, said string, _ time.Time) (any, error) {
		if s := text.Prompt(said); has(s) {
			return s, nil
		}
		return nil, unfit{said, "not " + kind}
	}
}

// isLink reports whether a text is a URI as people write them, with or without a
// scheme: https://example.com/a, example.com, mailto:me@example.com.
func isLink(s string) bool {
	u, err := url.Parse(s)
	host, _, _ := strings.Cut(s, "/")
	dot := strings.LastIndexByte(host, '.')
	return err == nil && !strings.ContainsAny(s, " \t\n") && (u.Scheme != "" && len(s) > len(u.Scheme)+1 || dot > 0 && dot < len(host)-1)
}

func isAddress(version func(netip.Addr) bool) func(string) bool {
	return func(s string) bool {
		a, err := netip.ParseAddr(s)
		return err == nil && version(a)
	}
}
