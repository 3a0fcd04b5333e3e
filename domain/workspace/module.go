package workspace

import (
	"context"
	"embed"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

//go:embed migrations/*.sql
var migrations embed.FS

// What a role can be granted. What concerns only oneself everybody holds.
const (
	ReadOwn    auth.Permission = "workspace.own.read"    // one's preferences, views and jobs, and the search
	EditOwn    auth.Permission = "workspace.own.edit"    // the same, to change them and to ask for jobs
	ShareViews auth.Permission = "workspace.view.share"  // have everyone see a view, and change those that everyone sees
	FillTenant auth.Permission = "workspace.sample.fill" // fill an empty company with sample data
)

// Options are what the module works with.
type Options struct {
	// Fill fills a company with sample data, in many transactions; begun again with
	// the same key it does the rest. Nil for a program that has none.
	Fill func(ctx context.Context, c Company, call entity.Call, key string, progress func(float64, string) error) error
}

// Module is everything that the workspace adds to the product.
func Module(o Options) entity.Module {
	return entity.Module{
		Name: "workspace", Label: "Workspace",
		Actions: o.actions(),
		Jobs: []entity.JobKind{
			entity.NewJob("workspace.bulk", workBulk).Within(time.Hour).Attempts(jobTries),
			entity.NewJob("workspace.sample-data", o.workSamples).Within(time.Hour).Attempts(jobTries).AtOnce(1),
		},
		Roles: []entity.Role{
			{Name: "admin", Grants: []auth.Grant{{Permission: ShareViews, Reach: auth.ReachTenant}}},
			{Name: "manager", Grants: []auth.Grant{{Permission: ShareViews, Reach: auth.ReachTenant}}},
		},
		Migrations: migrations,
		Forget:     forget,
		Holdings: []entity.Holding{
			{Name: "workspace_view", Label: "Saved views", Table: "workspace_view", Fields: []string{"name", "query"}},
			{Name: "workspace_preference", Label: "What user interfaces remember", Table: "workspace_preference", Fields: []string{"chosen"}},
			{Name: "workspace_job_failure", Label: "What became of jobs", Table: "workspace_job_failure", Fields: []string{"title", "problem"}},
		},
		Retentions: []entity.Retention{{
			Name: "workspace.job", Label: "Jobs of many records that have ended", Days: 30, Minimum: 1, Table: "workspace_job",
			Where: "ended_at < $2", Why: "Whoever asked for one wants to see what became of it.",
		}},
	}
}

func (o Options) actions() []entity.Action {
	return []entity.Action{
		entity.NewQuery("views", ReadOwn, "Lists the saved views that the asking user sees: their own, their department's and everyone's.", views),
		entity.NewAction("views/add", EditOwn, "Saves a view of a list.", addView),
		entity.NewAction("views/change", EditOwn, "Changes what is given of a saved view.", changeView),
		entity.NewAction("views/remove", EditOwn, "Removes a saved view.", removeView),
		entity.NewQuery("preferences", ReadOwn, "Tells what user interfaces remember for the asking user.", preferences),
		entity.NewAction("preferences/set", EditOwn, "Merges into what user interfaces remember for the asking user (RFC 7396).", setPreferences),
		entity.NewQuery("search", ReadOwn, "Finds records of every kind by their text, the best first.", search),
		entity.NewAction("bulk-jobs", EditOwn, "Asks for a step, a change or a deletion of many records, as a job.", askBulk),
		entity.NewQuery("my-jobs", ReadOwn, "Lists the jobs that the asking user has asked for, the newest first.", myJobs),
		entity.NewQuery("checklist", ReadOwn, "Tells which of the first steps of a company are done.", checklist),
		entity.NewAction("sample-data", FillTenant, "Fills a company that has no orders yet with sample data, as a job.", o.askSamples),
	}
}

// aPerson refuses whoever is no user of the company: they have nothing of their own.
func aPerson(tx *entity.Tx) error {
	if tx.Actor().Kind != auth.KindUser {
		return problem.Forbidden("not-a-user", "Only people of the company have a workspace of their own.")
	}
	return nil
}

// The owner's views that everyone sees stay.
const sqlForgetUser = `with chosen as (delete from workspace_preference where tenant_id = $1 and owner = $2),
  jobs as (delete from workspace_job where tenant_id = $1 and owner = $2)
delete from workspace_view where tenant_id = $1 and owner = $2 and shared <> 'everyone'`

// forget takes what is kept for somebody who has left.
func forget(_ context.Context, tx *entity.Tx, who entity.Forgotten) error {
	if who.About.Entity == "identity.user" && who.About.ID != uuid.Nil {
		tx.Exec(sqlForgetUser, who.About.ID)
	}
	return nil
}

// siteOf returns where the asking user works, zero for nowhere.
func siteOf(tx *entity.Tx) uuid.UUID {
	if sites := tx.Actor().Sites; len(sites) > 0 {
		return sites[0]
	}
	return uuid.Nil
}
