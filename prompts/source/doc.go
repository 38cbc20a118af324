// Package source reads the YAML files of a pack and keeps the place of everything
// in them, so that each fault names its file, line and column.
//
// Nothing stops at the first fault: [Notes] gathers them all, and its methods
// return what could be read. Of slmkit, the package imports dataset/text
// alone.
package source
