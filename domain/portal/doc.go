// Package portal is what a company's clients do without an account, by the links in
// their letters: they read a quote, accept or decline it, and pay what is to be paid.
// Each link is a crm.Link: it opens one record, for one purpose, until it ends. What is
// shown is what the document says; what is done goes the way that it goes when somebody
// of the company notes it, with the same events.
//
// Looking changes nothing: programs that examine letters follow every link. Whoever
// does a thing twice has done it once.
package portal
