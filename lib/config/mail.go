package config

import (
	"net/url"

	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/problem"
)

// Mail is by what letters leave, and from whom.
type Mail struct {
	MailURL  string `env:"GUILDHALL_MAIL_URL" help:"By what mail is sent: smtp://user:password@host:587 (by STARTTLS), smtps://user:password@host:465, or resend://key. The folder mail of the data folder keeps it when empty."`
	MailFrom string `env:"GUILDHALL_MAIL_FROM" help:"From whose address mail is sent, such as no-reply@guildhall.example.com; the name beside it is that of the company."`
}

// check adds what is wrong.
func (m Mail) check(wrong *problem.Fields) {
	if m.MailURL != "" {
		if says := mail.Check(m.MailURL); says != "" {
			wrong.Add("GUILDHALL_MAIL_URL", "invalid", "%s", says)
		}
	}
	if m.MailFrom == "" {
		if m.MailURL != "" {
			wrong.Add("GUILDHALL_MAIL_FROM", "required", "must be given with GUILDHALL_MAIL_URL")
		}
		return
	}
	if _, err := mail.ParseAddress(m.MailFrom); err != nil {
		wrong.Add("GUILDHALL_MAIL_FROM", "invalid", "must be an address such as no-reply@guildhall.example.com")
	}
}

// Validate returns an error that names every setting that cannot be meant.
func (m Mail) Validate() error {
	var wrong problem.Fields
	m.check(&wrong)
	return settingsError(wrong)
}

// way names the way by which letters leave, for a log: without the key or the password.
func (m Mail) way() string {
	u, err := url.Parse(m.MailURL)
	if err != nil || u.Scheme == "resend" {
		return "resend://xxxxx"
	}
	return Redact(m.MailURL)
}

// Local tells whether only this machine reaches the server, so that it may show what
// nobody else is to see.
func (s Serve) Local() bool { return s.Development || isLoopback(s.Listen) }
