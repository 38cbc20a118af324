package inference

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"
)

// edited is a protobuf message whose fields at a path have gone through edit.
func edited(t testing.TB, message []byte, edit func([]byte) []byte, path ...protowire.Number) (out []byte) {
	t.Helper()
	if len(path) == 0 {
		return edit(message)
	}
	for len(message) > 0 {
		number, kind, n := protowire.ConsumeField(message)
		if n < 0 {
			t.Fatal(protowire.ParseError(n))
		}
		_, k, tag := protowire.ConsumeTag(message)
		if number == path[0] && k == protowire.BytesType {
			content, _ := protowire.ConsumeBytes(message[tag:])
			out = protowire.AppendTag(out, number, kind)
			out = protowire.AppendBytes(out, edited(t, content, edit, path[1:]...))
		} else {
			out = append(out, message[:n]...)
		}
		message = message[n:]
	}
	return out
}

// replace is a file of a folder with a text replaced in its fields at a path, or,
// without a path, in all of it.
func replace(t testing.TB, dir, name, was, is string, path ...protowire.Number) {
	t.Helper()
	name = filepath.Join(dir, name)
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	other := edited(t, data, func(b []byte) []byte { return bytes.Replace(b, []byte(was), []byte(is), 1) }, path...)
	if bytes.Equal(other, data) {
		t.Fatalf("%s: has no %q", name, was)
	}
	if err := errors.Join(os.Remove(name), os.WriteFile(name, other, 0o666)); err != nil {
		t.Fatal(err)
	}
}

// metadata is the path to a value in the metadata of an ONNX file.
var metadata = []protowire.Number{14, 2}

// pastShape is the path to the dimensions of an ONNX file's inputs.
var pastShape = []protowire.Number{7, 11, 2, 1, 2, 1}

// number writes a dimension: dim_value.
func number(n int64) string {
	return string(protowire.AppendVarint(protowire.AppendTag(nil, 1, protowire.VarintType), uint64(n)))
}

// TestHostileFolders: sizes that are said but that no file holds, devices in the
// place of files, tensors of other types, and tokenizers of other models are errors
// on one line, whatever runs the model, and take no memory to speak of.
func TestHostileFolders(t *testing.T) {
	packed := func(t testing.TB) string { return folder(t, "packed") }
	merged := func(t testing.TB) string { return folder(t, "merged") }
	small := func(t testing.TB) string {
		dir := folder(t, "")
		for _, name := range []string{"encoder_int8.onnx", "decoder_int8.onnx", "head_int8.onnx", "tokens_int8.bin"} {
			link(t, filepath.Join(tiny, name), filepath.Join(dir, strings.Replace(name, "_int8", "", 1)))
		}
		return dir
	}
	outside := func(t testing.TB) string { return variant(t, "external/*") }
	device := func(name string) func(testing.TB, string) {
		return func(t testing.TB, dir string) {
			path := filepath.Join(dir, name)
			_ = os.Remove(path)
			if err := os.Symlink("/dev/zero", path); err != nil {
				t.Fatal(err)
			}
		}
	}
	type hostile struct {
		name string
		dir  func(testing.TB) string
		harm func(testing.TB, string)
		want string
	}
	all := []hostile{
		{"config.json is endless", merged, device("config.json"), "config.json: not a regular file, but a device"},
		{"tokenizer.json is endless", merged, device("tokenizer.json"), "tokenizer.json: not a regular file, but a device"},
		{"generation_config.json is endless", merged, device("generation_config.json"), "generation_config.json: not a regular file, but a device"},
		{"encoder is endless", merged, device("encoder_model.onnx"), "encoder_model.onnx: not a regular file, but a device"},
		{"tokens are endless", packed, device("tokens.bin"), "tokens.bin: not a regular file, but a device"},
		{"weights are endless", outside, device("weights.bin"), "weights.bin: not a regular file, but a device"},
		{"a norm of integers", small, func(t testing.TB, dir string) {
			replace(t, dir, "encoder.onnx", "\x10\x01\x42\x29encoder.block.0.layer.0.layer_norm.weight", "\x10\x03\x42\x29encoder.block.0.layer.0.layer_norm.weight", 7, 5)
		}, "encoder.block.0.layer.0.layer_norm.weight"},
		{"a start outside the vocabulary", merged, func(t testing.TB, dir string) {
			replace(t, dir, "config.json", `"decoder_start_token_id": 0`, `"decoder_start_token_id": 1000000`)
			_ = os.Remove(filepath.Join(dir, "generation_config.json"))
		}, "decoder_start_token_id 1000000 is outside the vocabulary"},
	}
	for _, n := range []int64{100_000, 1 << 31, 1 << 40, 1 << 62} {
		said := fmt.Sprint(n)
		about := func(was, is string) func(testing.TB, string) {
			return func(t testing.TB, dir string) { replace(t, dir, "head.onnx", was, is, metadata...) }
		}
		all = append(all,
			hostile{"vocabulary " + said, packed, about(`"vocabulary": 2048`, `"vocabulary": `+said), "head.onnx: a vocabulary of " + said},
			hostile{"size " + said, packed, about(`"size": 16`, `"size": `+said), "head.onnx: a vocabulary of "},
			hostile{"heads " + said, packed, func(t testing.TB, dir string) {
				replace(t, dir, "decoder.onnx", number(3), number(n), pastShape...)
			}, "decoder.onnx: "},
			hostile{"heads " + said + " of a merged decoder", merged, func(t testing.TB, dir string) {
				replace(t, dir, "decoder_model_merged.onnx", number(3), number(n), pastShape...)
			}, "more than weights of"},
			hostile{"vocabulary " + said + " of a merged decoder", merged, func(t testing.TB, dir string) {
				replace(t, dir, "decoder_model_merged.onnx", number(2048), number(n), 7, 12, 2, 1, 2, 1)
			}, "more than weights of"},
		)
		if n > 1<<20 {
			all = append(all, hostile{"distances " + said, packed, about(`"distances": 128`, `"distances": `+said), "head.onnx: "})
		}
		for _, key := range []string{"length", "offset"} {
			all = append(all, hostile{"weights outside of " + key + " " + said, outside, func(t testing.TB, dir string) {
				change := func(b []byte) []byte {
					if !bytes.Contains(b, []byte(key)) {
						return b
					}
					pair := protowire.AppendString(protowire.AppendTag(nil, 1, protowire.BytesType), key)
					return protowire.AppendString(protowire.AppendTag(pair, 2, protowire.BytesType), fmt.Sprint(max(n, 20<<30)))
				}
				path := filepath.Join(dir, "encoder_model.onnx")
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				data = edited(t, data, change, 7, 5, 13)
				if err := errors.Join(os.Remove(path), os.WriteFile(path, data, 0o666)); err != nil {
					t.Fatal(err)
				}
			}, "weights.bin: has"})
		}
	}
	for _, what := range []string{`"vocabulary": 2048`, `"size": 16`, `"distances": 128`} {
		for _, n := range []string{"0", "-1"} {
			key, _, _ := strings.Cut(what, " ")
			all = append(all, hostile{key + n, packed, func(t testing.TB, dir string) {
				replace(t, dir, "head.onnx", what, key+" "+n, metadata...)
			}, "head.onnx: "})
		}
	}
	for _, c := range all {
		t.Run(c.name, func(t *testing.T) {
			dir := c.dir(t)
			c.harm(t, dir)
			for _, runs := range []string{"", ONNXRuntime} {
				err := survives(t, dir, Options{Threads: 1, Runtime: runs})
				if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
					if c.name == "a norm of integers" && runs == ONNXRuntime {
						continue // what ONNX Runtime says of it is its own
					}
					t.Errorf("runtime %q: error %v, want one line with %q", runs, err, c.want)
				}
			}
		})
	}
}

