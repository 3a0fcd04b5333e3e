// Package strictjson reads JSON (RFC 8259) as it is sent, and refuses what
// encoding/json lets pass: members given twice, members that nobody knows, text after
// the end, and nesting without end.
//
// What is refused is a problem: "malformed-body" (400) when the text is not JSON,
// "invalid" (422) with a pointer (RFC 6901) to the member otherwise. The pointer that
// callers hand over, at, says where in the whole body the text stands; it is empty
// for the body itself.
package strictjson
