// Package onnx is the part of github.com/yalue/onnxruntime_go that slmkit uses,
// so that slmkit also compiles where that package does not: without cgo.
//
// With cgo every name here is an alias of the same name there, and Available is
// true. Without cgo the types have the same methods, no value of them can be
// made, and every function returns ErrUnavailable. Other packages import this
// one and never onnxruntime_go itself. It imports no other package of slmkit.
package onnx

import "errors"

// ErrUnavailable is the error of every function in a build without cgo.
var ErrUnavailable = errors.New("this build of slmkit cannot use ONNX Runtime, because it was made without cgo: " +
	"export the packed layout, which needs none, or install a C compiler and build with CGO_ENABLED=1")
