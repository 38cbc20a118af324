// Package ort finds, installs and starts ONNX Runtime, and looks into ONNX
// files without it. It is the only place that knows where the shared library
// comes from.
package ort
