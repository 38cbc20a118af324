// Package calls answers prompts with typed calls of actions. It joins an action
// schema with a model:
//
//   - Grammar turns a schema into the grammar of all its valid calls, so that a model
//     cannot write anything else.
//   - Open loads a model with its schema and its calibration. Model.Answer answers one
//     prompt and Model.Predict a stream of them, each with a dataset.Prediction: the
//     output, the call with typed values ("next friday" as a date), and how likely it
//     is to be right. With Options.AbstainBelow, an answer that is too unlikely
//     becomes none(), and with Options.RefuseBelow one to a prompt that hardly asks for
//     an action. A prompt after other turns is one string for the model
//     (dataset.Input), which loses the oldest turns where it would be too long.
//
// The package imports dataset, dataset/action and the packages of inference; it
// scores nothing, writes no files and prints nothing. A prompt that cannot be
// answered is a prediction with its error; a fault of the input, of the model or of
// the context ends the stream, after the answers to the prompts before it.
package calls
