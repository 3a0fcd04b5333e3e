package pg_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// key names the i-th pool of a test; they all lead to one database.
func key(i int) pg.PoolKey {
	return pg.PoolKey{Shard: "home", Database: fmt.Sprintf("db%d", i), Role: "r"}
}

func lease(t *testing.T, p *pg.Pools, k pg.PoolKey, url string) (*pg.DB, func(), bool) {
	t.Helper()
	db, release, fresh, err := p.Lease(t.Context(), k, url, pg.Options{MaxConns: 2})
	if err != nil {
		t.Fatal(err)
	}
	return db, release, fresh
}

func TestPoolsAreShared(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t, "")
	p := pg.NewPools(pg.PoolsOptions{})
	defer p.Close()
	one, release1, fresh1 := lease(t, p, key(1), url)
	two, release2, fresh2 := lease(t, p, key(1), url)
	if one != two || !fresh1 || fresh2 {
		t.Errorf("same pool %t, fresh %t then %t", one == two, fresh1, fresh2)
	}
	release1()
	release1() // Once is enough, twice does no harm.
	if c := p.Counts(); c.Open != 1 || c.InUse != 1 || c.Leases != 2 || c.Opened != 1 {
		t.Errorf("%+v", c)
	}
	release2()
	if c := p.Counts(); c.InUse != 0 || c.Evicted != 0 {
		t.Errorf("%+v", c)
	}
}

func TestPoolsEvict(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t, "")
	p := pg.NewPools(pg.PoolsOptions{Size: 2})
	defer p.Close()
	busy, release, _ := lease(t, p, key(0), url)
	for i := 1; i <= 5; i++ {
		db, back, _ := lease(t, p, key(i), url)
		if err := db.Ping(t.Context()); err != nil {
			t.Fatal(err)
		}
		back()
	}
	if c := p.Counts(); c.Open != 2 || c.Evicted != 4 || c.InUse != 1 {
		t.Errorf("%+v", c)
	}
	if err := busy.Ping(t.Context()); err != nil {
		t.Errorf("a pool in use was closed: %v", err)
	}
	if c := p.Counts(); c.Connections["home"] != 2 {
		t.Errorf("closed pools keep connections: %+v", c)
	}
	release()
	if _, back, fresh := lease(t, p, key(5), url); fresh {
		t.Error("the pool used last was closed")
	} else {
		back()
	}
}

func TestPoolsIdle(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t, "")
	p := pg.NewPools(pg.PoolsOptions{Idle: 20 * time.Millisecond})
	defer p.Close()
	_, back, _ := lease(t, p, key(1), url)
	_, held, _ := lease(t, p, key(2), url)
	back()
	time.Sleep(30 * time.Millisecond)
	p.Sweep()
	if c := p.Counts(); c.Open != 1 || c.Evicted != 1 {
		t.Errorf("%+v", c)
	}
	held()
}

func TestPoolsReplaceAndDrop(t *testing.T) {
	t.Parallel()
	url, other := pgtest.Database(t, ""), pgtest.Database(t, "")
	p := pg.NewPools(pg.PoolsOptions{})
	old, release, _ := lease(t, p, key(1), url)
	fresh, back, isNew := lease(t, p, key(1), other)
	if !isNew || fresh == old {
		t.Error("another URL got the old pool")
	}
	if err := old.Ping(t.Context()); err != nil {
		t.Errorf("the old pool was closed under its user: %v", err)
	}
	release()
	if err := old.Ping(t.Context()); err == nil {
		t.Error("the old pool outlives its last user")
	}
	p.Drop(key(1))
	if err := fresh.Ping(t.Context()); err != nil {
		t.Errorf("a dropped pool was closed under its user: %v", err)
	}
	back()
	if err := fresh.Ping(t.Context()); err == nil {
		t.Error("a dropped pool outlives its last user")
	}
	p.Close()
	if _, _, _, err := p.Lease(t.Context(), key(1), url, pg.Options{}); !errors.Is(err, pg.ErrPoolsClosed) {
		t.Errorf("leased after Close: %v", err)
	}
}

// sleep keeps a connection busy for a while.
func sleep(ctx context.Context, db *pg.DB, seconds float64) error {
	return db.Read(ctx, func(tx *pg.Tx) error {
		_, err := pg.Query[string](ctx, tx, `select pg_sleep($1)::text`, seconds)
		return err
	})
}

