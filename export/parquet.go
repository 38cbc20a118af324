package export

import (
	"fmt"
	"io"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/compress/zstd"

	"github.com/slmkit/slmkit/dataset"
)

// rowGroup is the greatest number of rows that a writer holds in memory before it
// writes them.
const rowGroup = 50_000

// ParquetWriter writes examples to a file that appears whole or not at all.
type ParquetWriter struct {
	file *dataset.File
	path string
	w    *parquet.GenericWriter[row]
	rows []row
	buf  []byte
}

// CreateParquet opens a Parquet file for writing. meta goes into the file's
// key-value metadata, beside what Hugging Face datasets wants there.
func CreateParquet(path string, meta map[string]string) (*ParquetWriter, error) {
	f, err := dataset.Create(path, io.Discard)
	if err != nil {
		return nil, err
	}
	return newParquet(f, path, meta), nil
}

func newParquet(f *dataset.File, path string, meta map[string]string) *ParquetWriter {
	options := []parquet.WriterOption{
		parquet.Compression(&zstd.Codec{Level: zstd.SpeedFastest}),
		parquet.MaxRowsPerRowGroup(rowGroup),
		parquet.CreatedBy("slmkit", "1", ""),
		parquet.KeyValueMetadata("huggingface", metadata()),
	}
	for k, v := range meta {
		options = append(options, parquet.KeyValueMetadata("slmkit."+k, v))
	}
	return &ParquetWriter{file: f, path: path, w: parquet.NewGenericWriter[row](f, options...)}
}

// Write adds examples. It refuses text that is not UTF-8, because readers would
// refuse the whole file.
func (p *ParquetWriter) Write(examples []dataset.Example) error {
	p.rows = p.rows[:0]
	for i := range examples {
		r, buf, err := newRow(&examples[i], p.buf)
		if err != nil {
			return fmt.Errorf("example %q: %w", examples[i].ID, err)
		}
		p.buf = buf
		p.rows = append(p.rows, r)
	}
	if _, err := p.w.Write(p.rows); err != nil {
		return fmt.Errorf("%s: %w", p.path, err)
	}
	return nil
}

// Commit finishes the file and puts it in its place.
func (p *ParquetWriter) Commit() error {
	if err := p.w.Close(); err != nil {
		return fmt.Errorf("%s: %w", p.path, err)
	}
	return p.file.Commit()
}

// Close drops a file that was not committed. After Commit it does nothing.
func (p *ParquetWriter) Close() error { return p.file.Close() }
