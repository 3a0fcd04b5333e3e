package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	_ Sender = (*Twilio)(nil)
	_ Sender = (*Recorder)(nil)
)

const (
	secret = "f4a1c0ffee"
	to     = "+491701234567"
	text   = "Your code is 123 456 & valid for 5 minutes."
)

func TestNumber(t *testing.T) {
	t.Parallel()
	for typed, want := range map[string]string{
		to: to, "+49 (170) 123-45.67": to, "0049 170/1234567": to, "+49\u00a0170\u00a01234567": to, "+12025550123": "+12025550123",
		"": "", "+": "", "0170 1234567": "", "1701234567": "", "+0491701234567": "", "+4917012": "", "+4917012345678901": "", "+49170123456x": "",
		"++491701234567": "", "+49170123456\n7": "", "+٤٩١٧٠١٢٣": "",
	} {
		if got, ok := Number(typed); got != want || ok != (want != "") {
			t.Errorf("%q: %q %v", typed, got, ok)
		}
	}
}

// twilio starts a server that answers as Twilio would, and a sender to it.
func twilio(t *testing.T, change func(*TwilioConfig), answer http.HandlerFunc) *Twilio {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	cfg := TwilioConfig{Account: "AC1", Secret: secret, From: "+15005550006", BaseURL: server.URL}
	if change != nil {
		change(&cfg)
	}
	s, err := NewTwilio(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTwilioRequest(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		change func(*TwilioConfig)
		want   string
	}{
		{"number", nil, "AC1 map[Body:[" + text + "] From:[+15005550006] To:[" + to + "]]"},
		{"messaging service", func(c *TwilioConfig) { c.From = "MG1" }, "AC1 map[Body:[" + text + "] MessagingServiceSid:[MG1] To:[" + to + "]]"},
		{"API key", func(c *TwilioConfig) { c.User = "SK1" }, "SK1 map[Body:[" + text + "] From:[+15005550006] To:[" + to + "]]"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := twilio(t, tt.change, func(w http.ResponseWriter, r *http.Request) {
				user, password, _ := r.BasicAuth()
				if r.Method != http.MethodPost || r.URL.String() != "/2010-04-01/Accounts/AC1/Messages.json" || password != secret {
					t.Errorf("%s %s by %s", r.Method, r.URL, password)
				}
				if err := r.ParseForm(); err != nil {
					t.Error(err)
				}
				if got := fmt.Sprint(user, " ", map[string][]string(r.PostForm)); got != tt.want {
					t.Errorf("%s\nis not\n%s", got, tt.want)
				}
				w.WriteHeader(http.StatusCreated)
				fmt.Fprint(w, `{"sid":"SM1","status":"queued"}`)
			})
			if err := s.Send(t.Context(), "+49 170 1234567", text); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestTwilioRefusals(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		status int
		body   string
		number bool
		want   string
	}{
		{"number", 400, `{"code":21211,"message":"The 'To' number ` + to + ` is not valid."}`, true, "send by twilio: no message can be sent to this number (code 21211)"},
		{"opted out", 400, `{"code":21610}`, true, "send by twilio: no message can be sent to this number (code 21610)"},
		{"credentials", 401, `{"code":20003,"message":"Authenticate"}`, false, "send by twilio: status 401, code 20003"},
		{"too many", 429, `{"code":20429}`, false, "send by twilio: status 429, code 20429"},
		{"outage", 503, `<html>`, false, "send by twilio: status 503 without a code"},
		{"not created", 200, `{}`, false, "send by twilio: status 200, code 0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			calls := 0
			s := twilio(t, nil, func(w http.ResponseWriter, _ *http.Request) {
				calls++
				w.WriteHeader(tt.status)
				fmt.Fprint(w, tt.body)
			})
			err := s.Send(t.Context(), to, text)
			if fmt.Sprint(err) != tt.want || errors.Is(err, ErrNumber) != tt.number || calls != 1 {
				t.Errorf("%v after %d calls", err, calls)
			}
		})
	}
}

// A redirection would carry message and number to another host.
func TestTwilioFollowsNobody(t *testing.T) {
	t.Parallel()
	thief := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was followed") }))
	defer thief.Close()
	s := twilio(t, nil, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, thief.URL, http.StatusTemporaryRedirect)
	})
	if err := s.Send(t.Context(), to, text); err == nil {
		t.Error("it was sent")
	}
}

