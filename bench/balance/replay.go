package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"

	"github.com/guildhall/guildhall/bench/driver"
)

// patience is how long the traders wait for a server that does not answer.
const patience = "2m"

// replay trades the Northwind history in new companies and returns what bench/northwind
// has to say of it.
func (l *lab) replay(ctx context.Context, url, slug string) (json.RawMessage, error) {
	log, err := os.OpenFile(l.site.in("trade.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, err
	}
	defer log.Close()
	var out bytes.Buffer
	cmd := exec.CommandContext(ctx, l.site.in("northwind"), "--data", l.data, "--url", url, "--token", l.site.token,
		"--tier", l.tier, "--slug", slug, "--patience", patience)
	cmd.Stdout, cmd.Stderr = &out, log
	err = cmd.Run()
	var told struct{ OK bool }
	if bad := json.Unmarshal(out.Bytes(), &told); bad != nil {
		return nil, fmt.Errorf("the trader ended (%w) and said %q; its last words:\n%s", errors.Join(err, bad), out.String(), driver.Tail(l.site.in("trade.log")))
	}
	if !told.OK {
		l.wrong("the history did not come out right in %s: %s", slug, out.String())
	}
	return json.RawMessage(out.Bytes()), nil
}

// trade trades until stop is closed, at least once, and keeps what came of it.
func (l *lab) trade(ctx context.Context, stop <-chan struct{}) error {
	for n := 1; ; n++ {
		told, err := l.replay(ctx, l.site.witness.url, fmt.Sprintf("trade%d", n))
		if err != nil {
			return err
		}
		l.summary.Disturbed = append(l.summary.Disturbed, told)
		select {
		case <-stop:
			return nil
		case <-ctx.Done():
			return ctx.Err() //nolint:wrapcheck // interrupted
		default:
		}
	}
}
