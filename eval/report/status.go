package report

// Status says what became of an example. Every example has exactly one.
type Status string

// The statuses.
const (
	Correct   Status = "correct"
	Wrong     Status = "wrong"
	Invalid   Status = "invalid"   // the output is not a call
	Truncated Status = "truncated" // the length limit was reached
	Failed    Status = "error"     // there is no output
)

// Kinds of errors, the gravest first. An example may have several; it is counted
// under the first.
const (
	KindSkipped       = "skipped_record" // of gold
	KindMissing       = "missing_prediction"
	KindFailed        = "runtime_error"
	KindLoop          = "repeated_loop"
	KindTruncated     = "truncated"
	KindEmpty         = "empty_output"
	KindSyntax        = "invalid_syntax"
	KindUnknownAction = "unknown_action"
	KindFalseAction   = "false_action"  // gold is none
	KindFalseRefusal  = "false_refusal" // none where gold is an action
	KindWrongAction   = "wrong_action"
	KindMissingCall   = "missing_call"
	KindExtraCall     = "extra_call"
	KindOrder         = "wrong_order"  // of calls whose order gold asks for
	KindUnknownSlot   = "unknown_slot" // the action has no such parameter
	KindDuplicateSlot = "duplicate_slot"
	KindType          = "type_error"        // the value cannot be read as the parameter's type
	KindUngrounded    = "ungrounded_value"  // neither in the prompt nor listed by the schema, nor does it follow from the prompt
	KindCopied        = "copied_wrong_span" // that of another argument
	KindSpan          = "wrong_span"        // too few or too many words copied
	KindValue         = "wrong_value"
	KindMissingSlot   = "missing_slot"
	KindExtraSlot     = "extra_slot"
)

// Kinds lists the kinds of errors, the gravest first.
var Kinds = []string{KindSkipped, KindMissing, KindFailed, KindLoop, KindTruncated, KindEmpty, KindSyntax, KindUnknownAction, KindFalseAction,
	KindFalseRefusal, KindWrongAction, KindMissingCall, KindExtraCall, KindOrder, KindUnknownSlot, KindDuplicateSlot, KindType,
	KindUngrounded, KindCopied, KindSpan, KindValue, KindMissingSlot, KindExtraSlot}
