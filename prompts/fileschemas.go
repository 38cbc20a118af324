package prompts

import "github.com/slmkit/slmkit/prompts/pack"

// A FileSchema describes one kind of file of a pack by a JSON Schema.
type FileSchema = pack.FileSchema

// FileSchemas describes every kind of file of a pack. Every file that Load takes
// is valid by its schema; a file of another shape, which Load refuses, is not.
func FileSchemas() []FileSchema { return pack.FileSchemas() }
