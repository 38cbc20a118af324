package export

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// groups collects text under names, for formats that keep the examples of an intent
// together. Memory holds one block of each group; the blocks before it are in a
// temporary file, which Close removes.
type groups struct {
	names []string // in the order in which they were first seen
	group map[string]*group
	disk  *os.File
	size  int64 // of disk
}

type group struct {
	block []byte
	disk  []extent
}

// extent is where a block is on disk.
type extent struct{ at, length int64 }

// groupBlock is the size, in bytes, at which a block goes to disk.
const groupBlock = 64 << 10

// has reports whether a group has been begun.
func (g *groups) has(name string) bool { return g.group[name] != nil }

// add appends text to a group and begins it where it is new.
func (g *groups) add(name string, text []byte) error {
	if g.group == nil {
		g.group = map[string]*group{}
	}
	one := g.group[name]
	if one == nil {
		one = &group{}
		g.group[name] = one
		g.names = append(g.names, name)
	}
	one.block = append(one.block, text...)
	if len(one.block) < groupBlock {
		return nil
	}
	return g.spill(one)
}

// spill moves the block of a group to disk.
func (g *groups) spill(one *group) (err error) {
	if g.disk == nil {
		if g.disk, err = os.CreateTemp("", "slmkit-export-*"); err != nil {
			return err
		}
	}
	n, err := g.disk.WriteAt(one.block, g.size)
	if err != nil {
		return fmt.Errorf("%s: %w", g.disk.Name(), err)
	}
	one.disk = append(one.disk, extent{g.size, int64(n)})
	g.size += int64(n)
	one.block = one.block[:0]
	return nil
}

// writeTo writes the text of a group.
func (g *groups) writeTo(w io.Writer, name string) error {
	for _, x := range g.group[name].disk {
		if _, err := io.Copy(w, io.NewSectionReader(g.disk, x.at, x.length)); err != nil {
			return err
		}
	}
	_, err := w.Write(g.group[name].block)
	return err
}

// Close removes the temporary file.
func (g *groups) Close() error {
	if g.disk == nil {
		return nil
	}
	f := g.disk
	g.disk = nil
	return errors.Join(f.Close(), os.Remove(f.Name()))
}
