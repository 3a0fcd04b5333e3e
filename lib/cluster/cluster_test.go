package cluster_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/cluster"
)

func TestFreshCluster(t *testing.T) {
	t.Setenv("GUILDHALL_TEST_SECRET", "open sesame")
	dir := filepath.Join(t.TempDir(), "not", "there", "yet")
	c := start(t, dir)

	t.Run("settings are in force", func(t *testing.T) {
		want := map[string]string{
			"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "jit": "off",
			"random_page_cost": "1.1", "max_wal_size": "4GB", "max_connections": "200", "TimeZone": "UTC",
			"autovacuum": "on", "password_encryption": "scram-sha-256", "shared_preload_libraries": "",
			"server_encoding": "UTF8", "lc_collate": "C", "listen_addresses": "127.0.0.1", "unix_socket_permissions": "0700", "log_min_messages": "warning", "logging_collector": "on", "wal_compression": "lz4", "default_toast_compression": "lz4",
		}
		for name, value := range want {
			if got := query(t, c, "select current_setting($1)", name); got != value {
				t.Errorf("%s is %q, want %q", name, got, value)
			}
		}
	})
	t.Run("nothing in the cluster can switch durability off", func(t *testing.T) {
		conn, err := pgx.Connect(t.Context(), c.URL("postgres"))
		must(t, err)
		_, err = conn.Exec(t.Context(), "alter system set fsync = off")
		must(t, err)
		_, err = conn.Exec(t.Context(), "select pg_reload_conf()")
		must(t, errors.Join(err, conn.Close(t.Context())))
		time.Sleep(50 * time.Millisecond)
		if got := query(t, c, "show fsync"); got != "on" {
			t.Errorf("fsync is %s", got)
		}
	})
	t.Run("files are private", func(t *testing.T) {
		socket, port := c.Socket()
		want := map[string]os.FileMode{
			filepath.Join(dir, "postgres.password"): 0o600,
			filepath.Join(dir, "postgres"):          0o700 | os.ModeDir,
			filepath.Join(dir, "log"):               0o700 | os.ModeDir,
			socket:                                  0o700 | os.ModeDir,
			filepath.Join(socket, ".s.PGSQL."+strconv.Itoa(port)): 0o700 | os.ModeSocket,
		}
		for path, mode := range want {
			info, err := os.Lstat(path)
			must(t, err)
			if info.Mode() != mode {
				t.Errorf("%s has mode %v, want %v", path, info.Mode(), mode)
			}
		}
	})
	t.Run("no way in without the password", func(t *testing.T) {
		socket, port := c.Socket()
		for _, host := range []string{"127.0.0.1", socket} {
			for password, welcome := range map[string]bool{"": false, "guess": false, c.Password(): true} {
				expectLogin(t, host, port, password, welcome)
			}
		}
	})
	t.Run("our environment is not PostgreSQL's", func(t *testing.T) {
		env, err := os.ReadFile("/proc/" + strconv.Itoa(c.PID()) + "/environ")
		must(t, err)
		if strings.Contains(string(env), "open sesame") {
			t.Errorf("PostgreSQL was given %q", env)
		}
	})
	t.Run("a session of its own", func(t *testing.T) {
		group, err := syscall.Getpgid(c.PID())
		must(t, err)
		if group != c.PID() {
			t.Errorf("process group %d: Ctrl-C would reach PostgreSQL", group)
		}
	})
	t.Run("the password is not logged", func(t *testing.T) {
		conn, err := pgx.Connect(t.Context(), c.URL("postgres"))
		must(t, err)
		_, err = conn.Exec(t.Context(), "alter role nobody_of_that_name password 'hush'")
		if err == nil {
			t.Error("an unknown role was altered")
		}
		must(t, conn.Close(t.Context()))
		expectLog(t, dir, `role "nobody_of_that_name" does not exist`, "hush", c.Password())
	})
}

func expectLogin(t *testing.T, host string, port int, password string, welcome bool) {
	t.Helper()
	config, err := pgx.ParseConfig(fmt.Sprintf("host=%s port=%d user=postgres dbname=postgres", host, port))
	must(t, err)
	config.Password = password
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if (err == nil) != welcome {
		t.Errorf("login at %s with password %q: %v", host, password, err)
	}
	if err == nil {
		must(t, conn.Close(t.Context()))
	}
}

// expectLog waits until the log has the wanted text and then looks for what it must not have.
func expectLog(t *testing.T, dir, want string, unwanted ...string) {
	t.Helper()
	var log string
	eventually(t, "log says "+want, func() bool {
		paths, err := filepath.Glob(filepath.Join(dir, "log", "postgres-*.log"))
		must(t, err)
		log = ""
		for _, path := range paths {
			text, err := os.ReadFile(path)
			must(t, err)
			log += string(text)
		}
		return strings.Contains(log, want)
	})
	for _, secret := range unwanted {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds the secret %q:\n%s", secret, log)
		}
	}
}

