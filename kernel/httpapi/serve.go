package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// Times and sizes of connections. A request's own time is in [Limits].
const (
	headerTimeout = 10 * time.Second
	idleTimeout   = 2 * time.Minute
	slack         = 10 * time.Second // beyond the longest request, to send its answer
	headerBytes   = 64 << 10
	farewell      = 6 * time.Second // for requests under way when the process stops
)

// Serve answers on a listener until ctx ends. Then it is no longer ready, goes on
// for drain so that load balancers notice, closing each connection with its next
// answer, gives the requests under way a few seconds to finish, and returns nil. It
// closes the listener.
func (a *API) Serve(ctx context.Context, l net.Listener, drain time.Duration) error {
	longest := max(a.cfg.Limits.Timeout, a.cfg.Limits.BulkTimeout)
	server := &http.Server{
		Handler: a, ReadHeaderTimeout: headerTimeout, ReadTimeout: longest, WriteTimeout: longest + slack,
		IdleTimeout: idleTimeout, MaxHeaderBytes: headerBytes, ErrorLog: slog.NewLogLogger(a.cfg.Log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	a.Drain()
	select {
	case err := <-failed:
		return fmt.Errorf("serve while draining: %w", err)
	case <-time.After(drain):
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), farewell)
	defer cancel()
	err := server.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close() // what still runs is rolled back by the database
	}
	if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	if err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// Drain has the readiness probe tell that this process is stopping. Requests are
// still answered.
func (a *API) Drain() { a.draining.Store(true) }
