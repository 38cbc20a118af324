package sniff

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func wideText(s string, little bool) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		if little {
			b = append(b, byte(u), byte(u>>8))
		} else {
			b = append(b, byte(u>>8), byte(u))
		}
	}
	return b
}

func TestText(t *testing.T) {
	const json = "{\"id\":\"1\",\"text\":\"señal für 日本\"}\r\n"
	for _, c := range []struct {
		name string
		head []byte
		want string // the beginning of the error
	}{
		{"text", []byte(json), ""},
		{"byte order mark", []byte("\ufeff" + json), ""},
		{"Latin-1", []byte("caf\xe9"), ""}, // said with its line, where it is
		{"empty", nil, ""},
		{"a letter", []byte("a"), ""},
		{"a zero byte", []byte("what is\x00 my balance"), ""},
		{"little", wideText("\ufeff"+json, true), "is UTF-16, not UTF-8: convert it with iconv -f UTF-16 -t UTF-8"},
		{"big", wideText("\ufeff"+json, false), "is UTF-16, not UTF-8"},
		{"little, no mark", wideText(json, true), "is UTF-16LE, not UTF-8: convert it with iconv -f UTF-16LE"},
		{"big, no mark", wideText(json, false), "is UTF-16BE, not UTF-8"},
		{"UTF-32", []byte("\xff\xfe\x00\x00a\x00\x00\x00"), "is UTF-32, not UTF-8"},
		{"pointer", []byte("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"), "is a Git LFS pointer: fetch the file itself with git lfs pull"},
		{"gzip", []byte("\x1f\x8b\x08\x00"), "is compressed with gzip: unpack it with gunzip"},
		{"zstd", []byte("\x28\xb5\x2f\xfd\x00"), "is compressed with Zstandard"},
		{"zip", []byte("PK\x03\x04"), "is a ZIP archive"},
		{"Parquet", []byte("PAR1\x15\x04"), "is a Parquet file: give it a name that ends in .parquet"},
		{"Arrow", []byte("ARROW1\x00\x00"), "is an Arrow file"},
		{"database", []byte("SQLite format 3\x00"), "is an SQLite database"},
	} {
		err := Text(c.head)
		if (err == nil) != (c.want == "") || err != nil && !strings.HasPrefix(err.Error(), c.want) {
			t.Errorf("%s: %v, want %s", c.name, err, c.want)
		}
	}
}