func TestTwilioErrorsTellNothing(t *testing.T) {
	t.Parallel()
	s := twilio(t, func(c *TwilioConfig) { c.BaseURL = "http://127.0.0.1:1" }, nil)
	refused := s.Send(t.Context(), to, text)

	stuck := make(chan struct{})
	slow := twilio(t, nil, func(http.ResponseWriter, *http.Request) { <-stuck })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	late := slow.Send(ctx, to, text)
	close(stuck)
	if !errors.Is(late, context.DeadlineExceeded) {
		t.Errorf("late: %v", late)
	}
	_, misread := NewTwilio(TwilioConfig{Account: "AC1", Secret: secret, From: "x", BaseURL: "https://AC1:" + secret + "@api.twilio.com"})
	for _, err := range []error{refused, late, misread, s.Send(t.Context(), "0170", text)} {
		if err == nil {
			t.Fatal("no error")
		}
		for _, private := range []string{secret, "AC1", "491701234567", "123 456"} {
			if strings.Contains(err.Error(), private) {
				t.Errorf("%v tells %s", err, private)
			}
		}
	}
}

func TestTwilioSendsToNumbersOnly(t *testing.T) {
	t.Parallel()
	s := twilio(t, nil, func(http.ResponseWriter, *http.Request) { t.Error("it was asked") })
	if err := s.Send(t.Context(), "whatsapp:"+to, text); !errors.Is(err, ErrNumber) {
		t.Error(err)
	}
}

func TestTwilioConfig(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*TwilioConfig){
		"no account": func(c *TwilioConfig) { c.Account = "" },
		"no secret":  func(c *TwilioConfig) { c.Secret = "" },
		"no sender":  func(c *TwilioConfig) { c.From = "" },
		"no host":    func(c *TwilioConfig) { c.BaseURL = "https:///x" },
		"file":       func(c *TwilioConfig) { c.BaseURL = "file://x/y" },
		"no URL":     func(c *TwilioConfig) { c.BaseURL = "://" },
	} {
		cfg := TwilioConfig{Account: "AC1", Secret: secret, From: "x"}
		if s, err := NewTwilio(cfg); err != nil || s.url != "https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json" {
			t.Fatalf("%+v: %v", s, err)
		}
		change(&cfg)
		if _, err := NewTwilio(cfg); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
}

func TestRecorder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "sms.json")
	r := NewRecorder(file, 3)
	var all sync.WaitGroup
	for i := range 10 {
		all.Go(func() {
			if err := r.Send(t.Context(), to, strconv.Itoa(i)); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if err := r.Send(t.Context(), "+1 202 555 0123", "last"); err != nil {
		t.Fatal(err)
	}
	if err := r.Send(t.Context(), "nobody", "x"); !errors.Is(err, ErrNumber) {
		t.Error(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var written []Message
	if err := json.Unmarshal(raw, &written); err != nil {
		t.Fatal(err)
	}
	kept := r.Messages()
	if len(kept) != 3 || fmt.Sprint(written) != fmt.Sprint(kept) {
		t.Errorf("kept %v, written %v", kept, written)
	}
	if last := kept[2]; last.To != "+12025550123" || last.Text != "last" || time.Since(last.At) > time.Minute {
		t.Errorf("last %+v", last)
	}
	info, err := os.Stat(file)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	if rest, err := filepath.Glob(file + ".*"); len(rest) != 0 || err != nil {
		t.Errorf("left behind: %v, %v", rest, err)
	}
}

func TestRecorderTellsWhatItCannotWrite(t *testing.T) {
	t.Parallel()
	if err := NewRecorder(filepath.Join(t.TempDir(), "missing", "sms.json"), 3).Send(t.Context(), to, text); err == nil {
		t.Error("it was written")
	}
	if err := NewRecorder("", 3).Send(t.Context(), to, text); err != nil {
		t.Errorf("in memory: %v", err)
	}
}
