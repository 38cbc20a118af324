package inference

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/regular"
)

// suffixes are the file name endings of a precision, the preferred first.
var suffixes = map[string][]string{
	"fp32":  {""},
	"fp16":  {"_fp16"},
	"int8":  {"_int8", "_quantized"},
	"uint8": {"_uint8"},
	"q4":    {"_q4"},
	"q8":    {"_q8"},
	"q4f16": {"_q4f16"},
	"bnb4":  {"_bnb4"},
}

// precisionOrder is the order in which precisions are listed.
var precisionOrder = []string{"fp32", "fp16", "int8", "uint8", "q4", "q8", "q4f16", "bnb4"}

// Files are the files of one precision of a model: Encoder with Merged, with
// First and Past, or, in the packed layout, with Decoder, Head and Tokens.
type Files struct {
	Encoder string
	Decoder string
	Head    string
	Tokens  string // the table that the head and the caller share
	Merged  string
	First   string // decoder_model.onnx
	Past    string // decoder_with_past_model.onnx
}

// List returns the files, with those that they keep weights in.
func (f Files) List() ([]string, error) {
	if f.Head != "" {
		if err := regular.ForeignFile(f.Tokens); err != nil {
			return nil, fmt.Errorf("%s: not the table of a packed model: %w", f.Tokens, err)
		}
		return []string{f.Encoder, f.Decoder, f.Head, f.Tokens}, nil
	}
	var out []string
	for _, path := range []string{f.Encoder, f.Merged, f.First, f.Past} {
		if path == "" {
			continue
		}
		out = append(out, path)
		c, err := ort.Read(path)
		if err != nil {
			return nil, err
		}
		for _, name := range c.External {
			outside, err := beside(path, name)
			if err != nil {
				return nil, err
			}
			size, err := regular.Size(outside)
			if errors.Is(err, os.ErrNotExist) {
				return nil, fmt.Errorf("%s is missing: %s keeps weights in it", outside, filepath.Base(path))
			}
			if err != nil {
				return nil, err
			}
			if err := regular.ForeignFile(outside); size < c.Ends[name] && err != nil {
				return nil, fmt.Errorf("%s: not the weights of %s: %w", outside, filepath.Base(path), err)
			}
			if size < c.Ends[name] {
				return nil, fmt.Errorf("%s: has %d bytes where %s keeps weights up to byte %d: copy it again", outside, size, filepath.Base(path), c.Ends[name])
			}
			if !slices.Contains(out, outside) {
				out = append(out, outside)
			}
		}
	}
	return out, nil
}

// beside is the path of a file that a graph keeps weights in.
func beside(path, name string) (string, error) {
	if !filepath.IsLocal(name) {
		return "", fmt.Errorf("%s: keeps weights in %q, which is not beside it", path, name)
	}
	return filepath.Join(filepath.Dir(path), filepath.FromSlash(name)), nil
}

// Size is the size of the files on disk, in bytes.
func (f Files) Size() (int64, error) {
	var total int64
	paths, err := f.List()
	if err != nil {
		return 0, err
	}
	for _, path := range paths {
		size, err := regular.Size(path)
		if err != nil {
			return 0, err
		}
		total += size
	}
	return total, nil
}

// Precisions lists the precisions that a model folder holds.
func Precisions(dir string) ([]string, error) {
	var found []string
	for _, p := range precisionOrder {
		if _, err := lookFor(dir, p); err == nil {
			found = append(found, p)
		}
	}
	if len(found) == 0 {
		_, err := FindFiles(dir, "fp32")
		return nil, err
	}
	return found, nil
}

// preferred is the precision that is loaded where none is named: fp32, or else
// the first that the folder has whole.
func preferred(dir string) string {
	if found, err := Precisions(dir); err == nil {
		return found[0]
	}
	return "fp32"
}

// FindFiles finds the ONNX files of a precision in a model folder or in its
// onnx/ folder.
func FindFiles(dir, precision string) (Files, error) {
	if suffixes[precision] == nil {
		return Files{}, fmt.Errorf("precision %q is none of %s", precision, strings.Join(precisionOrder, ", "))
	}
	if info, err := os.Stat(dir); err != nil {
		return Files{}, noFolder(dir, err)
	} else if !info.IsDir() {
		return Files{}, notFolder(dir)
	}
	f, err := lookFor(dir, precision)
	if err == nil {
		return f, nil
	}
	if other := otherFolder(dir); other != nil {
		return Files{}, other
	}
	if others := begun(dir); len(others) > 0 && !slices.Contains(others, precision) {
		err = fmt.Errorf("%s: has no %s files, but %s: name one of those with --precision", dir, precision, strings.Join(others, ", "))
	}
	return Files{}, err
}

// lookFor looks for the files of a precision.
func lookFor(dir, precision string) (Files, error) {
	var missing error
	for _, sub := range []string{".", "onnx"} {
		for _, ending := range suffixes[precision] {
			f, err := filesIn(filepath.Join(dir, sub), ending)
			if err == nil {
				return f, nil
			}
			missing = cmpOr(missing, err)
		}
	}
	return Files{}, missing
}

// begun lists the precisions of which a folder has some file.
func begun(dir string) (found []string) {
	for _, p := range precisionOrder {
		if slices.ContainsFunc(suffixes[p], func(ending string) bool { return some(dir, ending) || some(filepath.Join(dir, "onnx"), ending) }) {
			found = append(found, p)
		}
	}
	return found
}

// some reports whether there is a graph whose name has an ending.
func some(dir, ending string) bool {
	return slices.ContainsFunc([]string{"encoder", "decoder", "head", "encoder_model", "decoder_model", "decoder_model_merged", "decoder_with_past_model"},
		func(name string) bool { return there(filepath.Join(dir, name+ending+".onnx")) })
}

func there(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// cmpOr returns the first error.
func cmpOr(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func filesIn(dir, ending string) (Files, error) {
	path := func(name string) string { return filepath.Join(dir, name+ending+".onnx") }
	if f := (Files{Encoder: path("encoder"), Decoder: path("decoder"), Head: path("head"), Tokens: filepath.Join(dir, "tokens"+ending+".bin")}); there(f.Head) {
		for _, path := range []string{f.Encoder, f.Decoder, f.Tokens} {
			if !there(path) {
				return f, fmt.Errorf("%s is missing: the packed layout has an encoder, a decoder, a head and a table of tokens", path)
			}
		}
		return f, nil
	}
	f := Files{Encoder: path("encoder_model")}
	merged, first, past := path("decoder_model_merged"), path("decoder_model"), path("decoder_with_past_model")
	switch {
	case !there(f.Encoder):
		return f, fmt.Errorf("%s is missing: export the model with its encoder (optimum-cli export onnx, or export_onnx.py)", f.Encoder)
	case there(merged):
		f.Merged = merged
	case there(first) && there(past):
		f.First, f.Past = first, past
	case there(first):
		return f, fmt.Errorf("%s is missing: export with the task text2text-generation-with-past", past)
	default:
		return f, fmt.Errorf("%s is missing: export the model with its decoder", merged)
	}
	return f, nil
}

// inspect reads the ports of a graph and refuses ends of half precision.
func inspect(path string) (*ort.Graph, error) {
	g, err := ort.Inspect(path)
	if err != nil {
		return nil, err
	}
	for _, p := range append(slices.Clone(g.Inputs), g.Outputs...) {
		if p.Type == ort.Float16 {
			return nil, fmt.Errorf("%s: %s is float16: export with float32 inputs and outputs (keep_io_types)", path, p.Name)
		}
	}
	return g, nil
}
