// Package auth says who acts and decides what they may do.
//
// An [Actor] travels with every transaction. Permissions are dotted names
// ("sales.order.confirm"); a [Grant] gives one, or a prefix of them
// ("sales.order.*", "*"), with a [Reach] that says on which records. [Actor.Decide]
// answers for one record, [Actor.Reach] for a whole list, so that get, list,
// summary, search, export and bulk all follow the same rule.
package auth
