// Package oidc lets people sign in by a provider of somebody else's: OpenID Connect
// Core 1.0 with the authorization code flow, PKCE (RFC 7636, S256), the issuer of
// RFC 9207, and Back-Channel Logout 1.0.
//
// [Providers] find a [Provider] by its issuer's address; a [Client] is our side of
// one. Nothing that a token says is believed before its signature, its issuer, its
// audience and its times are; a token that is not is a [RefusedError], which says why.
//
// Whoever may name an issuer could have the server ask anywhere. The client by which
// providers are asked is that of package outbound, therefore: it reaches public
// addresses, and of others those that the operator has listed, such as the network of a
// company's own directory. It sends nothing but what the protocol wants, and nobody is
// told what was answered.
package oidc
