package pgtest_test

import (
	"context"
	"os"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

func TestClusterIsSharedByTheProcess(t *testing.T) {
	t.Parallel()
	if first, second := pgtest.Cluster(t), pgtest.Cluster(t); first != second {
		t.Errorf("two clusters, pids %d and %d", first.PID(), second.PID())
	}
}

func TestDatabaseIsACopyAndIsDropped(t *testing.T) { //nolint:tparallel // the copy is gone once its subtest is over
	t.Parallel()
	template := connect(t, pgtest.Database(t, ""))
	name := template.Config().Database
	if _, err := template.Exec(t.Context(), "create table kept as select 7 as n"); err != nil {
		t.Fatal(err)
	}
	if err := template.Close(t.Context()); err != nil {
		t.Fatal(err)
	}

	var copied string
	t.Run("copy", func(t *testing.T) {
		conn := connect(t, pgtest.Database(t, name))
		copied = conn.Config().Database
		var n int
		if err := conn.QueryRow(t.Context(), "select n from kept").Scan(&n); err != nil || n != 7 {
			t.Errorf("row of the template: %d, %v", n, err)
		}
	})

	var left int
	conn := connect(t, pgtest.Cluster(t).URL("postgres"))
	err := conn.QueryRow(t.Context(), "select count(*) from pg_database where datname = $1", copied).Scan(&left)
	if err != nil || left != 0 {
		t.Errorf("%d databases %s left after the test, %v", left, copied, err)
	}
}

func connect(t *testing.T, url string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := conn.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return conn
}
