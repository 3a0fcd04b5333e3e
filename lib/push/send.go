package push

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// Message is something to be shown on a device.
type Message struct {
	Text    []byte        // what the browser's worker is given, at most [LongestText] bytes
	TTL     time.Duration // how long the push service keeps it while the device is away
	Urgent  bool          // it wakes a device that saves power
	Topic   string        // replaces a waiting message of the same topic; at most 32 letters of base64url
	Contact string        // mailto: or https:, at which the push service finds the sender
	Key     Key           // by which the browser has subscribed
	Now     time.Time
}

// ErrGone says that there is no such subscription any more: it is to be forgotten.
var ErrGone = errors.New("the subscription is gone")

// ErrRefused says that the push service will never take this message.
var ErrRefused = errors.New("the push service refuses the message")

// longestAnswer is how much of an answer is read, so that the connection can be used
// again.
const longestAnswer = 4 << 10

// Send sends a message. An error that wraps neither [ErrGone] nor [ErrRefused] may pass:
// it can be tried again.
func Send(ctx context.Context, client *http.Client, to Subscription, m Message) error {
	if m.Key.private == nil {
		return errNoKey
	}
	endpoint, err := url.Parse(to.Endpoint)
	if err != nil {
		return fmt.Errorf("%w: its endpoint is no address", ErrGone) // which is secret
	}
	body, err := to.encrypt(m.Text)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	signed, err := m.Key.vouch(endpoint, m.Contact, m.Now)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, to.Endpoint, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("%w: its endpoint is no address", ErrGone)
	}
	r.Header.Set("Authorization", signed)
	r.Header.Set("Content-Encoding", "aes128gcm")
	r.Header.Set("Content-Type", "application/octet-stream")
	r.Header.Set("TTL", strconv.Itoa(int(m.TTL.Seconds())))
	r.Header.Set("Urgency", "normal")
	if m.Urgent {
		r.Header.Set("Urgency", "high")
	}
	if m.Topic != "" {
		r.Header.Set("Topic", m.Topic)
	}
	res, err := client.Do(r)
	if err != nil {
		return silent(err)
	}
	defer res.Body.Close()
	_, err = io.Copy(io.Discard, io.LimitReader(res.Body, longestAnswer))
	return errors.Join(judge(res.StatusCode), err)
}

// judge says what an answer's status means (RFC 8030, section 5; RFC 8292, section 4.2).
func judge(status int) error {
	switch {
	case status >= http.StatusOK && status < http.StatusMultipleChoices:
		return nil
	case status == http.StatusNotFound || status == http.StatusGone:
		return fmt.Errorf("%w: %d", ErrGone, status)
	case status == http.StatusTooManyRequests || status >= http.StatusInternalServerError:
		return fmt.Errorf("the push service answered %d", status)
	}
	return fmt.Errorf("%w: %d", ErrRefused, status)
}

// silent is an error of a request without its address, which is secret.
func silent(err error) error {
	if in, is := errors.AsType[*url.Error](err); is {
		err = in.Err
	}
	return fmt.Errorf("speak with the push service: %w", err)
}
