// Package live tells people at their screens that something has changed, over
// WebSocket (RFC 6455).
//
// Whoever is connected subscribes to topics, and is then sent a [Hint] for each event
// that a topic is about: which record, which version, what happened. A hint holds no
// field: whoever wants to see the change asks the API, which knows what they may see.
// Hints come right after the commit, at least once while the connection stands, in no
// order; a hint whose version is known already tells nothing.
//
// Topics, of which each needs the permission to read the entity:
//
//	orders                        every record of an entity, by its plural
//	sales.order:<id>              one record
//	presence:sales.order:<id>     who else looks at that record; subscribing is being there
//	notifications                 what concerns the user themselves
//
// What a client sends is {"op":"subscribe","topics":[…]}, or "unsubscribe". What it is
// sent is one object, or a list of objects when several wait: a hint, which has no
// "op", or a [message]. Someone whose rights reach some records only hears of those:
// where the record stands is looked up before they are told.
//
// Between loading a page and hearing of it something may happen: "since" of subscribe is
// the server's time, from the header Date of an answer, at which nothing was loaded yet.
// What has happened from then on is told first, and a little more, with "at": a record
// that is known as updated at that moment, or later, is known already.
//
// A client that comes back says by ?since= which sequence it has seen last, and is told
// what it has missed when it subscribes, or "reload": load everything anew. The
// sequence of events is not the order of commits, so a little more is told than was
// missed.
//
// A [Hub] holds the connections of one process. Several processes tell each other by
// Redis, on a channel for each tenant; what is lost there becomes a "reload".
package live
