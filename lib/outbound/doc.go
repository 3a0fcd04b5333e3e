// Package outbound speaks with addresses that somebody else has named: the receiver
// of a webhook, for one. Whoever names an address must not reach by it what only
// this machine or its network can (server-side request forgery).
//
// The address that a connection is made to is looked at after the name was resolved,
// right before the connection: a name that answers differently the second time (DNS
// rebinding), a redirect, or an address in another spelling leads nowhere. Proxies of
// the environment are not used, because they would do the looking.
package outbound
