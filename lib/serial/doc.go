// Package serial says how numbers of documents are written: "INV-{year}-{n}" is a
// pattern; on a day it has a form, "INV-2026-{n}"; and the 42nd of that form, with at
// least five digits, is "INV-2026-00042".
//
// What has the same form is counted together, so no number is given twice, whatever
// pattern a company had before.
package serial
