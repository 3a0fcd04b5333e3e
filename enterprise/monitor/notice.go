package monitor

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/observe"
)

// News says what there is to tell about an alert.
type News string

// The news of an alert.
const (
	NewsFiring    News = "firing"    // it began
	NewsEscalated News = "escalated" // nobody has acknowledged it
	NewsResolved  News = "resolved"  // it is over
)

// Notice is news of an alert, for those who are to hear of it.
type Notice struct {
	ID    uuid.UUID // the same for every attempt; zero when the registry was not there to keep it
	Alert Alert
	News  News
}

// Channel is a way to tell operators. The name stays the same from start to start.
type Channel struct {
	Name   string
	Notify func(context.Context, Notice) error
}

// Notices are sent within a time, again after pauses that double, and given up after
// some hours.
const (
	notifyWithin = 10 * time.Second
	firstPause   = 30 * time.Second
	longestPause = 30 * time.Minute
	mostAttempts = 12
	noticesAtOne = 20 // that one process sends in one round
)

func (c Channel) notify(ctx context.Context, n Notice) error {
	ctx, cancel := context.WithTimeout(ctx, notifyWithin)
	defer cancel()
	return c.Notify(ctx, n)
}

// level returns the channels of a level; none beyond the last.
func (m *Monitor) level(n int) []Channel {
	if n >= len(m.cfg.Levels) {
		return nil
	}
	return m.cfg.Levels[n]
}

func (m *Monitor) channel(name string) (Channel, bool) {
	for _, level := range m.cfg.Levels {
		for _, c := range level {
			if c.Name == name {
				return c, true
			}
		}
	}
	return Channel{}, false
}

// leased is a notice that this process is about to send.
type leased struct {
	ID       uuid.UUID
	Alert    uuid.UUID
	News     News
	Channel  string
	Attempts int64
}

// send sends what is to be told. Each notice is leased to one process; what a process
// that dies has leased is sent by another.
func (m *Monitor) send(ctx context.Context) error {
	var mine []leased
	now := m.now()
	err := m.db().Write(ctx, func(tx *pg.Tx) (err error) {
		mine, err = pg.Query[leased](ctx, tx, `update alert_notice n set attempts = n.attempts + 1, next_at = $2
from (select id from alert_notice where sent_at is null and attempts < $4 and next_at <= $1 order by id limit $3 for update skip locked) due
where n.id = due.id returning n.id, n.alert, n.news, n.channel, n.attempts`, now, now.Add(2*every), noticesAtOne, mostAttempts)
		return err
	})
	if err != nil {
		return fmt.Errorf("take what is to be told: %w", err)
	}
	for _, n := range mine {
		if err := m.sendOne(ctx, n); err != nil {
			return err
		}
	}
	return nil
}

func (m *Monitor) sendOne(ctx context.Context, n leased) error {
	failed := m.deliver(ctx, n)
	outcome := "sent"
	if failed != nil {
		outcome = "failed"
		m.cfg.Log.ErrorContext(ctx, "an alert was not told", slog.String("channel", n.Channel), slog.Int64("attempt", n.Attempts),
			slog.String("error", failed.Error()))
	}
	m.cfg.Metrics.Add(observe.Notices, 1, n.Channel, outcome)
	now := m.now()
	err := m.db().Write(ctx, func(tx *pg.Tx) error {
		if failed == nil {
			tx.Exec(`update alert_notice set sent_at = $2, error = '' where id = $1`, n.ID, now)
			return nil
		}
		pause := min(firstPause<<min(n.Attempts-1, 10), longestPause)
		tx.Exec(`update alert_notice set next_at = $2, error = $3 where id = $1`, n.ID, now.Add(pause), failed.Error())
		return nil
	})
	if err != nil {
		return fmt.Errorf("keep what was told: %w", err)
	}
	return nil
}

// deliver hands a notice to its channel.
func (m *Monitor) deliver(ctx context.Context, n leased) error {
	c, found := m.channel(n.Channel)
	if !found {
		return fmt.Errorf("no channel is called %s any more", n.Channel)
	}
	var a Alert
	err := m.db().Read(ctx, func(tx *pg.Tx) (err error) {
		a, _, err = pg.One[Alert](ctx, tx, `select `+alertColumns+` from alert where id = $1`, n.Alert)
		return err
	})
	if err != nil {
		return fmt.Errorf("read the alert: %w", err)
	}
	a.Summary = m.summary(a.Rule)
	return c.notify(ctx, Notice{ID: n.ID, Alert: a, News: n.News})
}
