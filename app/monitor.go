package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/enterprise/monitor"
	"github.com/guildhall/guildhall/lib/disk"
	"github.com/guildhall/guildhall/lib/mail"
	"github.com/guildhall/guildhall/lib/problem"
)

// Watch says how a program that serves is watched.
type Watch struct {
	Process  monitor.Process // who it is; its host is filled in
	Webhooks []string        // addresses that get news of alerts, in the order of escalation
	Public   string          // address of the installation, for those who get news
}

// newMonitor makes what watches over the installation.
func (a *App) newMonitor() *monitor.Monitor {
	process := a.cfg.Watch.Process
	process.PID = int64(os.Getpid())
	host, err := os.Hostname()
	if err != nil {
		host = "unknown"
	}
	process.Host = host
	facts := monitor.Facts{Lag: a.rounds.Lag, Deaf: a.rounds.Deaf}
	if a.Redis != nil {
		facts.Redis = a.Redis.Ping
	}
	if a.cluster != nil {
		facts.Disk = func() (free, size uint64, err error) { return disk.Room(a.cfg.Data) }
	}
	return monitor.New(monitor.Config{
		Enterprise: a.Enterprise, Metrics: a.cfg.Metrics, Rules: monitor.Rules(), Levels: a.channels(), Process: process, Facts: facts,
		Log: a.cfg.Log, Clock: a.cfg.Clock,
	})
}

// channels are who hears of alerts: operators by mail and the first webhook at once,
// then one webhook after the other.
func (a *App) channels() [][]monitor.Channel {
	letters := &letters{app: a}
	levels := [][]monitor.Channel{{{Name: "mail", Notify: letters.notify}}}
	for i, address := range a.cfg.Watch.Webhooks {
		hook := monitor.Webhook(fmt.Sprintf("webhook-%d", i+1), address, a.cfg.Watch.Public)
		if i == 0 {
			levels[0] = append(levels[0], hook)
			continue
		}
		levels = append(levels, []monitor.Channel{hook})
	}
	return levels
}

// letters tells the operators who run Guildhall by mail.
type letters struct {
	app *App

	mu sync.Mutex
	to []string // as they were when the registry last answered
}

func (l *letters) notify(ctx context.Context, n monitor.Notice) error {
	subject, text := letterOf(n, l.app.cfg.Watch.Public)
	var failed []error
	for _, to := range l.addresses(ctx) {
		_, err := l.app.mail.Sender.Send(ctx, mail.Message{
			ID: uuid.NewString() + "@guildhall", Date: l.app.cfg.Clock(), From: l.app.mail.From, To: mail.Address{Address: to},
			Subject: subject, Text: text, Headers: map[string]string{"Auto-Submitted": "auto-generated"},
		})
		failed = append(failed, err)
	}
	return errors.Join(failed...)
}

// addresses returns to whom letters go, also when the registry does not answer.
func (l *letters) addresses(ctx context.Context) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	all, err := l.app.Enterprise.Operators(ctx)
	if err != nil { // that may be what the letter is about
		return l.to
	}
	l.to = nil
	for _, o := range all {
		if o.Kind == enterprise.Admin && o.Status == "active" {
			l.to = append(l.to, o.Email)
		}
	}
	return l.to
}

// letterOf writes news of an alert.
func letterOf(n monitor.Notice, where string) (subject, text string) {
	what := map[monitor.News]string{
		monitor.NewsFiring: "fires", monitor.NewsEscalated: "still fires, and nobody has acknowledged it", monitor.NewsResolved: "is over",
	}[n.News]
	subject = fmt.Sprintf("[%s] %s %s", n.Alert.Severity, n.Alert.Rule, what)
	text = fmt.Sprintf("The alert %s %s.\n\n%s\n\nValue: %g\nSince: %s\nInstallation: %s\nAlert: %s\n\nWhat to do stands in docs/operations.md. "+
		"To say that you look at it:\n\n  guildhall alert acknowledge %s --reason '…'\n",
		n.Alert.Rule, what, n.Alert.Summary, n.Alert.Value, n.Alert.Since.UTC().Format("2006-01-02 15:04:05 MST"), where, n.Alert.ID, n.Alert.ID)
	return subject, text
}

// ready tells whether tenants can be served, and if not, for the want of what.
func (a *App) ready(ctx context.Context) error {
	if _, err := a.Enterprise.Modules(ctx); err != nil {
		return fmt.Errorf("%w: %w", problem.Unavailable("not-ready", time.Second, "This server cannot serve now: the enterprise database does not answer."), err)
	}
	return nil
}

// Health asks everything that the installation stands on how it does, in a program
// that does not serve, too.
func (a *App) Health(ctx context.Context) (*monitor.Health, error) {
	if _, err := a.rounds.Due(ctx, true); err != nil && ctx.Err() != nil {
		return nil, err // what does not answer is found again below
	}
	return a.Monitor.Health(ctx)
}
