// Package inference runs encoder-decoder models of the T5 family that were exported
// to ONNX: text in, text out.
//
// Open loads a model from a folder and Model.Generate answers prompts: in batches,
// with a cache of keys and values, greedily or by beam search, freely or limited by
// a grammar. Output.Err says why one prompt could not be answered; all other errors
// end the stream.
//
// # Folders
//
// A folder holds config.json, tokenizer.json, perhaps generation_config.json, and
// graphs in one of three layouts. Optimum writes encoder_model.onnx with
// decoder_model.onnx and decoder_with_past_model.onnx (separate), or with
// decoder_model_merged.onnx (merged). export/pytorch writes encoder.onnx,
// decoder.onnx, head.onnx and tokens.bin (packed), which hold each weight once and
// whose decoder takes any number of tokens in a step. Sizes are read from the
// graphs: config.json does not have them for every model.
//
// # Settings
//
// generation_config.json is followed as transformers' generate follows it: beams,
// lengths, penalties, n-grams that may not repeat, banned, forced and biased tokens.
// null is not set. Fields of Generation go before the file, and a grammar goes before
// what the file says of tokens. Model.Unfollowed names the settings that are not
// followed.
//
// # What runs a model
//
// Our own kernels run the packed layout, and float32 exports of optimum once a probe
// has shown that they answer as ONNX Runtime does. Package exact runs exports that
// are quantized dynamically, with sums that are the same on every processor. ONNX
// Runtime runs everything else. Three things make greedy decoding fast without changing an answer: prompts
// of similar length share a batch, new prompts take the places of finished ones, and
// tokens that are guessed ahead are checked several at a time.
//
// # Boundaries
//
// The package knows no dataset and no action: inference/calls joins it with them. It
// imports inference/exact, inference/grammar, inference/ort, inference/regular,
// inference/t5 and inference/tokenizer. Errors name the file and the value, and say
// what to do next; a damaged folder is an error, never a panic. Model.Close stops
// what is under way and joins all goroutines.
package inference
