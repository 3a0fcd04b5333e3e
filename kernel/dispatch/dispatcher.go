package dispatch

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/bits"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Due is a tenant where something is to be done.
type Due struct {
	Tenant   uuid.UUID
	At       time.Time // when the first of its deliveries is to be made; zero when there is none
	Unlisted bool      // it has dead letters that the operators' list has not
}

// Config says what a dispatcher works with.
type Config struct {
	Registry *entity.Registry
	// Do runs do where the rows of a tenant live at that moment.
	Do func(ctx context.Context, tenant uuid.UUID, do func(pg.Home) error) error
	// Due looks where deliveries wait: at the places where something was written
	// since the last look, or at all.
	Due func(ctx context.Context, all bool) ([]Due, error)
	// Bury lists dead letters of a tenant for the operators. It may be called again
	// for the same ones.
	Bury func(ctx context.Context, tenant uuid.UUID, dead []event.DeadLetter) error
	// Enqueue makes jobs of deliveries. It may be called again for the same ones,
	// which then are passed over. When it is nil they stay where they are.
	Enqueue func(ctx context.Context, tenant uuid.UUID, jobs []event.Delivery) error
	// Count hears what becomes of deliveries, in metrics; nil for nobody.
	Count   func(outcome event.Outcome, of ...event.Delivery)
	Log     *slog.Logger
	Clock   func() time.Time // time.Now when nil
	Workers int              // turns at once; 4 when zero
}

// How much is done in one turn, and how long others wait for it.
const (
	most        = 100                    // jobs, or dead letters, that one transaction takes
	firstBatch  = 128                    // deliveries inside that the first transaction of a turn's tenant makes
	largest     = 1024                   // the same while more wait than that and turns are short
	smallest    = 16                     // the same while nothing fails, however long turns take
	turnLasts   = 200 * time.Millisecond // a turn that takes longer is followed by a smaller one
	restsFor    = 9                      // a busy tenant gathers for so many times as long as its turn took
	longestRest = 50 * time.Millisecond  // a busy tenant gathers for no longer than this before its next turn
	sweepEvery  = time.Second            // a look at places where something was written
	sweepAll    = 10 * time.Minute       // a look at all places
	whenRefused = time.Minute            // a tenant that is not served now is tried again after it
	whenDown    = 2 * time.Second        // a place that does not answer is tried again after it
)

// Dispatcher delivers events to their subscriptions. It may be used by any number
// of goroutines.
type Dispatcher struct {
	cfg     Config
	agenda  *agenda
	inside  []string // subscriptions
	jobs    []string // subscriptions
	outside *outside
	kinds   []event.Kind // to which there are subscriptions

	mu       sync.Mutex
	standing map[uuid.UUID]standing // of tenants where something fails, or more waits than one turn makes
}

// standing is what is known of a tenant from the turns before.
type standing struct {
	batch  int  // so many deliveries the next transaction makes; zero when nothing is known
	failed bool // something is to be tried again later
}

// New returns a dispatcher; [Dispatcher.Run] has it work.
func New(cfg Config) *Dispatcher {
	if cfg.Clock == nil {
		cfg.Clock = time.Now
	}
	if cfg.Log == nil {
		cfg.Log = slog.New(slog.DiscardHandler)
	}
	if cfg.Count == nil {
		cfg.Count = func(event.Outcome, ...event.Delivery) {}
	}
	if cfg.Workers == 0 {
		cfg.Workers = 4
	}
	d := &Dispatcher{cfg: cfg, agenda: newAgenda(cfg.Clock), standing: map[uuid.UUID]standing{}}
	for _, s := range cfg.Registry.Subscriptions(event.Inside) {
		d.inside = append(d.inside, s.Name)
	}
	if cfg.Enqueue != nil {
		for _, s := range cfg.Registry.Subscriptions(event.Job) {
			d.jobs = append(d.jobs, s.Name)
		}
	}
	d.outside = newOutside(d, cfg.Registry.Subscriptions(event.Outside))
	for kind, names := range map[event.Kind][]string{event.Inside: d.inside, event.Outside: d.outside.names, event.Job: d.jobs} {
		if len(names) > 0 {
			d.kinds = append(d.kinds, kind)
		}
	}
	return d
}

// Hint has a tenant's deliveries looked at now: those of some kinds, or all when none
// is given. It never waits.
func (d *Dispatcher) Hint(tenant uuid.UUID, kinds ...event.Kind) {
	d.want(tenant, d.cfg.Clock(), kinds)
}

func (d *Dispatcher) want(tenant uuid.UUID, at time.Time, kinds []event.Kind) {
	for _, kind := range d.kinds {
		if len(kinds) == 0 || slices.Contains(kinds, kind) {
			d.agenda.add(lane{tenant, kind}, at)
		}
	}
}

// Run delivers until ctx ends, and returns when what was begun is settled.
func (d *Dispatcher) Run(ctx context.Context) {
	var workers sync.WaitGroup
	for range d.cfg.Workers {
		workers.Go(func() {
			for {
				l, ok := d.agenda.next(ctx)
				if !ok {
					return
				}
				began := time.Now()
				again := d.turn(ctx, l)
				d.agenda.handBack(l, again, min(restsFor*time.Since(began), longestRest))
			}
		})
	}
	d.sweep(ctx)
	workers.Wait()
	d.outside.calls.Wait()
}

