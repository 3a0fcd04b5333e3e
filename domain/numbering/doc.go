// Package numbering is the company's say in how its documents are numbered: by which
// pattern, and from which number a count goes on.
//
// Which documents have numbers is declared by their modules (entity.Series); the numbers
// are given by the kernel, in the transaction that makes the document.
package numbering
