// Package export writes datasets in the forms that training tools read, and opens
// datasets in the forms that slmkit reads.
//
// Create opens an output in one of Formats: a folder for Hugging Face datasets,
// Parquet, JSON Lines, TSV, chat messages for OpenAI's fine-tuning and for TRL, and
// the files of xLAM, BFCL, Rasa, Snips, TOP and MASSIVE. Copy fills it from a stream.
// CreateDatasetFolder begins a dataset in slmkit's own form, as generate writes it.
//
// Some formats have no form for some examples, such as a prompt that asks for several
// actions, or one after other turns. Options.LeftOut is told of each. Chat formats have the
// turns as messages, and a call so far as a call of a tool that says what is missing.
//
// OpenRecords, and Open and OpenPrompts by it, are the one place that turns
// a path into a stream, whether the file is JSON Lines, a JSON array or Parquet, and
// whether slmkit or another tool wrote it. A row of Parquet is read as the line of JSON
// that it would be (readparquet.go), and what a line means is said in dataset.
//
// The columns of Parquet and JSON Lines are those of dataset.Columns. Files appear whole or
// not at all. A bad record is a *dataset.LineError with the number of its line or
// row, and the stream goes on after it; any other error ends the stream. A broken
// Parquet file is an error and never a panic.
//
// The package imports dataset, dataset/action, dataset/sniff and dataset/text, and
// nothing else of slmkit. The recipe that fine-tunes a model and exports it to ONNX is in
// export/pytorch.
package export
