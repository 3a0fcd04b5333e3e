package workspace

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

// work works a job as the queue does, until it has told its progress so often.
func (f *office) work(job string, attempt, words int) error {
	f.t.Helper()
	asked := entitytest.Select[uuid.UUID](f.t, f.House, `select id from system_event where payload->>'job' = $1`, job)
	return f.Registry.RunJob(f.t.Context(), f.Home, "workspace.bulk", asked, attempt, func(float64, string) error {
		words--
		if words < 0 {
			return errors.New("the process is killed")
		}
		return nil
	})
}

// told is a job as its owner sees it.
func (u *user) told(job string) (j Job, failures []RecordFailure) {
	u.f.t.Helper()
	err := u.f.Registry.Do(u.f.t.Context(), u.call(), func(ctx context.Context, tx *entity.Tx) (err error) {
		j, failures, err = JobOf(ctx, tx, uuid.MustParse(job))
		return err
	})
	if err != nil {
		u.f.t.Fatal(err)
	}
	return j, failures
}

func many(name string, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s %03d", name, i)
	}
	return out
}

// TestBulkSurvives: whatever dies in between, each record is changed once, in the name
// of whoever asked, and those that refuse are told.
func TestBulkSurvives(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann, ben := f.hire("Ann", "admin", uuid.Nil), f.hire("Ben", "admin", uuid.Nil)
	f.clients(many("Marlow", 3*atOnce+5)...)
	f.clients("Other")
	f.Admin(t, `update crm_client set status = 'archived' where name in ('Marlow 007', 'Marlow 041')`)
	job := ann.do("bulk-jobs", `{"entity":"crm.client","filter":"q=Marlow&sort=name","change":{"payment_terms":21}}`)["id"].(string)
	for attempt := 1; ; attempt++ {
		if err := f.work(job, attempt, 1); err == nil {
			break
		}
		if attempt > 5 {
			t.Fatal("the job does not come to its end")
		}
	}
	if err := f.work(job, 9, 99); err != nil { // what is done is not done again
		t.Fatal(err)
	}
	j, failures := ann.told(job)
	if j.State != Done || j.Total != 3*atOnce+5 || j.Done+j.Failed != j.Total || j.Failed != len(failures) || j.EndedAt.IsZero() {
		t.Errorf("told: %+v, %d failures", j, len(failures))
	}
	changed := entitytest.Select[int](t, f.House, `select count(*) from crm_client where name like 'Marlow %' and payment_terms = 21`)
	again := entitytest.Select[int](t, f.House, `select count(*) from crm_client where version > 2 or name = 'Other' and version > 1`)
	audited := entitytest.Select[int](t, f.House, `select count(*) from system_audit where entity = 'crm.client' and verb = 'update' and actor = $1`, ann.id)
	if changed != j.Done || again != 0 || audited != j.Done {
		t.Errorf("%d of %d are changed, %d of them twice; %d are audited in her name", changed, j.Done, again, audited)
	}
	if _, err := jobFor(f, ben.call(), job); err == nil {
		t.Error("somebody else sees the job")
	}
	if got := names(ben.ask("my-jobs", nil), "id"); got != "" {
		t.Errorf("somebody else's list: %s", got)
	}
}

func jobFor(f *office, c entity.Call, job string) (j Job, err error) {
	err = f.Registry.Do(f.t.Context(), c, func(ctx context.Context, tx *entity.Tx) (err error) {
		j, _, err = JobOf(ctx, tx, uuid.MustParse(job))
		return err
	})
	return j, err
}

// TestBulkFailures: a record that refuses does not keep the others from it.
func TestBulkFailures(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann := f.hire("Ann", "admin", uuid.Nil)
	ids := f.clients("One", "Two", "Three")
	gone := uuid.NewString()
	named := fmt.Sprintf(`[%q,%q,%q,%q]`, ids[0].String(), gone, ids[1].String(), ids[2].String())
	archive := `{"entity":"crm.client","ids":` + named + `,"verb":"archive"}`
	_, err := ann.try("bulk-jobs", `{"entity":"crm.client","ids":["`+strings.Repeat(gone+`","`, entity.MaxBulk)+gone+`"],"verb":"archive"}`)
	refused(t, err, "invalid", "/ids")
	for i, want := range []string{"3 1", "0 4"} {
		job := ann.do("bulk-jobs", archive)["id"].(string)
		if err := f.work(job, 1, 99); err != nil {
			t.Fatal(err)
		}
		j, failures := ann.told(job)
		if got := fmt.Sprint(j.Done, j.Failed); got != want || len(failures) != j.Failed || j.Total != 4 {
			t.Errorf("time %d: done and failed %s, want %s", i, got, want)
		}
		for _, failure := range failures {
			isGone := failure.Record.String() == gone
			if isGone != strings.Contains(string(failure.Problem), "not-found") || isGone != (failure.Title == "") {
				t.Errorf("failure: %s %q %s", failure.Record, failure.Title, failure.Problem)
			}
		}
	}
}

