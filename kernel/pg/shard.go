package pg

import (
	"context"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/semaphore"
)

// shard bounds the connections that this process has open to one server.
type shard struct {
	room  *semaphore.Weighted
	shed  func() // closes an idle connection, if there is one
	open  atomic.Int64
	waits atomic.Int64
}

func newShard(most int, shed func()) *shard {
	return &shard{room: semaphore.NewWeighted(int64(most)), shed: shed}
}

// bound makes a connection count from dialling to closing. A request to cancel
// a statement is dialled by the same configuration while the connection is open;
// it is short and does not count, so that cancelling never waits.
func (s *shard) bound(_ context.Context, cfg *pgx.ConnConfig) error {
	dial := cfg.DialFunc
	var counted atomic.Bool
	cfg.DialFunc = func(ctx context.Context, network, addr string) (net.Conn, error) {
		if !counted.CompareAndSwap(false, true) {
			return dial(ctx, network, addr)
		}
		if err := s.acquire(ctx); err != nil {
			counted.Store(false)
			return nil, err
		}
		free := sync.OnceFunc(func() {
			s.open.Add(-1)
			s.room.Release(1)
			counted.Store(false)
		})
		conn, err := dial(ctx, network, addr)
		if err != nil {
			free()
			return nil, err
		}
		return &boundConn{Conn: conn, free: free}, nil
	}
	return nil
}

// acquire waits for room. Connections that other pools keep idle make room.
func (s *shard) acquire(ctx context.Context) error {
	const firstPause, longestPause = time.Millisecond, 50 * time.Millisecond
	for pause := firstPause; !s.room.TryAcquire(1); pause = min(2*pause, longestPause) {
		if pause == firstPause {
			s.waits.Add(1)
		}
		s.shed()
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for a connection to the server: %w", ctx.Err())
		case <-time.After(pause):
		}
	}
	s.open.Add(1)
	return nil
}

// boundConn gives its room back when it closes.
type boundConn struct {
	net.Conn
	free func()
}

// Close closes the connection and frees its room, once.
func (c *boundConn) Close() error {
	defer c.free()
	return c.Conn.Close() //nolint:wrapcheck // This is the connection, for the driver.
}

// closeIdle closes the pool's idle connections and returns how many they were.
func (db *DB) closeIdle() int {
	idle := db.pool.AcquireAllIdle(context.Background())
	for _, c := range idle {
		// A connection that does not close cleanly is gone all the same.
		_ = c.Conn().Close(context.Background())
		c.Release()
	}
	return len(idle)
}
