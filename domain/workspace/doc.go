// Package workspace is what a user interface needs of the server and no other module
// gives: what somebody has chosen ([Preferences]), lists that they want to see again
// ([View]), one search over all that they may read ([Found]), and work on many records
// that they do not wait for ([Job]).
//
// A view is seen by its owner, by the owner's department or by everyone, as the owner
// has said, and never leads further than the reader's own permissions: it is a query
// string, and the list that answers it asks who is asking.
//
// A job of many records acts in the name of whoever asked for it, with the permissions
// that they hold when it comes to each record. Which records is settled when it is
// asked for. How many of them are behind is committed together with what was done to
// them, so that a process that dies leaves nothing half done and nothing to be done
// twice.
package workspace
