// Package blob keeps files: in a folder, in a bucket of S3 or one of its likes, or in
// a container of Azure, as a URL says. A file is written once, under a name that was
// not there before, and never changed.
package blob
