// Command helpgen lifts the comments on structs and their fields out of Go source
// into a JSON file, so that they can be shown as help texts:
//
//	go run ./lib/helpgen -out app/help.json ./domain/... ./kernel/entity
//
// The file maps "import/path.Type" and "import/path.Type.Field" to the comment, its
// white space folded. A generic type goes without its parameters, and the fields of
// an embedded struct stand under the struct that declares them. The same source
// makes the same file.
package main
