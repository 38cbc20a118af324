// Command libslmkit is a library of C, for programs in other languages: slmkit.h says what
// it does. Build it with make libslmkit.
package main

// #include <stdlib.h>
// #include "slmkit.h"
import "C"

import "unsafe"

// all are the models that the program has loaded.
var all models

//export slmkit_load
func slmkit_load(folder, options *C.slmkit_text, message **C.char) C.uintptr_t {
	id, err := all.load(text(folder), text(options))
	say(message, err)
	return C.uintptr_t(id)
}

//export slmkit_answer
func slmkit_answer(model C.uintptr_t, request *C.slmkit_text, message **C.char) *C.char {
	answer, err := all.answer(uintptr(model), text(request))
	if say(message, err) {
		return nil
	}
	return C.CString(answer)
}

//export slmkit_close
func slmkit_close(model C.uintptr_t) { all.close(uintptr(model)) }

//export slmkit_free
func slmkit_free(s *C.char) { C.free(unsafe.Pointer(s)) }

// text is a string of C, empty for NULL.
func text(s *C.slmkit_text) string { return C.GoString((*C.char)(unsafe.Pointer(s))) }

// say hands an error to C, and reports whether there is one.
func say(message **C.char, err error) bool {
	if err != nil && message != nil {
		*message = C.CString(err.Error())
	}
	return err != nil
}

func main() {}
