package cluster_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/lib/cluster"
	"github.com/guildhall/guildhall/lib/internal/throwaway"
	"github.com/guildhall/guildhall/lib/pgtest"
)

// The test binary is also the process that owns a cluster and gets killed.
const (
	holdFolder    = "GUILDHALL_TEST_HOLD"      // own the cluster of this folder until killed
	holdThrowaway = "GUILDHALL_TEST_THROWAWAY" // on throw-away terms
	asOrdinary    = "GUILDHALL_TEST_ORDINARY"  // the suite runs a second time, not as root
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(holdFolder); dir != "" {
		hold(dir)
	}
	if err := os.Setenv("TMPDIR", pgtest.TempDir()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(m.Run())
}

func hold(dir string) {
	o := cluster.Options{Dir: dir}
	if os.Getenv(holdThrowaway) != "" {
		o.Throwaway = &throwaway.Terms{Settings: map[string]string{"fsync": "off"}}
	}
	c, err := cluster.Start(context.Background(), o)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(c.PID())
	select {}
}

// holder starts a process that owns the cluster of dir, without waiting for it.
func holder(t *testing.T, dir string, env ...string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	cmd := exec.Command("/proc/self/exe")
	cmd.Env = append(os.Environ(), append(env, holdFolder+"="+dir)...)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { kill(t, cmd) })
	return cmd, bufio.NewReader(out)
}

func kill(t *testing.T, cmd *exec.Cmd) {
	t.Helper()
	if cmd.ProcessState == nil {
		must(t, cmd.Process.Kill())
		_ = cmd.Wait() // It says "killed".
	}
}

// postmaster waits until the holder's cluster is ready.
func postmaster(t *testing.T, out *bufio.Reader) int {
	t.Helper()
	line, err := out.ReadString('\n')
	must(t, err)
	pid, err := strconv.Atoi(strings.TrimSpace(line))
	must(t, err)
	return pid
}

// start starts a cluster that is stopped at the end of the test, unless the test does so.
func start(t *testing.T, dir string) *cluster.Cluster {
	t.Helper()
	begin := time.Now()
	c, err := cluster.Start(t.Context(), cluster.Options{Dir: dir})
	must(t, err)
	t.Logf("start took %v", time.Since(begin).Round(time.Millisecond))
	t.Cleanup(func() { must(t, c.Close()) })
	return c
}

func stop(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	begin := time.Now()
	must(t, c.Stop(t.Context()))
	t.Logf("stop took %v", time.Since(begin).Round(time.Millisecond))
}

// query runs SQL as the superuser in a connection of its own and returns the one text it yields.
func query(t *testing.T, c *cluster.Cluster, sql string, args ...any) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.URL("postgres"))
	must(t, err)
	defer func() { must(t, conn.Close(t.Context())) }()
	var text string
	must(t, conn.QueryRow(t.Context(), sql, args...).Scan(&text))
	return text
}

// keepRow commits a row that must not get lost, which expectRow looks for.
func keepRow(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), c.URL("postgres"))
	must(t, err)
	defer func() { must(t, conn.Close(t.Context())) }()
	_, err = conn.Exec(t.Context(), "create table kept as select 'kept' as word")
	must(t, err)
}

func expectRow(t *testing.T, c *cluster.Cluster) {
	t.Helper()
	if word := query(t, c, "select word from kept"); word != "kept" {
		t.Errorf("the committed row says %q", word)
	}
}

func running(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	stat, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	return err == nil && !strings.Contains(string(stat), ") Z ")
}

func eventually(t *testing.T, what string, condition func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !condition(); time.Sleep(2 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never: %s", what)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
