package mail

import (
	"context"
	"errors"
	"fmt"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// How connections to a server are used. Servers differ in what they bear; these are
// well below what is usual.
const (
	mostConnections = 8                // at once
	mostLetters     = 100              // by one connection
	idleFor         = 10 * time.Second // then a connection is ended
	goodbye         = 2 * time.Second  // how long ending one may take
)

// connection is one to a mail server, for one letter at a time.
type connection struct {
	client  *gomail.Client
	smtp    *smtp.Client
	letters int       // so many were handed over
	since   time.Time // it is idle
}

// connect makes a connection.
func (s *SMTP) connect(ctx context.Context) (*connection, error) {
	client, err := gomail.NewClient(s.host, s.opts...)
	if err != nil {
		return nil, fmt.Errorf("set up SMTP: %w", err)
	}
	connected, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return &connection{client: client, smtp: connected}, nil
}

// waiting returns the idle connection that was used last, nil when there is none.
func (s *SMTP) waiting() *connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.idle) == 0 {
		return nil
	}
	c := s.idle[len(s.idle)-1]
	s.idle = s.idle[:len(s.idle)-1]
	return c
}

// giveBack keeps a connection for the next letter, unless what went wrong with the last
// one leaves it where nobody knows, or it has done enough.
func (s *SMTP) giveBack(c *connection, err error) {
	c.letters++
	switch {
	case err != nil && !settled(err):
		c.drop()
		return
	case c.letters >= mostLetters:
		c.end()
		return
	}
	c.since = s.clock()
	s.mu.Lock()
	s.idle = append(s.idle, c)
	s.mu.Unlock()
	time.AfterFunc(idleFor, s.tidy)
}

// tidy ends the connections that have been idle for long.
func (s *SMTP) tidy() {
	var old []*connection
	s.mu.Lock()
	for len(s.idle) > 0 && s.clock().Sub(s.idle[0].since) >= idleFor {
		old = append(old, s.idle[0])
		s.idle = s.idle[1:]
	}
	s.mu.Unlock()
	for _, c := range old {
		c.end()
	}
}

// send hands a letter over.
func (c *connection) send(m *gomail.Msg) error {
	return c.client.SendWithSMTPClient(c.smtp, m) //nolint:wrapcheck // sorted out by the caller
}

// end says goodbye. The server may be gone already, and that is as well.
func (c *connection) end() {
	if err := c.smtp.UpdateDeadline(goodbye); err != nil || c.smtp.Quit() != nil {
		c.drop()
	}
}

// drop ends a connection of which nobody knows where it stands.
func (c *connection) drop() {
	c.smtp.Close() //nolint:errcheck // it is over
}

// notBegun tells whether a connection was at its end before anything of the letter was
// said, so that another one may do.
func notBegun(err error) bool {
	failed, is := errors.AsType[*gomail.SendError](err)
	if !is || failed.Reason != gomail.ErrConnCheck && failed.Reason != gomail.ErrSMTPMailFrom {
		return false
	}
	return failed.ErrorCode() == 0 || failed.ErrorCode() == notNow
}

// settled tells whether the server has refused a letter and goes on with the next.
func settled(err error) bool {
	failed, is := errors.AsType[*gomail.SendError](err)
	if !is || failed.ErrorCode() < 400 || failed.ErrorCode() > 599 || failed.ErrorCode() == notNow {
		return false
	}
	return failed.Reason == gomail.ErrSMTPRcptTo || failed.Reason == gomail.ErrSMTPDataClose || failed.Reason == gomail.ErrSMTPMailFrom
}
