package mailtest

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Letter is what was handed over.
type Letter struct {
	From, To string // of the envelope
	Source   []byte // as it came over the wire
}

// Server is a mail server. It may be used by any number of goroutines.
type Server struct {
	Addr string // host and port

	tb       testing.TB
	trust    *tls.Config // nil speaks no TLS
	implicit bool        // TLS from the first byte
	user     string      // "" asks nobody who they are
	password string

	mu      sync.Mutex
	running *smtp.Server
	letters []Letter
	rcpt    map[string]*smtp.SMTPError // by address: why it is refused
	data    *smtp.SMTPError            // why letters are refused
	broken  Broken
	met     int // connections so far
}

// Broken is what a server does in the middle of a letter instead of taking it.
type Broken int

// What a server may do.
const (
	Sound Broken = iota // it takes the letter
	Cuts                // it ends the connection
	Hangs               // it says nothing any more, for a minute
)

// Break has the server take no letter to its end, or, when it is [Sound], take them
// again.
func (s *Server) Break(how Broken) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.broken = how
}

// Connections returns how many connections there were so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.met
}

// counted counts connections.
type counted struct {
	net.Listener

	server *Server
}

// Accept accepts a connection.
func (c counted) Accept() (net.Conn, error) {
	conn, err := c.Listener.Accept()
	if err == nil {
		c.server.mu.Lock()
		c.server.met++
		c.server.mu.Unlock()
	}
	return conn, err //nolint:wrapcheck // it is net's
}

// Option is how a server differs.
type Option func(*Server)

// WithTLS has the server turn to TLS by STARTTLS, or speak it from the first byte.
func WithTLS(c *tls.Config, implicit bool) Option {
	return func(s *Server) { s.trust, s.implicit = c, implicit }
}

// WithUser has the server take letters of one user alone.
func WithUser(name, password string) Option {
	return func(s *Server) { s.user, s.password = name, password }
}

// Start starts a server, which stops with the test.
func Start(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	s := &Server{Addr: "127.0.0.1:0", tb: tb, rcpt: map[string]*smtp.SMTPError{}}
	for _, o := range opts {
		o(s)
	}
	s.Start()
	tb.Cleanup(s.Stop)
	return s
}

// Start starts a server that was stopped, where it was.
func (s *Server) Start() {
	s.tb.Helper()
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", s.Addr)
	if err != nil {
		s.tb.Fatalf("listen for mail: %v", err)
	}
	s.Addr = listener.Addr().String()
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c.Conn()}, nil }))
	server.Domain, server.ReadTimeout, server.WriteTimeout = "mail.test", 10*time.Second, 10*time.Second
	server.MaxMessageBytes, server.EnableSMTPUTF8, server.TLSConfig = 30<<20, true, s.trust
	server.ErrorLog = quiet{}
	if s.implicit {
		listener = tls.NewListener(listener, s.trust)
	}
	s.mu.Lock()
	s.running = server
	s.mu.Unlock()
	listener = counted{listener, s}
	go server.Serve(listener) //nolint:errcheck // it ends when it is stopped
}

// Stop stops the server, with all its connections.
func (s *Server) Stop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.running != nil {
		s.running.Close() //nolint:errcheck // it is over
		s.running = nil
	}
}

// RefuseAddress has the server refuse an address; a code of zero has it taken again.
func (s *Server) RefuseAddress(address string, code int, enhanced [3]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if code == 0 {
		delete(s.rcpt, address)
		return
	}
	s.rcpt[address] = &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: "refused by the test"}
}

// RefuseLetters has the server refuse what letters say; a code of zero has them taken
// again.
func (s *Server) RefuseLetters(code int, enhanced [3]int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.data = nil
	if code != 0 {
		s.data = &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: "refused by the test"}
	}
}

// Letters returns what was handed over, in its order.
func (s *Server) Letters() []Letter {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.letters)
}

// Await returns the letters once there are so many, and fails the test when there are
// not after a while.
func (s *Server) Await(n int, within time.Duration) []Letter {
	s.tb.Helper()
	for end := time.Now().Add(within); ; time.Sleep(5 * time.Millisecond) {
		letters := s.Letters()
		if len(letters) >= n {
			return letters
		}
		if time.Now().After(end) {
			s.tb.Fatalf("%d letters were handed over after %s, want %d", len(letters), within, n)
		}
	}
}

// session is a connection.
type session struct {
	server *Server
	conn   net.Conn
	letter Letter
	known  bool
}

// AuthMechanisms tells how somebody may say who they are.
func (c *session) AuthMechanisms() []string {
	if c.server.user == "" {
		return nil
	}
	return []string{sasl.Plain}
}

// Auth takes a name and a password.
func (c *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, password string) error {
		if name != c.server.user || password != c.server.password {
			return smtp.ErrAuthFailed
		}
		c.known = true
		return nil
	}), nil
}

// Mail takes from whom a letter is.
func (c *session) Mail(from string, _ *smtp.MailOptions) error {
	if c.server.user != "" && !c.known {
		return smtp.ErrAuthRequired
	}
	c.letter.From = from
	return nil
}

// Rcpt takes to whom a letter goes.
func (c *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if refused := c.server.rcpt[to]; refused != nil {
		return refused
	}
	c.letter.To = to
	return nil
}

// Data takes a letter.
func (c *session) Data(r io.Reader) error {
	c.server.mu.Lock()
	broken := c.server.broken
	c.server.mu.Unlock()
	switch broken {
	case Cuts:
		return c.conn.Close() //nolint:wrapcheck // of a test
	case Hangs:
		time.Sleep(time.Minute)
	case Sound:
	}
	text, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("take a letter: %w", err)
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.server.data != nil {
		return c.server.data
	}
	c.letter.Source = text
	c.server.letters = append(c.server.letters, c.letter)
	return nil
}

// Reset forgets a letter that was begun.
func (c *session) Reset() { c.letter = Letter{} }

// Logout ends the session.
func (c *session) Logout() error { return nil }

// quiet drops what the server would log.
type quiet struct{}

// Printf drops a line.
func (quiet) Printf(string, ...any) {}

// Println drops a line.
func (quiet) Println(...any) {}
