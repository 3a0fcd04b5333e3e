package cluster_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/cluster"
)

func TestRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		prepare func(t *testing.T, o *cluster.Options)
		is      error
		says    []string
	}{
		"no programs": {
			func(t *testing.T, o *cluster.Options) { t.Helper(); o.Bin = t.TempDir() },
			cluster.ErrNoPostgres,
			[]string{"sudo apt-get install postgresql-15", "no program initdb"},
		},
		"version that made the cluster is not installed": {
			func(t *testing.T, o *cluster.Options) {
				t.Helper()
				must(t, os.Mkdir(filepath.Join(o.Dir, "postgres"), 0o700))
				must(t, os.WriteFile(filepath.Join(o.Dir, "postgres", "PG_VERSION"), []byte("99\n"), 0o600))
			},
			cluster.ErrNoPostgres,
			[]string{"sudo apt-get install postgresql-99", "version 15"},
		},
		"something else in the way": {
			func(t *testing.T, o *cluster.Options) {
				t.Helper()
				must(t, os.Mkdir(filepath.Join(o.Dir, "postgres"), 0o700))
				must(t, os.WriteFile(filepath.Join(o.Dir, "postgres", "diary.txt"), nil, 0o600))
			},
			syscall.ENOTEMPTY,
			[]string{"postgres", "move it"},
		},
		"password lost": {
			losePassword,
			os.ErrNotExist,
			[]string{"postgres.password", "from a backup"},
		},
		"password of another cluster": {
			func(t *testing.T, o *cluster.Options) {
				t.Helper()
				stop(t, start(t, o.Dir))
				must(t, os.WriteFile(filepath.Join(o.Dir, "postgres.password"), []byte("other"), 0o600))
			},
			nil,
			[]string{"password authentication failed"},
		},
		"broken setting": {
			func(t *testing.T, o *cluster.Options) {
				t.Helper()
				stop(t, start(t, o.Dir))
				auto := filepath.Join(o.Dir, "postgres", "postgresql.auto.conf")
				must(t, os.WriteFile(auto, []byte("shared_buffers = 'much'\n"), 0o644))
			},
			nil,
			[]string{`invalid value for parameter "shared_buffers"`},
		},
		"no folder": {
			func(_ *testing.T, o *cluster.Options) { o.Dir = "" }, nil, []string{"no data folder"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := cluster.Options{Dir: t.TempDir()}
			test.prepare(t, &o)
			c, err := cluster.Start(t.Context(), o)
			if err == nil {
				t.Fatalf("started, pid %d", c.PID())
			}
			if test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("%v is not %v", err, test.is)
			}
			for _, want := range test.says {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q does not say %q", err, want)
				}
			}
		})
	}
}

func TestVersionFindsThePrograms(t *testing.T) {
	for _, path := range []string{os.Getenv("PATH"), "/nowhere"} {
		t.Setenv("PATH", path)
		if major, err := cluster.Version(t.Context(), ""); err != nil || major < 15 {
			t.Errorf("with PATH=%s: version %d, %v", path, major, err)
		}
	}
}

// TestOtherUser runs as root what only root can, and then the whole suite as an ordinary user.
func TestOtherUser(t *testing.T) {
	t.Parallel()
	if os.Getuid() != 0 {
		if os.Getenv(asOrdinary) == "" {
			t.Log("this run is the ordinary user's; what root does is tested where tests run as root")
		}
		return
	}
	t.Run("root keeps PostgreSQL from the rest of its folder", func(t *testing.T) {
		t.Parallel()
		dir := filepath.Join(t.TempDir(), "closed", "data")
		c := start(t, dir)
		if uid := ownerOf(t, "/proc/"+strconv.Itoa(c.PID())); uid == 0 {
			t.Error("PostgreSQL runs as root")
		}
		if owner, mode := ownerOf(t, dir), modeOf(t, dir); owner != 0 || mode != 0o700 {
			t.Errorf("the data folder belongs to %d with mode %v", owner, mode)
		}
		conn, err := pgx.Connect(t.Context(), c.URL("postgres"))
		must(t, err)
		_, err = conn.Exec(t.Context(), "select pg_read_file('../postgres.password')")
		if err == nil || !strings.Contains(err.Error(), "Permission denied") {
			t.Errorf("PostgreSQL looks beside its own folder: %v", err)
		}
		must(t, conn.Close(t.Context()))
	})
	t.Run("root restores a cluster", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		c := start(t, dir)
		keepRow(t, c)
		stop(t, c)
		must(t, exec.Command("chown", "-R", "root:root", dir).Run())
		expectRow(t, start(t, dir))
	})
	t.Run("root serves a folder of an ordinary user", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		const uid, gid = 65534, 65534
		must(t, os.Chown(dir, uid, gid))
		c := start(t, dir)
		for _, path := range []string{
			"/proc/" + strconv.Itoa(c.PID()), filepath.Join(dir, "guildhall.lock"), filepath.Join(dir, "postgres.password"),
		} {
			if got := ownerOf(t, path); got != uid {
				t.Errorf("%s belongs to %d, want %d", path, got, uid)
			}
		}
	})
	t.Run("suite as nobody", func(t *testing.T) {
		t.Parallel()
		home := t.TempDir()
		for path := home; len(path) > len(os.TempDir()); path = filepath.Dir(path) {
			must(t, os.Chmod(path, 0o755))
		}
		must(t, os.Chown(home, 65534, 65534))
		cmd := exec.Command("/proc/self/exe", "-test.v", "-test.timeout=5m")
		cmd.Env = append(os.Environ(), asOrdinary+"=yes", "HOME="+home, "TMPDIR="+home, "XDG_RUNTIME_DIR=")
		cmd.Dir = home
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: 65534, Gid: 65534}}
		out, err := cmd.CombinedOutput()
		if err != nil || strings.Count(string(out), "--- PASS: Test") < 10 {
			t.Errorf("%v\n%s", err, out)
		}
	})
}

func ownerOf(t *testing.T, path string) int {
	t.Helper()
	var stat syscall.Stat_t
	must(t, syscall.Stat(path, &stat))
	return int(stat.Uid)
}

func modeOf(t *testing.T, path string) os.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	must(t, err)
	return info.Mode().Perm()
}

func losePassword(t *testing.T, o *cluster.Options) {
	t.Helper()
	stop(t, start(t, o.Dir))
	must(t, os.Remove(filepath.Join(o.Dir, "postgres.password")))
}
