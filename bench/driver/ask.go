package driver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// RefusalError is an answer of 4xx or 5xx, as an error.
type RefusalError struct {
	Request string // method and path
	Status  int
	Body    string
}

func (r *RefusalError) Error() string { return fmt.Sprintf("%s: %d %s", r.Request, r.Status, r.Body) }

// answerWithin bounds how long one request may take.
const answerWithin = time.Minute

// Ask sends one request, with in as JSON and whatever version a record has unless in
// is nil, and reads the answer into out unless that is nil. The token may be empty.
// An answer that refuses is a [RefusalError].
func Ask(ctx context.Context, method, url, token string, in, out any) error {
	var body []byte
	if in != nil {
		var err error
		if body, err = json.Marshal(in); err != nil {
			return fmt.Errorf("encode request: %w", err)
		}
	}
	ctx, cancel := context.WithTimeout(ctx, answerWithin)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("make request: %w", err)
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	if in != nil {
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("If-Match", "*")
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
		return &RefusalError{Request: method + " " + request.URL.Path, Status: response.StatusCode, Body: string(text)}
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(text, out); err != nil {
		return fmt.Errorf("read answer of %s %s: %w", method, request.URL.Path, err)
	}
	return nil
}
