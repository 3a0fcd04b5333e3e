package mail_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	guild "github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/mail/mailtest"
)

func letter() guild.Message {
	return guild.Message{
		ID: "0198-1@guildhall.example", Date: time.Date(2026, time.May, 4, 9, 0, 0, 0, time.UTC),
		From: guild.Address{Name: "Nordwind GmbH", Address: "no-reply@guildhall.example"}, To: guild.Address{Name: "Jörg", Address: "joerg@client.example"},
		ReplyTo: guild.Address{Address: "post@nordwind.example"}, Subject: "Angebot über Größe\r\nBcc: evil@example.com", Text: "Grüße\n.\nعرض السعر\n", HTML: "<p>Grüße</p>",
		Attachments: []guild.Attachment{{Name: "Q-2026-00001.pdf", Type: "application/pdf", Body: bytes.Repeat([]byte("%PDF-\x00\xff"), 5000)}},
		Headers:     map[string]string{"Auto-Submitted": "auto-generated"}, Tags: map[string]string{"tenant": "t"},
	}
}

// check wants a letter to have come over the wire as it was meant.
func check(t *testing.T, source []byte) {
	t.Helper()
	want := letter()
	got, err := guild.Read(source)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := mail.ReadMessage(bytes.NewReader(source))
	if err != nil {
		t.Fatal(err)
	}
	if raw.Header.Get("Bcc") != "" || raw.Header.Get("Auto-Submitted") != "auto-generated" {
		t.Errorf("headers: %v", raw.Header)
	}
	if got.ID != want.ID || !got.Date.Equal(want.Date) || got.From != want.From || got.To != want.To || got.ReplyTo.Address != want.ReplyTo.Address {
		t.Errorf("the head is %+v", got)
	}
	if got.Subject != "Angebot über Größe Bcc: evil@example.com" {
		t.Errorf("the subject is %q", got.Subject)
	}
	if strings.ReplaceAll(got.Text, "\r\n", "\n") != want.Text || !strings.Contains(got.HTML, want.HTML) {
		t.Errorf("it says %q, %q", got.Text, got.HTML)
	}
	if len(got.Attachments) != 1 || got.Attachments[0].Name != want.Attachments[0].Name || got.Attachments[0].Type != "application/pdf" ||
		!bytes.Equal(got.Attachments[0].Body, want.Attachments[0].Body) {
		t.Errorf("attachments: %d", len(got.Attachments))
	}
}

