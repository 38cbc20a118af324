package export

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/parquet-go/parquet-go/compress"
	"github.com/parquet-go/parquet-go/encoding/thrift"
	"github.com/parquet-go/parquet-go/format"
)

// truths reads the truth values of a column that are run-length encoded, as data pages
// of version 2 have them. The library takes a run's value, 0 or 1, for eight values of
// one bit each and so reads most trues as false: its own writer writes such runs.
type truths struct {
	pages *bufio.Reader
	codec compress.Codec
	bits  []bool // of the page at hand, those that are still to be read
}

// openTruths returns nil for a column whose values are encoded in another way.
func openTruths(r io.ReaderAt, about *format.ColumnMetaData, codec compress.Codec) *truths {
	for _, e := range about.Encoding {
		if e == format.Plain {
			return nil
		}
	}
	section := io.NewSectionReader(r, about.DataPageOffset, about.TotalCompressedSize)
	return &truths{pages: bufio.NewReader(section), codec: codec}
}

// next returns the next value that is not null.
func (t *truths) next() (bool, error) {
	for len(t.bits) == 0 {
		if err := t.readPage(); err != nil {
			return false, err
		}
	}
	bit := t.bits[0]
	t.bits = t.bits[1:]
	return bit, nil
}

func (t *truths) readPage() error {
	var header format.PageHeader
	if err := thrift.NewDecoder(new(thrift.CompactProtocol).NewReader(t.pages)).Decode(&header); err != nil {
		return err
	}
	page, ok := header.DataPageHeaderV2.Get()
	if !ok || page.Encoding != format.RLE {
		return fmt.Errorf("truth values in encoding %s cannot be read", page.Encoding)
	}
	levels := int64(page.RepetitionLevelsByteLength) + int64(page.DefinitionLevelsByteLength)
	if levels < 0 || int64(header.CompressedPageSize) < levels || page.NumNulls < 0 || page.NumValues < page.NumNulls {
		return errors.New("a page of truth values contradicts itself")
	}
	body, err := io.ReadAll(io.LimitReader(t.pages, int64(header.CompressedPageSize)))
	if err != nil || int64(len(body)) < levels {
		return errors.Join(err, io.ErrUnexpectedEOF)
	}
	body = body[levels:]
	if packed, ok := page.IsCompressed.Get(); len(body) > 0 && (packed || !ok) {
		if body, err = t.codec.Decode(nil, body); err != nil {
			return err
		}
	}
	t.bits, err = runs(body, int(page.NumValues-page.NumNulls))
	return err
}

// runs decodes n values of one bit: a length in four bytes, then runs of one value and
// groups of eight bits, as the Parquet format describes its RLE/bit-packing hybrid.
func runs(b []byte, n int) ([]bool, error) {
	bits := []bool{}
	if n == 0 {
		return bits, nil
	}
	if len(b) < 4 {
		return nil, io.ErrUnexpectedEOF
	}
	for b = b[4:]; len(bits) < n; {
		head, used := binary.Uvarint(b)
		if used <= 0 || head>>1 > math.MaxInt32 {
			return nil, io.ErrUnexpectedEOF
		}
		count := int(head >> 1)
		b = b[used:]
		if head&1 == 0 {
			if len(b) == 0 {
				return nil, io.ErrUnexpectedEOF
			}
			for range min(count, n-len(bits)) {
				bits = append(bits, b[0]&1 != 0)
			}
			b = b[1:]
			continue
		}
		if len(b) < count {
			return nil, io.ErrUnexpectedEOF
		}
		for i := 0; i < 8*count && len(bits) < n; i++ {
			bits = append(bits, b[i/8]>>(i%8)&1 != 0)
		}
		b = b[count:]
	}
	return bits, nil
}
