package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/slmkit/slmkit/dataset"
	"github.com/slmkit/slmkit/dataset/text"
)

// chain is a slmkit.yaml: commands that run one after the other.
type chain struct {
	path   string
	out    string
	next   string
	stages []stage
	tool   string // hash of this program, since every stage depends on it
}

// stage is one command line of a chain.
type stage struct {
	line  int
	args  []string
	needs []string // files that it reads and the arguments do not name
	makes []string

	when      string // a path without which the chain ends before this stage; "" for none
	otherwise string // what it says then
}

func (s *stage) String() string { return strings.Join(s.args, " ") }

// stamp says how a stage was run last. It is a file in OUT/.slmkit.
type stamp struct {
	Args    []string          `json:"args"`
	Tool    string            `json:"tool"`
	Inputs  map[string]string `json:"inputs"`
	Outputs map[string]string `json:"outputs"`
	Printed string            `json:"printed"`
}

// chainFile is the shape of a slmkit.yaml.
type chainFile struct {
	Out    string      `yaml:"out" json:"out,omitempty" jsonschema:"Folder for what the stages make, relative to the folder of this file; $OUT in a stage, e.g. build."`
	Stages []yaml.Node `yaml:"stages" json:"stages" jsonschema:"Command lines of slmkit in the order in which they run, e.g. - generate banking -n 6000 -o $OUT/data."`
	Next   string      `yaml:"next" json:"next,omitempty" jsonschema:"Text to print at the end, e.g. open $OUT/report.html."`
}

// stageFile is the shape of a stage that is more than a command line.
type stageFile struct {
	Run   words    `yaml:"run" json:"run" jsonschema:"The command, as one line or as a list of words, e.g. eval $OUT/test.jsonl $OUT/answers.jsonl --json $OUT/report.json."`
	Needs []string `yaml:"needs" json:"needs,omitempty" jsonschema:"Files and folders that it reads and that the command does not name, e.g. [$HERE/words.txt]."`
	Makes []string `yaml:"makes" json:"makes,omitempty" jsonschema:"Files and folders that it writes and that the command does not name, e.g. [$OUT/log]."`

	When      string `yaml:"when" json:"when,omitempty" jsonschema:"A file or folder that the stage waits for, e.g. $HERE/model. As long as it is missing, the chain ends before the stage and has succeeded."`
	Otherwise string `yaml:"otherwise" json:"otherwise,omitempty" jsonschema:"What slmkit says to do next where the chain ends before the stage, e.g. train a model on $OUT/data."`
}

// loadChain reads a chain and checks every stage's command line before any is
// run. out replaces the file's own where it is not empty.
func loadChain(path, out string) (*chain, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var doc chainFile
	if err := decodeChain(data, path, &doc); err != nil {
		return nil, err
	}
	if len(doc.Stages) == 0 {
		return nil, fmt.Errorf(`%s: no stages: write a list of command lines under "stages:"`, path)
	}
	c := &chain{path: path, out: filepath.Clean(out)}
	if out == "" {
		c.out = filepath.Join(filepath.Dir(path), doc.Out)
		if doc.Out == "" {
			c.out = filepath.Join(filepath.Dir(path), "build")
		}
	}
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	if c.tool, err = dataset.HashFile(exe); err != nil {
		return nil, err
	}
	if c.next, err = c.expand(strings.TrimSpace(doc.Next)); err != nil {
		return nil, fmt.Errorf("%s: next: %w", path, err)
	}
	for i := range doc.Stages {
		s, err := c.stage(&doc.Stages[i])
		if err != nil {
			return nil, fmt.Errorf("%s:%d: %v", path, doc.Stages[i].Line, err) // a --help in a stage is no cry for help
		}
		c.stages = append(c.stages, s)
	}
	return c, nil
}

