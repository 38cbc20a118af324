package tokenizer

import (
	"fmt"
	"os"
	"path/filepath"
)

// others are the files of tokenizers from which transformers makes a tokenizer.json.
var others = []string{"spiece.model", "sentencepiece.bpe.model", "tokenizer.model", "vocab.txt", "vocab.json"}

// missing is the error of a tokenizer.json that is not there. It says how to make it of
// what lies in its folder.
func missing(path string) error {
	dir := filepath.Dir(path)
	for _, name := range others {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return fmt.Errorf("%s is missing, but %s is there: %s", path, name, conversion(dir))
		}
	}
	return fmt.Errorf("%s is missing: copy it from the folder of the model before its export", path)
}

// conversion says how to make the tokenizer.json of a folder.
func conversion(dir string) string {
	return fmt.Sprintf(`make tokenizer.json of it with Python, after pip install transformers sentencepiece: python -c 'from transformers import AutoTokenizer as T; T.from_pretrained(%q).save_pretrained(%[1]q)'`, dir)
}
