// Package inference runs encoder-decoder models of the T5 family that Hugging
// Face optimum exported to ONNX: text in, text out, in batches, with a cache of
// keys and values, greedily. It knows nothing of datasets or actions.
//
// A folder holds config.json, tokenizer.json and either encoder_model.onnx with
// decoder_model.onnx and decoder_with_past_model.onnx, or encoder_model.onnx
// with decoder_model_merged.onnx. Numbers of layers and heads and their sizes
// are read from the graphs: the ones in config.json do not say them for every
// model.
package inference
