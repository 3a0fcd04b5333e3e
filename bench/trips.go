package main

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/guildhall/guildhall/bench/load"
)

// roundTrips returns how often the server waits for PostgreSQL while it serves one
// request. It moves PostgreSQL's socket aside and listens in its place, has the
// server connect anew, and counts how often PostgreSQL says that it is ready for
// the next question. The least of several requests counts: the first ones prepare
// their statements.
func (l *lab) roundTrips(ctx context.Context, next load.Request) (trips int64, err error) {
	dir, port := l.cluster.Socket()
	place := filepath.Join(dir, ".s.PGSQL."+strconv.Itoa(port))
	if err := os.Rename(place, place+".aside"); err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, os.Rename(place+".aside", place)) }()
	w, err := watchSocket(ctx, place, place+".aside")
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, w.close()) }()
	const sql = `select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = $1`
	if _, err := l.db.Exec(ctx, sql, shared); err != nil {
		return 0, fmt.Errorf("have the server connect anew: %w", err)
	}
	time.Sleep(2 * time.Second) // By then the server looks at a connection before it uses it.
	w.quiet()
	crowd, err := load.Open(ctx, l.addr, 1)
	if err != nil {
		return 0, fmt.Errorf("connect to Guildhall: %w", err)
	}
	defer func() { err = errors.Join(err, crowd.Close()) }()
	for range 20 {
		before := w.quiet()
		if _, err := clean(crowd.Once(ctx, next)); err != nil {
			return 0, err
		}
		if n := w.ready.Load() - before; n > 0 && (trips == 0 || n < trips) {
			trips = n
		}
	}
	if trips == 0 {
		return 0, errors.New("the server did not use the socket")
	}
	return trips, nil
}

// watcher passes on what goes through a unix socket, and counts.
type watcher struct {
	listener net.Listener
	behind   string // the socket to which everything goes
	ready    atomic.Int64
	open     sync.WaitGroup
}

func watchSocket(ctx context.Context, place, behind string) (*watcher, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "unix", place)
	if err != nil {
		return nil, fmt.Errorf("listen in PostgreSQL's place: %w", err)
	}
	w := &watcher{listener: listener, behind: behind}
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return // It was closed.
			}
			w.open.Go(func() { w.pass(conn) })
		}
	}()
	return w, nil
}

// quiet waits until PostgreSQL has not been asked anything for a moment, as it is when
// what follows from the request before has been done, and returns how often it was.
func (w *watcher) quiet() int64 {
	const moment = 50 * time.Millisecond
	for before := w.ready.Load(); ; {
		time.Sleep(moment)
		now := w.ready.Load()
		if now == before {
			return now
		}
		before = now
	}
}

// close stops listening. Connections that are open are left: they end with the
// server or with PostgreSQL.
func (w *watcher) close() error { return w.listener.Close() } //nolint:wrapcheck // names the socket

// pass joins a client with PostgreSQL until one of them hangs up.
func (w *watcher) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("unix", w.behind) //nolint:noctx // it lives as long as the client's connection
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, client) // one of them has hung up
		_ = server.Close()
	}()
	_ = w.count(client, bufio.NewReaderSize(server, 64<<10)) // one of them has hung up
}

// count copies PostgreSQL's messages, each a letter and its length, and counts
// those that say it is ready.
func (w *watcher) count(client io.Writer, server *bufio.Reader) error {
	for {
		head, err := server.Peek(5)
		if err != nil {
			return err //nolint:wrapcheck // only ends the copying
		}
		if head[0] == 'Z' {
			w.ready.Add(1)
		}
		if _, err := io.CopyN(client, server, int64(binary.BigEndian.Uint32(head[1:]))+1); err != nil {
			return err
		}
	}
}
