package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/pgtest"
)

func TestMain(m *testing.M) { os.Exit(pgtest.Run(m)) }

// terminal is where an operator types commands about an installation.
type terminal struct {
	*testing.T

	data, url string
}

// command types a line, wants its status and returns what it says.
func (o terminal) command(want int, line string, more ...string) string {
	o.Helper()
	var out, errs bytes.Buffer
	args := append(strings.Fields(line), "--data", o.data, "--database-url", o.url)
	if got := run(o.Context(), append(args, more...), &out, &errs); got != want {
		o.Fatalf("%s: status %d\n%s%s", line, got, &out, &errs)
	}
	return out.String() + errs.String()
}

// tells types a line and wants words in what it says.
func (o terminal) tells(line, want string, more ...string) {
	o.Helper()
	if got := o.command(0, line, more...); !strings.Contains(got, want) {
		o.Errorf("%s says %q, want %q in it", line, got, want)
	}
}

// TestCommands types what an operator types, on a fresh installation.
func TestCommands(t *testing.T) {
	o := terminal{T: t, data: t.TempDir(), url: pgtest.Cluster(t).URL("postgres")}
	command, tells := o.command, o.tells
	o.watching()
	tells("tenant create --name Acme --slug acme --admin-email owner@acme.example --country DE --currency EUR", "The invitation to owner@acme.example is written")

	command(0, "super-admin create --email sue@guildhall.example --name Sue")
	command(1, "super-admin create --email sue@guildhall.example")
	tells("super-admin assign sue@guildhall.example acme --modules sales,crm", "looks after acme")
	tells("super-admin list", "acme: sales, crm")
	tells("super-admin assign Sue@guildhall.example acme", "looks after acme")
	tells("--json super-admin list", `"modules": []`)
	command(1, "super-admin assign sue@guildhall.example nobody")
	command(1, "super-admin assign nobody@guildhall.example acme")
	command(1, "super-admin assign sue@guildhall.example acme --modules nothing")
	tells("token create --operator sue@guildhall.example", "gho_")
	tells("super-admin unassign sue@guildhall.example acme", "no longer")
	command(1, "super-admin unassign sue@guildhall.example acme")

	command(1, "flag set new-desk on") // nobody knows what it switches
	command(0, "flag set new-desk off --percentage 25", "--about", "The new desk.")
	tells("flag list", "25 %")
	command(0, "flag set new-desk on")
	tells("flag list", "The new desk.")
	command(0, "flag set new-desk off --tenant acme --reason asked")
	tells("flag list", "acme: off, by command line: asked")
	command(0, "flag set new-desk default --tenant acme")
	command(1, "flag set new-desk default")
	command(1, "flag set new-desk on --tenant acme")
	command(2, "flag set new-desk perhaps")

	if got := command(0, "retention run --tenant acme --dry-run"); got != "" {
		t.Errorf("of a new tenant goes %q", got)
	}
	tells("--json retention run", `"name": "signin.session"`)
	command(1, "retention run --tenant nobody")
	tells("privacy report --tenant acme", "personal,identity.user,email name job_title phone,sensitive,1,,")
	tells("--json privacy report --tenant acme --days 30", `"name": "signin.security_event"`)
	command(1, "privacy report --tenant nobody")

	if got := command(0, "dead-letter list --tenant acme"); got != "" {
		t.Errorf("given up is %q", got)
	}
	tells("--json dead-letter list", "[]")
	tells("dead-letter replay --tenant acme --type InvoicePostedEvent", "0 dead letters will be delivered again")
	command(2, "dead-letter discard --tenant acme")
	tells("dead-letter discard --tenant acme --subscription sales.mail --reason late", "0 dead letters discarded")
	command(1, "dead-letter list --tenant nobody")

	tells("audit --limit 2", "tenant.flag.delete")
	tells("keys rotate-signing", "signed by the key")
	tells("audit --limit 1", "signing_key.create")
	tells("--json audit --tenant acme --verb tenant.flag.", `"verb": "tenant.flag.put"`)
	tells("audit --since 1h --verb super_admin.assign", "super_admin.assign")
	if got := command(0, "audit --actor sue@guildhall.example"); got != "" {
		t.Errorf("Sue did %q", got)
	}
	command(1, "audit --actor nobody@guildhall.example")
	command(1, "audit --tenant nobody")
	o.jobs()
}

// jobs types what is about jobs and checks, with the tenant acme.
func (o terminal) jobs() {
	o.Helper()
	command, tells := o.command, o.tells
	tells("check --tenant acme", "all as it must be")
	tells("--json check --dry-run", `"name": "sales.order-states"`)
	command(1, "check --tenant nobody")
	tells("job pause-all --tenant acme", "all jobs of acme are paused")
	tells("job resume-all --tenant acme", "all jobs of acme are worked")
	tells("job pause-all sales.quote-expiry --tenant acme", "sales.quote-expiry are paused")
	command(1, "job pause-all")
	tells("schedule run sales.quote-expiry", "by the next worker")
	tells("job cancel --kind sales.quote-expiry --dry-run", "1 jobs")
	tells("job list", "sales.quote-expiry")
	for _, silent := range []string{"job rate", "job failures"} {
		if got := command(0, silent); got != "" {
			o.Errorf("%s says %q", silent, got)
		}
	}
}

// watching types what is about health and alerts.
func (o terminal) watching() {
	o.Helper()
	command, tells := o.command, o.tells
	tells("health", "guildhall_enterprise")
	tells("--json health", `"healthy": true`)
	if got := command(0, "alert list"); got != "" {
		o.Errorf("alerts: %q", got)
	}
	tells("--json alert list --all", "[]")
	command(1, "alert acknowledge 01990a5d-ac96-774b-bcce-b302099a8057 --reason none")
	tells("alert silence requests-slow --for 2h", "nothing is told about requests-slow", "--reason", "we migrate")
	tells("alert silence", "we migrate")
	tells("--json alert silence", `"rule": "requests-slow"`)
	command(1, "alert silence no-such-rule", "--reason", "x")
	command(1, "alert unsilence 01990a5d-ac96-774b-bcce-b302099a8057")
	asAdmin(o.T, `insert into process (id, host, pid, version, roles, started_at, seen_at)
values (gen_random_uuid(), 'elsewhere', 7, 'v1', '{serve}', now() - interval '1 hour', now() - interval '1 hour')`)
	if got := command(1, "health"); !strings.Contains(got, "The process 7 on elsewhere is lost.") {
		o.Errorf("health: %s", got)
	}
	asAdmin(o.T, `delete from process`)
}

// TestRules prints the rules without any installation.
func TestRules(t *testing.T) {
	var out, errs bytes.Buffer
	if got := run(t.Context(), []string{"alert", "rules"}, &out, &errs); got != 0 || !strings.Contains(out.String(), "- alert: dead-letters-many\n") {
		t.Errorf("status %d: %s%s", got, &out, &errs)
	}
}

// asAdmin runs SQL in the registry past all rights.
func asAdmin(t *testing.T, sql string) {
	t.Helper()
	db, err := pg.Open(t.Context(), pgtest.Cluster(t).URL("guildhall_enterprise"), pg.Options{MaxConns: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Command(t.Context(), sql); err != nil {
		t.Fatal(err)
	}
}
