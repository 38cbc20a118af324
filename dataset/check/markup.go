package check

import (
	"fmt"
	"html"
	"strings"

	"github.com/slmkit/slmkit/dataset/text"
)

var (
	tag = text.Expression(`(?i)<!--|<!doctype\b|<\?xml|</?(a|abbr|article|aside|audio|b|big|blink|blockquote|body|br|button|canvas|center|cite|code|col|dd|del|details|dfn|div|dl|dt|em|embed|fieldset|figcaption|figure|font|footer|form|frame|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|legend|li|link|main|mark|meta|nav|noscript|object|ol|option|p|param|picture|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|video|wbr)(\s[^<>]*)?/?>`)
	// entity has the names without a semicolon that browsers read as well and that are no words.
	entity = text.Expression(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});|&(nbsp|amp|lt|gt|quot)\b`)
)

// markup finds HTML.
func markup(_ *Options, r *Row, found func(kind, detail string)) {
	if strings.IndexByte(r.Text, '<') >= 0 {
		if m := tag().FindString(r.Text); m != "" {
			found(HTML, fmt.Sprintf("%q is a tag of HTML", m))
			return
		}
	}
	if strings.IndexByte(r.Text, '&') >= 0 {
		for _, m := range entity().FindAllString(r.Text, -1) {
			if to := html.UnescapeString(m); to != m {
				found(HTML, fmt.Sprintf("%q is HTML for %q", m, to))
				return
			}
		}
	}
}