// turn does what is due in a lane, and returns when there is more to do; zero when
// nothing is known to be.
func (d *Dispatcher) turn(ctx context.Context, l lane) (again time.Time) {
	err := d.cfg.Do(ctx, l.tenant, func(home pg.Home) (err error) {
		switch l.kind {
		case event.Outside:
			again, err = d.outside.turn(ctx, home)
		case event.Job:
			again, err = d.enqueue(ctx, home)
		case event.Inside:
			again, err = d.deliver(ctx, home)
		}
		return err
	})
	now := d.cfg.Clock()
	var refused *problem.Problem
	switch {
	case err == nil:
		return again
	case ctx.Err() != nil:
		return now // another process, or the next start, goes on
	case errors.As(err, &refused): // the tenant is suspended, moving, upgrading, gone
		return now.Add(whenRefused)
	default:
		d.cfg.Log.WarnContext(ctx, "deliveries not made", "tenant", l.tenant, "kind", l.kind, "error", err)
		return now.Add(whenDown)
	}
}

// deliver makes deliveries inside: more in one transaction the more wait, as long as
// that is quick. After a failure the batch is halved until the one that fails stands
// alone, so that it is found and holds up no other.
func (d *Dispatcher) deliver(ctx context.Context, home pg.Home) (again time.Time, err error) {
	now, began := d.cfg.Clock(), time.Now()
	s := d.known(home.Tenant)
	claim := event.Claim{Subscriptions: d.inside, Now: now, Most: cmp.Or(s.batch, firstBatch)}
	batch, err := d.cfg.Registry.Deliver(ctx, home, claim)
	taken := len(batch)
	d.cfg.Count(event.Claimed, batch...)
	var failed *entity.HandlerError
	switch {
	case errors.As(err, &failed):
		d.know(home.Tenant, standing{batch: 1, failed: true})
		return now, d.fail(ctx, home, failed.Delivery, failed.Err, nil)
	case err != nil && taken > 1 && !pg.Outage(err) && ctx.Err() == nil:
		s.batch = halved(taken)
		d.know(home.Tenant, s)
		return now, nil
	case err != nil:
		return again, err
	}
	d.cfg.Count(event.Delivered, batch...)
	if taken == claim.Most {
		s.batch = resized(taken, time.Since(began))
		d.know(home.Tenant, s)
		return now, nil
	}
	s.batch = 0
	if s.failed {
		again, s.failed, err = d.next(ctx, home, d.inside)
	}
	d.know(home.Tenant, s)
	return again, err
}

// halved returns the largest power of two below n, so that statements, which have the
// number written out, are few.
func halved(n int) int { return 1 << (bits.Len(uint(n-1)) - 1) }

// resized returns how many deliveries follow a batch that took so long.
func resized(batch int, took time.Duration) int {
	switch {
	case took > turnLasts && batch > smallest:
		return batch / 2
	case took < turnLasts/2 || batch < smallest:
		return min(batch*2, largest)
	}
	return batch
}

func (d *Dispatcher) known(tenant uuid.UUID) standing {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.standing[tenant]
}

func (d *Dispatcher) know(tenant uuid.UUID, s standing) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.standing[tenant] = s
	if s == (standing{}) {
		delete(d.standing, tenant)
	}
}

// next asks when a tenant's deliveries are due.
func (d *Dispatcher) next(ctx context.Context, home pg.Home, subscriptions []string) (at time.Time, found bool, err error) {
	err = pg.Read(ctx, home, func(tx *pg.Tx) (err error) {
		at, found, err = event.Next(ctx, tx, subscriptions)
		return err
	})
	return at, found, err
}

// fail keeps that an attempt has failed: there is another one later, or the
// delivery is dead. An attempt outside is logged, too.
func (d *Dispatcher) fail(ctx context.Context, home pg.Home, failed event.Delivery, why error, outside *event.Attempt) error {
	id, err := uuid.NewV7()
	if err != nil {
		return fmt.Errorf("name a dead letter: %w", err)
	}
	dead := false
	err = pg.Write(ctx, home, func(tx *pg.Tx) (err error) {
		if dead, err = event.Retry(tx, failed, d.cfg.Clock(), why, id); err != nil || outside == nil {
			return err
		}
		outside.Outcome = event.Failed
		if dead {
			outside.Outcome = event.Dead
		}
		event.Log(tx, failed, *outside)
		return nil
	})
	if err != nil {
		return err
	}
	d.cfg.Count(map[bool]event.Outcome{false: event.Failed, true: event.Dead}[dead], failed)
	d.cfg.Log.WarnContext(ctx, "delivery failed", "tenant", home.Tenant, "subscription", failed.Subscription,
		"event", failed.Event.ID, "type", failed.Event.Type, "attempt", failed.Attempt, "dead", dead, "error", why)
	if !dead {
		return nil
	}
	return d.bury(ctx, home)
}

// bury lists a tenant's new dead letters for the operators. Those that cannot be
// listed now are found by the next look at all places.
func (d *Dispatcher) bury(ctx context.Context, home pg.Home) error {
	return pg.Write(ctx, home, func(tx *pg.Tx) error {
		dead, err := event.Unlisted(ctx, tx, most)
		if err != nil || len(dead) == 0 {
			return err
		}
		if err := d.cfg.Bury(ctx, home.Tenant, dead); err != nil {
			return err
		}
		event.Listed(tx, dead)
		return nil
	})
}
