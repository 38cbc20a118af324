package inference

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// harmed is the files that FuzzFolder harms: by layout, those of the tiny model.
var harmed = []struct {
	layout string
	names  []string
}{
	{"packed", []string{"config.json", "generation_config.json", "tokenizer.json", "encoder.onnx", "decoder.onnx", "head.onnx", "tokens.bin"}},
	{"merged", []string{"config.json", "generation_config.json", "tokenizer.json", "encoder_model.onnx", "decoder_model_merged.onnx"}},
	{"separate", []string{"config.json", "tokenizer.json", "encoder_model.onnx", "decoder_model.onnx", "decoder_with_past_model.onnx"}},
}

// FuzzFolder loads folders of which a file is harmed and lets them answer: there
// must be no panic, and no more memory than the files account for. A harm is two
// bytes of place, in 65536ths of the file, and a byte to put there. Graphs are
// harmed outside the weights' data, most of the time, since places in JSON and
// metadata count more: where small is set, only the first and the last 4 KB are.
func FuzzFolder(f *testing.F) {
	for layout, h := range harmed {
		for name := range h.names {
			f.Add(uint8(layout), uint8(name), true, []byte{0, 10, 200, 128, 0, 9, 250, 3, 255})
		}
	}
	f.Fuzz(func(t *testing.T, layout, name uint8, small bool, harms []byte) {
		h := harmed[int(layout)%len(harmed)]
		file := h.names[int(name)%len(h.names)]
		dir := folder(t, h.layout)
		path := filepath.Join(dir, file)
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		data = slices.Clone(data)
		for ; len(harms) >= 3; harms = harms[3:] {
			at := (int(harms[0])<<8 | int(harms[1])) * len(data) >> 16
			if small {
				at = int(harms[0])<<5 | int(harms[1])&31
				if at >= 4096 {
					at = len(data) - 8192 + at
				}
			}
			if at >= 0 && at < len(data) {
				data[at] = harms[2]
			}
		}
		if err := errors.Join(os.Remove(path), os.WriteFile(path, data, 0o666)); err != nil {
			t.Fatal(err)
		}
		for _, runs := range []string{Native, ONNXRuntime} {
			if err := survives(t, dir, Options{Threads: 1, Runtime: runs}); err != nil && strings.Contains(err.Error(), "runtime error") {
				t.Errorf("%s: %v", file, err)
			}
		}
	})
}
