// Package mailbox shows the letters that a folder keeps instead of having them sent, for
// development: a list, and each letter's text, its HTML in a frame that runs nothing,
// its source and its files.
package mailbox
