"""Answers prompts with slmkit's library, by Python's ctypes.

    python3 cmd/libslmkit/example/slmkit_example.py build/lib/libslmkit.so testdata/models/banking "send fifty bucks to my landlord"
"""

import ctypes
import json
import sys


class Model:
    """A model that answers until it is closed. Threads may share it."""

    def __init__(self, library, folder, **options):
        self.lib = ctypes.CDLL(library)
        self.lib.slmkit_load.restype = ctypes.c_size_t
        self.lib.slmkit_load.argtypes = [ctypes.c_char_p, ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p)]
        self.lib.slmkit_answer.restype = ctypes.c_void_p
        self.lib.slmkit_answer.argtypes = [ctypes.c_size_t, ctypes.c_char_p, ctypes.POINTER(ctypes.c_void_p)]
        self.lib.slmkit_close.restype = None
        self.lib.slmkit_close.argtypes = [ctypes.c_size_t]
        self.lib.slmkit_free.restype = None
        self.lib.slmkit_free.argtypes = [ctypes.c_void_p]
        error = ctypes.c_void_p()
        self.number = self.lib.slmkit_load(folder.encode(), json.dumps(options).encode(), ctypes.byref(error))
        if not self.number:
            raise ValueError(self._take(error.value))

    def ask(self, request):
        """Answers a prompt, a request as POST /v1/parse has it, or a list of both."""
        error = ctypes.c_void_p()
        answer = self.lib.slmkit_answer(self.number, json.dumps(request).encode(), ctypes.byref(error))
        if not answer:
            raise ValueError(self._take(error.value))
        return json.loads(self._take(answer))

    def close(self):
        self.lib.slmkit_close(self.number)

    def _take(self, pointer):
        text = ctypes.string_at(pointer).decode()
        self.lib.slmkit_free(pointer)
        return text


if __name__ == "__main__":
    model = Model(sys.argv[1], sys.argv[2])
    for text in sys.argv[3:]:
        print(json.dumps(model.ask(text)["call"]))
    model.close()
