// Package tracetest is a collector of traces for tests: it takes OTLP over HTTP as a
// real one does, and keeps what it gets.
package tracetest
