package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
)

// proxy stands between the servers and PostgreSQL, and can cut what goes through.
type proxy struct {
	listener net.Listener
	port     atomic.Int64 // of PostgreSQL

	mu   sync.Mutex
	open map[net.Conn]bool
}

func openProxy(ctx context.Context, port int) (*proxy, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	p := &proxy{listener: l, open: map[net.Conn]bool{}}
	p.port.Store(int64(port))
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return // it was closed
			}
			go p.pass(conn)
		}
	}()
	return p, nil
}

// url returns the address of PostgreSQL, by way of the proxy.
func (p *proxy) url(user, password string) string {
	u := url.URL{Scheme: "postgres", User: url.UserPassword(user, password), Host: p.listener.Addr().String(), Path: "/postgres"}
	return u.String()
}

// cut ends every connection at once, wherever its last message is.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for conn := range p.open {
		_ = conn.Close() // ends both of its directions, whatever it says
	}
}

func (p *proxy) close() error {
	err := p.listener.Close()
	p.cut()
	return err //nolint:wrapcheck // names the listener
}

// pass joins a client with PostgreSQL until one of them hangs up.
func (p *proxy) pass(client net.Conn) {
	defer p.drop(client)
	p.mu.Lock()
	p.open[client] = true
	p.mu.Unlock()
	server, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.FormatInt(p.port.Load(), 10))) //nolint:noctx // it lives as long as the client's connection
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, client) // one of them has hung up
		_ = server.Close()
	}()
	_, _ = io.Copy(client, server) // one of them has hung up
}

func (p *proxy) drop(client net.Conn) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.open, client)
	_ = client.Close() // it may have been cut
}
