package serve

import (
	"embed"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"

	"github.com/slmkit/slmkit/inference/web"
)

// pageFiles are those of the page that ask this server, in place of an engine in the browser.
//
//go:embed page
var pageFiles embed.FS

// policy lets the page load and ask nothing but what this server has.
const policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'"

// page serves a file of the page, index.html for the root.
func (s *Server) page(w http.ResponseWriter, r *http.Request) error {
	name := path.Base(r.URL.Path)
	if r.URL.Path == "/" {
		name = "index.html"
	}
	data, err := fs.ReadFile(pageFiles, "page/"+name)
	if err != nil {
		if data, err = fs.ReadFile(web.App(), name); err != nil {
			return err
		}
	}
	w.Header().Set("Content-Type", mime.TypeByExtension(path.Ext(name)))
	w.Header().Set("Content-Security-Policy", policy)
	_, _ = w.Write(data)
	return nil
}

// isPage reports whether a request is for the page.
func (s *Server) isPage(r *http.Request) bool {
	return s.o.Page && r.Method == http.MethodGet && slices.Contains(pageNames, r.URL.Path)
}

// pageNames are the paths of the page, which everyone may load: it has no secrets.
var pageNames = []string{"/", "/page.js", "/elements.js", "/table.js", "/backend.js", "/correct.js", "/explain.js", "/programs.js", "/target.js", "/tokenizer.js", "/style.css", "/icon.svg", "/manifest.json"}
