package mail

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// deepest is how far parts of a letter may lie in parts.
const deepest = 8

// Read reads a letter as it came over the wire: the headers that a [Message] has, its
// texts, and its attachments. Only what is in UTF-8, or ASCII, is read well.
func Read(source []byte) (Message, error) {
	raw, err := mail.ReadMessage(bytes.NewReader(source))
	if err != nil {
		return Message{}, fmt.Errorf("read a letter: %w", err)
	}
	words := &mime.WordDecoder{}
	m := Message{ID: strings.Trim(raw.Header.Get("Message-ID"), "<> ")}
	if m.Subject, err = words.DecodeHeader(raw.Header.Get("Subject")); err != nil {
		m.Subject = raw.Header.Get("Subject")
	}
	if m.Date, err = raw.Header.Date(); err != nil && !errors.Is(err, mail.ErrHeaderNotPresent) {
		return Message{}, fmt.Errorf("read the date of a letter: %w", err)
	}
	for name, to := range map[string]*Address{"From": &m.From, "To": &m.To, "Reply-To": &m.ReplyTo} {
		if all, err := raw.Header.AddressList(name); err == nil && len(all) > 0 {
			*to = *all[0]
		}
	}
	err = take(&m, part{kind: raw.Header.Get("Content-Type"), encoding: raw.Header.Get("Content-Transfer-Encoding"), body: raw.Body}, 0)
	return m, err
}

// part is a part of a letter, or all of it.
type part struct {
	kind, encoding, disposition string
	body                        io.Reader
}

// take adds a part to the letter.
func take(m *Message, p part, depth int) error {
	kind, params, err := mime.ParseMediaType(p.kind)
	if err != nil {
		kind = "text/plain" // RFC 2045, section 5.2
	}
	if strings.HasPrefix(kind, "multipart/") && depth < deepest {
		return takeAll(m, multipart.NewReader(p.body, params["boundary"]), depth)
	}
	body, err := p.decoded()
	if err != nil {
		return fmt.Errorf("read a part of a letter: %w", err)
	}
	how, named, err := mime.ParseMediaType(p.disposition)
	switch attached := err == nil && how == "attachment"; {
	case attached || !strings.HasPrefix(kind, "text/"):
		m.Attachments = append(m.Attachments, Attachment{Name: plainWords(named["filename"]), Type: kind, Body: body})
	case kind == "text/html":
		m.HTML += string(body)
	default:
		m.Text += string(body)
	}
	return nil
}

func takeAll(m *Message, parts *multipart.Reader, depth int) error {
	for {
		one, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read the parts of a letter: %w", err)
		}
		err = take(m, part{
			kind: one.Header.Get("Content-Type"), encoding: one.Header.Get("Content-Transfer-Encoding"),
			disposition: one.Header.Get("Content-Disposition"), body: one,
		}, depth+1)
		if err != nil {
			return err
		}
	}
}

func (p part) decoded() ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(p.encoding)) {
	case "base64":
		return io.ReadAll(base64.NewDecoder(base64.StdEncoding, p.body))
	case "quoted-printable":
		return io.ReadAll(quotedprintable.NewReader(p.body))
	}
	return io.ReadAll(p.body)
}

// plainWords reads a name that may be written as RFC 2047 has it.
func plainWords(text string) string {
	plain, err := (&mime.WordDecoder{}).DecodeHeader(text)
	if err != nil {
		return text
	}
	return plain
}
