// Package passkeytest plays the browser and the authenticator of somebody who has
// passkeys, in software and with real keys, for tests.
package passkeytest
