// Package pdf prints business letters: a letterhead, who it is for, a table whose
// head is repeated on each page and whose sums are carried over, totals, notes, a
// code to pay by, and a footer that counts the pages.
//
// A [Document] says what stands in it, in words and numbers that are spelled out
// already; [Render] says where. Measures are those of DIN 5008, form B, so that the
// address stands in the window of an envelope. A document of a language that is
// written from the right is mirrored as a whole.
//
// The same document gives the same bytes. Two faces, cut to Latin, Greek, Cyrillic
// and Arabic letters, are part of the program; nothing is fetched. Arabic letters are
// joined by their presentation forms, and lines of mixed direction are ordered by
// the rules of Unicode (UAX #9) that text without embeddings needs.
package pdf
