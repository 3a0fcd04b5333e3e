package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"path"
	"time"
)

// RefusalError is an answer of 4xx or 5xx, as an error.
type RefusalError struct {
	Request string // method and path
	Status  int
	Body    string
}

func (r *RefusalError) Error() string { return fmt.Sprintf("%s: %d %s", r.Request, r.Status, r.Body) }

// Slug returns what kind of refusal it is, as docs/problems.md names it; "" when the
// answer does not say.
func (r *RefusalError) Slug() string {
	var told struct{ Type string }
	if err := json.Unmarshal([]byte(r.Body), &told); err != nil {
		return "" // it is no JSON
	}
	return path.Base(told.Type)
}

// answerWithin bounds how long one request may take.
const answerWithin = time.Minute

// Call is a request to be sent as often as need be.
type Call struct {
	Method, URL string
	Token       string // of who asks; may be empty
	Key         string // Idempotency-Key; none when empty
	In          any    // sent as JSON, for whatever version a record has; nothing when nil
}

// Ask sends a [Call] without a key.
func Ask(ctx context.Context, method, url, token string, in, out any) error {
	return Call{Method: method, URL: url, Token: token, In: in}.Send(ctx, out)
}

// Send sends the request once and reads the answer into out unless that is nil. An
// answer that refuses is a [RefusalError]; with any other error nobody knows what
// became of the request.
func (c Call) Send(ctx context.Context, out any) error {
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	request, err := c.request(ctx)
	if err != nil {
		return err
	}
	client := http.Client{}
	response, err := client.Do(request)
	if err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		return fmt.Errorf("read answer: %w", err)
	}
	if response.StatusCode >= http.StatusBadRequest {
		return &RefusalError{Request: c.Method + " " + request.URL.Path, Status: response.StatusCode, Body: string(text)}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("read answer of %s %s: %w", c.Method, request.URL.Path, err)
	}
	return nil
}

func (c Call) request(ctx context.Context) (*http.Request, error) {
	var body []byte
	if c.In != nil {
		var err error
		if body, err = json.Marshal(c.In); err != nil {
			return nil, fmt.Errorf("encode request: %w", err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, c.Method, c.URL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("make request: %w", err)
	}
	if c.Token != "" {
		request.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.Key != "" {
		request.Header.Set("Idempotency-Key", c.Key)
	}
	if c.In != nil {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("If-Match", "*")
	}
	return request, nil
}
