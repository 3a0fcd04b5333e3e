// Package communications writes to people by e-mail: to clients about quotes, orders,
// shipments and all that has to do with money, with the document attached, and to ask
// how an order went; and to the company's own people about how they sign in. A
// [Posting] says which letters to clients are sent, held, or not written.
//
// A letter goes in two steps, so that none is lost, and none is sent for what did not
// happen. A subscription inside makes the [Message], in the transaction that takes the
// event off the queue: exactly once. That tells [MessageQueued], which a subscription
// outside takes to the mail server with no transaction open: at least once, and with a
// Message-ID made of the event's id, so that a repetition can be told. As long as the
// server is down the subscription waits; what it refuses for good is final, and goes to
// the list of suppressed addresses ([Suppression]) when there is nobody there.
//
// What a letter says stands in a [Template] of the company, or in one that is built in,
// in English, German and Arabic. Both may name the fields of their kind and nothing
// else. What is put into the fields waits in communications_letter until the letter is
// sent, sealed when there is a secret in it, and is then forgotten.
package communications
