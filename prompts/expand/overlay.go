package expand

import "io/fs"

// overlay is a pack's files, some of them with other contents.
type overlay struct {
	fs.FS
	changed map[string][]byte
}

// ReadFile implements fs.ReadFileFS.
func (o overlay) ReadFile(name string) ([]byte, error) {
	if data, ok := o.changed[name]; ok {
		return data, nil
	}
	return fs.ReadFile(o.FS, name)
}
