package convert

import "fmt"

// place is a line of a file.
type place struct {
	file string
	line int
}

func (p place) String() string {
	if p.line == 0 {
		return p.file
	}
	return fmt.Sprintf("%s:%d", p.file, p.line)
}

// Note is something of the files that the result says otherwise or not at all.
type Note struct {
	File string
	Line int
	Text string
}

func (n Note) String() string { return place{n.File, n.Line}.String() + ": " + n.Text }

// fail is an error with its place.
func fail(p place, format string, args ...any) error {
	return fmt.Errorf("%s: %w", p, fmt.Errorf(format, args...))
}
