package monitor

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/pgtest"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/secret"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

var installations atomic.Int64

// tower is an installation that is watched, with a clock that can be turned.
type tower struct {
	*testing.T

	enterprise *enterprise.Enterprise
	rules      []Rule
	log        *bytes.Buffer

	mu   sync.Mutex
	now  time.Time
	told []string // channel, rule and news, in their order
	deaf bool     // the channels fail
}

func newTower(t *testing.T, rules ...Rule) *tower {
	t.Helper()
	keys, err := secret.Open(t.Context(), "file://"+filepath.Join(t.TempDir(), "secret.keys"))
	if err != nil {
		t.Fatal(err)
	}
	e, err := enterprise.Open(t.Context(), enterprise.Config{
		AdminURL: pgtest.Cluster(t).URL, Keys: keys, Prefix: fmt.Sprintf("m%d", installations.Add(1)), OwnServer: true,
		Seed:    func(context.Context, pg.Home, enterprise.Tenant) error { return nil },
		Modules: []enterprise.Module{{Name: "crm", Label: "Customers", Migrations: fstest.MapFS{}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	return &tower{T: t, enterprise: e, rules: rules, log: &bytes.Buffer{}, now: time.Date(2026, 5, 4, 10, 0, 0, 0, time.UTC)}
}

// process starts a process of the installation.
func (tw *tower) process() *Monitor {
	channel := func(name string) Channel {
		return Channel{Name: name, Notify: func(_ context.Context, n Notice) error {
			tw.mu.Lock()
			defer tw.mu.Unlock()
			if tw.deaf {
				return errors.New("nobody is there")
			}
			tw.told = append(tw.told, name+" "+n.Alert.Rule+" "+string(n.News))
			return nil
		}}
	}
	return New(Config{
		Enterprise: tw.enterprise, Metrics: observe.NewMetrics(), Rules: tw.rules, Log: slog.New(slog.NewTextHandler(tw.log, nil)),
		Levels:  [][]Channel{{channel("first")}, {channel("second")}},
		Process: Process{ID: uuid.Must(uuid.NewV7()), Host: "here", PID: 1, Version: "test", Roles: []string{"serve"}},
		Clock: func() time.Time {
			tw.mu.Lock()
			defer tw.mu.Unlock()
			return tw.now
		},
	})
}

func (tw *tower) turn(d time.Duration) {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	tw.now = tw.now.Add(d)
}

// rounds has processes go round for a time.
func (tw *tower) rounds(lasts time.Duration, all ...*Monitor) {
	tw.Helper()
	for range lasts / every {
		tw.turn(every)
		for _, m := range all {
			if err := m.Round(tw.Context()); err != nil {
				tw.Fatal(err)
			}
		}
	}
}

// heard returns what was told since it was last asked.
func (tw *tower) heard() []string {
	tw.mu.Lock()
	defer tw.mu.Unlock()
	out := tw.told
	tw.told = nil
	return out
}

// wants fails unless exactly these were told since it was last asked.
func (tw *tower) wants(when string, told ...string) {
	tw.Helper()
	if got := tw.heard(); !slices.Equal(got, told) {
		tw.Errorf("%s was told %q, want %q", when, got, told)
	}
}

// states returns the alerts, newest first, each with its state.
func (tw *tower) states(m *Monitor) []string {
	tw.Helper()
	all, err := m.Alerts(tw.Context(), true)
	if err != nil {
		tw.Fatal(err)
	}
	var out []string
	for _, a := range all {
		out = append(out, a.Rule+" "+string(a.State))
	}
	return out
}

func violated() Rule {
	return Rule{
		Name: "violated", Severity: Critical, Summary: "Something is wrong.", Value: Highest(Selector{Metric: observe.PoolConnections}),
		Limit: Above(0), For: time.Minute, Escalate: 10 * time.Minute,
	}
}

var operator = &auth.Actor{Kind: auth.KindOperator, Name: "Ada", Super: true}

// TestLifeOfAnAlert: a rule that is met for a moment is none, one that is met for long
// enough is told once, goes to the next level while nobody acknowledges it, and is
// over when the rule has not been met for a while.
func TestLifeOfAnAlert(t *testing.T) {
	t.Parallel()
	tw := newTower(t, violated())
	m := tw.process()
	set := func(n float64) { m.cfg.Metrics.Set(observe.PoolConnections, n, "stock") }
	tw.rounds(time.Minute, m)
	tw.wants("before anything is wrong")
	set(1)
	tw.rounds(30*time.Second, m)
	if got := tw.states(m); !slices.Equal(got, []string{"violated pending"}) {
		t.Errorf("while it is not long enough: %q", got)
	}
	set(0)
	tw.rounds(time.Minute+every, m)
	if got := tw.states(m); len(got) != 0 {
		t.Errorf("after a moment: %q", got)
	}
	set(3)
	tw.rounds(time.Minute, m)
	tw.wants("before its time")
	tw.rounds(every, m)
	tw.wants("when it fires", "first violated firing")
	if !strings.Contains(tw.log.String(), "level=ERROR msg=alert rule=violated state=firing severity=critical value=3") {
		t.Errorf("the log says %s", tw.log)
	}
	tw.rounds(10*time.Minute, m)
	tw.wants("when nobody acknowledged", "second violated escalated")
	set(0)
	tw.rounds(30*time.Second, m)
	set(1)
	tw.rounds(time.Minute, m)
	tw.wants("when it comes and goes")
	set(0)
	tw.rounds(time.Minute, m)
	tw.wants("before it is calm for long enough")
	tw.rounds(every, m)
	tw.wants("when it is over", "first violated resolved", "second violated resolved")
	if got := tw.states(m); !slices.Equal(got, []string{"violated resolved"}) {
		t.Errorf("at the end: %q", got)
	}
}

// TestAcknowledged: what somebody looks at goes no further, and who it was is kept.
func TestAcknowledged(t *testing.T) {
	t.Parallel()
	tw := newTower(t, violated())
	m := tw.process()
	m.cfg.Metrics.Set(observe.PoolConnections, 1, "stock")
	tw.rounds(2*time.Minute, m)
	tw.wants("when it fires", "first violated firing")
	open, err := m.Alerts(t.Context(), false)
	if err != nil || len(open) != 1 || open[0].Summary != "Something is wrong." {
		t.Fatalf("open: %+v, %v", open, err)
	}
	if err := m.Acknowledge(t.Context(), operator, open[0].ID, "I look"); err != nil {
		t.Fatal(err)
	}
	tw.rounds(time.Hour, m)
	tw.wants("after it was acknowledged")
	open, err = m.Alerts(t.Context(), false)
	if err != nil || open[0].AcknowledgedBy != "Ada" || open[0].Reason != "I look" || open[0].AcknowledgedAt == nil {
		t.Errorf("acknowledged: %+v, %v", open, err)
	}
	trail, err := tw.enterprise.Audit(t.Context(), open[0].ID, uuid.Nil, 10)
	if err != nil || len(trail) != 1 || trail[0].Verb != "alert.acknowledge" || trail[0].ActorName != "Ada" {
		t.Errorf("the audit says %+v, %v", trail, err)
	}
	if err := m.Acknowledge(t.Context(), operator, uuid.New(), "what?"); !problem.Is(err, "not-found") {
		t.Errorf("an alert that is not there: %v", err)
	}
}

// TestSilence: while a rule is silent nothing is told; what fires still is told then.
func TestSilence(t *testing.T) {
	t.Parallel()
	tw := newTower(t, violated())
	m := tw.process()
	m.cfg.Metrics.Set(observe.PoolConnections, 1, "stock")
	s, err := m.Silence(t.Context(), operator, "violated", 30*time.Minute, "we know")
	if err != nil {
		t.Fatal(err)
	}
	tw.rounds(20*time.Minute, m)
	tw.wants("while it is silent")
	if got := tw.states(m); !slices.Equal(got, []string{"violated firing"}) {
		t.Errorf("while it is silent: %q", got)
	}
	if all, err := m.Silences(t.Context()); err != nil || len(all) != 1 || all[0].ID != s.ID || all[0].MadeBy != "Ada" {
		t.Errorf("silences: %+v, %v", all, err)
	}
	if err := m.EndSilence(t.Context(), operator, s.ID); err != nil {
		t.Fatal(err)
	}
	tw.rounds(every, m)
	tw.wants("after the silence", "first violated firing")
	for name, err := range map[string]error{
		"an unknown rule": second(m.Silence(t.Context(), operator, "nothing", time.Hour, "why")),
		"for ever":        second(m.Silence(t.Context(), operator, "", 31*24*time.Hour, "why")),
		"without reason":  second(m.Silence(t.Context(), operator, "", time.Hour, " ")),
	} {
		if !problem.Is(err, "invalid") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := m.EndSilence(t.Context(), operator, s.ID); !problem.Is(err, "not-found") {
		t.Errorf("a silence that is over: %v", err)
	}
}

func second[T any](_ T, err error) error { return err }

// TestTwoProcesses: several processes count together and tell once; what one of them
// began another goes on with, also when none was there for a while.
func TestTwoProcesses(t *testing.T) {
	t.Parallel()
	grows := Rule{
		Name: "grows", Severity: Warning, Summary: "It grows.", Value: Rate(Selector{Metric: observe.PoolWaitSeconds}, 5*time.Minute), Limit: Above(1.5),
	}
	tw := newTower(t, violated(), grows)
	one, two := tw.process(), tw.process()
	one.cfg.Metrics.Set(observe.PoolConnections, 1, "stock")
	for range 8 {
		tw.turn(every)
		var both sync.WaitGroup
		for _, m := range []*Monitor{one, two} {
			m.cfg.Metrics.Add(observe.PoolWaitSeconds, every.Seconds(), "server") // a second in each
			both.Go(func() {
				if err := m.Round(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
	}
	tw.wants("by both", "first violated firing")
	for range 20 {
		for _, m := range []*Monitor{one, two} {
			m.cfg.Metrics.Add(observe.PoolWaitSeconds, every.Seconds(), "server")
		}
		tw.rounds(every, one, two)
	}
	if got := tw.heard(); !slices.Contains(got, "first grows firing") || len(got) != 1 {
		t.Errorf("both together were told %q", got)
	}
	tw.turn(2 * time.Minute) // everybody starts anew
	three := tw.process()
	three.cfg.Metrics.Set(observe.PoolConnections, 1, "stock")
	tw.rounds(8*time.Minute, three)
	if got := tw.heard(); !slices.Equal(got, []string{"first grows resolved", "second violated escalated"}) &&
		!slices.Equal(got, []string{"second violated escalated", "first grows resolved"}) {
		t.Errorf("after a restart was told %q", got)
	}
	all, err := three.Processes(t.Context())
	if err != nil || len(all) != 3 || !all[0].Lost || !all[1].Lost || all[2].Lost || all[2].Version != "test" {
		t.Errorf("processes: %+v, %v", all, err)
	}
	one.leave(t.Context())
	if all, err = three.Processes(t.Context()); err != nil || len(all) != 2 {
		t.Errorf("after one has left: %+v, %v", all, err)
	}
}

// TestOneJudges: of several processes that go round at their own times one judges in
// each, and none while another is at it.
func TestOneJudges(t *testing.T) {
	t.Parallel()
	tw := newTower(t, Rule{
		Name: "usual", Severity: Warning, Summary: "Usual.", Value: Highest(Selector{Metric: observe.DeadLetters}),
		Band: &Band{Window: time.Hour, Samples: 1_000},
	})
	one, two := tw.process(), tw.process()
	one.cfg.Metrics.Set(observe.DeadLetters, 0)
	judged := func() int {
		t.Helper()
		var n int
		err := one.db().Read(t.Context(), func(tx *pg.Tx) (err error) {
			n, _, err = pg.One[int](t.Context(), tx, `select count(*) from alert_value`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	for range 5 {
		for _, m := range []*Monitor{one, two} {
			tw.turn(every / 2)
			if err := m.Round(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	if n := judged(); n != 5 {
		t.Errorf("in 5 rounds of 2 processes was judged %d times", n)
	}
	err := one.db().Write(t.Context(), func(tx *pg.Tx) error {
		if err := tx.Send(t.Context(), pg.Statement{SQL: `select pg_advisory_xact_lock(hashtextextended('alert rules', 0))`}); err != nil {
			return err
		}
		tw.turn(every)
		return two.judge(t.Context())
	})
	if n := judged(); err != nil || n != 5 {
		t.Errorf("while another was at it was judged %d times, %v", n-5, err)
	}
}

// TestDeafChannel: what could not be told is told later, once.
func TestDeafChannel(t *testing.T) {
	t.Parallel()
	tw := newTower(t, violated())
	m := tw.process()
	m.cfg.Metrics.Set(observe.PoolConnections, 1, "stock")
	tw.deaf = true
	tw.rounds(3*time.Minute, m)
	tw.wants("to nobody")
	tw.deaf = false
	tw.rounds(5*time.Minute, m)
	tw.wants("when somebody is there again", "first violated firing")
	if !strings.Contains(tw.log.String(), "nobody is there") {
		t.Errorf("the log says nothing of it: %s", tw.log)
	}
}

// TestBand: a metric that leaves its own past fires, whatever its level; one that
// moves as it always did does not, and neither does one without a past.
func TestBand(t *testing.T) {
	t.Parallel()
	tw := newTower(t, Rule{
		Name: "unusual", Severity: Warning, Summary: "Unusual.", Value: Highest(Selector{Metric: observe.DatabaseAnswer, Where: Labels{"database": "x"}}),
		Band: &Band{Window: 30 * time.Minute, Samples: 20, Deviations: 4, Least: .1},
	})
	m := tw.process()
	value := 100.
	series := func(n int, next func(i int) float64) {
		for i := range n {
			value = next(i)
			tw.turn(every)
			m.cfg.Metrics.Set(observe.DatabaseAnswer, value, "x")
			err := m.beat(t.Context()) // a round would ask the databases, which answer as they like
			if err == nil {
				err = m.judge(t.Context())
			}
			if err == nil {
				err = m.send(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	series(5, func(int) float64 { return 100 })
	series(1, func(int) float64 { return 9_000 })
	tw.wants("without a past")
	series(130, func(i int) float64 { return 100 + 10*float64(i%3) })
	tw.wants("while it moves as ever")
	series(1, func(int) float64 { return 150 })
	tw.wants("when it leaves the band", "first unusual firing")
	series(10, func(int) float64 { return 110 })
	tw.wants("when it is back", "first unusual resolved")
	series(1, func(int) float64 { return 40 })
	tw.wants("when it falls out of the band", "first unusual firing")
}

// TestBlind: when the registry is out of reach each process tells of it by itself.
func TestBlind(t *testing.T) {
	t.Parallel()
	tw := newTower(t)
	m := tw.process()
	for range 5 {
		m.sighted(t.Context(), fmt.Errorf("read: %w", pg.ErrUnavailable))
	}
	tw.wants("once", "first registry-unreachable firing")
	m.sighted(t.Context(), nil)
	m.sighted(t.Context(), nil)
	tw.wants("once it is back", "first registry-unreachable resolved")
}

// TestHealth: everything that an installation stands on is asked, and what is wrong is
// named.
func TestHealth(t *testing.T) {
	t.Parallel()
	tw := newTower(t, violated())
	m := tw.process()
	made, err := tw.enterprise.Provision(t.Context(), enterprise.Request{
		Name: "Acme", Slug: "acme", Tier: enterprise.Database, AdminEmail: "ann@acme.example", Country: "DE", Currency: "EUR",
	})
	if err != nil {
		t.Fatal(err)
	}
	own, _, err := tw.enterprise.DatabaseOf(t.Context(), made)
	if err != nil {
		t.Fatal(err)
	}
	m.cfg.Facts = Facts{
		Lag:   func(time.Time) map[string]time.Duration { return map[string]time.Duration{own: 2 * time.Minute} },
		Deaf:  func() map[string]error { return map[string]error{own: pg.ErrUnavailable} },
		Redis: func(context.Context) error { return errors.New("gone") },
		Disk:  func() (free, size uint64, err error) { return 5, 100, nil },
	}
	tw.rounds(every, m)
	h, err := m.Health(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if h.Healthy || len(h.Databases) != 3 || h.Databases[0].Tier != "enterprise" || h.Databases[2].Name != own || h.Databases[2].Lag != 2*time.Minute ||
		!h.Databases[2].Up || h.Databases[2].Answer == 0 || len(h.Processes) != 1 || h.Redis != "down" || h.DiskFree != .05 {
		t.Errorf("health: %+v", h)
	}
	if len(h.Wrong) != 3 || !strings.Contains(h.Wrong[0], own) {
		t.Errorf("wrong: %q", h.Wrong)
	}
	all, err := m.cfg.Metrics.Series()
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]float64{
		observe.DatabaseUp + "tenants": 0, observe.DatabaseUp + h.Databases[0].Name: 1, observe.DispatchLag + "tenants": 120, observe.DiskFree: .05,
	} {
		if got := valueOf(all, key); got != want {
			t.Errorf("%s is %v, want %v", key, got, want)
		}
	}
	m.cfg.Facts = Facts{}
	if h, err = m.Health(t.Context()); err != nil || !h.Healthy || h.DiskFree != -1 || h.Redis != "none" {
		t.Errorf("without trouble: %+v, %v", h, err)
	}
}

func valueOf(all []observe.Series, key string) float64 {
	for _, s := range all {
		if s.Name+s.Labels["database"] == key {
			return s.Value
		}
	}
	return -1
}
