package load

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
)

// errNotHTTP says that what came back is no HTTP/1.1 answer that a keep-alive
// connection can go on after.
var errNotHTTP = errors.New("not an HTTP/1.1 answer of known length")

// excerpt is how much of a refusal's body is kept, to be shown.
const excerpt = 500

// answer is what is kept of an HTTP answer.
type answer struct {
	status int
	body   []byte // the beginning, of a refusal only
}

func (a *answer) text() string { return fmt.Sprintf("%d %s", a.status, a.body) }

// readAnswer reads one answer to its end.
func readAnswer(in *bufio.Reader) (answer, error) {
	status, err := readStatus(in)
	if err != nil {
		return answer{}, err
	}
	length, err := readHeaders(in)
	if err != nil {
		return answer{}, err
	}
	if status == 204 || status == 304 {
		length = 0
	}
	a := answer{status: status}
	switch {
	case length == chunked:
		err = a.readChunks(in)
	case length >= 0:
		err = a.take(in, length)
	default:
		err = errNotHTTP
	}
	return a, err
}

func readStatus(in *bufio.Reader) (int, error) {
	line, err := in.ReadSlice('\n')
	if err != nil {
		return 0, fmt.Errorf("read status: %w", err)
	}
	if len(line) < len("HTTP/1.1 200") || !bytes.HasPrefix(line, []byte("HTTP/1.1 ")) {
		return 0, errNotHTTP
	}
	status, err := strconv.Atoi(string(line[9:12]))
	if err != nil {
		return 0, errNotHTTP
	}
	return status, nil
}

// Lengths that are none.
const (
	unknown = -1
	chunked = -2
)

// readHeaders reads up to the empty line and returns the length of the body.
func readHeaders(in *bufio.Reader) (int, error) {
	length := unknown
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return 0, fmt.Errorf("read headers: %w", err)
		}
		line = bytes.TrimRight(line, "\r\n")
		if len(line) == 0 {
			return length, nil
		}
		name, value, _ := bytes.Cut(line, []byte(":"))
		value = bytes.TrimSpace(value)
		switch {
		case bytes.EqualFold(name, []byte("Content-Length")):
			if length, err = strconv.Atoi(string(value)); err != nil || length < 0 {
				return 0, errNotHTTP
			}
		case bytes.EqualFold(name, []byte("Transfer-Encoding")) && bytes.EqualFold(value, []byte("chunked")):
			length = chunked
		case bytes.EqualFold(name, []byte("Connection")) && bytes.EqualFold(value, []byte("close")):
			return 0, fmt.Errorf("the server closes its connections: %w", errNotHTTP)
		}
	}
}

func (a *answer) readChunks(in *bufio.Reader) error {
	for {
		line, err := in.ReadSlice('\n')
		if err != nil {
			return fmt.Errorf("read chunk: %w", err)
		}
		n, err := strconv.ParseInt(string(bytes.TrimRight(line, "\r\n")), 16, 32)
		if err != nil {
			return errNotHTTP
		}
		if n > 0 {
			if err := a.take(in, int(n)); err != nil {
				return err
			}
		}
		if _, err := in.Discard(len("\r\n")); err != nil {
			return fmt.Errorf("read chunk: %w", err)
		}
		if n == 0 {
			return nil
		}
	}
}

// take reads n bytes of the body and keeps the beginning if it is that of a refusal.
func (a *answer) take(in *bufio.Reader, n int) error {
	if keep := min(n, excerpt-len(a.body)); a.status >= 400 && keep > 0 {
		part := make([]byte, keep)
		if _, err := io.ReadFull(in, part); err != nil {
			return fmt.Errorf("read body: %w", err)
		}
		a.body = append(a.body, part...)
		n -= keep
	}
	if _, err := in.Discard(n); err != nil {
		return fmt.Errorf("read body: %w", err)
	}
	return nil
}
