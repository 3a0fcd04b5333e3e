package outbound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"slices"
	"syscall"
	"time"
)

// Options say what a client may do. Zero members mean the defaults.
type Options struct {
	// Allow lists networks that may be reached although they are not public, and
	// without TLS: the operator's own.
	Allow     []netip.Prefix
	Timeout   time.Duration // of one exchange, redirects and body included; 10 s
	MaxAnswer int64         // bytes of a body; 1 MiB
	Redirects int           // that are followed; beyond them the redirect is the answer
	Resolver  *net.Resolver // of names; that of the system when nil
}

// ErrTooLarge says that an answer is longer than it may be.
var ErrTooLarge = errors.New("the answer is too large")

const (
	defaultTimeout = 10 * time.Second
	defaultAnswer  = 1 << 20
	dialTimeout    = 5 * time.Second
	maxHeader      = 64 << 10
	idle           = 30 * time.Second
)

// New returns a client that reaches public addresses alone, by https, and those that
// are allowed. Errors wrap [ErrRefused] and [ErrTooLarge] where these are the reason.
func New(o Options) *http.Client {
	if o.Timeout == 0 {
		o.Timeout = defaultTimeout
	}
	if o.MaxAnswer == 0 {
		o.MaxAnswer = defaultAnswer
	}
	g := &guard{allow: o.Allow, most: o.MaxAnswer}
	dialer := &net.Dialer{Timeout: dialTimeout, Resolver: o.Resolver, ControlContext: g.control}
	g.inner = &http.Transport{
		DialContext: dialer.DialContext, ForceAttemptHTTP2: true, TLSHandshakeTimeout: dialTimeout,
		ResponseHeaderTimeout: o.Timeout, MaxResponseHeaderBytes: maxHeader, IdleConnTimeout: idle,
		DisableCompression: true, // a small answer cannot become a large one
	}
	return &http.Client{Transport: g, Timeout: o.Timeout, CheckRedirect: func(_ *http.Request, via []*http.Request) error {
		if len(via) > o.Redirects {
			return http.ErrUseLastResponse
		}
		return nil
	}}
}

// guard looks at every address before it is connected to, and bounds every answer.
type guard struct {
	inner *http.Transport
	allow []netip.Prefix
	most  int64
}

// inClear marks requests that go without TLS, for the connection that they need.
type inClear struct{}

// RoundTrip sends one request.
func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Scheme != "https" {
		r = r.WithContext(context.WithValue(r.Context(), inClear{}, true))
	}
	answer, err := g.inner.RoundTrip(r)
	if err != nil {
		return nil, err //nolint:wrapcheck // the client's own wraps it
	}
	answer.Body = &bounded{ReadCloser: answer.Body, left: g.most}
	return answer, nil
}

// CloseIdleConnections closes what nobody uses.
func (g *guard) CloseIdleConnections() { g.inner.CloseIdleConnections() }

// control is asked for each address that a name has resolved to, right before it is
// connected to.
func (g *guard) control(ctx context.Context, _, address string, _ syscall.RawConn) error {
	to, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %s", ErrRefused, address)
	}
	ip := to.Addr().Unmap().WithZone("")
	switch {
	case slices.ContainsFunc(g.allow, func(p netip.Prefix) bool { return p.Contains(ip) }):
		return nil
	case !Public(ip):
		return fmt.Errorf("%w: it is not public", ErrRefused)
	case ctx.Value(inClear{}) != nil:
		return fmt.Errorf("%w: without TLS", ErrRefused)
	}
	return nil
}

// bounded is a body that ends with an error when it is too long.
type bounded struct {
	io.ReadCloser

	left int64
}

// Read reads on.
func (b *bounded) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, ErrTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1] // one more, to know whether it goes on
	}
	n, err := b.ReadCloser.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return n - 1, ErrTooLarge
	}
	return n, err
}
