// Package inference runs encoder-decoder models of the T5 family that were
// exported to ONNX: text in, text out, in batches, with a cache of keys and
// values, greedily or by beam search, freely or by a grammar. It knows nothing
// of datasets or actions.
//
// A folder holds config.json, tokenizer.json and the graphs in one of three
// layouts: encoder_model.onnx with decoder_model.onnx and
// decoder_with_past_model.onnx, or with decoder_model_merged.onnx, as optimum
// writes them; or the packed one of export/pytorch, encoder.onnx, decoder.onnx,
// head.onnx and tokens.bin, which stores each weight once and takes any number
// of tokens from each row in a step, so that tokens that were guessed right
// cost no steps of their own. Numbers of layers and heads and their sizes are
// read from the graphs: the ones in config.json do not say them for every model.
package inference
