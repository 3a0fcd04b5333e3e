package mail

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strconv"
)

// Sender is a way by which letters leave. It may be used by any number of goroutines.
type Sender interface {
	// Send hands a letter over. When it returns no error the other side has taken
	// it, which does not say that it arrives.
	Send(ctx context.Context, m Message) (Receipt, error)
}

// Receipt is what the other side said when it took a letter.
type Receipt struct {
	ID     string // by which the provider knows the letter; empty where there is no such thing
	Answer string // in its own words, at most a line
}

// What may be wrong with handing over a letter. An error that is none of these may be
// gone at the next attempt.
var (
	// ErrDown says that the other side does not answer, or takes nothing from us: a
	// server that is not reached, a password that is wrong, a quota that is used up.
	ErrDown = errors.New("no mail can be sent now")
	// ErrRecipient says that no letter can be sent to this address, now or later.
	ErrRecipient = errors.New("the address is refused")
	// ErrUnknown is an ErrRecipient of which the other side says that there is no such
	// address: it need not be tried with another letter either.
	ErrUnknown = fmt.Errorf("%w: there is no such address", ErrRecipient)
	// ErrMessage says that this letter is refused, now and later: it is too large, or
	// taken for something that it is not.
	ErrMessage = errors.New("the letter is refused")
)

// Ports of mail servers (RFC 8314).
const (
	submission  = "587"
	submissions = "465"
)

// Check tells what is wrong with the URL of a way for letters, "" when nothing is. It
// does not repeat the URL, which may hold a password.
func Check(address string) string {
	_, err := Open(address)
	if err != nil {
		return err.Error()
	}
	return ""
}

// Open returns the sender that a URL names:
//
//   - smtp://user:password@host:587 speaks SMTP and turns to TLS by STARTTLS, without
//     which nothing is sent, but to this machine itself; ?tls=off never turns to TLS
//   - smtps://user:password@host:465 speaks TLS from the first byte
//   - resend://key is Resend's API; ?api= names another address that speaks like it
//   - file:///folder keeps letters in a folder
//
// It connects to nothing yet. Errors do not repeat the URL.
func Open(address string) (Sender, error) {
	u, err := url.Parse(address)
	if err != nil { // the error quotes the URL, password and all
		return nil, errors.New("is not a URL")
	}
	switch u.Scheme {
	case "smtp", "smtps":
		return openSMTP(u)
	case "resend":
		return openResend(u)
	case "file":
		if u.Path == "" || u.Host != "" {
			return nil, errors.New("names no folder: file:///folder")
		}
		return NewFolder(u.Path), nil
	}
	return nil, errors.New("must begin with smtp://, smtps:// or resend://")
}

func openSMTP(u *url.URL) (Sender, error) {
	c := SMTPConfig{Host: u.Hostname(), TLS: u.Scheme == "smtps", Plain: u.Query().Get("tls") == "off"}
	if c.Host == "" {
		return nil, errors.New("names no host")
	}
	if tls := u.Query().Get("tls"); tls != "" && (tls != "off" || c.TLS) {
		return nil, errors.New("has a parameter tls that is not off, or is refused by smtps")
	}
	port := u.Port()
	switch {
	case port == "" && c.TLS:
		port = submissions
	case port == "":
		port = submission
	}
	n, err := strconv.Atoi(port)
	if err != nil || n < 1 || n > 65535 {
		return nil, errors.New("names no port from 1 to 65535")
	}
	c.Port = n
	if u.User != nil {
		c.User = u.User.Username()
		c.Password, _ = u.User.Password()
	}
	return NewSMTP(c)
}

func openResend(u *url.URL) (Sender, error) {
	if u.Host == "" || u.User != nil || u.Port() != "" {
		return nil, errors.New("must be resend:// and a key")
	}
	return NewResend(u.Host, u.Query().Get("api"))
}
