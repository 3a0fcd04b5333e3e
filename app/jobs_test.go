package app_test

import (
	"testing"

	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/config"
)

// TestJobsAndSchedules: operators see what is done again and again, have it done
// now, and hold, cancel and retry the jobs that come of it.
func TestJobsAndSchedules(t *testing.T) {
	s := newSurface(t)
	acme, owner := s.tenant(enterprise.Shared)
	const kind = "enterprise.hints"
	all := s.get("/api/enterprise/schedules", s.admin).want(200)
	for _, k := range []string{"system.retention", "enterprise.upkeep", "sales.quote-expiry", "billing.reminders", "identity.exception-expiry", "identity.support-expiry"} {
		if !all.has(`"kind":"` + k + `"`) {
			t.Errorf("%s is on no schedule: %s", k, all.body)
		}
	}
	own := s.post("/api/enterprise/schedules/change", s.admin,
		`{"kind":"sales.quote-expiry","client":"`+acme.ID.String()+`","cron":"0 1 * * *","time_zone":"Europe/Berlin"}`).want(200)
	if own.field("slug") != acme.Slug || own.field("time_zone") != "Europe/Berlin" || own.field("next_at") == "" {
		t.Errorf("the tenant's own: %s", own.body)
	}
	s.post("/api/enterprise/schedules/drop", s.admin, `{"kind":"sales.quote-expiry","client":"`+acme.ID.String()+`"}`).want(200)
	s.post("/api/enterprise/schedules/change", s.admin, `{"kind":"`+kind+`","cron":"now and then"}`).want(422, "invalid")
	s.post("/api/enterprise/schedules/run", s.admin, `{"kind":"nothing"}`).want(404, "not-found")

	s.post("/api/enterprise/schedules/run", s.admin, `{"kind":"`+kind+`"}`).want(200)
	list := "/api/enterprise/jobs?kind=" + kind
	id := s.get(list, s.admin).want(200).field("data", "0", "id")
	one := `{"ids":[` + id + `]}`
	for _, step := range []struct{ verb, state string }{{"pause", "held"}, {"resume", "ready"}, {"cancel", "cancelled"}, {"retry", "ready"}, {"cancel", "cancelled"}} {
		if n := s.post("/api/enterprise/jobs/"+step.verb, s.admin, one).want(200); n.field("count") != "1" {
			t.Errorf("%s: %s", step.verb, n.body)
		}
		if got := s.get(list, s.admin).want(200); got.field("data", "0", "state") != step.state {
			t.Errorf("after %s: %s", step.verb, got.body)
		}
	}
	s.post("/api/enterprise/jobs/kinds/pause", s.admin, `{"kind":"`+kind+`"}`).want(200)
	if got := s.get("/api/enterprise/jobs/summary", s.admin).want(200); !got.has(`"`+kind+`"`) || got.field("paused", "0") != kind {
		t.Errorf("summary: %s", got.body)
	}
	s.post("/api/enterprise/jobs/kinds/resume", s.admin, `{"kind":"`+kind+`"}`).want(200)
	s.post("/api/enterprise/jobs/kinds/pause", s.admin, `{"kind":"nothing"}`).want(404, "not-found")
	s.post("/api/enterprise/jobs/retry", s.admin, one).want(200)
	if got := s.get("/metrics", s.admin).want(200); !got.has(`guildhall_jobs{kind="`+kind+`",state="ready"} 1`) || !got.has(`guildhall_job_oldest_seconds{kind="`+kind) {
		t.Errorf("the metrics do not tell of the job that waits")
	}
	s.post("/api/enterprise/jobs/cancel", s.admin, one).want(200)
	whose := `{"client":"` + acme.ID.String() + `","kind":"sales.quote-expiry"}`
	s.post("/api/enterprise/jobs/clients/pause", s.admin, whose).want(200)
	if got := s.get("/api/enterprise/jobs/summary", s.admin).want(200); got.field("paused_clients", "0", "client") != acme.ID.String() {
		t.Errorf("summary: %s", got.body)
	}
	s.post("/api/enterprise/jobs/clients/resume", s.admin, whose).want(200)
	s.post("/api/enterprise/jobs/clients/pause", s.admin, `{"client":"`+acme.ID.String()+`","kind":"nothing"}`).want(404, "not-found")
	s.get("/api/enterprise/jobs/failures", s.admin).want(200)
	if n := s.post("/api/enterprise/jobs/retry", s.admin, `{"kind":"`+kind+`","dry_run":true}`).want(200); n.field("count") != "1" {
		t.Errorf("a dry run: %s", n.body)
	}
	if got := s.get(list, s.admin).want(200); got.field("data", "0", "state") != "cancelled" {
		t.Errorf("after a dry run: %s", got.body)
	}
	s.post("/api/enterprise/jobs/cancel", s.admin, `{}`).want(422, "invalid")
	s.post("/api/enterprise/jobs/cancel", owner, `{"all":true}`).want(403, "operators-only")
	s.get("/api/enterprise/schedules", owner).want(403, "operators-only")
	if told := s.get("/api/enterprise/audit?verb=jobs.&limit=10", s.admin).want(200); !told.has("jobs.pause_kind") || !told.has("jobs.retry") {
		t.Errorf("the audit: %s", told.body)
	}
}

// TestRoles: a process that serves no requests tells how it is, and nothing else.
func TestRoles(t *testing.T) {
	s := newSurface(t)
	url := behindHTTP(t, s.app, config.Serve{Role: []string{"worker"}})
	ask := func(path string) said {
		return call(t, sent{method: "GET", url: url + path, token: s.admin})
	}
	ask("/healthz").want(200)
	ask("/readyz").want(200)
	ask("/metrics").want(200)
	ask("/api/enterprise/clients").want(404, "not-found")
	ask("/").want(404, "not-found")
}
