// Package secret seals what must not lie in a database in the clear: connection
// URIs, provider keys, seeds of second factors.
//
// A [Keeper] holds a ring of keys. New secrets are sealed by the newest; a secret
// carries the id of its key, so that older ones stay readable until they have
// been sealed again. Keys are named by URL (gocloud.dev/secrets): those of a file
// in the data folder by default, those of a key service where its driver is
// compiled in.
package secret