// TestBulkCancelled: what is done stays, the rest is not begun.
func TestBulkCancelled(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann, ben := f.hire("Ann", "admin", uuid.Nil), f.hire("Ben", "admin", uuid.Nil)
	f.clients(many("Marlow", 2*atOnce)...)
	job := ann.do("bulk-jobs", `{"entity":"crm.client","filter":"","change":{"payment_terms":21}}`)["id"].(string)
	if err := f.work(job, 1, 0); err == nil {
		t.Fatal("the process lives")
	}
	cancel := func(u *user) error {
		return f.Registry.Do(t.Context(), u.call(), func(ctx context.Context, tx *entity.Tx) error {
			_, err := Cancel(ctx, tx, uuid.MustParse(job))
			return err
		})
	}
	refused(t, cancel(ben), "not-found", "")
	if err := cancel(ann); err != nil {
		t.Fatal(err)
	}
	if err := f.work(job, 2, 99); err != nil {
		t.Fatal(err)
	}
	if j, _ := ann.told(job); j.State != Cancelled || j.Done != atOnce {
		t.Errorf("told: %+v", j)
	}
	if n := entitytest.Select[int](t, f.House, `select count(*) from crm_client where payment_terms = 21`); n != atOnce {
		t.Errorf("%d are changed", n)
	}
}

// TestBulkByWhoMayNot: a job may what its owner may, then and when it is worked.
func TestBulkByWhoMayNot(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann := f.hire("Ann", "admin", uuid.Nil)
	f.clients("One")
	body := `{"entity":"crm.client","filter":"","change":{"payment_terms":21}}`
	reader := without(ann.call(), "crm.client.edit")
	reader.Actor.Grants = append(reader.Actor.Grants, auth.Grant{Permission: "crm.client.read", Reach: auth.ReachTenant})
	_, err := f.by(reader, "bulk-jobs", body)
	refused(t, err, "missing-permission", "")
	_, err = f.by(f.Call(), "bulk-jobs", body)
	refused(t, err, "not-a-user", "")
	job := ann.do("bulk-jobs", body)["id"].(string)
	viewer := entitytest.Select[uuid.UUID](t, f.House, `select id from identity_role where name = 'viewer'`)
	f.Admin(t, `update identity_user set roles = array[$2::uuid] where id = $1`, ann.id, viewer)
	if err := f.work(job, 1, 99); err != nil {
		t.Fatal(err)
	}
	if j, failures := ann.told(job); j.Failed != 1 || !strings.Contains(string(failures[0].Problem), "missing-permission") {
		t.Errorf("after the role was taken: %+v %v", j, failures)
	}
	second := f.hire("Second", "admin", uuid.Nil)
	job = second.do("bulk-jobs", body)["id"].(string)
	sees := second.call()
	f.Admin(t, `update identity_user set status = 'blocked' where id = $1`, second.id)
	if err := f.work(job, 1, 99); err != nil {
		t.Fatal(err)
	}
	if j, err := jobFor(f, sees, job); err != nil || j.State != Failed || j.Problem == "" {
		t.Errorf("after the owner was blocked: %+v %v", j, err)
	}
	if n := entitytest.Select[int](t, f.House, `select count(*) from crm_client where payment_terms = 21`); n != 0 {
		t.Errorf("%d are changed", n)
	}
	// By a token no more is done than the token may, and nothing once it is revoked.
	third := f.hire("Third", "admin", uuid.Nil)
	c := third.call()
	c.Actor.Session, c.Actor.SignedIn = uuid.New(), false
	told, err := f.by(c, "bulk-jobs", body)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.work(told["id"].(string), 1, 99); err != nil {
		t.Fatal(err)
	}
	if j, _ := third.told(told["id"].(string)); j.State != Failed || j.Done != 0 {
		t.Errorf("by a token that is not there: %+v", j)
	}
}

func TestBulkRefused(t *testing.T) {
	t.Parallel()
	f := newOffice(t)
	ann := f.hire("Ann", "admin", uuid.Nil)
	f.clients("One")
	for pointer, body := range map[string]string{
		"/verb":   `{"entity":"crm.client","filter":"","delete":true,"verb":"archive"}`,
		"/filter": `{"entity":"crm.client","delete":true}`,
		"/entity": `{"entity":"no.such","filter":"","delete":true}`,
		"/input":  `{"entity":"crm.client","filter":"","delete":true,"input":{"a":1}}`,
	} {
		_, err := ann.try("bulk-jobs", body)
		refused(t, err, "invalid", pointer)
	}
	_, err := ann.try("bulk-jobs", `{"entity":"crm.client","filter":"","verb":"no-such"}`)
	refused(t, err, "invalid", "/verb")
	_, err = ann.try("bulk-jobs", `{"entity":"crm.client","filter":"name=nobody","delete":true}`)
	refused(t, err, "invalid", "/filter")
	_, err = ann.try("bulk-jobs", `{"entity":"crm.client","filter":"no_such=1","delete":true}`)
	refused(t, err, "invalid-query", "?no_such")
	if got := text(ann.ask("checklist", nil)); !strings.Contains(got, `{"done":true,"entity":"crm.client","key":"client"}`) || !strings.Contains(got, `"sample_data":false`) {
		t.Errorf("checklist: %s", got)
	}
}
