// Package queue is a queue of jobs in a PostgreSQL database of its own, worked by
// River. A job is known by its kind, by whose it is, and by an id that its maker
// gives it: a second one of the same kind and id is not taken.
//
// Whoever brings many jobs does not keep others waiting. All jobs begin as
// [Waiting], and of each owner only so many of a kind are let in to be worked at
// once ([Kind.Each]); when one has ended, the owner's next is let in. River sees
// only those, so that its line is short however many jobs wait.
//
// What a job is to do is not told here: the queue holds who and what kind, and the
// owner's own database the rest.
package queue
