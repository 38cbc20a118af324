package expr

import (
	"regexp"
	"strconv"
	"strings"
)

// Write writes an expression down in the language of templates: to parse what it
// returns gives the expression again.
func Write(e Node) string {
	switch e := e.(type) {
	case *Text:
		return writeText(e.Text)
	case *Sequence:
		return writeAll(e.Parts, nil, "")
	case *Alternatives:
		return "(" + writeAll(e.Alts, e.Weights, "|") + ")"
	case *AnyOrder:
		return "(" + writeAll(e.Parts, nil, ";") + ")"
	case *Optional:
		return "[" + optionalHead(e) + writeInside(e.Body) + "]"
	case *Rule:
		return "<" + e.Name + ">"
	case *Article:
		return "<a>"
	case *Plural:
		if e.One == "" && e.Many == "s" {
			return "<s>"
		}
		return "<s:" + writeText(e.One) + "|" + writeText(e.Many) + ">"
	case *Slot:
		return "{" + writeSlot(e) + "}"
	case *Column:
		return "<" + writeColumn(e) + ">"
	}
	return ""
}

func writeAll(parts []Node, weights []float64, sep string) string {
	var b strings.Builder
	for i, p := range parts {
		if i > 0 {
			b.WriteString(sep)
		}
		words := Write(p)
		if weights != nil && weights[i] != 1 {
			b.WriteString(decimal(weights[i]) + ":")
			if words != "" && isDecimal(words[0]) {
				b.WriteByte('\\') // else the colon would be that of a time
			}
		}
		b.WriteString(words)
	}
	return b.String()
}

// writeInside writes an expression that brackets of its own enclose.
func writeInside(e Node) string {
	if a, ok := e.(*Alternatives); ok {
		return writeAll(a.Alts, a.Weights, "|")
	}
	return Write(e)
}

func optionalHead(e *Optional) string {
	head := ""
	if e.Name != "" {
		head = e.Name + "?"
		if e.Negated {
			head = "!" + head
		}
	}
	if e.Percent >= 0 {
		head += decimal(e.Percent) + "%"
	}
	if head != "" {
		head += ":"
	}
	return head
}

func writeSlot(e *Slot) string {
	out := e.Param
	if e.Call > 0 {
		out = strconv.Itoa(e.Call) + "." + out
	}
	switch {
	case e.Column != nil:
		return out + ":" + writeColumn(e.Column)
	case e.Lexicon != "":
		return out + ":" + e.Lexicon
	case !e.HasValue:
		return out
	}
	out += "=" + slotValue.Replace(e.Value)
	if e.Words != nil {
		out += ":" + writeInside(e.Words)
	}
	return out
}

// slotValue escapes what ends the value of a slot.
var slotValue = strings.NewReplacer(`\`, `\\`, `:`, `\:`, `}`, `\}`)

func writeColumn(e *Column) string {
	out := e.Table
	if e.row > 1 {
		out += "#" + strconv.Itoa(e.row)
	}
	out += "." + e.Column
	if e.Canonical != "" {
		out += "=" + e.Canonical
	}
	return out
}

// clock is digits around a colon, which are text and no weight.
var clock = regexp.MustCompile(`^\s*[0-9.]+:[0-9]`)

func writeText(text string) string {
	if !clock.MatchString(text) {
		return Escape(text)
	}
	at := strings.IndexByte(text, ':')
	return text[:at+1] + Escape(text[at+1:])
}

func decimal(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }
