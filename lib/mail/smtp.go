package mail

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// smtpTimeout bounds connecting, and then handing over, each.
const smtpTimeout = 25 * time.Second

// SMTPConfig says how to reach a mail server.
type SMTPConfig struct {
	Host     string
	Port     int
	User     string // "" for a server that asks nobody who they are
	Password string
	TLS      bool          // from the first byte; otherwise by STARTTLS
	Plain    bool          // never by STARTTLS
	Trust    *tls.Config   // whom to trust; those whom this machine trusts when nil
	Timeout  time.Duration // of connecting, and of handing over a letter, each; 25 seconds when zero
}

// SMTP hands letters to a mail server, over a few connections that are kept for the
// next letter for some seconds: greetings and TLS cost more than most letters.
type SMTP struct {
	host  string
	opts  []gomail.Option
	room  chan struct{} // a place for each connection that may be in use
	clock func() time.Time

	mu   sync.Mutex
	idle []*connection // the one that was used last at the end
}

// NewSMTP returns a sender for a server. It connects to nothing yet. A password is
// never sent over a connection that others can read.
func NewSMTP(c SMTPConfig) (*SMTP, error) {
	if c.Plain && c.User != "" && !isLocal(c.Host) {
		return nil, errors.New("has a password, and tls=off would tell it to everybody on the way")
	}
	trust := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.Trust != nil {
		trust = c.Trust.Clone()
	}
	trust.ServerName = c.Host
	opts := []gomail.Option{
		gomail.WithPort(c.Port), gomail.WithTimeout(cmp.Or(c.Timeout, smtpTimeout)), gomail.WithTLSConfig(trust), gomail.WithoutNoop(),
	}
	switch {
	case c.TLS:
		opts = append(opts, gomail.WithSSL(), gomail.WithTLSPolicy(gomail.NoTLS))
	case c.Plain:
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	case isLocal(c.Host):
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if c.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(c.User), gomail.WithPassword(c.Password))
	}
	if _, err := gomail.NewClient(c.Host, opts...); err != nil {
		return nil, fmt.Errorf("set up SMTP: %w", err)
	}
	return &SMTP{host: c.Host, opts: opts, room: make(chan struct{}, mostConnections), clock: time.Now}, nil
}

// isLocal tells whether a host is this machine itself.
func isLocal(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Send hands a letter to the server.
func (s *SMTP) Send(ctx context.Context, m Message) (Receipt, error) {
	built, err := m.build()
	if err != nil {
		return Receipt{}, err
	}
	select {
	case s.room <- struct{}{}:
		defer func() { <-s.room }()
	case <-ctx.Done():
		return Receipt{}, fmt.Errorf("%w: all connections are in use", ErrDown)
	}
	c := s.waiting()
	fresh := c == nil
	if !fresh {
		err = c.send(built)
		if fresh = notBegun(err); fresh { // the server had enough of the connection
			c.drop()
			if built, err = m.build(); err != nil {
				return Receipt{}, err
			}
		}
	}
	if fresh {
		if c, err = s.connect(ctx); err != nil {
			return Receipt{}, fmt.Errorf("%w: %w", ErrDown, err)
		}
		err = c.send(built)
	}
	s.giveBack(c, err)
	if err != nil && !built.IsDelivered() { // what the server has taken it has taken
		return Receipt{}, sortOut(err)
	}
	return Receipt{Answer: oneLine(strings.TrimSpace(built.ServerResponse()))}, nil
}

// notNow is a server's answer by which it ends the connection (RFC 5321, section 3.8).
const notNow = 421

// sortOut tells of which sort an error of SMTP is, by RFC 5321, section 4.2.1, and for
// addresses by the code of RFC 3463. When the connection breaks while the letter goes
// over it, the letter may be why.
func sortOut(err error) error {
	failed, answered := errors.AsType[*gomail.SendError](err)
	if !answered {
		return fmt.Errorf("%w: %w", ErrDown, err)
	}
	code := failed.ErrorCode()
	permanent := code >= 500 && code < 600
	switch failed.Reason {
	case gomail.ErrGetSender:
		return fmt.Errorf("%w: %w", ErrMessage, err)
	case gomail.ErrGetRcpts:
		return fmt.Errorf("%w: %w", ErrRecipient, err)
	case gomail.ErrSMTPRcptTo:
		switch {
		case permanent && strings.HasPrefix(failed.EnhancedStatusCode(), "5.1."):
			return fmt.Errorf("%w: %w", ErrUnknown, err)
		case permanent:
			return fmt.Errorf("%w: %w", ErrRecipient, err)
		}
	case gomail.ErrSMTPData, gomail.ErrSMTPDataClose, gomail.ErrWriteContent:
		if permanent {
			return fmt.Errorf("%w: %w", ErrMessage, err)
		}
		return fmt.Errorf("hand over a letter: %w", err)
	default: // MAIL FROM and what is before it are the same for every letter
		return fmt.Errorf("%w: %w", ErrDown, err)
	}
	if code == 0 || code == notNow || errors.Is(err, net.ErrClosed) {
		return fmt.Errorf("%w: %w", ErrDown, err)
	}
	return fmt.Errorf("hand over a letter: %w", err)
}
