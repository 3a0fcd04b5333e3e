package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"os"
	"os/signal"
	"strconv"
	"syscall"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "floor:", err)
		os.Exit(1)
	}
}

// floor is the program on its database.
type floor struct {
	pool *pgxpool.Pool
}

func run() error {
	url := flag.String("url", "", "database to serve from, as a role that sees all tenants")
	listen := flag.String("listen", "127.0.0.1:9000", "address to serve on")
	conns := flag.Int("conns", 16, "most connections to the database")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	cfg, err := pgxpool.ParseConfig(*url)
	if err != nil {
		return fmt.Errorf("read the database's URL: %w", err)
	}
	cfg.MaxConns = int32(*conns)
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return fmt.Errorf("connect: %w", err)
	}
	defer pool.Close()
	server := &http.Server{Addr: *listen, Handler: (&floor{pool: pool}).routes(), ReadHeaderTimeout: 10 * time.Second}
	go func() {
		<-ctx.Done()
		_ = server.Close() // it ends here, whatever becomes of the connections
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return nil
}

func (f *floor) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /ready", func(w http.ResponseWriter, r *http.Request) { answer(w, "ok", f.pool.Ping(r.Context())) })
	mux.HandleFunc("GET /{tenant}/orders/{id}", f.order)
	mux.HandleFunc("GET /{tenant}/orders", f.orders)
	mux.HandleFunc("GET /{tenant}/clients", f.clients)
	mux.HandleFunc("POST /outbox/fill", f.fillOutbox)
	mux.HandleFunc("POST /outbox/drain", f.drainOutbox)
	return mux
}

// answer sends a value as JSON, or the error.
func answer(w http.ResponseWriter, v any, err error) {
	if err != nil {
		status := http.StatusInternalServerError
		if errors.Is(err, pgx.ErrNoRows) {
			status = http.StatusNotFound
		}
		http.Error(w, err.Error(), status)
		return
	}
	body, err := json.Marshal(v)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	_, _ = w.Write(body) // the caller may have gone
}

// pathIDs reads the ids in the path.
func pathIDs(r *http.Request, names ...string) ([]uuid.UUID, error) {
	ids := make([]uuid.UUID, len(names))
	for i, name := range names {
		id, err := uuid.Parse(r.PathValue(name))
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", name, err)
		}
		ids[i] = id
	}
	return ids, nil
}

// pageSize is how many rows a list shows.
const pageSize = 50

// page is a list as Guildhall answers it.
type page[T any] struct {
	Data []T    `json:"data"`
	Next string `json:"next_cursor"`
}

// reference is how records name others; a nil one is null.
type reference struct {
	ID uuid.UUID `json:"id"`
}

func to(id *uuid.UUID) *reference {
	if id == nil {
		return nil
	}
	return &reference{ID: *id}
}

// amount is a sum of money.
type amount struct {
	Amount   string `json:"amount"`
	Currency string `json:"currency"`
}
