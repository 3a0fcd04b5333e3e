// Package entity declares, stores and serves business entities.
//
// A struct is the entity: its field types say most of what a field is, a closed
// vocabulary of tags says the rest, and the one method Entity returns the [Spec]
// with what a struct cannot say. At start every entity is compiled into a [Plan];
// the store that reads and writes rows works on plans and is not generic.
//
// There is one write path (write.go), one action runner around every action
// (runner.go) and one reader that turns rows into JSON without building structs
// (read.go). Package-level generic functions ([Get], [Lock], [Create], [Update],
// [Move] …) are the face that modules use.
package entity
