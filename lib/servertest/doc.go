// Package servertest runs a server of somebody else's for one test, on a free port and
// with a temporary folder, so that tests can kill, freeze and restart it.
package servertest
