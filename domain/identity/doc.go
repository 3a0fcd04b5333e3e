// Package identity knows who works in a company: its sites and departments, its
// users with their roles, and the tokens by which programs act for them.
//
// Rights only ever narrow on their way down. Nobody gives a role, a user or a
// token what they do not hold themselves, at the same sites and in the same
// departments; nobody changes a user or a role that may do more than they may; and
// at least one active user keeps a role that may do everything.
//
// What a role does not grant, an exception may: for a time, with a reason, approved
// by somebody else who holds it by role. Whatever only an exception allowed is kept
// as a use of it.
package identity
