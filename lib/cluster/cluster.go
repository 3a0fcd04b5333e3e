package cluster

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/guildhall/guildhall/lib/internal/throwaway"
)

const (
	superuser = "postgres"
	closeWait = 30 * time.Second // how long Close waits for PostgreSQL to finish
	openPoll  = 20 * time.Millisecond
)

// ErrNotRunning tells that no PostgreSQL answers for the data folder, or that it has not finished starting.
var ErrNotRunning = errors.New("the private PostgreSQL of this data folder is not running")

// ErrInUse tells that another live process owns the data folder; errors.As to *InUseError gives its pid.
var ErrInUse = errors.New("data folder is in use")

// ErrNoPostgres tells that no usable PostgreSQL programs were found; the error's text names the remedy.
var ErrNoPostgres = errors.New("PostgreSQL is not installed")

// Options say which cluster to run and with which programs.
type Options struct {
	// Dir is Guildhall's data folder; it is made when missing. The cluster lives in Dir/postgres.
	Dir string
	// Bin is the folder of PostgreSQL's programs. Empty means find them: PATH, the folders of Linux distributions
	// (newest version first), pg_config, and those of Homebrew.
	Bin string
	// Log receives what an operator should know; nil discards it.
	Log *slog.Logger
	// Throwaway, when set, trades durability for speed. Only kernel/pg's test support can name its type.
	Throwaway *throwaway.Terms
}

// Cluster is a running private PostgreSQL. Its methods may be called from any goroutine.
type Cluster struct {
	at       folder
	log      *slog.Logger
	lock     *os.File // held while this process owns the cluster; nil when it is attached only
	password string
	state    state
	process  *process

	stop     sync.Once
	stopErr  error
	stopping chan struct{} // closed when Stop begins
	done     chan struct{}
}

// Start makes the cluster on first use and runs it, or adopts the PostgreSQL that a killed Guildhall left behind.
// It returns when PostgreSQL accepts connections; crash recovery counts, so give ctx minutes rather than seconds.
// Errors: ErrInUse when another live process owns the folder, ErrNoPostgres when the programs are missing.
func Start(ctx context.Context, o Options) (*Cluster, error) {
	at, err := openFolder(o.Dir)
	if err != nil {
		return nil, err
	}
	lock, err := acquire(at.lock())
	if err != nil {
		return nil, err
	}
	c := newCluster(at, o.Log)
	c.lock = lock
	if err := c.bringUp(ctx, o); err != nil {
		return nil, errors.Join(err, release(lock))
	}
	return c, nil
}

// Attach connects to the cluster that another process runs for the data folder dir, and owns nothing of it.
// The error is ErrNotRunning when there is none.
func Attach(ctx context.Context, dir string) (*Cluster, error) {
	path, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("resolve data folder: %w", err)
	}
	c := newCluster(folder(path), nil)
	if err := c.attach(ctx); err != nil {
		return nil, fmt.Errorf("attach to %s: %w", path, err)
	}
	return c, nil
}

// Open serves a command of the command line: it starts the cluster, or attaches to it when a live process owns it,
// waiting for that process to finish its own start. Close stops only what this process started.
func Open(ctx context.Context, o Options) (*Cluster, error) {
	for {
		c, err := Start(ctx, o)
		if !errors.Is(err, ErrInUse) {
			return c, err
		}
		inUse := err
		c, err = Attach(ctx, o.Dir)
		if !errors.Is(err, ErrNotRunning) {
			return c, err
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), inUse, err)
		case <-time.After(openPoll):
		}
	}
}

func newCluster(at folder, log *slog.Logger) *Cluster {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Cluster{at: at, log: log, stopping: make(chan struct{}), done: make(chan struct{})}
}

// bringUp adopts or creates and launches; the caller holds the lock.
func (c *Cluster) bringUp(ctx context.Context, o Options) error {
	how := newPlan(o.Throwaway)
	adopted, err := c.adopt(ctx, how)
	if err != nil || adopted {
		return err
	}
	bin, err := findPrograms(ctx, o.Bin, c.at.version())
	if err != nil {
		return err
	}
	as, err := c.at.runner()
	if err != nil {
		return err
	}
	if err := as.canReach(bin.dir); err != nil {
		return err
	}
	if err := c.ensureCreated(ctx, bin, as); err != nil {
		return err
	}
	return c.launch(ctx, bin, as, how)
}

// URL returns the connection URL of a database of this cluster for its superuser, over the unix socket. It holds the
// password: never log it.
func (c *Cluster) URL(database string) string {
	place := url.Values{"host": {c.state.Socket}, "port": {strconv.Itoa(c.state.Port)}}
	u := url.URL{
		Scheme:   "postgres",
		User:     url.UserPassword(superuser, c.password),
		Path:     "/" + database,
		RawQuery: strings.ReplaceAll(place.Encode(), "+", "%20"), // PostgreSQL takes a plus for a plus.
	}
	return u.String()
}

// Socket returns the folder of the unix socket and the port, which is part of the socket's name and also the TCP port
// on 127.0.0.1.
func (c *Cluster) Socket() (dir string, port int) { return c.state.Socket, c.state.Port }

// Superuser returns the name of the cluster's superuser.
func (c *Cluster) Superuser() string { return superuser }

// Password returns the superuser's password: never log it.
func (c *Cluster) Password() string { return c.password }

// PID returns the process id of the postmaster.
func (c *Cluster) PID() int { return c.process.pid() }

// Owned tells whether this process owns the cluster, having started or adopted it, and so stops it at the end.
func (c *Cluster) Owned() bool { return c.lock != nil }

// Done returns a channel that is closed when PostgreSQL ends without having been told to by Stop or Close.
func (c *Cluster) Done() <-chan struct{} { return c.done }
