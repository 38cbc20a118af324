package export

import (
	"fmt"
	"os"

	"github.com/parquet-go/parquet-go"
)

// openParquet opens a Parquet file. The library panics on some broken files; that
// is an error here.
func openParquet(path string) (f *os.File, p *parquet.File, err error) {
	if f, err = os.Open(path); err != nil {
		return nil, nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			err = broken(path, r)
		}
		if err != nil {
			f.Close()
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return f, nil, err
	}
	if info.Size() == 0 {
		return f, nil, fmt.Errorf("%s: not a Parquet file (it is empty)", path)
	}
	if p, err = parquet.OpenFile(f, info.Size(), parquet.SkipBloomFilters(true)); err != nil {
		return f, nil, fmt.Errorf("%s: not a whole Parquet file (%w): write it again", path, err)
	}
	return f, p, nil
}

func broken(path string, r any) error {
	return fmt.Errorf("%s: broken Parquet (%v): write it again", path, r)
}