// maxLoading is how many bytes loading a small model and answering once may
// allocate, garbage too.
const maxLoading = 128 << 20

// survives loads a folder and lets it answer, and returns the first error. It fails
// the test for an answer that takes more memory than the files account for.
func survives(t testing.TB, dir string, o Options) (err error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	m, err := Open(t.Context(), dir, o)
	if err == nil {
		for out, failed := range m.Generate(t.Context(), slices.Values([]string{"show my balance"}), Generation{MaxNewTokens: 4}) {
			err = errors.Join(failed, out.Err)
		}
		err = errors.Join(err, m.Close())
	}
	runtime.ReadMemStats(&after)
	if took := after.TotalAlloc - before.TotalAlloc; took > maxLoading {
		t.Errorf("%s: took %d bytes of memory", dir, took)
	}
	return err
}

// TestTokensBeyondTheTable: a tokenizer that knows more than the model's table is
// an error, of whatever runs the model and with a grammar too.
func TestTokensBeyondTheTable(t *testing.T) {
	for _, layout := range []string{"merged", "packed"} {
		dir := folder(t, layout)
		path := filepath.Join(dir, "tokenizer.json")
		replace(t, dir, "tokenizer.json", `"added_tokens": [`, `"added_tokens": [{"id": 900000, "content": "balance", "single_word": false, "lstrip": false, "rstrip": false, "normalized": false, "special": false},`)
		for _, runs := range []string{"", ONNXRuntime} {
			m, err := Open(t.Context(), dir, Options{Threads: 1, Runtime: runs})
			if err == nil {
				for out, failed := range m.Generate(t.Context(), slices.Values([]string{"show my balance"}), Generation{MaxNewTokens: 4}) {
					err = errors.Join(failed, out.Err)
				}
				_ = m.Close()
			}
			if err == nil || strings.Contains(err.Error(), "\n") {
				t.Errorf("%s of %s, runtime %q: error %v, want one line", path, layout, runs, err)
			}
		}
	}
}
