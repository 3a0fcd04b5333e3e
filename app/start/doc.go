// Package start is the face over HTTP of what a user interface needs before it shows
// anything, in one answer: who is asking, what there is to show them, and what they
// find on their desk. It remembers descriptions for all who may do the same, so that
// they are put together once.
//
// It also serves the jobs of the asking user one by one, whose ids stand in the path.
package start
