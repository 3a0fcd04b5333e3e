// Package redistest gives tests a real Redis of their own, on a free port and with
// a temporary folder. A missing redis-server fails the test; it never skips it.
package redistest
