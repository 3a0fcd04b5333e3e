package limit

import (
	"context"
	_ "embed"
	"fmt"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/lib/redis"
)

//go:embed take.lua
var takeLua string

// shared counts in Redis, together with the other processes.
type shared struct {
	client *redis.Client
	script *redis.Script
}

func newShared(client *redis.Client) *shared {
	return &shared{client: client, script: redis.NewScript(takeLua)}
}

// prefix begins the names of all windows in Redis.
const prefix = "guildhall:limit:"

// take admits a cost if it fits.
func (s *shared) take(ctx context.Context, key string, p Policy, cost int) (Decision, error) {
	window, limit := strconv.FormatInt(p.window(), 10), strconv.Itoa(p.Limit)
	name := prefix + p.Name + ":" + limit + ":" + window + ":" + key
	answer, err := s.client.Run(ctx, s.script, []string{name}, window, strconv.FormatInt(p.grain(), 10), limit, strconv.Itoa(cost))
	if err != nil {
		return Decision{}, err
	}
	if len(answer) != 3 {
		return Decision{}, fmt.Errorf("redis answered %d numbers instead of 3", len(answer))
	}
	d := Decision{
		Allowed: answer[0] == 1, Limit: p.Limit, Remaining: max(p.Limit-int(answer[1]), 0),
		Reset: time.Duration(answer[2]) * time.Microsecond,
	}
	if !d.Allowed {
		d.RetryAfter = d.Reset
	}
	return d, nil
}
