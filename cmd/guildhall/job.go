package main

import (
	"cmp"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/app/background"
	"github.com/guildhall/guildhall/lib/problem"
)

type job struct {
	List      jobList      `cmd:"" help:"List jobs, the newest first."`
	Count     jobCount     `cmd:"" help:"Count jobs by kind and state."`
	Retry     jobRetry     `cmd:"" help:"Have jobs worked soon that failed, were cancelled or put off."`
	Cancel    jobCancel    `cmd:"" help:"Stop jobs for good, also those that run."`
	Pause     jobPause     `cmd:"" help:"Hold jobs that are not running."`
	Resume    jobResume    `cmd:"" help:"Let jobs be worked that were paused."`
	Rate      jobRate      `cmd:"" help:"Tell how quickly jobs have gone in the last hour, by kind."`
	Failures  jobFailures  `cmd:"" help:"Tell which jobs fail, by kind and tenant."`
	PauseAll  jobPauseAll  `cmd:"" help:"Keep all jobs of a kind or of a tenant from being begun, also later ones."`
	ResumeAll jobResumeAll `cmd:"" help:"Have jobs of a kind or of a tenant begun again."`
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

type jobRate struct{ chosenJobs }

// Run tells how quickly jobs go.
func (c *jobRate) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		f, err := c.filter(s, a)
		if err != nil {
			return err
		}
		all, err := a.Background.Rates(s, f)
		if s.json {
			s.print(all, "")
			return err
		}
		for _, r := range all {
			s.print(nil, "%-28s %6d in a minute %8d in an hour  waited %.3f s, at most %.3f s  worked %.3f s\n",
				r.Kind, r.Minute, r.Hour, r.WaitedSeconds, r.LongestSeconds, r.WorkedSeconds)
		}
		return err
	})
}

type jobFailures struct{ chosenJobs }

// Run tells what fails.
func (c *jobFailures) Run(s *session) error {
	return c.open(s, false, func(a *app.App) error {
		f, err := c.filter(s, a)
		if err != nil {
			return err
		}
		all, err := a.Background.Failing(s, f)
		if s.json {
			s.print(all, "")
			return err
		}
		for _, x := range all {
			whose := "-"
			if x.Client != nil {
				whose = x.Client.String()
			}
			s.print(nil, "%-28s %-36s %6d jobs %6d attempts  last %s %s\n", x.Kind, whose, x.Jobs, x.Attempts, x.LastAt.Format("2006-01-02 15:04:05"), x.Error)
		}
		return err
	})
}

// operatedJobs is what is done to some jobs, or to all.
type operatedJobs struct {
	chosenJobs
	IDs    []int64 `arg:"" optional:"" name:"id" help:"Numbers of jobs; all that fit the options when not given."`
	All    bool    `help:"All jobs are meant."`
	DryRun bool    `help:"Only count them."`
}

func (c *operatedJobs) operate(s *session, verb string) error {
	return c.open(s, false, func(a *app.App) error {
		f, err := c.filter(s, a)
		if err != nil {
			return err
		}
		f.IDs = c.IDs
		n, err := a.Background.Operate(s, app.Local(), verb, f, c.All, c.DryRun)
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

// kindOfJobs names a kind, or a tenant.
type kindOfJobs struct {
	place
	Kind   string `arg:"" optional:"" help:"The kind of jobs; all of the tenant's when not given."`
	Tenant string `help:"Only those of this tenant: its slug or id."`
}

func (c *kindOfJobs) pause(s *session, paused bool) error {
	if c.Kind == "" && c.Tenant == "" {
		return problem.BadRequest("invalid-command", "Name a kind of jobs, or a tenant.")
	}
	return c.open(s, false, func(a *app.App) error {
		tenant, err := tenantID(s, a, c.Tenant)
		if err != nil {
			return err
		}
		if tenant == uuid.Nil {
			err = a.Background.PauseKind(s, app.Local(), c.Kind, paused)
		} else {
			err = a.Background.PauseTenant(s, app.Local(), tenant, c.Kind, paused)
		}
		if err != nil {
			return err
		}
		state := "worked"
		if paused {
			state = "paused"
		}
		s.print(map[string]string{"kind": c.Kind, "tenant": c.Tenant, "state": state}, "%s are %s\n", cmp.Or(c.Kind, "all jobs of "+c.Tenant), state)
		return nil
	})
}

type jobPauseAll struct{ kindOfJobs }

// Run pauses a kind.
func (c *jobPauseAll) Run(s *session) error { return c.pause(s, true) }

type jobResumeAll struct{ kindOfJobs }

// Run resumes a kind.
func (c *jobResumeAll) Run(s *session) error { return c.pause(s, false) }