func TestRestartKeepsDataAndPort(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	first := start(t, dir)
	keepRow(t, first)
	_, port := first.Socket()
	stop(t, first)
	if running(first.PID()) {
		t.Error("PostgreSQL runs after Stop")
	}
	select {
	case <-first.Done():
		t.Error("Done reports an end that was asked for")
	default:
	}

	second := start(t, dir)
	expectRow(t, second)
	if _, again := second.Socket(); again != port {
		t.Errorf("port %d, before %d", again, port)
	}
	stop(t, second)

	taken, err := net.Listen("tcp4", net.JoinHostPort("127.0.0.1", strconv.Itoa(port)))
	must(t, err)
	third := start(t, dir)
	expectRow(t, third)
	if _, other := third.Socket(); other == port {
		t.Error("took a port in use")
	}
	must(t, taken.Close())
}

func TestStopInAHurryLosesNothing(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c, err := cluster.Start(t.Context(), cluster.Options{Dir: dir})
	must(t, err)
	keepRow(t, c)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	err = c.Stop(ended)
	if !errors.Is(err, context.Canceled) || !strings.Contains(err.Error(), "quit") || running(c.PID()) {
		t.Errorf("stop without time says %v, PostgreSQL still running: %v", err, running(c.PID()))
	}
	if err := c.Stop(t.Context()); !errors.Is(err, context.Canceled) {
		t.Errorf("a second Stop says %v", err)
	}
	expectRow(t, start(t, dir))
}

func TestFolderInUse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if _, err := cluster.Attach(t.Context(), dir); !errors.Is(err, cluster.ErrNotRunning) {
		t.Errorf("attach to an empty folder: %v", err)
	}
	owner := start(t, dir)

	_, err := cluster.Start(t.Context(), cluster.Options{Dir: dir})
	var inUse *cluster.InUseError
	if !errors.As(err, &inUse) || !errors.Is(err, cluster.ErrInUse) || inUse.PID != os.Getpid() {
		t.Fatalf("a second start: %v", err)
	}
	if want := "process " + strconv.Itoa(os.Getpid()); !strings.Contains(err.Error(), want) {
		t.Errorf("%q does not name the %s", err, want)
	}

	for _, open := range []func() (*cluster.Cluster, error){
		func() (*cluster.Cluster, error) { return cluster.Attach(t.Context(), dir) },
		func() (*cluster.Cluster, error) { return cluster.Open(t.Context(), cluster.Options{Dir: dir}) },
	} {
		guest, err := open()
		must(t, err)
		if guest.Owned() || guest.PID() != owner.PID() || guest.URL("x") != owner.URL("x") {
			t.Errorf("attached to %d, owned %v, want %d", guest.PID(), guest.Owned(), owner.PID())
		}
		query(t, guest, "select 'here'")
		must(t, guest.Close())
		query(t, owner, "select 'still here'")
	}

	stop(t, owner)
	if _, err := cluster.Attach(t.Context(), dir); !errors.Is(err, cluster.ErrNotRunning) {
		t.Errorf("attach after the stop: %v", err)
	}
}

func TestOpenTogether(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const together = 4
	var all sync.WaitGroup
	clusters := make([]*cluster.Cluster, together)
	for i := range together {
		all.Go(func() {
			c, err := cluster.Open(t.Context(), cluster.Options{Dir: dir})
			if err != nil {
				t.Error(err)
				return
			}
			clusters[i] = c
		})
	}
	all.Wait()
	owners := 0
	var owner *cluster.Cluster
	for _, c := range clusters {
		if c == nil {
			continue
		}
		if c.Owned() {
			owner = c
			owners++
			continue
		}
		query(t, c, "select 'here'")
		must(t, c.Close())
	}
	if owners != 1 {
		t.Fatalf("%d owners", owners)
	}
	query(t, owner, "select 'still here'")
	must(t, owner.Close())
	if running(owner.PID()) {
		t.Error("the owner's Close left PostgreSQL running")
	}
}

func TestURLSurvivesStrangeFolders(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	tests := map[string]string{
		"too long for a socket": strings.Repeat("a-long-name/", 12),
		"comma":                 "Smith, Jones",
		"quotes and umlauts":    `Bücher & "Söhne" 'n' %41`,
	}
	for name, sub := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := filepath.Join(base, sub)
			c := start(t, dir)
			keepRow(t, c)
			socket, _ := c.Socket()
			parsed, err := url.Parse(c.URL("a b"))
			must(t, err)
			if parsed.Path != "/a b" || parsed.Query().Get("host") != socket {
				t.Errorf("URL does not name database and socket: %s", parsed.Redacted())
			}
			guest, err := cluster.Attach(t.Context(), dir)
			must(t, err)
			must(t, guest.Close())
			stop(t, c)
			if _, err := os.Stat(socket); !strings.HasPrefix(socket, dir) && !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the short socket folder %s is left behind: %v", socket, err)
			}
			expectRow(t, start(t, dir))
		})
	}
}
