package mail

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	resendURL     = "https://api.resend.com"
	resendTimeout = 30 * time.Second
	maxAnswer     = 64 << 10 // bytes
)

// Resend sends by Resend's REST API. A letter that is sent again within a day is taken
// once: its Message-ID is the Idempotency-Key.
type Resend struct {
	key    string
	url    string
	client *http.Client
}

// NewResend returns a sender for a key. api is the address of what speaks like Resend;
// Resend itself when empty.
func NewResend(key, api string) (*Resend, error) {
	base, err := url.Parse(cmp.Or(api, resendURL))
	if err != nil || base.Host == "" || base.User != nil || base.Scheme != "https" && (base.Scheme != "http" || !isLocal(base.Hostname())) {
		return nil, errors.New("must name an api at https://, but for this machine itself")
	}
	if key == "" {
		return nil, errors.New("needs a key")
	}
	return &Resend{
		key: key, url: base.JoinPath("emails").String(),
		client: &http.Client{
			Timeout: resendTimeout,
			// The key goes nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// resendLetter is a letter as the API takes it.
type resendLetter struct {
	From        string             `json:"from"`
	To          []string           `json:"to"`
	ReplyTo     string             `json:"reply_to,omitempty"`
	Subject     string             `json:"subject"`
	Text        string             `json:"text"`
	HTML        string             `json:"html,omitempty"`
	Headers     map[string]string  `json:"headers,omitempty"`
	Attachments []resendAttachment `json:"attachments,omitempty"`
	Tags        []resendTag        `json:"tags,omitempty"`
}

type resendAttachment struct {
	Name string `json:"filename"`
	Type string `json:"content_type,omitempty"`
	Body []byte `json:"content"` // in base64
}

type resendTag struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

func (m Message) forResend() resendLetter {
	l := resendLetter{
		From: m.From.String(), To: []string{m.To.String()}, Subject: oneLine(m.Subject), Text: m.Text, HTML: m.HTML,
		Headers: map[string]string{"Message-ID": "<" + m.ID + ">"},
	}
	maps.Copy(l.Headers, m.Headers)
	if m.ReplyTo.Address != "" {
		l.ReplyTo = m.ReplyTo.String()
	}
	for _, a := range m.Attachments {
		l.Attachments = append(l.Attachments, resendAttachment(a))
	}
	for _, name := range slices.Sorted(maps.Keys(m.Tags)) {
		l.Tags = append(l.Tags, resendTag{name, m.Tags[name]})
	}
	return l
}

// Send hands a letter to the API.
func (r *Resend) Send(ctx context.Context, m Message) (Receipt, error) {
	if _, err := m.build(); err != nil {
		return Receipt{}, err
	}
	body, err := json.Marshal(m.forResend())
	if err != nil {
		return Receipt{}, fmt.Errorf("write a letter as JSON: %w", err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, bytes.NewReader(body))
	if err != nil {
		return Receipt{}, fmt.Errorf("send by Resend: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+r.key)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", m.ID)
	response, err := r.client.Do(request)
	if err != nil {
		return Receipt{}, fmt.Errorf("%w: send by Resend: %w", ErrDown, err)
	}
	defer response.Body.Close()
	var answer struct {
		ID      string `json:"id"`
		Name    string `json:"name"`
		Message string `json:"message"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(&answer); err != nil {
		answer.Message = "no JSON"
	}
	if response.StatusCode == http.StatusOK && answer.ID != "" {
		return Receipt{ID: answer.ID, Answer: "200 " + answer.ID}, nil
	}
	return Receipt{}, refusedBy(response.StatusCode, answer.Name, answer.Message)
}

// refusedBy tells of which sort a refusal of the API is. What is wrong with the key,
// the sending domain or the quota is wrong with every letter.
func refusedBy(status int, name, message string) error {
	said := fmt.Errorf("resend: %d %s: %s", status, oneLine(name), oneLine(message))
	switch {
	case status == http.StatusConflict: // the same letter is under way
		return said
	case status < http.StatusBadRequest, status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusNotFound,
		status == http.StatusTooManyRequests, status >= http.StatusInternalServerError, strings.Contains(name, "from_address"):
		return fmt.Errorf("%w: %w", ErrDown, said)
	case strings.Contains(name, "to_address"), strings.Contains(message, "`to`"):
		return fmt.Errorf("%w: %w", ErrRecipient, said)
	}
	return fmt.Errorf("%w: %w", ErrMessage, said)
}
