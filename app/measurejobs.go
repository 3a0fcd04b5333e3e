package app

import (
	"context"
	"errors"
	"time"

	"github.com/guildhall/guildhall/lib/observe"
	"github.com/guildhall/guildhall/lib/queue"
)

// scrapeWithin bounds how long the metrics wait for the queue of jobs.
const scrapeWithin = 2 * time.Second

// jobLevels tells the metrics how many jobs stand where. While the queue does not
// answer they tell nothing of it.
func (a *App) jobLevels() []observe.JobLevel {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeWithin)
	defer cancel()
	levels, err := a.Background.Levels(ctx)
	if err != nil {
		a.cfg.Log.WarnContext(ctx, "the queue of jobs does not tell how it stands", "error", err)
	}
	out := make([]observe.JobLevel, 0, len(levels))
	for _, l := range levels {
		out = append(out, observe.JobLevel{Kind: l.Kind, State: string(l.State), Jobs: l.Jobs, Oldest: l.Oldest})
	}
	return out
}

// jobWorked counts one attempt at a job.
func (a *App) jobWorked(kind string, took time.Duration, err error) {
	outcome := "done"
	switch {
	case queue.IsLater(err):
		outcome = "put-off"
	case err != nil && !errors.Is(err, context.Canceled):
		outcome = "failed"
	case err != nil:
		outcome = "stopped"
	}
	a.measure.Worked(kind, outcome, took)
}