// decodeChain reads the file into its shape.
func decodeChain(data []byte, path string, doc *chainFile) error {
	var n yaml.Node
	if err := yaml.Unmarshal(data, &n); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if len(n.Content) == 1 && n.Content[0].Kind == yaml.MappingNode {
		if line, err := unknownKey[chainFile](n.Content[0]); err != nil {
			return fmt.Errorf("%s:%d: %w", path, line, err)
		}
	}
	if err := n.Decode(doc); err != nil {
		line, err := wrongYAML(err)
		return fmt.Errorf("%s:%s: %w", path, line, err)
	}
	return nil
}

var yamlFault = regexp.MustCompile("^line ([0-9]+): cannot unmarshal (!![a-z]+)(?: `(.*)`)? into (\\[\\])?")

// wrongYAML puts an error of the decoder, which names Go's types, in words that say what
// is wanted and what was found, and on which line.
func wrongYAML(err error) (line string, _ error) {
	var kinds *yaml.TypeError
	if !errors.As(err, &kinds) {
		return "1", err
	}
	m := yamlFault.FindStringSubmatch(kinds.Errors[0])
	if m == nil {
		return "1", err
	}
	wanted, found := "text", strconv.Quote(m[3])
	if m[4] != "" {
		wanted = "a list"
	}
	switch m[2] {
	case "!!seq":
		found = "a list"
	case "!!map":
		found = "a mapping of names"
	}
	return m[1], fmt.Errorf("%s is wanted, not %s", wanted, found)
}

// unknownKey finds a key of a mapping that its shape does not have.
func unknownKey[T any](n *yaml.Node) (line int, err error) {
	known := shapeOf[T]().PropertyOrder
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; !slices.Contains(known, key.Value) {
			return key.Line, fmt.Errorf("unknown key %q%s", key.Value, text.OrList(key.Value, known))
		}
	}
	return 0, nil
}

// words is a command line, as one string or word by word.
type words []string

func (w *words) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*w = strings.Fields(n.Value)
		return nil
	}
	return n.Decode((*[]string)(w))
}

func (c *chain) stage(n *yaml.Node) (stage, error) {
	var doc stageFile
	s := stage{line: n.Line}
	if n.Kind == yaml.MappingNode {
		if _, err := unknownKey[stageFile](n); err != nil {
			return s, err
		}
		if err := n.Decode(&doc); err != nil {
			_, err = wrongYAML(err)
			return s, err
		}
	} else if err := n.Decode(&doc.Run); err != nil {
		_, err = wrongYAML(err)
		return s, err
	}
	if len(doc.Run) == 0 {
		return s, errors.New("a stage without a command")
	}
	for _, list := range []struct{ to, from *[]string }{{&s.args, (*[]string)(&doc.Run)}, {&s.needs, &doc.Needs}, {&s.makes, &doc.Makes}} {
		for _, word := range *list.from {
			word, err := c.expand(word)
			if err != nil {
				return s, err
			}
			*list.to = append(*list.to, word)
		}
	}
	for _, text := range []struct {
		to   *string
		from string
	}{{&s.when, doc.When}, {&s.otherwise, doc.Otherwise}} {
		var err error
		if *text.to, err = c.expand(strings.TrimSpace(text.from)); err != nil {
			return s, err
		}
	}
	outputs, err := inspect(s.args)
	s.makes = append(s.makes, outputs...)
	return s, err
}

// expand replaces $OUT and $HERE in a word.
func (c *chain) expand(word string) (string, error) {
	var unknown string
	word = os.Expand(word, func(name string) string {
		switch name {
		case "OUT":
			return c.out
		case "HERE":
			return filepath.Dir(c.path)
		}
		unknown = name
		return ""
	})
	if unknown != "" {
		return "", fmt.Errorf("unknown variable $%s: $OUT or $HERE", unknown)
	}
	if strings.Contains(word, "/../") && !strings.Contains(word, " ") {
		word = filepath.Clean(word)
	}
	return word, nil
}

