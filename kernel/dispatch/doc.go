// Package dispatch delivers events: soon after the commit that told them, in
// every tenant's turn, again after failures, and never to nobody.
//
// Who commits hints ([Dispatcher.Hint]) that a tenant has something due, and a
// worker takes it within a millisecond or two. Losing a hint costs time only: the
// dispatcher also looks at all places where rows were written since it last
// looked, and at all places now and then.
//
// A tenant that is written to without pause rests after a turn for as long as it took,
// at most 20 milliseconds, so that its next turn finds more to do.
//
// A tenant has one turn at a time for deliveries inside and goes to the end of the
// line after it, so that nobody's flood keeps another waiting. A turn is one
// transaction, of 128 deliveries at first, of up to 1,024 while it is full and quick,
// of fewer when it takes longer than 200 milliseconds. Deliveries outside are leased and
// made at the same time, a few for each tenant. Several processes may dispatch at once:
// rows that one has taken the others pass over.
package dispatch
