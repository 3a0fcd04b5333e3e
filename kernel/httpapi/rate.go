package httpapi

import (
	"net/netip"

	"github.com/guildhall/guildhall/lib/limit"
)

// countAddress counts the request for its address and endpoint, before anything is
// known of its caller: by the endpoint's own policy, or by the one for all. That one
// leaves out probes, assets, and callers on this machine, who may be a proxy.
func (x *exchange) countAddress() error {
	p := x.api.cfg.Limits.Address
	if x.route.rate != nil {
		p = *x.route.rate
	}
	if p.Unlimited() {
		return nil
	}
	at := x.address()
	if x.route.rate == nil && (x.route.quiet || at.IsLoopback()) {
		return nil
	}
	return x.count(network(at)+" "+x.route.label, p)
}

// network is how an address is counted: IPv6 by its /64, of which one caller has
// more addresses than anybody could count.
func network(at netip.Addr) string {
	if at.Is6() {
		if p, err := at.Prefix(64); err == nil {
			return p.String()
		}
	}
	return at.String()
}

// countActor counts the request for its tenant and actor, once, however often it is
// tried.
func (x *exchange) countActor() error {
	rate := x.api.cfg.Limits.Rate
	if rate == nil || x.counted {
		return nil
	}
	x.counted = true
	p := rate(x.tenant, x.actor)
	if p.Unlimited() {
		return nil
	}
	return x.count(x.tenant.ID.String()+" "+x.actor.ID.String(), p)
}

// count takes one request from what the policy allows the key, and tells the caller
// what is left.
func (x *exchange) count(key string, p limit.Policy) error {
	d, err := x.api.cfg.Limiter.Take(x.r.Context(), key, p, 1)
	if err != nil {
		return err
	}
	h := x.Header()
	policies, states := h["Ratelimit-Policy"], h["Ratelimit"]
	h["Ratelimit-Policy"] = []string{string(p.AppendPolicy(listed(policies)))}
	h["Ratelimit"] = []string{string(p.AppendState(listed(states), d))}
	return d.Refusal()
}

// listed begins the next item of a header that is a list (RFC 9651).
func listed(header []string) []byte {
	if len(header) == 0 {
		return nil
	}
	return append([]byte(header[0]), ", "...)
}
