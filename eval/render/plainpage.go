package render

import "io"

// plainPage is a page of pictures and tables without a script.
type plainPage struct {
	Title    string
	Note     string // below the title
	Say      string // what follows from it all
	Warnings []string
	Parts    []pagePart
	Facts    facts
}

// pagePart is a part of a page with its heading.
type pagePart struct {
	ID, Title string
	Text      []string
	Charts    []*chart
	Tables    []section
}

// add adds a part, unless there is nothing in it.
func (p *plainPage) add(part pagePart) {
	charts := part.Charts
	part.Charts = nil
	for _, c := range charts {
		if c != nil {
			part.Charts = append(part.Charts, c)
		}
	}
	if len(part.Text)+len(part.Charts)+len(part.Tables) > 0 {
		p.Parts = append(p.Parts, part)
	}
}

// Contents are the entries of the table of contents.
func (p *plainPage) Contents() []contentsEntry {
	var out []contentsEntry
	for _, part := range p.Parts {
		out = append(out, contentsEntry{part.ID, part.Title})
	}
	return append(out, contentsEntry{"made", "How this was made"})
}

// Head is the head of the page, which has no script.
func (p *plainPage) Head() head { return newHead(p.Title, "", "page/page.css") }

func (p *plainPage) write(w io.Writer) error { return pages().ExecuteTemplate(w, "plainpage", p) }
