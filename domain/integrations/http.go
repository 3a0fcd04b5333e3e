package integrations

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"github.com/guildhall/guildhall/lib/outbound"
)

// shownAnswer is how many bytes of an answer are kept.
const shownAnswer = 1_000

// answer is what a receiver said; its status is zero when it said nothing.
type answer struct {
	status int
	text   string
}

// String returns the answer as the log has it.
func (a answer) String() string {
	return strings.TrimSpace(strconv.Itoa(a.status) + " " + http.StatusText(a.status) + "\n" + a.text)
}

// gone tells whether the receiver wants no more messages, ever.
func (a answer) gone() bool { return a.status == http.StatusGone }

// send sends the message. What is not answered with a status from 200 to 299 has
// failed; redirects are not followed, because the message is for this address alone.
func (l *letter) send(ctx context.Context, client *http.Client) (answer, error) {
	if client == nil {
		return answer{}, errors.New("send a message: there is no client for addresses outside")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, string(l.to.URL), bytes.NewReader(l.body))
	if err != nil {
		return answer{}, fmt.Errorf("write the request: %w", err)
	}
	if err := l.sign(r.Header); err != nil {
		return answer{}, err
	}
	res, err := client.Do(r)
	if err != nil {
		return answer{}, plain(err)
	}
	defer res.Body.Close()
	a := answer{status: res.StatusCode}
	text, err := io.ReadAll(io.LimitReader(res.Body, shownAnswer))
	if err == nil || len(text) > 0 { // what was said before it broke off is of use, too
		a.text = string(text)
	}
	if a.status < http.StatusOK || a.status >= http.StatusMultipleChoices {
		return a, fmt.Errorf("the receiver answered %d", a.status)
	}
	return a, nil
}

// sign writes the headers of Standard Webhooks, with a signature by each secret.
func (l *letter) sign(h http.Header) error {
	signatures := make([]string, len(l.secrets))
	for i, s := range l.secrets {
		by, err := standardwebhooks.NewWebhookRaw(s)
		if err == nil {
			signatures[i], err = by.Sign(l.id, l.at, l.body)
		}
		if err != nil {
			return fmt.Errorf("sign: %w", err)
		}
	}
	h.Set(standardwebhooks.HeaderWebhookID, l.id)
	h.Set(standardwebhooks.HeaderWebhookTimestamp, strconv.FormatInt(l.at.Unix(), 10))
	h.Set(standardwebhooks.HeaderWebhookSignature, strings.Join(signatures, " "))
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "Guildhall-Webhooks")
	return nil
}

// plain says why nothing was answered, without what only the operator should know:
// which addresses the names of this network lead to.
func plain(err error) error {
	var dns *net.DNSError
	var in *url.Error
	switch {
	case errors.Is(err, outbound.ErrRefused):
		return fmt.Errorf("%w: it is not public, or is spoken with without TLS", outbound.ErrRefused)
	case errors.As(err, &dns):
		return errors.New("the name of the receiver cannot be found")
	case errors.As(err, &in) && in.Timeout():
		return errors.New("the receiver did not answer in time")
	case errors.As(err, &in):
		return fmt.Errorf("speak with the receiver: %w", in.Err)
	}
	return fmt.Errorf("speak with the receiver: %w", err)
}
