// Package action knows the actions of a domain and what calls of them mean. It
// owns three things:
//
//   - Schema: the actions and their typed parameters. Parse and Load read an
//     OpenAI-style tool list, Tools writes one.
//   - The target syntax, in which a model writes calls: name(param=value,
//     param="text"). ParseTarget reads it into RawCalls, FormatTarget writes it.
//   - Typed values: Param.Normalize turns words into canonical values, "fifty bucks"
//     into 50 USD and "march" into 2025-03, as the people of the schema's locale say
//     them. Money, Date, Period, Time and Currency each read one kind
//     in en-US. Same says which values are equal, Param.Otherwise what another locale
//     makes of the same words.
//
// Schema.Resolve joins them: it turns a RawCall into a dataset.Call with canonical
// arguments. Schema.Verify compares an example with a schema.
//
// The package imports dataset, dataset/locale, dataset/sniff and dataset/text and
// nothing else of slmkit. Its errors wrap ErrUnknownAction, ErrUnknownParam, ErrMissingParam,
// ErrDuplicate, ErrValue or ErrNoReference, so that a scorer can count them by kind; a
// *TargetError says where a string leaves the target syntax. No function panics on
// what a schema, a target or a prompt says.
package action