func open(t *testing.T, url string) guild.Sender {
	t.Helper()
	s, err := guild.Open(url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestSMTP(t *testing.T) {
	server := mailtest.Start(t)
	s := open(t, "smtp://"+server.Addr)
	if _, err := s.Send(t.Context(), letter()); err != nil {
		t.Fatal(err)
	}
	got := server.Letters()
	if len(got) != 1 || got[0].From != "no-reply@guildhall.example" || got[0].To != "joerg@client.example" {
		t.Fatalf("handed over: %+v", got)
	}
	check(t, got[0].Source)
}

func TestRefusals(t *testing.T) {
	server := mailtest.Start(t)
	s := open(t, "smtp://"+server.Addr)
	to := letter().To.Address
	send := func(want error, not ...error) {
		t.Helper()
		_, err := s.Send(t.Context(), letter())
		if want == nil && err == nil || want != nil && !errors.Is(err, want) {
			t.Errorf("the error is %v, want %v", err, want)
		}
		for _, n := range not {
			if errors.Is(err, n) {
				t.Errorf("%v is %v", err, n)
			}
		}
	}
	server.RefuseAddress(to, 550, [3]int{5, 1, 1})
	send(guild.ErrUnknown)
	server.RefuseAddress(to, 550, [3]int{5, 7, 1})
	send(guild.ErrRecipient, guild.ErrUnknown)
	server.RefuseAddress(to, 450, [3]int{4, 2, 0})
	send(nil, guild.ErrRecipient, guild.ErrDown, guild.ErrMessage)
	server.RefuseAddress(to, 421, [3]int{4, 3, 2})
	send(guild.ErrDown)
	server.RefuseAddress(to, 0, [3]int{})
	server.RefuseLetters(554, [3]int{5, 6, 0})
	send(guild.ErrMessage)
	server.RefuseLetters(451, [3]int{4, 3, 0})
	send(nil, guild.ErrMessage, guild.ErrDown)
	server.RefuseLetters(0, [3]int{})
	server.Stop()
	send(guild.ErrDown)
	server.Start()
	if _, err := s.Send(t.Context(), letter()); err != nil {
		t.Errorf("after it was started again: %v", err)
	}
	bad := letter()
	bad.To.Address = "not an address"
	if _, err := s.Send(t.Context(), bad); !errors.Is(err, guild.ErrRecipient) {
		t.Errorf("no address: %v", err)
	}
}

// TestTLS: a password and a letter go over TLS alone, to the server that is meant.
func TestTLS(t *testing.T) {
	web := httptest.NewTLSServer(nil) // for its certificate, which is of 127.0.0.1
	defer web.Close()
	config := &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12}
	trust := web.Client().Transport.(*http.Transport).TLSClientConfig
	for name, implicit := range map[string]bool{"starttls": false, "tls": true} {
		t.Run(name, func(t *testing.T) {
			server := mailtest.Start(t, mailtest.WithTLS(config, implicit), mailtest.WithUser("guildhall", "secret"))
			_, port, _ := strings.Cut(server.Addr, ":")
			n, err := strconv.Atoi(port)
			if err != nil {
				t.Fatal(err)
			}
			for _, tt := range []struct {
				password string
				trust    *tls.Config
				want     error
			}{{"secret", trust, nil}, {"wrong", trust, guild.ErrDown}, {"secret", nil, guild.ErrDown}} {
				s, err := guild.NewSMTP(guild.SMTPConfig{Host: "127.0.0.1", Port: n, User: "guildhall", Password: tt.password, TLS: implicit, Trust: tt.trust})
				if err != nil {
					t.Fatal(err)
				}
				if _, err := s.Send(t.Context(), letter()); !errors.Is(err, tt.want) {
					t.Errorf("password %s: %v, want %v", tt.password, err, tt.want)
				}
			}
			if n := len(server.Letters()); n != 1 {
				t.Errorf("%d letters were taken", n)
			}
		})
	}
	plain := mailtest.Start(t, mailtest.WithUser("guildhall", "secret"))
	if _, err := open(t, "smtp://guildhall:secret@"+plain.Addr).Send(t.Context(), letter()); !errors.Is(err, guild.ErrDown) {
		t.Errorf("a password in the open: %v", err)
	}
}

func TestResend(t *testing.T) {
	var status int
	var answer, key string
	var got struct {
		From, To, Subject string
		Attachments       []struct {
			Filename string `json:"filename"`
			Content  []byte `json:"content"`
		} `json:"attachments"`
		Tags []struct{ Name, Value string } `json:"tags"`
	}
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := io.ReadAll(r.Body)
		var to struct{ To []string }
		if err == nil {
			err = errors.Join(json.Unmarshal(bytes.ReplaceAll(text, []byte(`"to":`), []byte(`"too":`)), &got), json.Unmarshal(text, &to))
		}
		if err != nil || r.URL.Path != "/emails" || r.Header.Get("Authorization") != "Bearer re_key" || len(to.To) != 1 {
			t.Errorf("%s %v: %v", r.URL, r.Header, err)
		}
		key = r.Header.Get("Idempotency-Key")
		w.WriteHeader(status)
		io.WriteString(w, answer) //nolint:errcheck // of a test
	}))
	defer api.Close()
	s := open(t, "resend://re_key?api="+api.URL)
	status, answer = 200, `{"id":"49a3999c"}`
	receipt, err := s.Send(t.Context(), letter())
	if err != nil || receipt.ID != "49a3999c" || key != letter().ID {
		t.Fatalf("%+v, %v, key %s", receipt, err, key)
	}
	if len(got.Attachments) != 1 || !bytes.Equal(got.Attachments[0].Content, letter().Attachments[0].Body) || len(got.Tags) != 1 || got.Tags[0].Name != "tenant" {
		t.Errorf("it got %+v", got.Tags)
	}
	for _, tt := range []struct {
		status int
		answer string
		want   error
	}{
		{401, `{"name":"missing_api_key"}`, guild.ErrDown},
		{403, `{"name":"invalid_api_key"}`, guild.ErrDown},
		{429, `{"name":"rate_limit_exceeded"}`, guild.ErrDown},
		{500, `oops`, guild.ErrDown},
		{422, `{"name":"validation_error","message":"Invalid ` + "`to`" + ` field."}`, guild.ErrRecipient},
		{422, `{"name":"invalid_attachment"}`, guild.ErrMessage},
	} {
		status, answer = tt.status, tt.answer
		if _, err := s.Send(t.Context(), letter()); !errors.Is(err, tt.want) || strings.Contains(err.Error(), "re_key") {
			t.Errorf("%d %s: %v, want %v", tt.status, tt.answer, err, tt.want)
		}
	}
	status, answer = 409, `{"name":"concurrent_idempotent_requests"}`
	if _, err := s.Send(t.Context(), letter()); err == nil || errors.Is(err, guild.ErrDown) || errors.Is(err, guild.ErrMessage) {
		t.Errorf("409: %v", err)
	}
	api.Close()
	if _, err := s.Send(t.Context(), letter()); !errors.Is(err, guild.ErrDown) {
		t.Errorf("nobody there: %v", err)
	}
}

