package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// The moments at which the server is killed lie so far into its trading.
const (
	earliest = 500 * time.Millisecond
	latest   = 8 * time.Second
)

// trader is a run of bench/northwind through the proxy.
type trader struct {
	cmd    *exec.Cmd
	out    bytes.Buffer
	done   chan struct{}
	err    error
	closed error
}

// patience is how long the traders wait for a server that is away.
const patience = 10 * time.Minute

// startTrader starts trading in new companies.
func (l *lab) startTrader(ctx context.Context, n int) (*trader, error) {
	log, err := os.OpenFile(l.in("trade.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	t := &trader{done: make(chan struct{})}
	t.cmd = exec.CommandContext(ctx, l.in("northwind"), "--data", l.data, "--url", l.proxy.url, "--token", l.token,
		"--tier", l.tier, "--slug", "trade"+strconv.Itoa(n), "--patience", patience.String())
	t.cmd.Stdout, t.cmd.Stderr = &t.out, log
	if err := t.cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start trading: %w", err), log.Close())
	}
	go func() {
		t.err = t.cmd.Wait()
		t.closed = log.Close()
		close(t.done)
	}()
	return t, nil
}

// ended tells whether everything is traded.
func (t *trader) ended() bool {
	select {
	case <-t.done:
		return true
	default:
		return false
	}
}

// trade trades and crashes, and then lets the history come to its end. When it
// comes there too early, it begins again in other companies.
func (l *lab) trade(ctx context.Context) error {
	companies := 1
	t, err := l.startTrader(ctx, companies)
	if err != nil {
		return err
	}
	kinds := []string{killServer, killPostgres, killBoth}
	for round := range l.rounds {
		if round%len(kinds) == 0 {
			l.random.Shuffle(len(kinds), func(i, k int) { kinds[i], kinds[k] = kinds[k], kinds[i] })
		}
		after := earliest + time.Duration(l.random.Int64N(int64(latest-earliest)))
		select {
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // interrupted
		case <-time.After(after):
		}
		if t.ended() {
			if err := l.finish(t); err != nil {
				return err
			}
			companies++
			if t, err = l.startTrader(ctx, companies); err != nil {
				return err
			}
		}
		if err := l.crash(ctx, kinds[round%len(kinds)], after); err != nil {
			return fmt.Errorf("round %d: %w", round, err)
		}
	}
	l.tell("trading on to the end")
	return l.finish(t)
}

// finish waits for a trader's end and keeps what it has to say.
func (l *lab) finish(t *trader) error {
	<-t.done
	var told struct{ OK bool }
	if err := json.Unmarshal(t.out.Bytes(), &told); err != nil {
		return fmt.Errorf("the trader ended (%w) and said %q; its last words:\n%s", errors.Join(t.err, err), t.out.String(), driver.Tail(l.in("trade.log")))
	}
	l.summary.Loads = append(l.summary.Loads, json.RawMessage(t.out.Bytes()))
	if !told.OK || t.err != nil {
		l.wrong("trader", "the history did not come out right (%v): %s", t.err, t.out.String())
	}
	return t.closed
}

// crash kills, starts again and checks, before anybody may go on.
func (l *lab) crash(ctx context.Context, what string, after time.Duration) error {
	before := len(l.summary.Violations)
	l.proxy.dying.Store(true)
	if err := l.server.kill(what); err != nil {
		return err
	}
	l.proxy.held.Store(true)
	down, err := l.server.start(ctx)
	if err != nil {
		return err
	}
	seen, err := l.inspect(ctx)
	if err != nil {
		return err
	}
	l.proxy.dying.Store(false)
	l.proxy.held.Store(false)
	c := crash{
		Killed: what, After: after.Seconds(), Down: down.Seconds(), Checked: seen.took.Seconds(),
		Acknowledged: seen.acknowledged, Documents: seen.documents, Violations: len(l.summary.Violations) - before,
	}
	l.summary.Crashes = append(l.summary.Crashes, c)
	l.tell("killed %s after %.1f s: down %.2f s; checked %d acknowledged records, %d documents in %.1f s; %d violations",
		what, c.After, c.Down, c.Acknowledged, c.Documents, c.Checked, c.Violations)
	return nil
}
