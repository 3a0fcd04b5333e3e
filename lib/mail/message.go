package mail

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"slices"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Address is somebody who writes or is written to: an address, and perhaps a name
// (RFC 5322, section 3.4).
type Address = mail.Address

// ParseAddress reads an address with or without a name: "Acme <post@acme.example>".
func ParseAddress(text string) (Address, error) {
	a, err := mail.ParseAddress(text)
	if err != nil {
		return Address{}, fmt.Errorf("read an address: %w", err)
	}
	return *a, nil
}

// Message is a letter to one address.
type Message struct {
	ID          string    // its Message-ID, without angle brackets: the same at every attempt
	Date        time.Time // when it was written
	From        Address
	To          Address
	ReplyTo     Address // where answers go; those to From when it has no address
	Subject     string  // one line; breaks become blanks
	Text        string  // for readers that show no HTML; required
	HTML        string  // the same for others; none when empty
	Attachments []Attachment
	Headers     map[string]string // beyond those that follow from the rest, by their canonical names
	Tags        map[string]string // what a provider tells back in its reports; letters, digits, _ and - alone
}

// Attachment is a file that goes with a letter.
type Attachment struct {
	Name string // under which its reader keeps it: "INV-2026-00001.pdf"
	Type string // by RFC 9110: "application/pdf"
	Body []byte
}

// Write writes the letter as it goes over the wire (RFC 5322, MIME).
func (m Message) Write(w io.Writer) error {
	built, err := m.build()
	if err != nil {
		return err
	}
	if _, err := built.WriteTo(w); err != nil {
		return fmt.Errorf("write a letter: %w", err)
	}
	return nil
}

// build makes the library's letter. A letter that nobody could send is an [ErrMessage].
func (m Message) build() (*gomail.Msg, error) {
	if m.From.Address == "" || m.To.Address == "" || m.ID == "" || m.Text == "" {
		return nil, fmt.Errorf("%w: it needs an id, a sender, a recipient and a text", ErrMessage)
	}
	if err := errors.Join(Sound(m.From), Sound(m.ReplyTo)); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMessage, err)
	}
	if err := Sound(m.To); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrRecipient, err)
	}
	built := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	built.FromMailAddress(&m.From)
	built.ToMailAddress(&m.To)
	if m.ReplyTo.Address != "" {
		built.ReplyToMailAddress(&m.ReplyTo)
	}
	built.SetMessageIDWithValue(oneLine(m.ID))
	built.SetDateWithValue(m.Date)
	built.Subject(oneLine(m.Subject))
	for name, value := range m.Headers {
		built.SetGenHeader(gomail.Header(oneLine(name)), oneLine(value))
	}
	built.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		built.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	for _, a := range m.Attachments {
		kind := gomail.WithFileContentType(gomail.ContentType(oneLine(cmp.Or(a.Type, "application/octet-stream"))))
		if err := built.AttachReader(oneLine(a.Name), bytes.NewReader(slices.Clone(a.Body)), kind); err != nil {
			return nil, fmt.Errorf("%w: attach %s: %w", ErrMessage, a.Name, err)
		}
	}
	return built, nil
}

// Sound refuses an address that would not be read as it was meant. None is sound.
func Sound(a Address) error {
	if a.Address == "" {
		return nil
	}
	read, err := mail.ParseAddress((&mail.Address{Address: a.Address}).String())
	if err != nil || read.Address != a.Address || strings.ContainsAny(a.Name, "\r\n") {
		return errors.New("an address is none")
	}
	return nil
}

// oneLine takes breaks out of a text, lest it begin another header.
func oneLine(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' }), " ")
}
