package sms

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
)

const (
	twilioURL     = "https://api.twilio.com"
	twilioTimeout = 10 * time.Second
	maxAnswer     = 64 << 10 // bytes
)

// TwilioConfig is what Twilio's console tells.
type TwilioConfig struct {
	Account string // the account's SID, AC…
	User    string // the SID of an API key, SK…; the account itself if empty
	Secret  string // the API key's secret, or the account's token
	From    string // the sending number, a sender's name, or the SID of a messaging service, MG…
	BaseURL string // https://api.twilio.com if empty
}

// Twilio sends by Twilio's REST API. It never tries twice, lest somebody gets a
// message twice. It may be used by any number of goroutines.
type Twilio struct {
	cfg    TwilioConfig
	url    string
	client *http.Client
}

// NewTwilio returns a sender for an account.
func NewTwilio(cfg TwilioConfig) (*Twilio, error) {
	if cfg.Account == "" || cfg.Secret == "" || cfg.From == "" {
		return nil, errors.New("twilio needs an account, a secret and a sender")
	}
	if cfg.User == "" {
		cfg.User = cfg.Account
	}
	if cfg.BaseURL == "" {
		cfg.BaseURL = twilioURL
	}
	base, err := url.Parse(cfg.BaseURL)
	if err != nil || base.Host == "" || base.User != nil || base.Scheme != "https" && base.Scheme != "http" {
		return nil, errors.New("twilio's URL must be http:// or https://, without a user")
	}
	return &Twilio{
		cfg: cfg,
		url: base.JoinPath("2010-04-01", "Accounts", cfg.Account, "Messages.json").String(),
		client: &http.Client{
			Timeout: twilioTimeout,
			// The secret goes nowhere else.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// Send sends a message. It waits for ten seconds at most.
func (t *Twilio) Send(ctx context.Context, to, text string) error {
	number, ok := Number(to)
	if !ok {
		return ErrNumber
	}
	form := url.Values{"To": {number}, "Body": {text}, "From": {t.cfg.From}}
	if strings.HasPrefix(t.cfg.From, "MG") {
		form.Del("From")
		form.Set("MessagingServiceSid", t.cfg.From)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, t.url, strings.NewReader(form.Encode()))
	if err != nil {
		return fmt.Errorf("send by twilio: %w", err)
	}
	request.SetBasicAuth(t.cfg.User, t.cfg.Secret)
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept", "application/json")
	response, err := t.client.Do(request)
	if err != nil {
		return fmt.Errorf("send by twilio: %w", withoutURL(err))
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusCreated {
		return nil
	}
	return refusal(response)
}

// unreachable are Twilio's codes for what is wrong with the number sent to, not
// with us.
var unreachable = []int{
	21211, // no number
	21214, // cannot be reached
	21217, // no number
	21408, // a country that the account does not send to
	21610, // wants no messages
	21612, // not reached from here
	21614, // no mobile phone
	60205, // a landline
}

// refusal reads Twilio's code. Its message is left out: it may quote the number.
func refusal(response *http.Response) error {
	var answer struct {
		Code int `json:"code"`
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(&answer); err != nil {
		return fmt.Errorf("send by twilio: status %d without a code", response.StatusCode)
	}
	if slices.Contains(unreachable, answer.Code) {
		return fmt.Errorf("send by twilio: %w (code %d)", ErrNumber, answer.Code)
	}
	return fmt.Errorf("send by twilio: status %d, code %d", response.StatusCode, answer.Code)
}

// withoutURL drops the address, which holds the account, from a client's error.
func withoutURL(err error) error {
	if failed, ok := errors.AsType[*url.Error](err); ok {
		return failed.Err
	}
	return err
}
