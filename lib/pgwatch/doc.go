// Package pgwatch watches pools of connections to PostgreSQL for the driver: how
// many connections are at work and how long they are waited for, by role, and, where
// a trace is recorded, how long each batch of statements took.
package pgwatch
