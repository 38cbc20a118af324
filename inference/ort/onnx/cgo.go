//go:build cgo

package onnx

import ort "github.com/yalue/onnxruntime_go"

// Available reports whether this build can call ONNX Runtime.
const Available = true

// Types of ONNX Runtime's binding.
type (
	DynamicAdvancedSession = ort.DynamicAdvancedSession
	IoBinding              = ort.IoBinding
	SessionOptions         = ort.SessionOptions
	Shape                  = ort.Shape
	TensorData             = ort.TensorData
	Value                  = ort.Value
)

// Settings of a session.
const (
	GraphOptimizationLevelDisableAll = ort.GraphOptimizationLevelDisableAll
	LoggingLevelFatal                = ort.LoggingLevelFatal
)

// NewTensor wraps data in a tensor of the given shape. The data stay in Go.
func NewTensor[T TensorData](s Shape, data []T) (*ort.Tensor[T], error) {
	return ort.NewTensor(s, data)
}

// NewSessionOptions returns the default options of a session.
func NewSessionOptions() (*SessionOptions, error) { return ort.NewSessionOptions() }

// NewDynamicAdvancedSession loads the graph in a file.
func NewDynamicAdvancedSession(path string, inputs, outputs []string, o *SessionOptions) (*DynamicAdvancedSession, error) {
	return ort.NewDynamicAdvancedSession(path, inputs, outputs, o)
}

// NewSessionOfData loads the graph that data of an ONNX file hold.
func NewSessionOfData(data []byte, inputs, outputs []string, o *SessionOptions) (*DynamicAdvancedSession, error) {
	return ort.NewDynamicAdvancedSessionWithONNXData(data, inputs, outputs, o)
}

// Initialize loads ONNX Runtime's shared library and starts it. Call it once.
func Initialize(library string) error {
	ort.SetSharedLibraryPath(library)
	return ort.InitializeEnvironment(ort.WithLogLevelError())
}

// GetVersion returns ONNX Runtime's version. Initialize must have succeeded.
func GetVersion() string { return ort.GetVersion() }
