// Package passkey registers passkeys and signs people in by them (WebAuthn level 3):
// key pairs in a phone, a computer or a security key, of which the server knows the
// public half only. They cannot be phished, since the browser ties every answer to
// the site's domain.
//
// Both ceremonies have two steps. Begin returns options for the browser, which calls
// navigator.credentials with them, and a session for the caller to keep; Finish takes
// that session and the browser's answer. A session is good for one answer and a few
// minutes: both are up to the caller, who keeps it, never the browser.
package passkey
