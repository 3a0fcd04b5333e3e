package outbound

import (
	"errors"
	"net/netip"
	"net/url"
	"slices"
)

// ErrRefused says that an address is not one that others may name.
var ErrRefused = errors.New("this address may not be spoken with")

// closed lists the networks that are not public, though their addresses look so
// (IANA's registries of special-purpose addresses, RFC 6890). What carries an
// address of IPv4 inside could lead to any of it.
var closed = []string{
	"0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
	"203.0.113.0/24", "240.0.0.0/4",
	"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
}

// ipv6 holds all addresses of IPv6 that are public.
const ipv6 = "2000::/3"

// Public tells whether an address is one of the Internet: not private, loopback,
// link-local, multicast, shared (RFC 6598), reserved, or one that holds such an
// address of IPv4.
func Public(ip netip.Addr) bool {
	ip = ip.Unmap().WithZone("")
	if !ip.IsValid() || !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() || ip.IsLinkLocalUnicast() {
		return false
	}
	if ip.Is6() && !netip.MustParsePrefix(ipv6).Contains(ip) {
		return false
	}
	return !slices.ContainsFunc(closed, func(network string) bool { return netip.MustParsePrefix(network).Contains(ip) })
}

// Loopback tells whether a host, a name or an address, is this machine.
func Loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Check says what is wrong with an address that somebody wants spoken with, as far
// as its spelling tells; "" for nothing. Whether it may be reached is seen when it is.
func Check(address string) string {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Hostname() == "" || u.Opaque != "":
		return "must be an address such as https://example.com/hooks"
	case u.Scheme != "https" && u.Scheme != "http":
		return "must begin with https://"
	case u.User != nil:
		return "must not hold a user or a password"
	case u.Fragment != "":
		return "must not hold a fragment"
	}
	return ""
}
