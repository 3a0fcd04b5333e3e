package cluster

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/lib/internal/throwaway"
)

func TestBuffersFollowTheMachine(t *testing.T) {
	t.Parallel()
	tests := map[int64]string{
		0:                "64MB", // unknown
		512 * megabyte:   "64MB",
		4096 * megabyte:  "128MB",
		8192 * megabyte:  "256MB",
		65536 * megabyte: "256MB",
	}
	for memory, want := range tests {
		var got string
		for _, s := range tuning(memory) {
			if s.name == "shared_buffers" {
				got = s.value
			}
		}
		if got != want {
			t.Errorf("with %d MB of memory shared_buffers is %s, want %s", memory/megabyte, got, want)
		}
	}
	if memory() < 64*megabyte {
		t.Errorf("this machine says it has %d bytes of memory", memory())
	}
}

func TestPlanText(t *testing.T) {
	t.Parallel()
	p := plan{conf: []setting{{"application_name", `it's a \ test`}}, fixed: []setting{{"fsync", "on"}}}
	if want := `application_name = 'it''s a \\ test'` + "\n"; !strings.HasSuffix(p.text(), want) {
		t.Errorf("%q does not end with %q", p.text(), want)
	}
	if got := strings.Join(p.args(), " "); got != "-c fsync=on" {
		t.Errorf("command line %q", got)
	}
}

func TestFingerprintSeesEverySetting(t *testing.T) {
	t.Parallel()
	usual := newPlan(nil)
	loose := newPlan(&throwaway.Terms{Settings: map[string]string{"fsync": "off"}})
	tuned := newPlan(nil)
	tuned.conf[0].value = "1MB"
	if same := newPlan(nil); same.fingerprint() != usual.fingerprint() {
		t.Error("the same plan has two fingerprints")
	}
	if loose.fingerprint() == usual.fingerprint() || tuned.fingerprint() == usual.fingerprint() {
		t.Error("a changed setting does not show")
	}
	if args := strings.Join(loose.args(), " "); strings.LastIndex(args, "fsync=off") < strings.LastIndex(args, "fsync=on") {
		t.Errorf("throw-away terms do not have the last word: %s", args)
	}
}

func TestVersionNumbers(t *testing.T) {
	t.Parallel()
	tests := map[string]int{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)": 15,
		"postgres (PostgreSQL) 19beta1":                        19,
		"/usr/lib/postgresql/9.6/bin":                          9,
		"/opt/homebrew/opt/postgresql@17/bin":                  17,
		"no number":                                            0,
	}
	for text, want := range tests {
		if got := numberIn(text); got != want {
			t.Errorf("number in %q is %d, want %d", text, got, want)
		}
	}
}

func TestReachNamesTheClosedFolder(t *testing.T) {
	t.Parallel()
	open := t.TempDir()
	for path := open; len(path) > len(os.TempDir()); path = filepath.Dir(path) {
		if err := os.Chmod(path, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	closed := filepath.Join(open, "closed")
	inner := filepath.Join(closed, "inner")
	if err := os.MkdirAll(inner, 0o700); err != nil {
		t.Fatal(err)
	}
	stranger := runner{drop: true, uid: 54321, gid: 54321, name: "stranger"}
	if err := stranger.canReach(open); err != nil {
		t.Errorf("an open folder: %v", err)
	}
	if err := os.Chmod(inner, 0o755); err != nil {
		t.Fatal(err)
	}
	err := stranger.canReach(inner)
	if err == nil || !strings.Contains(err.Error(), "sudo chmod o+x "+closed+")") {
		t.Errorf("a closed folder on the way: %v", err)
	}
	if err := (runner{}).canReach(inner); err != nil {
		t.Errorf("oneself: %v", err)
	}
}

func TestProofTellsACopyFromTheOriginal(t *testing.T) {
	t.Parallel()
	original, err := Start(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := original.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := original.prove(t.Context()); err != nil {
		t.Errorf("the original: %v", err)
	}

	copied := newCluster(folder(t.TempDir()), nil)
	if err := os.Mkdir(copied.at.data(), 0o700); err != nil {
		t.Fatal(err)
	}
	copied.state, copied.password = original.state, original.password
	if err := copied.prove(t.Context()); !errors.Is(err, errNotOurs) || !isFinal(err) {
		t.Errorf("a copy: %v", err)
	}
	if err := copied.at.dropSocket(copied.state); err != nil {
		t.Error(err)
	}
	if err := original.ping(t.Context()); err != nil {
		t.Errorf("the copy has removed the original's socket: %v", err)
	}
	for _, c := range []*Cluster{original, copied} {
		if left, err := filepath.Glob(filepath.Join(c.at.data(), "guildhall.*")); err != nil || len(left) > 0 {
			t.Errorf("a proof is left behind: %v, %v", left, err)
		}
	}
}

func TestUnreadableLockIsNobodys(t *testing.T) {
	t.Parallel()
	for content, want := range map[string]int{"": 0, "nonsense": 0, "-1\n": 0, "999999999\n": 0, "1\n": 1} {
		path := filepath.Join(t.TempDir(), "lock")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := lockHolder(f); got != want {
			t.Errorf("a lock that says %q is held by %d, want %d", content, got, want)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

func TestErrorsThatWaitingCannotCure(t *testing.T) {
	t.Parallel()
	if err := notRunning(os.ErrPermission); errors.Is(err, ErrNotRunning) {
		t.Errorf("a file that may not be read is taken for a server that does not run: %v", err)
	}
	if err := notRunning(os.ErrNotExist); !errors.Is(err, ErrNotRunning) || !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
