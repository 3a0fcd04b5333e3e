// Package entrance is the way in over HTTP: it tells who acts by what a request
// carries, and serves the paths by which people sign in, prove who they are and keep
// what they prove it with. The rules are those of [signin]; here they meet tenants,
// operators, cookies and letters.
package entrance
