// Package augment makes noisy and reworded copies of examples whose slots and
// calls stay true: typing errors, case, punctuation, contractions, fillers,
// politeness, short forms, dropped words, synonyms, other ways to write an
// amount. Words of slots are left alone except by operations that know what
// they mean. After each change the slots must stand where they say and the
// target must still resolve to the same call, or the change is dropped.
package augment
