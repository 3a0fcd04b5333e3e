package topic

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path"
	"time"

	"github.com/nats-io/nats.go"
	"gocloud.dev/pubsub/natspubsub"
)

const (
	reconnect  = time.Second      // how long NATS is left alone between two attempts to reach it
	takeWithin = 10 * time.Second // how long it may take to have what was sent
)

// connectNATS connects to NATS. The library's own way returns before the server has a
// message, keeps for ever that the server was not there at first, and writes what only
// Go reads, unless it is told.
func connectNATS(_ context.Context, u *url.URL) (*line, error) {
	server := os.Getenv("NATS_SERVER_URL")
	if server == "" {
		return nil, errors.New("NATS_SERVER_URL is not set")
	}
	conn, err := nats.Connect(server,
		nats.Name("guildhall"), nats.RetryOnFailedConnect(true), nats.MaxReconnects(-1), nats.ReconnectWait(reconnect),
		nats.ReconnectBufSize(-1)) // what cannot be sent now is an error, and sent again by whoever wanted it sent
	if err != nil {
		return nil, fmt.Errorf("connect to NATS: %w", err)
	}
	topic, err := natspubsub.OpenTopicV2(conn, path.Join(u.Host, u.Path), nil)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("open a subject of NATS: %w", err)
	}
	flush := func(ctx context.Context) error {
		ctx, cancel := context.WithTimeout(ctx, takeWithin)
		defer cancel()
		return conn.FlushWithContext(ctx)
	}
	return &line{topic: topic, flush: flush, close: conn.Close}, nil
}
