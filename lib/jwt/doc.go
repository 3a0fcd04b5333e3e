// Package jwt signs and verifies access tokens in the form of RFC 9068: JWTs of
// type at+jwt, signed by Ed25519 (RFC 8037), that live for ten minutes. A token says
// who acts in which tenant, in which session and within which scopes; whether that
// session still lives is asked elsewhere.
//
// Nothing in a token says how it is to be verified: the algorithm is always EdDSA,
// and the key id only picks one of the keys that the [Keyring] was given.
package jwt
