// Package meta tells a user interface what it needs to draw any entity: its
// fields, its columns, its life cycle, its actions. Descriptions are those of the
// registry, less what the viewer may not see or do.
//
// The command lib/helpgen lifts the comments on fields into the help texts that
// descriptions carry.
package meta
