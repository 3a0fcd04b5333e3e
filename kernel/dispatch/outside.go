package dispatch

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
)

const (
	callsOfTenant = 4                // deliveries outside that one tenant has under way
	leaseBeyond   = 15 * time.Second // a lease outlasts the delivery by this
	firstPause    = 10 * time.Second // of a subscription whose other side is down
	longestPause  = 5 * time.Minute
	whileDown     = 5 * time.Second // what waits for a line that is down asks for it so often
)

// outside makes deliveries to other systems.
type outside struct {
	d     *Dispatcher
	lasts map[string]time.Duration // by subscription: one delivery at most
	names []string                 // of subscriptions, sorted
	calls sync.WaitGroup

	mu       sync.Mutex
	lines    map[string]*line // by subscription
	underWay map[uuid.UUID]int
}

// line is the way to one other side.
type line struct {
	down    bool
	probing bool
	until   time.Time     // while it is down nothing is tried before
	pause   time.Duration // the present one
}

func newOutside(d *Dispatcher, subscriptions []event.Subscription) *outside {
	o := &outside{d: d, lasts: map[string]time.Duration{}, lines: map[string]*line{}, underWay: map[uuid.UUID]int{}}
	for _, s := range subscriptions {
		o.lines[s.Name] = &line{}
		o.names = append(o.names, s.Name)
		o.lasts[s.Name] = s.Lasts()
	}
	return o
}

// turn begins as many deliveries of a tenant as it may have under way, and returns
// when there will be more to do; those under way ask for a turn when they end.
func (o *outside) turn(ctx context.Context, home pg.Home) (again time.Time, err error) {
	now := o.d.cfg.Clock()
	room := o.room(home.Tenant)
	if room == 0 {
		return again, nil
	}
	up, probe := o.open(now)
	leased, err := o.lease(ctx, home, up, probe, room, now)
	if err != nil {
		return again, err
	}
	o.d.cfg.Count(event.Claimed, leased...)
	for _, delivery := range leased {
		o.begin(ctx, home.Tenant, delivery)
	}
	if len(leased) == room {
		return again, nil
	}
	at, found, err := o.d.next(ctx, home, o.names)
	if err != nil || !found {
		return again, err
	}
	if len(up) < len(o.names) && at.Before(now.Add(whileDown)) {
		at = now.Add(whileDown)
	}
	return at, nil
}

// open returns the lines that may be used, and one that is down and may be tried.
func (o *outside) open(now time.Time) (up []string, probe string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, name := range o.names {
		switch l := o.lines[name]; {
		case !l.down:
			up = append(up, name)
		case probe == "" && !l.probing && !now.Before(l.until):
			probe, l.probing = name, true
		}
	}
	return up, probe
}

// lease takes deliveries, each for a while more than it may take: one to try the line
// that is down, and what there is room for besides. A process that is to stop waits for
// the answer: a lease that nobody knows of would keep its delivery from everybody else.
func (o *outside) lease(ctx context.Context, home pg.Home, up []string, probe string, room int, now time.Time) (leased []event.Delivery, err error) {
	tried := false
	err = pg.Write(context.WithoutCancel(ctx), home, func(tx *pg.Tx) (err error) {
		leased, tried = nil, false
		if probe != "" {
			leased, err = event.Lease(ctx, tx, event.Claim{Subscriptions: []string{probe}, Now: now, Most: 1}, o.until(now, probe))
			if err != nil {
				return err
			}
			tried = len(leased) > 0
		}
		more, err := event.Lease(ctx, tx, event.Claim{Subscriptions: up, Now: now, Most: room - len(leased)}, o.until(now, up...))
		leased = append(leased, more...)
		return err
	})
	if probe != "" && (err != nil || !tried) { // this tenant has nothing to try it with
		o.unprobe(probe)
	}
	return leased, err
}

