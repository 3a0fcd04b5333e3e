package cluster

import (
	"context"
	"errors"
)

// Stop ends PostgreSQL if this process owns it, by a fast shutdown: open transactions are rolled back, a checkpoint is
// written. When ctx ends first, the shutdown is immediate, the error says so, and the next start recovers; committed
// rows survive either way. An attached cluster is let go and runs on. Stop may be called more than once.
func (c *Cluster) Stop(ctx context.Context) error {
	c.stop.Do(func() {
		close(c.stopping)
		if c.Owned() {
			c.stopErr = c.shutDown(ctx)
		}
	})
	return c.stopErr
}

// Close is Stop with a limit of 30 seconds.
func (c *Cluster) Close() error {
	ctx, cancel := context.WithTimeout(context.Background(), closeWait)
	defer cancel()
	return c.Stop(ctx)
}

func (c *Cluster) shutDown(ctx context.Context) error {
	if err := c.process.end(ctx); err != nil {
		return errors.Join(err, release(c.lock))
	}
	stopped := c.state
	stopped.PID = 0
	return errors.Join(c.at.writeState(stopped), c.at.dropSocket(c.state), release(c.lock))
}
