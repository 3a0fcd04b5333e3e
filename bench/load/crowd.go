package load

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strconv"
	"sync"
	"time"
)

// answerLimit is how long one answer may take before the run fails.
const answerLimit = 30 * time.Second

// Crowd is a number of open connections to one server.
type Crowd struct {
	members []*member
}

// member is one connection with what it has seen during a run.
type member struct {
	conn   net.Conn
	in     *bufio.Reader
	out    []byte
	result Result
}

// Open connects n times to addr, a host and port.
func Open(ctx context.Context, addr string, n int) (*Crowd, error) {
	c := &Crowd{}
	var dialer net.Dialer
	for range n {
		conn, err := dialer.DialContext(ctx, "tcp", addr)
		if err != nil {
			return nil, errors.Join(fmt.Errorf("open %d connections: %w", n, err), c.Close())
		}
		c.members = append(c.members, &member{conn: conn, in: bufio.NewReaderSize(conn, 16<<10)})
	}
	return c, nil
}

// Close closes the connections.
func (c *Crowd) Close() error {
	var errs []error
	for _, m := range c.members {
		errs = append(errs, m.conn.Close())
	}
	return errors.Join(errs...)
}

// Request appends one whole HTTP/1.1 request to dst and returns it. It is called
// from many goroutines, with the number of the connection that sends it.
type Request func(dst []byte, member int) []byte

// Run has every connection send requests for the given time and waits for the
// last answers. Answers of status 400 and above count as errors and in nothing
// else. A connection that fails ends the run with its error.
func (c *Crowd) Run(ctx context.Context, d time.Duration, next Request) (Result, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	begin := time.Now()
	end := begin.Add(d)
	var all sync.WaitGroup
	for i, m := range c.members {
		all.Go(func() {
			if err := m.run(ctx, i, end, next); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	if err := context.Cause(ctx); err != nil {
		return Result{}, err //nolint:wrapcheck // the context's, or one of ours
	}
	total := Result{Elapsed: time.Since(begin)}
	for _, m := range c.members {
		total.add(m.result)
	}
	slices.Sort(total.Latencies)
	return total, nil
}

// Once has the first connection send one request.
func (c *Crowd) Once(ctx context.Context, next Request) (Result, error) {
	begin := time.Now()
	one := c.members[0]
	one.result = Result{}
	if err := ctx.Err(); err != nil {
		return Result{}, err //nolint:wrapcheck // the caller's own
	}
	if err := one.ask(0, begin, next(one.out[:0], 0)); err != nil {
		return Result{}, err
	}
	one.result.Elapsed = time.Since(begin)
	return one.result, nil
}

func (m *member) run(ctx context.Context, number int, end time.Time, next Request) error {
	m.result = Result{Latencies: m.result.Latencies[:0]}
	for ctx.Err() == nil {
		m.out = next(m.out[:0], number)
		sent := time.Now()
		if !sent.Before(end) {
			break
		}
		if err := m.ask(number, sent, m.out); err != nil {
			return err
		}
	}
	return nil
}

// ask sends one request and notes what became of it.
func (m *member) ask(number int, sent time.Time, request []byte) error {
	if err := m.conn.SetDeadline(sent.Add(answerLimit)); err != nil {
		return fmt.Errorf("connection %d: %w", number, err)
	}
	if _, err := m.conn.Write(request); err != nil {
		return fmt.Errorf("connection %d: %w", number, err)
	}
	a, err := readAnswer(m.in)
	if err != nil {
		return fmt.Errorf("connection %d: %w", number, err)
	}
	if a.status >= 400 {
		m.result.Errors++
		m.result.FirstError = a.text()
		return nil
	}
	m.result.Latencies = append(m.result.Latencies, time.Since(sent))
	return nil
}

// Get appends a GET request with the given header lines.
func Get(dst []byte, path string, headers ...string) []byte {
	return append(head(dst, "GET", path, headers), "\r\n"...)
}

// Post appends a POST request with the given header lines and a JSON body.
func Post(dst []byte, path string, body []byte, headers ...string) []byte {
	dst = head(dst, "POST", path, headers)
	dst = append(dst, "Content-Type: application/json\r\nContent-Length: "...)
	dst = strconv.AppendInt(dst, int64(len(body)), 10)
	dst = append(dst, "\r\n\r\n"...)
	return append(dst, body...)
}

func head(dst []byte, method, path string, headers []string) []byte {
	dst = append(append(dst, method...), ' ')
	dst = append(append(dst, path...), " HTTP/1.1\r\nHost: bench\r\n"...)
	for _, h := range headers {
		dst = append(append(dst, h...), "\r\n"...)
	}
	return dst
}
