package scaffold

import (
	"cmp"
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/slmkit/slmkit/prompts"
)

//go:embed project starter
var texts embed.FS

// schemaOf is the schema of the files of a pack, by the folder or the name of the file.
func schemaOf(name string) string {
	switch name {
	case "pack.yaml", "actions.yaml", "gate.yaml":
		return strings.TrimSuffix(name, ".yaml")
	case "slmkit.yaml":
		return "run"
	}
	if dir, _, ok := strings.Cut(name, "/"); ok && path.Ext(name) == ".yaml" {
		return map[string]string{"templates": "templates", "rules": "rules", "lexicons": "lexicons"}[dir]
	}
	return ""
}

// Schemas are the JSON Schemas that the files of a project name for editors.
var Schemas = []string{"actions", "gate", "lexicons", "pack", "rules", "run", "templates"}

// WithSchemas puts the line by which an editor finds the schema of a YAML file before
// each file that has one. The schemas lie in the folder schemas.
func WithSchemas(files []File) []File {
	var out []File
	for _, f := range files {
		if name := schemaOf(f.Name); name != "" && !strings.HasPrefix(string(f.Data), "# yaml-language-server:") {
			up := strings.Repeat("../", strings.Count(f.Name, "/"))
			f.Data = append([]byte("# yaml-language-server: $schema="+up+"schemas/"+name+".json\n"), f.Data...)
		}
		out = append(out, f)
	}
	return out
}

// Project are the files around a pack: the chain of commands, the gate, the workflow of
// CI, what git leaves out, and a README. from says what the pack was made from.
func Project(p *prompts.Pack, from string) []File {
	name := cmp.Or(p.Name, "pack")
	fill := strings.NewReplacer("NAME", name, "FROM", cmp.Or(from, "nothing"), "ACTIONS", fmt.Sprint(len(p.Schema().Actions)-1), "EXAMPLE", example(p), "ROWS", fmt.Sprint(rows(p)))
	var out []File
	for file, as := range map[string]string{"slmkit.yaml": "slmkit.yaml", "gate.yaml": "gate.yaml", "workflow.yml": ".github/workflows/slmkit.yml", "gitignore": ".gitignore", "README.md": "README.md"} {
		data, err := texts.ReadFile("project/" + file)
		if err != nil {
			continue // they are all built in
		}
		out = append(out, File{as, []byte(fill.Replace(string(data)))})
	}
	slices.SortFunc(out, func(a, b File) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// rows is how many examples a dataset of a pack should have: some hundreds of an action.
func rows(p *prompts.Pack) int { return max(2000, min(40000, 400*len(p.Schema().Actions))) }

// example is the first action that has a template.
func example(p *prompts.Pack) string {
	for _, t := range p.Templates() {
		if t.Action() != none {
			return fileName(t.Action())
		}
	}
	return none
}

// Starter is the small pack of somebody who has no description of his software yet.
func Starter(o Options) ([]File, error) {
	fill := strings.NewReplacer("NAME", quote(o.Name), "YEAR", fmt.Sprint(o.Year))
	sub, err := fs.Sub(texts, "starter")
	if err != nil {
		return nil, err
	}
	return filesIn(sub, func(data string) string { return fill.Replace(data) })
}

var packName = regexp.MustCompile(`(?m)^name:.*$`)

// Copy returns the files of a built-in pack or a folder, with another name.
func Copy(nameOrFolder, name string) ([]File, error) {
	fsys, _, err := prompts.Find(nameOrFolder)
	if err != nil {
		return nil, err
	}
	files, err := filesIn(fsys, func(s string) string { return s })
	for i, f := range files {
		if f.Name == "pack.yaml" {
			files[i].Data = packName.ReplaceAll(f.Data, []byte("name: "+quote(name)))
		}
	}
	return files, err
}

// filesIn lists the files of a pack.
func filesIn(fsys fs.FS, change func(string) string) (out []File, err error) {
	err = fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case strings.HasPrefix(d.Name(), ".") && name != ".", d.IsDir() && slices.Contains([]string{"build", "schemas"}, name):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		case d.IsDir() || !slices.Contains([]string{".yaml", ".csv", ".json"}, path.Ext(name)):
			return nil
		}
		data, err := fs.ReadFile(fsys, name)
		out = append(out, File{name, []byte(change(string(data)))})
		return err
	})
	return out, err
}
