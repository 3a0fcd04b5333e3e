package entity

import (
	"net/mail"
	"net/url"
	"strings"

	"golang.org/x/text/language"
)

// Email is an e-mail address, lower-cased, as RFC 5322 writes an addr-spec.
type Email string

// Valid tells whether the text is one plain address of at most 254 characters.
func (e Email) Valid() bool {
	a, err := mail.ParseAddress(string(e))
	return err == nil && a.Address == string(e) && len(e) <= 254
}

// Normal returns the address in lower case.
func (e Email) Normal() Email { return Email(strings.ToLower(strings.TrimSpace(string(e)))) }

// Phone is a telephone number as people write it; nothing is dialled from it.
type Phone string

// Valid tells whether the text holds digits and the signs used between them,
// at most 40 characters.
func (p Phone) Valid() bool {
	digits := 0
	for _, r := range p {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case strings.ContainsRune(" +()-./x#", r):
		default:
			return false
		}
	}
	return digits >= 3 && len(p) <= 40
}

// Country is a country by its ISO 3166-1 alpha-2 code: "DE".
type Country string

// Valid tells whether the code names a country.
func (c Country) Valid() bool {
	r, err := language.ParseRegion(string(c))
	return err == nil && len(c) == 2 && r.IsCountry() && r.String() == string(c)
}

// Link is an absolute web address, http or https.
type Link string

// Valid tells whether the text is an absolute address with a host.
func (l Link) Valid() bool {
	u, err := url.Parse(string(l))
	return err == nil && u.Host != "" && (u.Scheme == "https" || u.Scheme == "http") && len(l) <= 2000
}
