// Package calibration turns how sure a model was of an output into the probability
// that the output is right. A model's own probability is usually too high: of the
// outputs to which it gives 99 %, far fewer than 99 % may be right.
//
// Fit learns a Calibrator from scored outputs: a logistic regression (Platt 1999) on
// the signals that a decoder reports (dataset.Signals). HeldOut gives each of those
// outputs the probability of a Calibrator that has not seen it, or any output that
// is like it, so that the fit can be judged. Read and Write keep calibrations in
// calibration.json beside the model, one for each precision, with and without a
// grammar.
//
// The package scores nothing and runs no model. eval decides which outputs are right
// and measures how well probabilities can be believed; inference/calls applies a
// calibration to every answer. It imports dataset and inference/regular. Errors
// name the file and say to make it again.
package calibration
