// Package inventory knows what lies where, what is promised to whom, and every
// move of goods that made it so.
//
// Three tables belong together. A move takes a quantity of a product from one
// location to another and is never changed: the ledger. A level is what lies in a
// location now: the sum of its moves. A reservation promises a part of a level to
// a document until the goods leave or the promise is given up. Each function that
// changes one of them changes the others in the same statement: [Reserve],
// [Release], [Ship], [Return], [Receive]. [Verify] proves that they agree.
//
// Goods come from and go to locations that are not on the premises: suppliers,
// customers, and the loss that a count finds. These have no level, only moves.
//
// All statements lock levels in the order of product and location, so that no two
// transactions wait for each other. Callers lock their own document before.
package inventory
