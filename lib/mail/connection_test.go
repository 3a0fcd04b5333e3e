package mail_test

import (
	"bytes"
	"errors"
	"mime"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	guild "github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/mail/mailtest"
)

// hasty returns a sender that waits for nothing longer than a moment.
func hasty(t *testing.T, addr string) guild.Sender {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		t.Fatal(err)
	}
	s, err := guild.NewSMTP(guild.SMTPConfig{Host: host, Port: n, Timeout: 300 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// TestFewConnections: a thousand letters go over as many connections as their number
// needs, whoever sends them.
func TestFewConnections(t *testing.T) {
	const letters, senders = 1000, 4
	server := mailtest.Start(t)
	s := open(t, "smtp://"+server.Addr)
	began := time.Now()
	var all sync.WaitGroup
	for range senders {
		all.Go(func() {
			for range letters / senders {
				m := letter()
				m.Attachments = nil
				if _, err := s.Send(t.Context(), m); err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	took := time.Since(began)
	if n := len(server.Letters()); n != letters {
		t.Errorf("%d letters arrived, want %d", n, letters)
	}
	if n := server.Connections(); n > letters/100+senders {
		t.Errorf("they took %d connections", n)
	}
	t.Logf("%.0f letters a second over %d connections", letters/took.Seconds(), server.Connections())
}

// TestConnectionIsGone: a connection that the server has ended meanwhile costs nothing
// but another one; a refused letter costs not even that.
func TestConnectionIsGone(t *testing.T) {
	server := mailtest.Start(t)
	s := open(t, "smtp://"+server.Addr)
	send := func() error { _, err := s.Send(t.Context(), letter()); return err }
	if err := send(); err != nil {
		t.Fatal(err)
	}
	server.Stop()
	server.Start()
	if err := send(); err != nil || server.Connections() != 2 {
		t.Errorf("after the server has ended a connection: %v, over %d", err, server.Connections())
	}
	server.RefuseAddress(letter().To.Address, 550, [3]int{5, 1, 1})
	if err := send(); !errors.Is(err, guild.ErrUnknown) {
		t.Errorf("refused: %v", err)
	}
	server.RefuseAddress(letter().To.Address, 0, [3]int{})
	if err := send(); err != nil || server.Connections() != 2 {
		t.Errorf("after a refusal: %v, over %d connections", err, server.Connections())
	}
}

// TestCut: a connection that breaks in the middle of a letter says nothing of the
// address or the server: the letter is tried again.
func TestCut(t *testing.T) {
	server := mailtest.Start(t)
	s := hasty(t, server.Addr)
	for _, how := range []mailtest.Broken{mailtest.Cuts, mailtest.Hangs} {
		server.Break(how)
		began := time.Now()
		_, err := s.Send(t.Context(), letter())
		if err == nil || errors.Is(err, guild.ErrDown) || errors.Is(err, guild.ErrRecipient) || errors.Is(err, guild.ErrMessage) {
			t.Errorf("%d: %v", how, err)
		}
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("it took %s to notice", took)
		}
		server.Break(mailtest.Sound)
		if _, err := s.Send(t.Context(), letter()); err != nil {
			t.Errorf("the next letter: %v", err)
		}
	}
}

// TestSilence: who is let in and told nothing goes away.
func TestSilence(t *testing.T) {
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() }) //nolint:errcheck // it is over
	began := time.Now()
	if _, err := hasty(t, listener.Addr().String()).Send(t.Context(), letter()); !errors.Is(err, guild.ErrDown) {
		t.Errorf("told nothing: %v", err)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("it took %s to notice", took)
	}
}

// TestNoPasswordInTheOpen: a setting that would tell a password is refused at the start.
func TestNoPasswordInTheOpen(t *testing.T) {
	if says := guild.Check("smtp://user:secret@mail.example:587?tls=off"); says == "" || strings.Contains(says, "secret") {
		t.Errorf("it says %q", says)
	}
}

// TestEveryScript: subjects, names and names of files in any script go over the wire in
// ASCII, in lines as short as they must be (RFC 5322, section 2.1.1).
func TestEveryScript(t *testing.T) {
	m := letter()
	m.Subject = strings.Repeat("عرض السعر للقطع الكبيرة — Größe ✓ ", 8)
	m.From.Name, m.To.Name = "شركة الرياح الشمالية", "Jörg Müller-Lüdenscheid"
	m.Attachments = []guild.Attachment{{Name: "Angebot Größe عرض.pdf", Type: "application/pdf", Body: []byte("%PDF-")}}
	var source bytes.Buffer
	if err := m.Write(&source); err != nil {
		t.Fatal(err)
	}
	for line := range strings.SplitSeq(source.String(), "\r\n") {
		if len(line) > 998 || strings.ContainsFunc(line, func(r rune) bool { return r > 126 }) {
			t.Fatalf("a line is %q", line)
		}
	}
	head, _, _ := strings.Cut(source.String(), "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\r\n") {
		if len(line) > 78 {
			t.Errorf("a line of the head has %d characters: %s", len(line), line)
		}
	}
	raw, err := mail.ReadMessage(bytes.NewReader(source.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	subject, err := (&mime.WordDecoder{}).DecodeHeader(raw.Header.Get("Subject"))
	if err != nil || strings.TrimSpace(subject) != strings.TrimSpace(m.Subject) {
		t.Errorf("the subject is %q, %v", subject, err)
	}
	got, err := guild.Read(source.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got.From.Name != m.From.Name || got.To.Name != m.To.Name || len(got.Attachments) != 1 || got.Attachments[0].Name != m.Attachments[0].Name {
		t.Errorf("read: %+v", got)
	}
}
