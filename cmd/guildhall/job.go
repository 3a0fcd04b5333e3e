package main

import (
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/app/background"
)

type job struct {
	List      jobList      `cmd:"" help:"List jobs, the newest first."`
	Count     jobCount     `cmd:"" help:"Count jobs by kind and state."`
	Retry     jobRetry     `cmd:"" help:"Have jobs worked soon that failed, were cancelled or put off."`
	Cancel    jobCancel    `cmd:"" help:"Stop jobs for good, also those that run."`
	Pause     jobPause     `cmd:"" help:"Hold jobs that are not running."`
	Resume    jobResume    `cmd:"" help:"Let jobs be worked that were paused."`
	PauseAll  jobPauseAll  `cmd:"" help:"Keep all jobs of a kind from being begun, also later ones."`
	ResumeAll jobResumeAll `cmd:"" help:"Have jobs of a kind begun again."`
}

// chosenJobs says which jobs are meant.
type chosenJobs struct {
	place
	Kind   string `help:"Only of this kind."`
	Tenant string `help:"Only of this tenant: its slug or id."`
	State  string `help:"Only those that are waiting, held, ready, scheduled, running, failed, done, cancelled or dead."`
}

func (c chosenJobs) filter(s *session, a *app.App) (background.JobFilter, error) {
	f := background.JobFilter{Kind: c.Kind, State: c.State}
	tenant, err := tenantID(s, a, c.Tenant)
	f.Tenant = tenant
	return f, err
}

// tenantID returns the id of a tenant, the zero id for "".
func tenantID(s *session, a *app.App, name string) (uuid.UUID, error) {
	if name == "" {
		return uuid.Nil, nil
	}
	t, err := a.Enterprise.Tenant(s, keyOf(name))
	if err != nil {
		return uuid.Nil, err
	}
	return t.ID, nil
}

type jobList struct {
	chosenJobs
	Limit int `default:"50" help:"At most so many."`
}

// Run lists jobs.
func (c *jobList) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		f, err := c.filter(s, a)
		if err != nil {
			return err
		}
		f.Limit = c.Limit
		all, err := a.Background.Jobs(s, f)
		if s.json {
			s.print(all, "")
			return err
		}
		for _, j := range all {
			whose, last := "-", ""
			if j.Client != nil {
				whose = j.Client.String()
			}
			if n := len(j.Failures); n > 0 {
				last, _, _ = strings.Cut(j.Failures[n-1].Error, "\n")
			}
			s.print(nil, "%-8d %-28s %-36s %-9s %d/%d %3.0f %% %s %s\n", j.ID, j.Kind, whose, j.State, j.Attempt, j.Attempts, 100*j.Progress, j.Word, last)
		}
		return err
	})
}

type jobCount struct{ chosenJobs }

// Run counts jobs.
func (c *jobCount) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		f, err := c.filter(s, a)
		if err != nil {
			return err
		}
		all, err := a.Background.Counts(s, f)
		if s.json {
			s.print(all, "")
			return err
		}
		for _, n := range all {
			paused := ""
			if n.Paused {
				paused = "  paused"
			}
			s.print(nil, "%-28s %-9s %8d  oldest %s%s\n", n.Kind, n.State, n.Jobs, n.Oldest.Format("2006-01-02 15:04:05"), paused)
		}
		return err
	})
}

// operatedJobs is what is done to some jobs, or to all.
type operatedJobs struct {
	chosenJobs
	IDs []int64 `arg:"" optional:"" name:"id" help:"Numbers of jobs; all that fit the options when not given."`
	All bool    `help:"All jobs are meant."`
}

func (c *operatedJobs) operate(s *session, verb string) error {
	return c.open(s, false, func(a *app.App) error {
		f, err := c.filter(s, a)
		if err != nil {
			return err
		}
		f.IDs = c.IDs
		n, err := a.Background.Operate(s, app.Local(), verb, f, c.All)
		if err != nil {
			return err
		}
		s.print(map[string]int{"count": n}, "%d jobs\n", n)
		return nil
	})
}

type jobRetry struct{ operatedJobs }

// Run has jobs worked again.
func (c *jobRetry) Run(s *session) error { return c.operate(s, "retry") }

type jobCancel struct{ operatedJobs }

// Run stops jobs.
func (c *jobCancel) Run(s *session) error { return c.operate(s, "cancel") }

type jobPause struct{ operatedJobs }

// Run holds jobs.
func (c *jobPause) Run(s *session) error { return c.operate(s, "pause") }

type jobResume struct{ operatedJobs }

// Run lets jobs be worked.
func (c *jobResume) Run(s *session) error { return c.operate(s, "resume") }

// kindOfJobs names a kind.
type kindOfJobs struct {
	place
	Kind string `arg:"" help:"The kind of jobs."`
}

func (c *kindOfJobs) pause(s *session, paused bool) error {
	return c.open(s, false, func(a *app.App) error {
		if err := a.Background.PauseKind(s, app.Local(), c.Kind, paused); err != nil {
			return err
		}
		state := "worked"
		if paused {
			state = "paused"
		}
		s.print(map[string]string{"kind": c.Kind, "state": state}, "%s is %s\n", c.Kind, state)
		return nil
	})
}

type jobPauseAll struct{ kindOfJobs }

// Run pauses a kind.
func (c *jobPauseAll) Run(s *session) error { return c.pause(s, true) }

type jobResumeAll struct{ kindOfJobs }

// Run resumes a kind.
func (c *jobResumeAll) Run(s *session) error { return c.pause(s, false) }
