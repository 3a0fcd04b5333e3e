// Package shop is a small business that the kernel's own tests run on: a plain
// entity, one with lines and a flow, and a ledger that is no entity.
package shop
