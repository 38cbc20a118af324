package web

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/slmkit/slmkit/inference/ort"
	"github.com/slmkit/slmkit/inference/unsupported"
)

// A dtype is a precision of transformers.js: its name, and the ending of its files.
type dtype struct{ name, suffix string }

// dtypes are those of each of slmkit's precisions.
var dtypes = map[string][]dtype{
	"fp32":  {{"fp32", ""}},
	"fp16":  {{"fp16", "_fp16"}},
	"int8":  {{"int8", "_int8"}, {"q8", "_quantized"}},
	"uint8": {{"uint8", "_uint8"}},
	"q4":    {{"q4", "_q4"}},
	"q8":    {{"q8", "_quantized"}},
	"q4f16": {{"q4f16", "_q4f16"}},
	"bnb4":  {{"bnb4", "_bnb4"}},
}

// TransformersJS returns a model as transformers.js reads it: optimum's encoder and merged
// decoder in the folder onnx, beside the configurations and the tokenizer. A model of
// another layout is an [errors.ErrUnsupported].
func TransformersJS(_ context.Context, dir, precision string) (files []File, err error) {
	from, as, ok := graphs(dir, precision)
	if !ok {
		return nil, unsupported.Errorf("%s: has no encoder_model.onnx and decoder_model_merged.onnx of precision %s, which transformers.js runs: export the model again with export/pytorch/export_onnx.py --layout merged", dir, precision)
	}
	for _, name := range []string{"encoder_model", "decoder_model_merged"} {
		name += as.suffix + ".onnx"
		path := filepath.Join(from, name)
		graph, err := ort.Read(path)
		if err != nil {
			return nil, err
		}
		if len(graph.External) > 0 {
			return nil, unsupported.Errorf("%s: keeps weights in %s: export the model with its weights inside the graphs", path, graph.External[0])
		}
		if files, err = appendFile(files, path, "onnx/"+name); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{"config.json", "generation_config.json", "tokenizer.json", "tokenizer_config.json"} {
		next, err := appendFile(files, filepath.Join(dir, name), name)
		switch {
		case errors.Is(err, fs.ErrNotExist) && name == "tokenizer_config.json":
			next = append(files, File{name, []byte("{\"tokenizer_class\": \"T5Tokenizer\"}\n")})
		case errors.Is(err, fs.ErrNotExist) && name == "generation_config.json": // config.json says it all
			next = files
		case err != nil:
			return nil, err
		}
		files = next
	}
	return append(files, File{"README.md", []byte(strings.ReplaceAll(usage, "DTYPE", as.name))}), nil
}

// graphs finds the graphs of a precision in a model's folder, or in its folder onnx.
func graphs(dir, precision string) (from string, as dtype, ok bool) {
	for _, from := range []string{dir, filepath.Join(dir, "onnx")} {
		for _, as := range dtypes[precision] {
			_, missing := os.Stat(filepath.Join(from, "encoder_model"+as.suffix+".onnx"))
			if _, err := os.Stat(filepath.Join(from, "decoder_model_merged"+as.suffix+".onnx")); err == nil && missing == nil {
				return from, as, true
			}
		}
	}
	return "", dtype{}, false
}

func appendFile(files []File, path, name string) ([]File, error) {
	data, err := os.ReadFile(path)
	return append(files, File{name, data}), err
}

const usage = `---
library_name: transformers.js
pipeline_tag: text2text-generation
---

A T5 that turns prompts into calls, in the layout of transformers.js:

    import { env, pipeline } from "@huggingface/transformers";

    env.allowRemoteModels = false;
    env.localModelPath = "..."; // the folder that this one is in
    const write = await pipeline("text2text-generation", "NAME OF THIS FOLDER", { dtype: "DTYPE" });
    const [{ generated_text }] = await write("a prompt", { max_new_tokens: 128 });

Written by slmkit package.
`
