// Package sniff tells from the first bytes of a file that it is something else
// than it was taken for: text in another encoding, an archive, a pointer of Git LFS.
// It imports nothing of slmkit. Its errors say what the file is and what to do, and
// callers put the name of the file before them.
package sniff

import (
	"bytes"
	"errors"
	"fmt"
)

// Length is how many bytes of a file are looked at.
const Length = 512

// kinds are what files begin with that do not hold the text that is looked for.
var kinds = []struct{ magic, what string }{
	{"version https://git-lfs.github.com/spec/v1", "is a Git LFS pointer: fetch the file itself with git lfs pull"},
	{"\x1f\x8b", "is compressed with gzip: unpack it with gunzip"},
	{"\x28\xb5\x2f\xfd", "is compressed with Zstandard: unpack it with zstd -d"},
	{"\xfd7zXZ\x00", "is compressed with xz: unpack it with unxz"},
	{"BZh", "is compressed with bzip2: unpack it with bunzip2"},
	{"PK\x03\x04", "is a ZIP archive, or a document of an office program: unpack it, or save it as text"},
	{"PAR1", "is a Parquet file: give it a name that ends in .parquet"},
	{"ARROW1", "is an Arrow file: write it as Parquet or JSON Lines"},
	{"SQLite format 3\x00", "is an SQLite database: write its rows as JSON Lines"},
}

// Text says why a file whose first bytes are head is not the UTF-8 text that was
// looked for. It is nil where it may be. A byte order mark of UTF-8 is text.
func Text(head []byte) error {
	for _, k := range kinds {
		if bytes.HasPrefix(head, []byte(k.magic)) {
			return errors.New(k.what)
		}
	}
	if name := wide(head); name != "" {
		return fmt.Errorf("is %s, not UTF-8: convert it with iconv -f %s -t UTF-8, or save it as UTF-8", name, name)
	}
	return nil
}

// wide names the encoding of two or four bytes a character that head is in, as iconv
// does. It is "" for any other. Without a byte order mark, the zero bytes tell: most
// letters, digits and marks of any language's files are ASCII, and every other byte
// of those is zero.
func wide(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xfe\x00\x00")), bytes.HasPrefix(head, []byte("\x00\x00\xfe\xff")):
		return "UTF-32"
	case bytes.HasPrefix(head, []byte("\xff\xfe")), bytes.HasPrefix(head, []byte("\xfe\xff")):
		return "UTF-16"
	}
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	most := len(head) / 2
	switch {
	case most > 0 && zeros[0] == 0 && 3*zeros[1] >= most:
		return "UTF-16LE"
	case most > 0 && zeros[1] == 0 && 3*zeros[0] >= most:
		return "UTF-16BE"
	}
	return ""
}