func TestFolder(t *testing.T) {
	f := guild.NewFolder(t.TempDir() + "/mail")
	if names, err := f.Names(10); err != nil || len(names) != 0 {
		t.Fatalf("%v, %v", names, err)
	}
	later := letter()
	later.ID, later.Date = "2@guildhall.example", later.Date.Add(time.Second)
	for _, m := range []guild.Message{letter(), later, letter()} {
		if _, err := f.Send(context.Background(), m); err != nil {
			t.Fatal(err)
		}
	}
	names, err := f.Names(10)
	if err != nil || len(names) != 2 {
		t.Fatalf("%v, %v", names, err)
	}
	source, err := f.Source(names[1])
	if err != nil {
		t.Fatal(err)
	}
	check(t, source)
	for _, name := range []string{"", "../mail", "x", "." + names[0], "../../etc/passwd"} {
		if _, err := f.Source(name); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestCheck(t *testing.T) {
	for _, good := range []string{"smtp://a:b@host:587", "smtp://host", "smtps://a:b@host", "smtp://host?tls=off", "resend://re_123", "file:///tmp/mail"} {
		if says := guild.Check(good); says != "" {
			t.Errorf("%s %s", good, says)
		}
	}
	for _, bad := range []string{
		"", "host", "http://host", "smtp://", "smtp://host:0", "smtp://host:99999", "smtps://host?tls=off", "smtp://host?tls=yes", "resend://",
		"resend://k?api=http://elsewhere.example", "file://host", "smtp://a:pass%word@host",
	} {
		if says := guild.Check(bad); says == "" || strings.Contains(says, "pass") {
			t.Errorf("%q is taken, or %q tells", bad, says)
		}
	}
}

// TestVerify: the example of the specification, and what is not to be believed.
func TestVerify(t *testing.T) {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	body := []byte(`{"test": 2432232314}`)
	at := time.Unix(1614265330, 0)
	head := func(id, stamp, signature string) http.Header {
		return http.Header{"Webhook-Id": {id}, "Webhook-Timestamp": {stamp}, "Webhook-Signature": {signature}}
	}
	const id, stamp, good = "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
	if got, err := guild.Verify(secret, head(id, stamp, "v1a,x v1,bm90 "+good), body, at.Add(time.Minute)); err != nil || got != id {
		t.Errorf("%s, %v", got, err)
	}
	svix := http.Header{"Svix-Id": {id}, "Svix-Timestamp": {stamp}, "Svix-Signature": {good}}
	if _, err := guild.Verify(secret, svix, body, at); err != nil {
		t.Errorf("by Svix's headers: %v", err)
	}
	for name, h := range map[string]http.Header{
		"another id": head("msg_2", stamp, good), "no signature": head(id, stamp, ""), "another version": head(id, stamp, "v2"+good[2:]),
		"no time": head(id, "", good), "another time": head(id, "1614265331", good), "nothing": {},
	} {
		if _, err := guild.Verify(secret, h, body, at); !errors.Is(err, guild.ErrSignature) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := guild.Verify(secret, head(id, stamp, good), append(body, ' '), at); err == nil {
		t.Error("another body is believed")
	}
	if _, err := guild.Verify(secret, head(id, stamp, good), body, at.Add(6*time.Minute)); err == nil {
		t.Error("an old report is believed")
	}
	if _, err := guild.Verify("whsec_AAAA", head(id, stamp, good), body, at); err == nil {
		t.Error("another secret does")
	}
}
