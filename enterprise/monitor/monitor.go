package monitor

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/observe"
)

// How often a process says that it is there and judges, and when one that does not
// is lost.
const (
	every     = 15 * time.Second
	lostAfter = 3 * every
)

// Config says what is watched, and who hears of it.
type Config struct {
	Enterprise *enterprise.Enterprise
	Metrics    *observe.Metrics
	Rules      []Rule

	// Levels are who is told, in the order of escalation; all of a level at once.
	Levels [][]Channel

	Process Process // which process this is; its times are filled in
	Facts   Facts
	Log     *slog.Logger
	Clock   func() time.Time // time.Now when nil
}

// Facts are what a process knows about what it stands on; each may be nil.
type Facts struct {
	// Lag returns for how long deliveries have been due, by database.
	Lag func(now time.Time) map[string]time.Duration
	// Deaf returns databases that did not answer when this process last needed them.
	Deaf func() map[string]error
	// Redis asks Redis for an answer.
	Redis func(context.Context) error
	// Disk returns how many bytes of the disk are free, and how many there are.
	Disk func() (free, size uint64, err error)
}

// Monitor watches over an installation, in one process of it. It may be used by any
// number of goroutines.
type Monitor struct {
	cfg Config

	mu        sync.Mutex
	known     []enterprise.DatabaseState // as the registry last told
	lastFacts facts
	blind     int // rounds in a row in which the registry did not answer
}

// New returns a monitor; [Monitor.Run] has it watch.
func New(cfg Config) *Monitor {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Metrics == nil {
		cfg.Metrics = observe.NewMetrics()
	}
	if cfg.Process.ID == uuid.Nil {
		cfg.Process.ID = uuid.New()
	}
	cfg.Process.Roles = append([]string{}, cfg.Process.Roles...)
	cfg.Process.StartedAt = cfg.Clock().UTC()
	return &Monitor{cfg: cfg}
}

// Run watches until ctx ends, and then says that this process has left.
func (m *Monitor) Run(ctx context.Context) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		if err := m.Round(ctx); err != nil && ctx.Err() == nil {
			m.cfg.Log.WarnContext(ctx, "the installation was not watched", slog.String("error", err.Error()))
		}
		select {
		case <-ctx.Done():
			m.leave(context.WithoutCancel(ctx))
			return
		case <-tick.C:
		}
	}
}

// Round looks once: it takes the facts, says that this process is there, judges the
// rules unless another process just has, and sends what is to be told.
func (m *Monitor) Round(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, every)
	defer cancel()
	m.look(ctx)
	err := m.beat(ctx)
	if err == nil {
		err = m.judge(ctx)
	}
	m.sighted(ctx, err)
	if err != nil {
		return err
	}
	return m.send(ctx)
}

// db is the registry's database, as the role that serves.
func (m *Monitor) db() *pg.DB { return m.cfg.Enterprise.OwnHome().DB }

func (m *Monitor) now() time.Time { return m.cfg.Clock().UTC().Truncate(time.Microsecond) }

// blindRounds is for how many rounds the registry may be out of reach before
// somebody is told without it: by each process, because none knows of the others.
const blindRounds = 3

// sighted has operators told when nothing can be judged any more, and when it can.
func (m *Monitor) sighted(ctx context.Context, err error) {
	m.mu.Lock()
	was := m.blind
	m.blind++
	if err == nil || !pg.Outage(err) && !errors.Is(err, context.DeadlineExceeded) {
		m.blind = 0
	}
	is := m.blind
	m.mu.Unlock()
	a := Alert{
		Rule: "registry-unreachable", Severity: Critical, State: Firing, Since: m.now(),
		Summary: "Process " + m.cfg.Process.Host + " does not reach the enterprise database, so that no rule is judged.",
	}
	news := NewsFiring
	switch {
	case is == blindRounds:
	case is == 0 && was >= blindRounds:
		a.State, news = Resolved, NewsResolved
	default:
		return
	}
	m.tell(ctx, a)
	ctx = context.WithoutCancel(ctx) // the round's time may be over
	for _, c := range m.level(0) {
		if err := c.notify(ctx, Notice{Alert: a, News: news}); err != nil {
			m.cfg.Log.ErrorContext(ctx, "an alert was not told", slog.String("channel", c.Name), slog.String("error", err.Error()))
		}
	}
}

// count takes what the rules are made of from the metrics of this process.
func (m *Monitor) count() (counts, error) {
	all, err := m.cfg.Metrics.Series()
	if err != nil {
		return nil, err
	}
	taken := counts{}
	for _, r := range m.cfg.Rules {
		r.Value.take(all, taken)
	}
	return taken, nil
}

// beat says that this process is there and what it has counted.
func (m *Monitor) beat(ctx context.Context) error {
	taken, err := m.count()
	if err != nil {
		return err
	}
	text, err := json.Marshal(taken)
	if err != nil {
		return fmt.Errorf("write what was counted: %w", err)
	}
	p, now := m.cfg.Process, m.now()
	err = m.db().Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`insert into process (id, host, pid, version, roles, started_at, seen_at) values ($1, $2, $3, $4, $5, $6, $7)
on conflict (id) do update set seen_at = excluded.seen_at, left_at = null`, p.ID, p.Host, p.PID, p.Version, p.Roles, p.StartedAt, now)
		tx.Exec(`insert into process_sample (process, at, counts) values ($1, $2, $3::text::jsonb)
on conflict (process, at) do update set counts = excluded.counts`, p.ID, now, string(text))
		return nil
	})
	if err != nil {
		return fmt.Errorf("say that this process is there: %w", err)
	}
	return nil
}

// leaveWithin is how long a process that stops waits for the registry.
const leaveWithin = time.Second

// leave says that this process stops in good order.
func (m *Monitor) leave(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, leaveWithin)
	defer cancel()
	err := m.db().Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`update process set left_at = $2, seen_at = $2 where id = $1`, m.cfg.Process.ID, m.now())
		return nil
	})
	if err != nil {
		m.cfg.Log.WarnContext(ctx, "this process left without saying so", slog.String("error", err.Error()))
	}
}

// Process is a process of the installation.
type Process struct {
	ID        uuid.UUID
	Host      string
	PID       int64
	Version   string
	Roles     []string // what it does: serve, deliver …
	StartedAt time.Time
	SeenAt    time.Time
	Lost      bool // it has said nothing for a while, and did not say that it stops
}

// Processes returns the processes that have not left, by their start. Lost ones are
// among them for a day.
func (m *Monitor) Processes(ctx context.Context) ([]Process, error) {
	var out []Process
	err := m.db().Read(ctx, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[Process](ctx, tx, `select id, host, pid, version, roles, started_at, seen_at, seen_at <= $1
from process where left_at is null order by started_at, id`, m.now().Add(-lostAfter))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the processes: %w", err)
	}
	return out, nil
}
