package redis

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync/atomic"
	"time"

	"github.com/redis/rueidis"
)

const (
	patience = 500 * time.Millisecond // for a connection, and for an answer
	rest     = time.Second            // after a failure, before Redis is asked again
	buffer   = 64 << 10               // bytes that a connection reads or writes at once
)

// ErrDown says that Redis does not answer. It is told at once, without asking,
// for a second after Redis was found to be down.
var ErrDown = errors.New("redis does not answer")

// Client is the connection to one Redis server, made when it is first needed and
// again whenever it was lost. It may be used by any number of goroutines.
type Client struct {
	inner rueidis.Client
	wake  atomic.Int64 // when Redis may be asked again, in Unix nanoseconds; 0 when it answered last
}

// Open returns the client of a Redis server: redis://user:password@host:6379/0, or
// rediss:// for TLS. A server that does not answer yet is no error, because it may
// start later than this process; a URL that cannot be meant is one, which does not
// quote the URL.
func Open(address string) (*Client, error) { return open(address, func(*rueidis.ClientOption) {}) }

// open opens a client whose options are amended.
func open(address string, amend func(*rueidis.ClientOption)) (*Client, error) {
	options, err := rueidis.ParseURL(address)
	if err != nil {
		return nil, errors.New("open redis: the URL must be redis://host:port or rediss://host:port, with a database's number as path")
	}
	options.ForceSingleClient = true
	options.DisableRetry = true
	options.DisableCache = true
	options.ClientName = "guildhall"
	options.Dialer = net.Dialer{Timeout: patience}
	options.ConnWriteTimeout = patience
	options.ReadBufferEachConn, options.WriteBufferEachConn = buffer, buffer
	options.PipelineMultiplex = -1 // one connection carries what this process has to say
	amend(&options)
	inner, err := rueidis.NewClient(options)
	if inner == nil {
		return nil, fmt.Errorf("open redis: %w", err)
	}
	return &Client{inner: inner}, nil
}

// Close ends the connection. Whoever asks afterwards is told that Redis does not
// answer.
func (c *Client) Close() { c.inner.Close() }

// Ping asks whether Redis answers. The error is [ErrDown], with the reason, when it
// does not.
func (c *Client) Ping(ctx context.Context) error {
	_, err := c.ask(ctx, func(ctx context.Context) rueidis.RedisResult {
		return c.inner.Do(ctx, c.inner.B().Ping().Build())
	})
	return err
}

// Script is a program in Lua that Redis runs as one step, between those of others.
type Script struct {
	lua *rueidis.Lua
}

// NewScript makes a script of its text. Redis is sent the text once and its digest
// from then on.
func NewScript(text string) *Script { return &Script{lua: rueidis.NewLuaScript(text)} }

// Run runs a script that answers with a list of whole numbers. Keys and args are
// its KEYS and ARGV. The error is [ErrDown] when Redis does not answer, that of the
// context when it ended before, and otherwise what Redis refused.
func (c *Client) Run(ctx context.Context, s *Script, keys []string, args ...string) ([]int64, error) {
	result, err := c.ask(ctx, func(ctx context.Context) rueidis.RedisResult {
		return s.lua.Exec(ctx, c.inner, keys, args)
	})
	if err != nil {
		return nil, err
	}
	numbers, err := result.AsIntSlice()
	if err != nil {
		return nil, fmt.Errorf("read redis's answer: %w", err)
	}
	return numbers, nil
}

// ask asks Redis, unless it was down a moment ago: then one of those who ask finds
// out for all once a second, and the others need not wait.
func (c *Client) ask(ctx context.Context, question func(context.Context) rueidis.RedisResult) (rueidis.RedisResult, error) {
	now := time.Now()
	if wake := c.wake.Load(); wake != 0 && (now.UnixNano() < wake || !c.wake.CompareAndSwap(wake, now.Add(rest).UnixNano())) {
		return rueidis.RedisResult{}, ErrDown
	}
	asked, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	result := question(asked)
	err := result.Error()
	_, refused := rueidis.IsRedisErr(err)
	switch {
	case err == nil || refused || rueidis.IsRedisNil(err):
		c.wake.Store(0)
	case ctx.Err() != nil:
		return result, fmt.Errorf("ask redis: %w", ctx.Err())
	default:
		c.wake.Store(time.Now().Add(rest).UnixNano())
		return result, fmt.Errorf("%w: %w", ErrDown, err)
	}
	if err != nil {
		return result, fmt.Errorf("ask redis: %w", err)
	}
	return result, nil
}

// Publish tells a message to all processes that listen to a channel now. The error
// is [ErrDown] when Redis does not answer.
func (c *Client) Publish(ctx context.Context, channel, message string) error {
	_, err := c.ask(ctx, func(ctx context.Context) rueidis.RedisResult {
		return c.inner.Do(ctx, c.inner.B().Publish().Channel(channel).Message(message).Build())
	})
	return err
}

// Listen calls told for every message of a channel until ctx ends. Whenever it
// begins to listen, at first and after the connection was lost, it calls missed:
// messages may have been told that it did not hear.
func (c *Client) Listen(ctx context.Context, channel string, told func(message string), missed func()) {
	for ctx.Err() == nil {
		hooked := rueidis.WithOnSubscriptionHook(ctx, func(rueidis.PubSubSubscription) { missed() })
		err := c.inner.Receive(hooked, c.inner.B().Subscribe().Channel(channel).Build(), func(m rueidis.PubSubMessage) { told(m.Message) })
		if err == nil || ctx.Err() != nil {
			continue
		}
		missed()
		select {
		case <-ctx.Done():
		case <-time.After(rest / 4):
		}
	}
}
