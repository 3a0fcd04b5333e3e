// Package crm knows with whom a company does business: its clients with their
// contacts and addresses, the leads that may become clients, and what was said
// and is to be done with each.
//
// A lead is converted once: it makes a client or is joined to one, together with
// the contact and the address that the lead tells of.
package crm
