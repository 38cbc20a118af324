// Package web turns a model into files that answer prompts in a browser: a page, an engine
// in JavaScript, the kernels of inference/t5 as WebAssembly, and the model. The page asks no
// other host, and works without a network once it was opened.
//
// The engine writes greedily what calls.Model writes without a grammar, token for token,
// with the same confidence. Words of a call stay as the prompt has them: their types, such
// as dates and money, are read by slmkit alone.
package web
