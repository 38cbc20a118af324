package export

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/parquet-go/parquet-go"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/sniff"
)

// openParquet opens a Parquet file. The library panics on some broken files; that
// is an error here.
func openParquet(path string) (f *os.File, p *parquet.File, err error) {
	if f, err = os.Open(path); err != nil {
		return nil, nil, err
	}
	defer func() {
		if err != nil {
			f.Close()
		}
	}()
	defer recovered(path, &err)
	info, err := f.Stat()
	if err != nil {
		return f, nil, err
	}
	if info.IsDir() {
		return f, nil, fmt.Errorf("%s: is a folder: name a file in it", path)
	}
	if info.Size() == 0 {
		return f, nil, fmt.Errorf("%s: not a Parquet file (it is empty)", path)
	}
	if p, err = parquet.OpenFile(f, info.Size(), parquet.SkipBloomFilters(true)); err != nil {
		return f, nil, notParquet(path, f, err)
	}
	return f, p, nil
}

// notParquet says what a file is that could not be opened.
func notParquet(path string, f *os.File, err error) error {
	head := make([]byte, sniff.Length)
	n, _ := f.ReadAt(head, 0) // a short file is read as far as it goes
	if head = head[:n]; !bytes.HasPrefix(head, []byte(parquetMagic)) {
		if is := sniff.Text(head); is != nil {
			return fmt.Errorf("%s: %w", path, is)
		}
	}
	return fmt.Errorf("%s: not a whole Parquet file (%w): write it again", path, err)
}

// recovered makes an error of a panic of the library.
func recovered(path string, err *error) {
	if r := recover(); r != nil {
		*err = broken(path, r)
	}
}

func broken(path string, r any) error {
	return fmt.Errorf("%s: broken Parquet (%v): write it again", path, r)
}

// parquetMagic is what Parquet files begin with.
const parquetMagic = "PAR1"

// isParquet tells a Parquet file by its name or by its first bytes. Nothing is read
// of a pipe, which could not be read again.
func isParquet(path string) bool {
	if path == "-" || dataset.IsParquet(path) {
		return path != "-"
	}
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(parquetMagic))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == parquetMagic
}
