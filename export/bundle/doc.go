// Package bundle puts a program and its files into containers: images of the Open Container
// Initiative, artifacts of models, archives that docker load reads, zip archives of functions,
// and folders. It needs no container engine. The same files give the same bytes: times are zero, or that of
// SOURCE_DATE_EPOCH, and names are sorted.
//
// The package knows files and, but for what an artifact says of a model, not what they are for.
package bundle
