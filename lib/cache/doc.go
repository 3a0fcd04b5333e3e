// Package cache remembers what is asked often and changes seldom. A lost entry
// costs time, never truth.
package cache
