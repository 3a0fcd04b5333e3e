package cluster

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

const (
	cannotConnectNow   = "57P03" // it is starting, recovering or shutting down
	tooManyConnections = "53300"
)

// errNotOurs tells that a server answers to our password but serves another folder, a copy of this one for example.
var errNotOurs = errors.New("the server that answers serves another data folder")

// connect opens one connection over the socket.
func (c *Cluster) connect(ctx context.Context) (*pgx.Conn, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, c.URL("postgres"))
	if err != nil {
		return nil, fmt.Errorf("connect to the private PostgreSQL: %w", err)
	}
	return conn, nil
}

func (c *Cluster) ping(ctx context.Context) error {
	conn, err := c.connect(ctx)
	if err != nil {
		return err
	}
	if err := conn.Close(ctx); err != nil {
		return fmt.Errorf("close connection: %w", err)
	}
	return nil
}

// prove shows that the server behind the socket serves our data folder: it reads there what we have just written.
func (c *Cluster) prove(ctx context.Context) (err error) {
	conn, err := c.connect(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()

	name, nonce := "guildhall."+rand.Text(), rand.Text()
	path := filepath.Join(c.at.data(), name)
	if err := writeFile(path, []byte(nonce)); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(path)) }()

	var seen string
	if err := conn.QueryRow(ctx, "select coalesce(pg_read_file($1, 0, 100, true), '')", name).Scan(&seen); err != nil {
		return fmt.Errorf("ask the server for a proof: %w", err)
	}
	if seen != nonce {
		return errNotOurs
	}
	return nil
}

// isStarting tells that the server is alive but not yet, or no longer, ready.
func isStarting(err error) bool { return code(err) == cannotConnectNow }

// isFinal tells that the server has answered and that asking again would not change it, a wrong password for example.
func isFinal(err error) bool {
	switch code(err) {
	case "":
		return errors.Is(err, errNotOurs)
	case cannotConnectNow, tooManyConnections:
		return false
	default:
		return true
	}
}

func code(err error) string {
	if answer, ok := errors.AsType[*pgconn.PgError](err); ok {
		return answer.Code
	}
	return ""
}
