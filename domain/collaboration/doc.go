// Package collaboration is what the people of a company say to each other about their
// records, and what they are told of them.
//
// A [Comment] is about any record that its author may read. It is internal, or it is a
// letter to the client, and never becomes the other. It may mention people who may read
// the record, too. [Feed] is what happened to a record in the order of time: changes,
// comments, letters, and what followed from it.
//
// A [Follower] hears of what happens to a record. Who makes a record, is given it,
// comments on it or is mentioned there follows it, until they say that they do not want
// to; then they stay away.
//
// A [Notification] is one thing that somebody is told. Subscriptions to events make it,
// exactly once, never for who did it, and never for who may not read the record. It
// holds no words: what it says is spelled out when it is read, in the reader's language,
// if they may read the record then. Of many changes within a short time it is one.
//
// Besides the list of what is new, people are told by letter, at once or several things
// together, and on their devices by Web Push, as their [Settings] say, and not in their
// quiet hours.
package collaboration
