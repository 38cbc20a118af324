package eval

import (
	"regexp"
	"slices"
	"strings"
)

// lookalike is something that an output may be in place of a call, and what to do about
// it.
type lookalike struct {
	what, remedy string
	is           func(output string) bool
}

var specialToken = regexp.MustCompile(`<(?:pad|/?s|unk|eos|bos|extra_id_\d+)>|<\|[a-z_]+\|>|\[(?:CLS|SEP|PAD|UNK)\]`)

// lookalikes are in the order in which they are tried.
var lookalikes = []lookalike{
	{"special tokens of the tokenizer, such as <pad> or </s>", "decode with skip_special_tokens=True", specialToken.MatchString},
	{"pieces of the tokenizer, such as ▁the", "join them as the tokenizer's decode does", func(s string) bool { return strings.Contains(s, "▁") }},
	{"a block of Markdown", "write what is between the fences", func(s string) bool { return strings.HasPrefix(s, "```") }},
	{"<tool_call> or the like around it", "write what is between the tags", regexp.MustCompile(`^<(?:tool_call|functioncall|function_call|tool_use|tools?)>`).MatchString},
	{"a list of calls as Python writes it, [name(…)]", "write name(…) without the brackets", regexp.MustCompile(`^\[\w+\(`).MatchString},
	{"JSON that is no call", `write {"name": …, "arguments": {…}}`, func(s string) bool { return strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[{") }},
	{"the name of an action alone", "write name()", regexp.MustCompile(`^[A-Za-z_]\w*$`).MatchString},
}

// looksLike returns what an output that cannot be read looks like, nil where nothing is
// known that it looks like.
func looksLike(output string) *lookalike {
	output = strings.TrimSpace(output)
	if i := slices.IndexFunc(lookalikes, func(l lookalike) bool { return l.is(output) }); i >= 0 {
		return &lookalikes[i]
	}
	return nil
}
