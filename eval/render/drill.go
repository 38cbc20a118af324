package render

import "net/url"

// drill links to the examples of a page that a view shows, which is keys and values such
// as "asked", "none". Values that are empty are left out.
func drill(pairs ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	return "#examples?" + q.Encode()
}
