package web

import (
	"context"
	"fmt"
	"path/filepath"
)

// Space returns the files of [Bundle] as a Hugging Face Space of the kind static.
func Space(ctx context.Context, dir, precision string) ([]File, error) {
	files, err := Bundle(ctx, dir, precision)
	if err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	return append(files, File{"README.md", fmt.Appendf(nil, `---
title: %q
sdk: static
app_file: index.html
pinned: false
---

A small language model that turns prompts into calls. It runs in the visitor's browser:
the Space has no server, never sleeps, and sees no prompt. Written by slmkit package.
`, filepath.Base(abs))}), nil
}
