// Package web turns a model into files that answer prompts in a browser: a page, an engine
// in JavaScript, the kernels of inference/t5 as WebAssembly, and the model. The page asks no
// other host, and works without a network once it was opened.
//
// The engine writes greedily what calls.Model writes, token for token, with the same
// confidence. Where the model has a schema, answers are kept to valid calls: grammar.json has
// the compiled grammar as a table, and values.wasm says which words are a date or an amount.
// What the date or the amount is, slmkit alone reads: words of a call stay as the prompt has
// them. The JavaScript does what inference/grammar and tokenizer.See do in Go, file by file;
// values.c does what dataset/action does. make test-web holds them to it.
//
// Answers are free where the schema has patterns, or values in other languages than English,
// or formats that values.wasm does not know: see newLimits.
package web
