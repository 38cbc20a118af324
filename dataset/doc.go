// Package dataset is the ground floor of slmkit. It owns every type that crosses
// a file and the ways in which files are read and written:
//
//   - Example, with Call, Slot, Split and Origin: one prompt and the call it asks
//     for. Columns lists its columns for formats that have types.
//   - Turn: what was said before a prompt. Input is the string that a model reads of a
//     dialogue.
//   - Prediction and RunInfo: what a model wrote, and how a file was made.
//   - Open, ReadJSONL and ReadLines: streams of records; Tolerate passes over bad
//     ones. A record is read from what its JSON values are (UnmarshalJSON of Example,
//     Prediction, Prompt, Text and Call), whatever wrote it and in whatever container.
//   - Folder and Manifest: the names of a dataset's files and what lies beside
//     them.
//   - Create and OpenPartial: outputs that appear whole, or that a later run goes
//     on with.
//   - NewRand, KeyHash and Mix: seeds that depend on the record and not on the
//     order of work.
//   - Checker and Differ: what spoils a dataset, and how two differ.
//
// The package imports nothing else of slmkit but dataset/inorder and dataset/sniff.
//
// A stream is an iter.Seq2[T, error] that is read once. Its error is a *LineError
// where one record is bad, and the stream goes on after it; any other error ends
// the stream. Errors name the file, and the line where there is one. No function
// panics on what a file holds.
package dataset
