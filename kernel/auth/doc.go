// Package auth says who acts and decides what they may do.
//
// An [Actor] travels with every transaction. Permissions are dotted names
// ("sales.order.confirm"); a [Grant] gives one, or a prefix of them
// ("sales.order.*", "*"), with a [Reach] that says on which records. An
// [Exception] allows for a time what no grant does. [Actor.Judge] decides for one
// record and [Actor.Span] for a whole list, by the same rule, so that get, list,
// summary, search, export and bulk all follow it; [Explain] says it in words.
package auth
