// Package signin is the door: passwords, second factors, sessions, what is sent to
// those who forgot, and a record of everything that happened there.
//
// It serves every [Realm] alike: the users of a tenant, whose rows live in the
// tenant's home, and the operators, whose rows live in the enterprise database.
// Who the people are, and what they may do, is not its business.
package signin
