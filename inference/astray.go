package inference

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// The errors of places that are no exported model of the T5 family: what lies there
// instead, and what to do.

// hubName is how models on the Hugging Face Hub are named.
var hubName = regexp.MustCompile(`^[\w.-]+/[\w.-]+$`)

// noFolder is the error of a model that is not there.
func noFolder(dir string, err error) error {
	if !os.IsNotExist(err) || !hubName.MatchString(filepath.ToSlash(dir)) {
		return err
	}
	return fmt.Errorf("%w: name the folder of an exported model; if it is one of the Hugging Face Hub, export it first: %s", err, exporting(dir))
}

// notFolder is the error of a file that is named as a model.
func notFolder(path string) error {
	if strings.HasSuffix(path, ".onnx") {
		return fmt.Errorf("%s: a model is a folder with config.json, tokenizer.json and ONNX files: name the folder, %s", path, filepath.Dir(path))
	}
	return fmt.Errorf("%s: a model is a folder with config.json, tokenizer.json and ONNX files%s", path, other(filepath.Base(path)))
}

// exporting says how to export a model.
func exporting(from string) string {
	return fmt.Sprintf("optimum-cli export onnx --model %s --task text2text-generation-with-past OUT, or export_onnx.py %[1]s OUT", from)
}

// noConfig is the error of a folder with graphs and no config.json.
func noConfig(dir string) error {
	if above := filepath.Dir(absolute(dir)); there(filepath.Join(above, "config.json")) {
		return fmt.Errorf("%s has no config.json, but the folder above it has: name that, %s", dir, above)
	}
	return fmt.Errorf("%s is missing: copy it from the folder of the model before its export", filepath.Join(dir, "config.json"))
}

// absolute is a path from the root, or the path itself where that is not known.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

// otherFolder is the error of a folder that holds something else than the graphs of an
// encoder and a decoder. It is nil if nothing is known of what it holds.
func otherFolder(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil || len(begun(dir)) > 0 {
		return nil
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if slices.Contains(names, "adapter_config.json") {
		return fmt.Errorf("%s: holds an adapter (LoRA), not a whole model: merge it into its model with merge_and_unload() and save_pretrained, and export that", dir)
	}
	if o, err := readObject(filepath.Join(dir, "config.json")); err == nil {
		c := &config{}
		if err := o.into(c.model()); err == nil && c.ModelType != "" && !slices.Contains(families, c.ModelType) {
			return o.otherFamily(c.ModelType)
		}
	}
	for _, name := range names {
		if hint := other(name); hint != "" {
			return fmt.Errorf("%s: has no ONNX files of an encoder and a decoder%s", dir, strings.ReplaceAll(hint, "DIR", dir))
		}
	}
	for _, name := range names {
		if below := filepath.Join(dir, name); len(begun(below)) > 0 {
			return fmt.Errorf("%s: has no ONNX files, but the folder %s in it has: name that", dir, below)
		}
	}
	return nil
}

// other says what a file of another kind of model is and what to do, "" if it is none.
func other(name string) string {
	export := exporting("DIR")
	for _, kind := range []struct{ pattern, hint string }{
		{"*.safetensors", ": %s is a PyTorch checkpoint: export it: " + export},
		{"*.safetensors.index.json", ": %s belongs to a PyTorch checkpoint: export it: " + export},
		{"pytorch_model*", ": %s is a PyTorch checkpoint: export it: " + export},
		{"tf_model.h5", ": %s is a TensorFlow checkpoint: load it with transformers 4 and from_tf=True, save_pretrained, and export that: " + export},
		{"flax_model.msgpack", ": %s is a Flax checkpoint: load it with transformers 4 and from_flax=True, save_pretrained, and export that: " + export},
		{"*.gguf", ": %s is a model for llama.cpp: export the model that it was made of: " + export},
		{"model.bin", ": %s is a model for CTranslate2: export the model that it was made of: " + export},
		{"model.onnx", ": %s is one graph, as decoder-only models and classifiers have: slmkit runs encoder-decoder models of the T5 family"},
		{"model_*.onnx", ": %s is one graph, as decoder-only models and classifiers have: slmkit runs encoder-decoder models of the T5 family"},
		{"*.zip", ": %s is an archive: unpack it and name the folder"},
		{"*.tar.gz", ": %s is an archive: unpack it and name the folder"},
		{"*.tgz", ": %s is an archive: unpack it and name the folder"},
	} {
		if ok, _ := filepath.Match(kind.pattern, name); ok {
			return fmt.Sprintf(kind.hint, name)
		}
	}
	return ""
}
