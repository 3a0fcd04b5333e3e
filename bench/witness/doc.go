// Package witness is a module that the product does not have: it hears of every
// event, inside and outside, and keeps what it has heard. Load programs build it
// into the server, by [driver.WithWitness], to see from outside what became of each
// event.
//
// What it does is chosen by the environment of the server:
//
//   - WITNESS_INSIDE names the types of events that are followed inside, parted by
//     commas ("*" for all); each leaves a row of witness_effect, in the transaction
//     of its delivery;
//   - WITNESS_IDLE names those of them that are delivered and leave none;
//   - WITNESS_URL is where all events are sent, each by a POST in the shape of
//     Standard Webhooks to the path of its tenant.
//
// [driver.WithWitness]: the edits of the product's source that add it
package witness