// until returns how long deliveries of subscriptions that begin now are leased.
func (o *outside) until(now time.Time, names ...string) []time.Time {
	out := make([]time.Time, len(names))
	for i, name := range names {
		out[i] = now.Add(o.lasts[name] + leaseBeyond)
	}
	return out
}

// unprobe lets somebody else try a line that is down.
func (o *outside) unprobe(name string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.lines[name].probing = false
}

// room returns how many deliveries more a tenant may have under way.
func (o *outside) room(tenant uuid.UUID) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return callsOfTenant - o.underWay[tenant]
}

// begin makes one delivery, besides all others.
func (o *outside) begin(ctx context.Context, tenant uuid.UUID, delivery event.Delivery) {
	o.mu.Lock()
	o.underWay[tenant]++
	o.mu.Unlock()
	// What is under way when the process is to stop may end in its own time.
	ctx = context.WithoutCancel(ctx)
	o.calls.Go(func() {
		err := o.d.cfg.Do(ctx, tenant, func(home pg.Home) error { return o.make(ctx, home, delivery) })
		if err != nil { // the lease ends by itself, and somebody tries again
			o.unprobe(delivery.Subscription)
			o.d.cfg.Log.WarnContext(ctx, "what became of a delivery is not kept", "tenant", tenant,
				"subscription", delivery.Subscription, "event", delivery.Event.ID, "error", err)
		}
		o.mu.Lock()
		o.underWay[tenant]--
		if o.underWay[tenant] == 0 {
			delete(o.underWay, tenant)
		}
		o.mu.Unlock()
		o.d.agenda.add(lane{tenant, event.Outside}, o.d.cfg.Clock())
	})
}

// make makes one delivery and keeps how it went.
func (o *outside) make(ctx context.Context, home pg.Home, delivery event.Delivery) error {
	began := time.Now()
	answer, err := o.d.cfg.Registry.TellOutside(ctx, home, delivery)
	took := time.Since(began)
	id, failed := uuid.NewV7()
	if failed != nil {
		return fmt.Errorf("name an attempt: %w", failed)
	}
	a := event.Attempt{ID: id, At: o.d.cfg.Clock(), Took: took, Response: answer, Outcome: event.Delivered}
	if err != nil && answer == "" {
		a.Response = err.Error()
	}
	until := o.judge(delivery.Subscription, err)
	if err == nil {
		o.d.cfg.Count(event.Delivered, delivery)
		return pg.Write(ctx, home, func(tx *pg.Tx) error {
			event.Settle(tx, delivery)
			event.Log(tx, delivery, a)
			return nil
		})
	}
	if errors.Is(err, event.ErrDown) {
		a.Outcome = event.Down
		o.d.cfg.Count(event.Down, delivery)
		return pg.Write(ctx, home, func(tx *pg.Tx) error {
			event.Postpone(tx, delivery, until)
			event.Log(tx, delivery, a)
			return nil
		})
	}
	return o.d.fail(ctx, home, delivery, err, &a)
}

// judge keeps whether the other side answers, and returns until when it is left
// alone.
func (o *outside) judge(name string, err error) (until time.Time) {
	o.mu.Lock()
	defer o.mu.Unlock()
	l := o.lines[name]
	now := o.d.cfg.Clock()
	switch {
	case !errors.Is(err, event.ErrDown): // it answered, though it may have refused
		*l = line{}
	case l.down && !l.probing && now.Before(l.until): // one of those that were under way when it went down
	default:
		l.down, l.probing = true, false
		l.pause = min(max(2*l.pause, firstPause), longestPause)
		l.until = now.Add(l.pause)
	}
	return l.until
}

// Paused returns the subscriptions that wait because their other side is down, with
// the instant at which they are tried again.
func (d *Dispatcher) Paused() map[string]time.Time {
	d.outside.mu.Lock()
	defer d.outside.mu.Unlock()
	out := map[string]time.Time{}
	for name, l := range d.outside.lines {
		if l.down {
			out[name] = l.until
		}
	}
	return out
}
