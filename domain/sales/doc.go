// Package sales turns offers into orders, and orders into deliveries and money.
//
// A [Quote] is an offer in revisions; accepting one makes one [Order]. A confirmed
// order promises stock; its [Shipment]s fulfil it, its invoices are billing's.
// What an order shows of payment, shipment and invoicing is derived: from its
// shipments here, from billing's news by the reactions of this module. An order
// that closes makes a [Survey], which is asked some days later.
//
// Locks are taken in this order: a shipment, or what billing locks, then the order,
// then stock. A client with a credit limit is locked before an order is written, or
// after one that is there already; nothing takes a client before an order that is
// there. Cancelling and closing short go the other way, from the order to its
// shipments, invoices and payments: where that meets somebody who comes towards
// it, the database has one of the two begin again.
package sales
