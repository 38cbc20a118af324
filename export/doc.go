// Package export writes datasets in the forms that training tools read:
// Parquet, Hugging Face folders, JSON Lines, TSV, chat messages. It reads
// Parquet back, ours and foreign, and is the one place that opens a dataset by
// its path. The fine-tuning and ONNX export recipe lies in export/pytorch.
package export
