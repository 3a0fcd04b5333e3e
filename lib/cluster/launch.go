package cluster

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	attempts     = 3
	startSilence = time.Minute // how long a starting PostgreSQL may not even have opened its socket
)

// launch runs PostgreSQL on the existing cluster and waits until it accepts connections. When it ends at once, another
// program may have taken the free port in the moment before PostgreSQL did: that deserves another try.
func (c *Cluster) launch(ctx context.Context, bin programs, as runner, how plan) error {
	for attempt := 1; ; attempt++ {
		begin := time.Now()
		err := c.launchOnce(ctx, bin, as, how)
		if attempt == attempts || !errors.Is(err, errEnded) || time.Since(begin) > patience {
			return err
		}
		c.log.Warn("private PostgreSQL did not start, trying again", "port", c.state.Port, "error", err)
	}
}

func (c *Cluster) launchOnce(ctx context.Context, bin programs, as runner, how plan) error {
	begin := time.Now()
	if err := c.chooseState(ctx, as, how); err != nil {
		return err
	}
	if err := how.writeConf(c.at.data()); err != nil {
		return err
	}
	stderr, err := c.at.anonymousFile()
	if err != nil {
		return err
	}
	p, err := c.spawn(ctx, bin, as, how, stderr)
	if err != nil {
		return errors.Join(err, stderr.Close())
	}
	if err := c.await(ctx, p, startSilence, c.ping); err != nil {
		err = fmt.Errorf("start PostgreSQL on %s: %w\n%s", c.at.data(), err, c.lastWords(stderr, begin))
		quick, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
		defer cancel()
		return errors.Join(err, p.end(quick), c.at.dropSocket(c.state), stderr.Close())
	}
	c.state.PID = p.pid()
	if err := errors.Join(c.at.writeState(c.state), stderr.Close()); err != nil {
		return errors.Join(err, p.end(ctx))
	}
	c.keep(p)
	c.log.Info("private PostgreSQL is ready", "pid", p.pid(), "port", c.state.Port, "duration", time.Since(begin))
	return nil
}

// chooseState decides port and socket and writes them down before PostgreSQL starts, so that an orphan is found even
// when we are killed a moment later.
func (c *Cluster) chooseState(ctx context.Context, as runner, how plan) error {
	last, err := c.at.readState()
	if err != nil {
		return err
	}
	socket, err := c.at.socketFolder(as, last.Socket)
	if err != nil {
		return err
	}
	port, err := choosePort(ctx, last.Port)
	if err != nil {
		return err
	}
	c.state = state{Port: port, Socket: socket, Plan: how.fingerprint()}
	return c.at.writeState(c.state)
}

func (c *Cluster) spawn(ctx context.Context, bin programs, as runner, how plan, stderr *os.File) (*process, error) {
	if err := as.ensureFolder(c.at.log()); err != nil {
		return nil, err
	}
	folders := &lent{to: as}
	data, errData := folders.name(c.at.data())
	socket, errSocket := folders.name(c.state.Socket)
	logs, errLogs := folders.name(c.at.log())
	if err := errors.Join(errData, errSocket, errLogs); err != nil {
		return nil, errors.Join(err, folders.close())
	}
	place := []string{
		"-D", data,
		"-c", "port=" + strconv.Itoa(c.state.Port),
		"-c", "unix_socket_directories=" + `"` + strings.ReplaceAll(socket, `"`, `""`) + `"`,
		"-c", "log_directory=" + logs,
	}
	cmd := folders.command(context.WithoutCancel(ctx), bin.postgres(), slices.Concat(place, how.args())...)
	cmd.Stdout, cmd.Stderr = stderr, stderr
	p, err := spawn(cmd, how.throwaway)
	return p, errors.Join(err, folders.close())
}

// await tries until the attempt succeeds, the process ends, or the answer cannot change any more. A server that says
// it is starting gets as long as ctx allows; one that says nothing gets until the silence is too long.
func (c *Cluster) await(
	ctx context.Context, p *process, silence time.Duration, attempt func(context.Context) error,
) error {
	begin := time.Now()
	for {
		err := attempt(ctx)
		if err == nil || isFinal(err) || (!isStarting(err) && time.Since(begin) > silence) {
			return err
		}
		select {
		case <-p.gone:
			return errEnded
		case <-ctx.Done():
			return errors.Join(context.Cause(ctx), err)
		case <-time.After(shortPoll):
		}
	}
}

var errEnded = errors.New("PostgreSQL ended")

// keep makes p the cluster's process and reports when it ends unbidden.
func (c *Cluster) keep(p *process) {
	c.process = p
	go func() {
		select {
		case <-c.stopping:
		case <-p.gone:
			select {
			case <-c.stopping:
			default:
				c.log.Error("private PostgreSQL ended unexpectedly", "pid", p.pid(), "log", c.at.log())
				close(c.done)
			}
		}
	}()
}

// anonymousFile takes what PostgreSQL says before its log is open. Not a pipe: that would break when we are killed.
func (f folder) anonymousFile() (*os.File, error) {
	file, err := os.CreateTemp(string(f), ".stderr-*")
	if err == nil {
		err = os.Remove(file.Name())
	}
	if err != nil {
		return nil, fmt.Errorf("make a temporary file: %w", err)
	}
	return file, nil
}

// lastWords returns the end of what PostgreSQL said since begin, for the text of an error.
func (c *Cluster) lastWords(stderr *os.File, begin time.Time) string {
	words := tail(stderr)
	logs, err := startingWith(filepath.Join(c.at.log(), "postgres-"))
	if err != nil {
		return words
	}
	for _, path := range logs {
		info, err := os.Lstat(path)
		if err != nil || !info.Mode().IsRegular() || info.ModTime().Before(begin.Truncate(time.Second)) {
			continue
		}
		if f, err := os.Open(path); err == nil {
			words += tail(f)
			_ = f.Close() // It was only read.
		}
	}
	return words
}

func tail(f *os.File) string {
	const most = 2000
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return ""
	}
	text, err := io.ReadAll(io.NewSectionReader(f, max(0, size-most), most))
	if err != nil {
		return ""
	}
	return string(text)
}
