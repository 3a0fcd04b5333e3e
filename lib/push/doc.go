// Package push sends messages to people's browsers and devices by Web Push.
//
// A browser that wants messages names an endpoint of its push service, a public key and
// a secret: a [Subscription]. A message to it is encrypted for the browser alone (RFC
// 8291, in the encoding of RFC 8188), signed by the sender's [Key] (VAPID, RFC 8292),
// and posted to the endpoint (RFC 8030). The push service keeps it until the browser is
// there, and cannot read it.
//
// What the endpoint may be is for the client to decide by which it is spoken with: it is
// an address that somebody outside has named.
package push
