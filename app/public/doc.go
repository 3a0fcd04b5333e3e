// Package public serves people who have no account: clients who follow a link in a
// letter, to say how an order went, or that they want no more such letters. What lets
// them in is the secret in the link, a crm.Link; it leads to its tenant, and to one
// thing there. Each has an endpoint for programs below /api/public/, and a page that
// needs no script. Looking changes nothing: programs that examine letters follow every
// link.
package public
