package inference

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/inference/regular"
)

// config is what is needed of config.json and generation_config.json.
type config struct {
	ModelType   string
	VocabSize   int
	ModelSize   int
	Epsilon     float32
	MaxDistance int
	Start       *int32
	Pad         *int32
	EOS         ids
	settings
}

// families are the model types that share T5's interface.
var families = []string{"t5", "mt5", "umt5", "longt5"}

// What transformers' configurations of these families say where config.json does not.
const (
	defaultPad = 0
	defaultEnd = 1
)

// readConfig reads the two configurations in a model's folder. As in transformers,
// config.json says how outputs are generated only where there is no
// generation_config.json.
func readConfig(dir string) (*config, error) {
	built, err := readObject(filepath.Join(dir, "config.json"))
	if errors.Is(err, os.ErrNotExist) {
		err = noConfig(dir)
	}
	if err != nil {
		return nil, err
	}
	c := &config{settings: newSettings()}
	if err := built.into(c.model()); err != nil {
		return nil, err
	}
	if !slices.Contains(families, c.ModelType) {
		return nil, built.otherFamily(c.ModelType)
	}
	said, err := readObject(filepath.Join(dir, "generation_config.json"))
	apart := err == nil
	if errors.Is(err, os.ErrNotExist) {
		said, err = built, nil
	}
	if err != nil {
		return nil, err
	}
	var first special
	for _, o := range []object{built, said} { // what generate uses goes before what the model was built with
		if err := o.into(first.fields()); err != nil {
			return nil, err
		}
	}
	if err := c.settings.read(said, apart); err != nil {
		return nil, err
	}
	return c, c.name(first, dir)
}

// model is the fields of config.json that say how the model is built.
func (c *config) model() map[string]field {
	return map[string]field{
		"model_type":                      {&c.ModelType, "a text"},
		"vocab_size":                      {&c.VocabSize, "a whole number"},
		"d_model":                         {&c.ModelSize, "a whole number"},
		"layer_norm_epsilon":              {&c.Epsilon, "a number"},
		"relative_attention_max_distance": {&c.MaxDistance, "a whole number"},
	}
}

// otherFamily is the error of a model that slmkit does not run.
func (o object) otherFamily(kind string) error {
	if kind == "" {
		return fmt.Errorf("%s: model_type is missing: it is the config.json of a model of the T5 family that slmkit reads", o.path)
	}
	return fmt.Errorf("%s: model_type %q is not of the T5 family (%s): slmkit runs encoder-decoder models of that family alone", o.path, kind, strings.Join(families, ", "))
}

// special is the tokens that begin, end and fill up outputs.
type special struct{ start, begin, pad, end ids }

func (s *special) fields() map[string]field {
	return map[string]field{
		"decoder_start_token_id": {&s.start, wantsToken},
		"bos_token_id":           {&s.begin, wantsToken},
		"pad_token_id":           {&s.pad, wantsToken},
		"eos_token_id":           {&s.end, wantsTokens},
	}
}

// name sets the special tokens. Those that are not set are what they are in
// transformers: outputs then start with bos_token_id. T5 starts with the padding token.
func (c *config) name(s special, dir string) error {
	if len(s.start) > 1 && slices.Max(s.start) != slices.Min(s.start) {
		return fmt.Errorf("%s: decoder_start_token_id %v: one token is wanted, which starts the outputs for all prompts", dir, s.start)
	}
	orElse := func(all ...ids) ids {
		return all[slices.IndexFunc(all, func(v ids) bool { return len(v) > 0 })]
	}
	c.Pad = &orElse(s.pad, ids{defaultPad})[0]
	c.Start = &orElse(s.start, s.begin, ids{*c.Pad})[0]
	c.EOS = orElse(s.end, ids{defaultEnd})
	c.rules.prepare(*c.Start, c.EOS)
	return nil
}

// check refuses tokens that the vocabulary does not have. An end that it does not
// have never comes.
func (c *config) check(vocabulary int) error {
	if start := *c.Start; start < 0 || int(start) >= vocabulary {
		return fmt.Errorf("decoder_start_token_id %d is outside the vocabulary of %d", start, vocabulary)
	}
	c.EOS = slices.DeleteFunc(c.EOS, func(id int32) bool { return id < 0 || int(id) >= vocabulary })
	if len(c.EOS) == 0 {
		return fmt.Errorf("eos_token_id is outside the vocabulary of %d", vocabulary)
	}
	c.rules.prepare(*c.Start, c.EOS)
	return c.rules.check(vocabulary)
}

// ids is a token id or a list of them.
type ids []int32

// What belongs in the place of a value.
const (
	wantsToken  = "the id of a token"
	wantsTokens = "the id of a token, or a list of ids,"
)

func (v *ids) UnmarshalJSON(b []byte) error {
	var one int32
	if err := json.Unmarshal(b, &one); err == nil {
		*v = ids{one}
		return nil
	}
	many, err := idList(b)
	*v = many
	return err
}

// idList reads a list of token ids, none of which may be null.
func idList(b []byte) ([]int32, error) {
	var all []*int32
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, err
	}
	list := make([]int32, len(all))
	for i, id := range all {
		if id == nil {
			return nil, errors.New("a token id is null")
		}
		list[i] = *id
	}
	return list, nil
}

// object is the JSON object in a file. It does not have the values that are null:
// those are not set.
type object struct {
	path   string
	values map[string]json.RawMessage
}

// field is where a value of an object is read into, and what belongs there.
type field struct {
	to    any
	wants string
}

// maxConfig is more bytes than a configuration has.
const maxConfig = 1 << 24

func readObject(path string) (o object, err error) {
	o.path = path
	if err := regular.JSON(path, maxConfig, &o.values); err != nil {
		return o, err
	}
	maps.DeleteFunc(o.values, func(_ string, v json.RawMessage) bool { return string(v) == "null" })
	return o, nil
}

// into reads the fields that the object has.
func (o object) into(fields map[string]field) error {
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		value, there := o.values[name]
		if !there {
			continue
		}
		if err := json.Unmarshal(value, fields[name].to); err != nil {
			return fmt.Errorf("%s: %s is %s where %s belongs", o.path, name, short(value), fields[name].wants)
		}
	}
	return nil
}

// short is the beginning of a value.
func short(value []byte) string {
	const most = 60
	if len(value) > most {
		return strings.ToValidUTF8(string(value[:most]), "") + " …"
	}
	return string(value)
}
