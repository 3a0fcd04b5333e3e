// Package credential makes and checks what people and programs prove themselves
// with: passwords, codes of authenticator apps, recovery codes, codes sent by mail
// or SMS, and opaque secrets such as tokens and session ids. It knows no database:
// what is kept, for how long and how many guesses are allowed is its callers'
// business. Nothing here needs to be kept in the clear but the seed of an
// authenticator, which belongs sealed.
//
// Package jwt beneath it signs access tokens, package passkey speaks WebAuthn.
package credential
