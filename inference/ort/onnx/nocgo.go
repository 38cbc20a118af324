//go:build !cgo

package onnx

// Available reports whether this build can call ONNX Runtime.
const Available = false

// Shape holds the dimensions of a tensor.
type Shape []int64

// TensorData are the element types of tensors.
type TensorData interface {
	~float32 | ~float64 | ~int8 | ~uint8 | ~int16 | ~uint16 | ~int32 | ~uint32 | ~int64 | ~uint64 | ~bool
}

// Value is a tensor.
type Value interface{ Destroy() error }

// Settings of a session, with the values that ONNX Runtime gives them.
const (
	GraphOptimizationLevelDisableAll = 0
	LoggingLevelFatal                = 4
)

// Types of ONNX Runtime's binding. No value of them is ever made here.
type (
	DynamicAdvancedSession struct{}
	IoBinding              struct{}
	SessionOptions         struct{}
)

// NewTensor returns ErrUnavailable.
func NewTensor[T TensorData](Shape, []T) (Value, error) { return nil, ErrUnavailable }

// NewSessionOptions returns ErrUnavailable.
func NewSessionOptions() (*SessionOptions, error) { return nil, ErrUnavailable }

// NewDynamicAdvancedSession returns ErrUnavailable.
func NewDynamicAdvancedSession(string, []string, []string, *SessionOptions) (*DynamicAdvancedSession, error) {
	return nil, ErrUnavailable
}

// NewSessionOfData returns ErrUnavailable.
func NewSessionOfData([]byte, []string, []string, *SessionOptions) (*DynamicAdvancedSession, error) {
	return nil, ErrUnavailable
}

// Initialize returns ErrUnavailable.
func Initialize(string) error { return ErrUnavailable }

// GetVersion returns "".
func GetVersion() string { return "" }

func (*DynamicAdvancedSession) CreateIoBinding() (*IoBinding, error) { return nil, ErrUnavailable }
func (*DynamicAdvancedSession) RunWithBinding(*IoBinding) error      { return ErrUnavailable }
func (*DynamicAdvancedSession) Destroy() error                       { return ErrUnavailable }

func (*IoBinding) BindInput(string, Value) error  { return ErrUnavailable }
func (*IoBinding) BindOutput(string, Value) error { return ErrUnavailable }
func (*IoBinding) Destroy() error                 { return ErrUnavailable }

func (*SessionOptions) SetIntraOpNumThreads(int) error                { return ErrUnavailable }
func (*SessionOptions) SetInterOpNumThreads(int) error                { return ErrUnavailable }
func (*SessionOptions) SetLogSeverityLevel(int) error                 { return ErrUnavailable }
func (*SessionOptions) SetGraphOptimizationLevel(int) error           { return ErrUnavailable }
func (*SessionOptions) AddSessionConfigEntry(key, value string) error { return ErrUnavailable }
func (*SessionOptions) SetCpuMemArena(bool) error                     { return ErrUnavailable }
func (*SessionOptions) Destroy() error                                { return ErrUnavailable }
