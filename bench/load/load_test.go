package load

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func TestPercentile(t *testing.T) {
	t.Parallel()
	hundred := make([]int, 100)
	for i := range hundred {
		hundred[i] = i + 1
	}
	tests := []struct {
		name   string
		values []int
		p      float64
		want   int
	}{
		{"none", nil, 50, 0},
		{"one", []int{7}, 99, 7},
		{"median", hundred, 50, 50},
		{"95", hundred, 95, 95},
		{"99 of ten is the largest", hundred[:10], 99, 10},
		{"least", hundred, 0, 1},
		{"most", hundred, 100, 100},
		{"rank is rounded up", hundred[:4], 26, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Percentile(tt.values, tt.p); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestMedian(t *testing.T) {
	t.Parallel()
	tests := []struct {
		values []float64
		want   float64
	}{
		{nil, 0}, {[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 2, 9}, 3},
	}
	for _, tt := range tests {
		before := slices.Clone(tt.values)
		if got := Median(tt.values); got != tt.want || !slices.Equal(before, tt.values) {
			t.Errorf("Median(%v) = %v, want %v; values afterwards %v", before, got, tt.want, tt.values)
		}
	}
}

func TestReadAnswer(t *testing.T) {
	t.Parallel()
	const next = "HTTP/1.1 204 No Content\r\n\r\n"
	tests := []struct {
		name, text, want string
	}{
		{"length", "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello", "200 "},
		{"chunks", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA\r\n0123456789\r\n0\r\n\r\n", "200 "},
		{"no body", "HTTP/1.1 304 Not Modified\r\n\r\n", "304 "},
		{"refusal", "HTTP/1.1 409 Conflict\r\nContent-Length: 4\r\n\r\nlate", "409 late"},
		{"refusal in chunks", "HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n", "500 abc"},
		{"long refusal", "HTTP/1.1 400 X\r\nContent-Length: 600\r\n\r\n" + strings.Repeat("x", 600), "400 " + strings.Repeat("x", excerpt)},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			in := bufio.NewReader(strings.NewReader(tt.text + next))
			a, err := readAnswer(in)
			if err != nil || a.text() != tt.want {
				t.Errorf("got %q, %v, want %q", a.text(), err, tt.want)
			}
			if after, err := readAnswer(in); err != nil || after.status != 204 {
				t.Errorf("the answer after it: %d, %v: not read to its end", after.status, err)
			}
		})
	}
}

func TestReadAnswerRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text string
		want       error
	}{
		{"not HTTP", "SSH-2.0-OpenSSH_9.2\r\n", errNotHTTP},
		{"no length", "HTTP/1.1 200 OK\r\n\r\n", errNotHTTP},
		{"negative length", "HTTP/1.1 200 OK\r\nContent-Length: -3\r\n\r\n", errNotHTTP},
		{"closing", "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", errNotHTTP},
		{"bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", errNotHTTP},
		{"cut off", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", io.EOF},
		{"nothing", "", io.EOF},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if _, err := readAnswer(bufio.NewReader(strings.NewReader(tt.text))); !errors.Is(err, tt.want) {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	var served, posted atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		served.Add(1)
		if r.Method == http.MethodPost {
			body, err := io.ReadAll(r.Body)
			if err != nil || string(body) != `{"a":1}` || r.Header.Get("Authorization") != "Bearer x" {
				t.Errorf("got %q, %v, headers %v", body, err, r.Header)
			}
			posted.Add(1)
			http.Error(w, "no", http.StatusTeapot)
			return
		}
		if _, err := io.WriteString(w, strings.Repeat("x", 5000)); err != nil {
			t.Error(err)
		}
	}))
	defer server.Close()

	crowd, err := Open(t.Context(), server.Listener.Addr().String(), 4)
	if err != nil {
		t.Fatal(err)
	}
	result, err := crowd.Run(t.Context(), 100*time.Millisecond, func(dst []byte, member int) []byte {
		if member == 0 {
			return Post(dst, "/", []byte(`{"a":1}`), "Authorization: Bearer x")
		}
		return Get(dst, "/")
	})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(result.Latencies)+result.Errors, int(served.Load()); got != want || got == 0 {
		t.Errorf("counted %d answers, the server gave %d", got, want)
	}
	if result.Errors != int(posted.Load()) || result.FirstError != "418 no\n" {
		t.Errorf("%d errors, %q; the server refused %d", result.Errors, result.FirstError, posted.Load())
	}
	if !slices.IsSorted(result.Latencies) || result.PerSecond() <= 0 || result.Percentile(50) > result.Percentile(99) {
		t.Errorf("latencies are not in order: %v", result.Latencies)
	}
	if err := crowd.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := crowd.Run(t.Context(), time.Second, func(dst []byte, _ int) []byte { return Get(dst, "/") }); err == nil {
		t.Error("a run over closed connections succeeded")
	}
}

func TestOpenRefused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.NotFoundHandler())
	addr := server.Listener.Addr().String()
	server.Close()
	if _, err := Open(t.Context(), addr, 2); err == nil {
		t.Error("opened connections to nobody")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Open(ctx, addr, 2); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

func TestOnce(t *testing.T) {
	t.Parallel()
	var served atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		served.Add(1)
		w.WriteHeader(http.StatusNoContent)
	}))
	defer server.Close()
	crowd, err := Open(t.Context(), server.Listener.Addr().String(), 3)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := crowd.Close(); err != nil {
			t.Error(err)
		}
	})
	result, err := crowd.Once(t.Context(), func(dst []byte, _ int) []byte { return Get(dst, "/") })
	if err != nil || len(result.Latencies) != 1 || served.Load() != 1 {
		t.Errorf("got %+v, %v; served %d", result, err, served.Load())
	}
}
