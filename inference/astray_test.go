package inference

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOtherFolders: whoever names something else than an exported model is told what it is
// and what to do.
func TestOtherFolders(t *testing.T) {
	graphs := []string{"encoder_model.onnx", "decoder_model_merged.onnx"}
	t5, gpt := `{"model_type": "t5"}`, `{"model_type": "gpt2"}`
	for name, c := range map[string]struct {
		files map[string]string // in the folder m
		model string
		want  string
	}{
		"PyTorch":            {map[string]string{"m/config.json": t5, "m/model.safetensors": ""}, "m", "model.safetensors is a PyTorch checkpoint: export it: optimum-cli export onnx --model ROOT/m --task text2text-generation-with-past OUT, or export_onnx.py ROOT/m OUT"},
		"PyTorch in shards":  {map[string]string{"m/config.json": t5, "m/pytorch_model.bin.index.json": ""}, "m", "is a PyTorch checkpoint"},
		"TensorFlow":         {map[string]string{"m/config.json": t5, "m/tf_model.h5": ""}, "m", "tf_model.h5 is a TensorFlow checkpoint"},
		"Flax":               {map[string]string{"m/config.json": t5, "m/flax_model.msgpack": ""}, "m", "flax_model.msgpack is a Flax checkpoint"},
		"adapter":            {map[string]string{"m/adapter_config.json": "{}", "m/adapter_model.safetensors": ""}, "m", "holds an adapter (LoRA)"},
		"llama.cpp":          {map[string]string{"m/t5-q4.gguf": ""}, "m", "t5-q4.gguf is a model for llama.cpp"},
		"CTranslate2":        {map[string]string{"m/config.json": "{}", "m/model.bin": "", "m/shared_vocabulary.json": ""}, "m", "model.bin is a model for CTranslate2"},
		"decoder alone":      {map[string]string{"m/config.json": gpt, "m/model.onnx": ""}, "m", `model_type "gpt2" is not of the T5 family`},
		"decoder in PyTorch": {map[string]string{"m/config.json": gpt, "m/model.safetensors": ""}, "m", `model_type "gpt2" is not of the T5 family`},
		"one graph":          {map[string]string{"m/model_quantized.onnx": ""}, "m", "model_quantized.onnx is one graph"},
		"archive":            {map[string]string{"m/t5.tar.gz": ""}, "m", "t5.tar.gz is an archive"},
		"an archive itself":  {map[string]string{"t5.zip": ""}, "t5.zip", "t5.zip is an archive"},
		"a graph":            {map[string]string{"m/encoder_model.onnx": ""}, "m/encoder_model.onnx", "name the folder, ROOT/m"},
		"the folder above":   {map[string]string{"m/out/encoder_model.onnx": "", "m/out/config.json": t5}, "m", "the folder ROOT/m/out in it has: name that"},
		"above onnx":         {map[string]string{"m/out/onnx/encoder_model.onnx": "", "m/out/config.json": t5}, "m", "the folder ROOT/m/out in it has: name that"},
		"the folder below":   {map[string]string{"m/config.json": t5, "m/onnx/" + graphs[0]: "", "m/onnx/" + graphs[1]: ""}, "m/onnx", "the folder above it has: name that, ROOT/m"},
		"nothing":            {map[string]string{"m/notes.txt": ""}, "m", "encoder_model.onnx is missing"},
		"not there":          {nil, "m", "no such file"},
		"spiece alone":       {map[string]string{"m/config.json": t5, "m/spiece.model": "", "m/" + graphs[0]: "", "m/" + graphs[1]: ""}, "m", `tokenizer.json is missing, but spiece.model is there: make tokenizer.json of it with Python, after pip install transformers sentencepiece: python -c 'from transformers import AutoTokenizer as T; T.from_pretrained("ROOT/m").save_pretrained("ROOT/m")'`},
	} {
		root := t.TempDir()
		for path, text := range c.files {
			path = filepath.Join(root, filepath.FromSlash(path))
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			data := []byte(text)
			if base := filepath.Base(path); base == graphs[0] || base == graphs[1] {
				var err error
				if data, err = os.ReadFile(filepath.Join(tiny, base)); err != nil {
					t.Fatal(err)
				}
			}
			if err := os.WriteFile(path, data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
		m, err := Open(t.Context(), filepath.Join(root, filepath.FromSlash(c.model)), Options{Threads: 1})
		if err == nil {
			_ = m.Close()
			t.Errorf("%s: loaded", name)
			continue
		}
		if want := strings.ReplaceAll(c.want, "ROOT", root); !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v, want %s", name, err, want)
		}
	}
	_, err := FindFiles("google/flan-t5-small", "fp32")
	if want := "if it is one of the Hugging Face Hub, export it first: optimum-cli export onnx --model google/flan-t5-small"; err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("a name on the hub: %v, want %s", err, want)
	}
}
