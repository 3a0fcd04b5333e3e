package entrance

import (
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"

	"github.com/guildhall/guildhall/lib/passkey"
	"github.com/guildhall/guildhall/lib/problem"
)

// Site is the server as browsers know it. Passkeys belong to its host or, where
// tenants have subdomains, to the domain above them (WebAuthn calls it the relying
// party).
type Site struct {
	URL        string // under which people reach it: https://guildhall.example.com
	BaseDomain string // whose subdomains are tenants; "" for none
}

// party returns the relying party for a request to a host. Answers are taken from the
// pages of the site and, below its base domain, from those of the host that was asked.
// Problem: "passkeys-unavailable" (503) where the site's host is an address and no name.
func (s Site) party(host string) (*passkey.Party, error) {
	u, err := url.Parse(s.URL)
	if err != nil {
		return nil, fmt.Errorf("read the site's address: %w", err)
	}
	domain, origins := u.Hostname(), []string{u.Scheme + "://" + u.Host}
	if _, err := netip.ParseAddr(domain); err == nil || domain == "" {
		return nil, problem.Unavailable("passkeys-unavailable", 0, "Passkeys need the server to have a name: whoever runs it sets GUILDHALL_PUBLIC_URL.")
	}
	if s.BaseDomain != "" && (domain == s.BaseDomain || below(domain, s.BaseDomain)) {
		domain = s.BaseDomain
		if name, _, err := net.SplitHostPort(host); err == nil && below(name, domain) || below(host, domain) {
			origins = append(origins, u.Scheme+"://"+strings.ToLower(host))
		}
	}
	return passkey.New(domain, "Guildhall", origins...)
}

// below tells whether a host is one label below a domain.
func below(host, domain string) bool {
	label, is := strings.CutSuffix(strings.ToLower(host), "."+domain)
	return is && label != "" && !strings.Contains(label, ".")
}