func TestShardBoundsConnections(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t, "")
	p := pg.NewPools(pg.PoolsOptions{PerShard: 3})
	defer p.Close()
	var most int
	var mu sync.Mutex
	var wait sync.WaitGroup
	for i := range 12 {
		wait.Go(func() {
			db, release, _, err := p.Lease(t.Context(), key(i%6), url, pg.Options{MaxConns: 2})
			if err != nil {
				t.Error(err)
				return
			}
			defer release()
			if err := sleep(t.Context(), db, 0.02); err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			most = max(most, p.Counts().Connections["home"])
		})
	}
	wait.Wait()
	if most > 3 {
		t.Errorf("%d connections at once, 3 allowed", most)
	}
	if c := p.Counts(); c.Waits == 0 {
		t.Errorf("nobody waited; the test proves nothing: %+v", c)
	}
}

func TestCancelNeedsNoRoom(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t, "")
	p := pg.NewPools(pg.PoolsOptions{PerShard: 1})
	defer p.Close()
	db, release, _ := lease(t, p, key(1), url)
	defer release()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	began := time.Now()
	if err := sleep(ctx, db, 30); err == nil {
		t.Error("the statement was not cancelled")
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("cancelling took %v", took)
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Error(err)
	}
	if c := p.Counts(); c.Connections["home"] != 1 {
		t.Errorf("%+v", c)
	}
}

func TestFailedConnectionsGiveRoomBack(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t, "")
	p := pg.NewPools(pg.PoolsOptions{PerShard: 1})
	defer p.Close()
	bad, release, _ := lease(t, p, key(1), pgtest.Cluster(t).URL("no_such_database"))
	for range 3 {
		if err := bad.Ping(t.Context()); pg.SQLSTATE(err) != "3D000" {
			t.Errorf("got %v, want invalid catalog name", err)
		}
	}
	release()
	good, back, _ := lease(t, p, key(2), url)
	defer back()
	if err := good.Ping(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestVerifier(t *testing.T) {
	t.Parallel()
	verifier, err := pg.Verifier("secret")
	if err != nil {
		t.Fatal(err)
	}
	admin, err := pg.Open(t.Context(), pgtest.Database(t, ""), pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer admin.Close()
	if err := admin.Command(t.Context(), "create role verified login password '"+verifier+"'; grant connect on database postgres to verified"); err != nil {
		t.Fatal(err)
	}
	dir, port := pgtest.Cluster(t).Socket()
	for password, want := range map[string]string{"secret": "", "wrong": "28P01"} {
		db, err := pg.Open(t.Context(), fmt.Sprintf("postgres://verified:%s@/postgres?host=%s&port=%d", password, dir, port), pg.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if err := db.Ping(t.Context()); pg.SQLSTATE(err) != want {
			t.Errorf("password %q: %v", password, err)
		}
		db.Close()
	}
}

// What becomes of a database that goes away: whoever was in it is told so, and the
// next one is served again.
func TestLostConnection(t *testing.T) {
	t.Parallel()
	url := pgtest.Database(t, "")
	db, err := pg.Open(t.Context(), url, pg.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	die := func(tx *pg.Tx) error {
		_, err := pg.Query[bool](t.Context(), tx, `select pg_terminate_backend(pg_backend_pid())`)
		return err
	}
	if err := db.Write(t.Context(), die); !errors.Is(err, pg.ErrUnavailable) {
		t.Errorf("a write whose connection is cut ends with %v", err)
	}
	err = db.Read(t.Context(), func(tx *pg.Tx) error {
		_, err := pg.Query[int](t.Context(), tx, `select 1`)
		return err
	})
	if err != nil {
		t.Errorf("the read after it ends with %v", err)
	}
}

// TestCancelled: a statement that the database breaks off is told apart from one that
// fails.
func TestCancelled(t *testing.T) {
	t.Parallel()
	db, err := pg.Open(t.Context(), pgtest.Database(t, ""), pg.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for sql, want := range map[string]bool{`select pg_cancel_backend(pg_backend_pid()), pg_sleep(1)`: true, `select 1 / (select 0), true`: false} {
		err := db.Read(t.Context(), func(tx *pg.Tx) error {
			_, err := pg.Query[struct{ A, B any }](t.Context(), tx, sql)
			return err
		})
		if err == nil || pg.Cancelled(err) != want || errors.Is(err, pg.ErrUnavailable) {
			t.Errorf("%s ends with %v", sql, err)
		}
	}
}

func TestNobodyListens(t *testing.T) {
	t.Parallel()
	db, err := pg.Open(t.Context(), "postgres://nobody@127.0.0.1:1/none", pg.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Write(t.Context(), func(tx *pg.Tx) error { return tx.Flush(t.Context()) }); !errors.Is(err, pg.ErrUnavailable) {
		t.Errorf("a write without a server ends with %v", err)
	}
	given, cancel := context.WithCancel(t.Context())
	cancel()
	if err := db.Write(given, func(tx *pg.Tx) error { return tx.Flush(given) }); errors.Is(err, pg.ErrUnavailable) || err == nil {
		t.Errorf("a write that is given up ends with %v", err)
	}
}
