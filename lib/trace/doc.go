// Package trace tells a collector how long the parts of a request and of what
// follows from it took: by OTLP over HTTP, and only where an endpoint is set.
//
// A [Tracer] that is nil does nothing, and so does [Start] in a context in which no
// span is recorded: it looks into the context, and no more.
//
// A request whose id was made here has that id as its trace's, so that whoever has
// the line of the log, or an event that the request has set off, finds the trace. A
// caller's traceparent (W3C Trace Context) is taken instead where there is one; the
// id of the request is an attribute in any case. Spans name people and companies by
// ids alone, carry no arguments of SQL and no text of errors: the log has those.
package trace
