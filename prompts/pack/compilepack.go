package pack

// compileAll checks all rules, then compiles the templates that were read.
func (l *loader) compileAll() {
	l.asking()
	bad := l.checkRules()
	shared := newCompilation(l)
	for _, d := range l.drafts {
		c := &compiler{compilation: shared, d: d, src: d.Src}
		if d.Compiled.Root = c.template(bad); d.Compiled.Root != nil {
			d.place = d.Place()
			l.content.Templates = append(l.content.Templates, d.Template)
			l.content.Drafts = append(l.content.Drafts, d)
		}
	}
	l.compileDialogues(shared, bad)
	l.checkNegatives()
	l.checkFollowing()
	l.content.rank()
	l.checkUnused()
}
