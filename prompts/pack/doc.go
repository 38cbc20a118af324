// Package pack reads the files of a pack and compiles its templates into grammars.
//
// [Read] does both and finds every fault at once. What it returns, a [Content],
// also keeps what was read, with its places, for the checks of package prompts.
// [FileSchemas] describes each kind of file for editors. Users of packs call
// package prompts, which is built on this one.
//
// The package imports dataset, dataset/action, dataset/locale and the packages beside
// it that are lower: expr, generators, grammar, sampling and source. Errors of a pack are
// source.Faults.
package pack
