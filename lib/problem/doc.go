// Package problem is the only vocabulary of errors that crosses the API: the
// problem details of RFC 9457.
//
// Code that refuses something a user can act on returns a *Problem made by one of
// the constructors. All other errors are wrapped with what was being done and become
// a bare 500 at the edge, by From. A problem says nothing the user may not know: no
// SQL, no stack, no names of other people's data.
//
// The type of a problem is a stable slug, such as "quote-expired", which clients
// may compare and docs/problems.md explains; the detail is prose and may change.
package problem