// inputs hashes what a stage reads: the files and folders that its arguments name,
// and those that it lists.
func (c *chain) inputs(s *stage) (map[string]string, error) {
	found := map[string]string{}
	for _, path := range append(slices.Clone(s.needs), s.args[1:]...) {
		if _, value, ok := strings.Cut(path, "="); ok { // --flag=path, label=path
			path = value
		}
		if path == "" {
			continue
		}
		if path = filepath.Clean(path); slices.Contains(s.makes, path) || path == "." && !isFile("pack.yaml") {
			continue
		}
		if _, err := os.Stat(path); err != nil {
			continue
		}
		hash, err := hashTree(path, c.out)
		if err != nil {
			return nil, err
		}
		found[path] = hash
	}
	return found, nil
}

// outputs hashes each file that a stage wrote.
func (c *chain) outputs(s *stage) (map[string]string, error) {
	found := map[string]string{}
	for _, path := range s.makes {
		if err := hashFiles(path, "", found); err != nil {
			return nil, err
		}
	}
	return found, nil
}

// stampPath depends on the command alone, so that a stage keeps its stamp when other
// stages come before it.
func (c *chain) stampPath(s *stage) string {
	sum := sha256.Sum256([]byte(strings.Join(s.args, "\x00")))
	return filepath.Join(c.out, ".slmkit", s.args[0]+"-"+hex.EncodeToString(sum[:4])+".json")
}

// upToDate reports whether a stage need not run again, and returns what it printed
// when it ran.
func (c *chain) upToDate(s *stage) (bool, []byte, error) {
	b, err := os.ReadFile(c.stampPath(s))
	if len(s.makes) == 0 || errors.Is(err, fs.ErrNotExist) {
		return false, nil, nil
	}
	var was stamp
	if err != nil || json.Unmarshal(b, &was) != nil || was.Tool != c.tool || !slices.Equal(was.Args, s.args) {
		return false, nil, err
	}
	for path, hash := range was.Outputs { // files that other stages put beside them do not count
		if now, err := dataset.HashFile(path); err != nil || now != hash {
			return false, nil, nil
		}
	}
	inputs, err := c.inputs(s)
	return err == nil && maps.Equal(inputs, was.Inputs), []byte(was.Printed), err
}

// forget removes the stamp of a stage that is about to run.
func (c *chain) forget(s *stage) error {
	if err := os.Remove(c.stampPath(s)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

func (c *chain) remember(s *stage, printed []byte) error {
	if len(s.makes) == 0 {
		return nil
	}
	inputs, err := c.inputs(s)
	if err != nil {
		return err
	}
	outputs, err := c.outputs(s)
	if err != nil {
		return fmt.Errorf("%s:%d: after slmkit %s: %w", c.path, s.line, s.args[0], err)
	}
	return dataset.WriteJSON(c.stampPath(s), stamp{s.args, c.tool, inputs, outputs, string(printed)})
}

// hashTree hashes a file, or the names and contents of all files in a folder. The folder
// of outputs is no input, even where it lies in a pack.
func hashTree(path, out string) (string, error) {
	files := map[string]string{}
	if err := hashFiles(path, out, files); err != nil {
		return "", err
	}
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(files)) {
		fmt.Fprintf(h, "%q %s\n", name, files[name])
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func sameFolder(a, b string) bool {
	from, err1 := os.Stat(a)
	to, err2 := os.Stat(b)
	return err1 == nil && err2 == nil && os.SameFile(from, to)
}

// hashFiles adds the hash of a file, or of each file in a folder, to found. It leaves
// out devices and pipes, which have no contents to compare, and in a folder the folder
// without and hidden ones.
func hashFiles(path, without string, found map[string]string) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real // a walk does not follow the link it starts from
	}
	return filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && p != path && without != "" && (sameFolder(p, without) || strings.HasPrefix(d.Name(), ".")) {
			return filepath.SkipDir
		}
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		found[p], err = dataset.HashFile(p)
		return err
	})
}
