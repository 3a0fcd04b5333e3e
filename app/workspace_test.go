package app_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/enterprise"
)

// TestWorkspace: what a user interface needs, on each tier, and for nobody else.
func TestWorkspace(t *testing.T) {
	s := newSurface(t)
	ctx, cancel := context.WithCancel(t.Context())
	delivered, worked := make(chan struct{}), make(chan error, 1)
	go func() { s.app.Deliver(ctx); close(delivered) }()
	go func() { worked <- s.app.Background.Work(ctx) }()
	t.Cleanup(func() {
		cancel()
		<-delivered
		if err := <-worked; err != nil {
			t.Errorf("work: %v", err)
		}
	})
	for _, tier := range tiers {
		t.Run(string(tier), func(t *testing.T) {
			here := *s
			here.T = t
			worksAtDesk(&here, tier)
		})
	}
}

// desk is a company with its owner and somebody from sales.
type desk struct {
	*surface

	path, owner, ben string
}

func worksAtDesk(s *surface, tier enterprise.Tier) {
	s.Helper()
	made, owner := s.tenant(tier)
	d := &desk{surface: s, path: "/api/v1/tenants/" + made.ID.String(), owner: owner}
	role := d.get(d.path+"/roles?name=sales", owner).want(http.StatusOK).field("data", "0", "id")
	ben := d.post(d.path+"/users", owner, `{"name":"Ben","email":"ben@desk.example","roles":["`+role+`"]}`).want(http.StatusCreated).field("id")
	d.ben = d.post(d.path+"/tokens/issue", owner, `{"user":"`+ben+`","name":"desk"}`).want(http.StatusOK).field("secret")
	d.begins()
	d.remembers()
	d.fills()
	d.finds()
	d.works()
	_, stranger := s.tenant(tier)
	for _, path := range []string{"/start", "/views", "/preferences", "/search?q=a", "/my-jobs", "/checklist"} {
		d.get(d.path+path, stranger).want(http.StatusForbidden)
	}
}

// begins: one answer holds what the others say, and is not sent twice.
func (d *desk) begins() {
	d.Helper()
	first := d.get(d.path+"/start", d.ben).want(http.StatusOK)
	tag := first.header.Get("ETag")
	d.call(http.MethodGet, d.path+"/start", d.ben, "", "If-None-Match", tag).want(http.StatusNotModified)
	small := d.call(http.MethodGet, d.path+"/start", d.ben, "", "Accept-Encoding", "gzip").want(http.StatusOK)
	if small.header.Get("Content-Encoding") != "gzip" || small.header.Get("ETag") != tag || len(small.body) > len(first.body)/4 {
		d.Errorf("compressed it has %d of %d bytes, coded as %q", len(small.body), len(first.body), small.header.Get("Content-Encoding"))
	}
	for path, member := range map[string]string{"/me": "me", "/meta": "meta"} {
		if want := string(d.get(d.path+path, d.ben).want(http.StatusOK).body); !first.has(`"` + member + `":` + want) {
			d.Errorf("%s is not in the start: %s", path, want)
		}
	}
	if want := d.get(d.path+"/meta/entities", d.ben).want(http.StatusOK).field("data"); first.field("entities") != want {
		d.Errorf("the descriptions are others than those of meta/entities")
	}
	if first.has(`"system.access"`) || first.field("company", "currency") != "EUR" || first.field("unread") != "0" || first.field("version") != "test" {
		d.Errorf("start: %s", first.body[len(first.body)-500:])
	}
	d.post(d.path+"/preferences/set", d.ben, `{"values":{"scheme":"dark"}}`).want(http.StatusOK)
	again := d.call(http.MethodGet, d.path+"/start", d.ben, "", "If-None-Match", tag).want(http.StatusOK)
	if again.field("preferences", "scheme") != "dark" || again.header.Get("ETag") == tag {
		d.Errorf("after a change: %s", again.field("preferences"))
	}
	if owners := d.get(d.path+"/start", d.owner).want(http.StatusOK); owners.field("preferences") != "{}" || !owners.has(`"identity.role"`) {
		d.Errorf("the owner's: %s", owners.field("preferences"))
	}
}

// remembers: views are seen by those whom they are shared with.
func (d *desk) remembers() {
	d.Helper()
	view := d.post(d.path+"/views/add", d.owner, `{"entity":"sales.order","name":"Open","query":"status=confirmed"}`).want(http.StatusOK).field("id")
	change := `{"view":"` + view + `","shared":"everyone"}`
	if got := d.get(d.path+"/views", d.ben).want(http.StatusOK); got.has(view) {
		d.Errorf("somebody else's view is shown: %s", got.body)
	}
	d.post(d.path+"/views/change", d.ben, change).want(http.StatusNotFound, "not-found")
	d.post(d.path+"/views/change", d.owner, change).want(http.StatusOK)
	if got := d.get(d.path+"/views?entity=sales.order", d.ben).want(http.StatusOK); got.field("data", "0", "id") != view || got.field("data", "0", "may_change") != "false" {
		d.Errorf("everyone's view: %s", got.body)
	}
	d.post(d.path+"/views/remove", d.ben, `{"view":"`+view+`"}`).want(http.StatusForbidden, "missing-permission")
}

// await waits until a job has ended.
func (d *desk) await(job, token string) said {
	d.Helper()
	for since := time.Now(); ; time.Sleep(50 * time.Millisecond) {
		got := d.get(d.path+"/my-jobs/"+job, token).want(http.StatusOK)
		if state := got.field("state"); state != "waiting" && state != "running" {
			return got
		}
		if time.Since(since) > 2*time.Minute {
			d.Fatalf("the job does not end: %s", got.body)
		}
	}
}

// fills: an owner may have an empty company filled, once.
func (d *desk) fills() {
	d.Helper()
	if got := d.get(d.path+"/checklist", d.owner).want(http.StatusOK); got.field("sample_data") != "true" || got.field("data", "1", "done") != "false" {
		d.Errorf("at first: %s", got.body)
	}
	d.post(d.path+"/sample-data", d.ben, `{}`).want(http.StatusForbidden, "missing-permission")
	job := d.post(d.path+"/sample-data", d.owner, `{}`).want(http.StatusOK).field("id")
	d.post(d.path+"/sample-data", d.owner, `{}`).want(http.StatusConflict, "in-flight")
	if got := d.await(job, d.owner); got.field("state") != "done" {
		d.Fatalf("filled: %s", got.body)
	}
	d.post(d.path+"/sample-data", d.owner, `{}`).want(http.StatusConflict, "has-orders")
	d.get(d.path+"/my-jobs/"+job, d.ben).want(http.StatusNotFound, "not-found")
	got := d.get(d.path+"/checklist", d.owner).want(http.StatusOK)
	if got.field("sample_data") != "false" || got.field("data", "1", "done") != "true" || got.field("data", "3", "done") != "true" {
		d.Errorf("afterwards: %s", got.body)
	}
	if got := d.get(d.path+"/checklist", d.ben).want(http.StatusOK); got.has("letterhead") || got.field("sample_data") != "false" {
		d.Errorf("for who may not: %s", got.body)
	}
}

// finds: one search over all, for each within what they may read.
func (d *desk) finds() {
	d.Helper()
	first := d.get(d.path+"/orders?limit=1&sort=number", d.owner).want(http.StatusOK)
	number := first.field("data", "0", "number")
	got := d.get(d.path+"/search?q="+number, d.owner).want(http.StatusOK)
	if got.field("data", "0", "title") != number || got.field("data", "0", "id") != first.field("data", "0", "id") || got.field("data", "0", "detail") == "" {
		d.Errorf("by its number: %s", got.body)
	}
	if got := d.get(d.path+"/search?q=sales", d.ben).want(http.StatusOK); got.has("identity.role") != d.get(d.path+"/roles", d.ben).has(`"data":[{`) {
		d.Errorf("roles: %s", got.body)
	}
	if got := d.get(d.path+"/search", d.owner).want(http.StatusOK); got.field("data") != "[]" {
		d.Errorf("without a text: %s", got.body)
	}
	d.get(d.path+"/search?q=a&limit=100", d.owner).want(http.StatusUnprocessableEntity, "invalid")
}

// works: something is done to all records of a filter, by who may and for who asked.
func (d *desk) works() {
	d.Helper()
	ask := `{"entity":"crm.lead","filter":"status=new","verb":"contact"}`
	n := strings.Count(string(d.get(d.path+"/leads?status=new&limit=200", d.owner).want(http.StatusOK).body), `"version"`)
	job := d.post(d.path+"/bulk-jobs", d.owner, ask).want(http.StatusOK).field("id")
	if got := d.await(job, d.owner); n == 0 || got.field("state") != "done" || got.field("done") != strconv.Itoa(n) || got.field("failed") != "0" {
		d.Errorf("%d leads: %s", n, got.body)
	}
	d.post(d.path+"/bulk-jobs", d.owner, ask).want(http.StatusUnprocessableEntity, "invalid")
	d.post(d.path+"/bulk-jobs", d.ben, `{"entity":"sales.order","filter":"","delete":true,"verb":"x"}`).want(http.StatusUnprocessableEntity, "invalid")
	d.post(d.path+"/bulk-jobs", d.ben, `{"entity":"catalog.product","filter":"","delete":true}`).want(http.StatusForbidden, "missing-permission")
	d.post(d.path+"/my-jobs/"+job+"/cancel", d.ben, ``).want(http.StatusNotFound, "not-found")
	if got := d.post(d.path+"/my-jobs/"+job+"/cancel", d.owner, ``).want(http.StatusOK); got.field("state") != "done" {
		d.Errorf("cancelled when it had ended: %s", got.body)
	}
	d.get(d.path+"/my-jobs/"+uuid.NewString(), d.owner).want(http.StatusNotFound, "not-found")
	if got := d.get(d.path+"/my-jobs", d.ben).want(http.StatusOK); got.field("data") != "[]" {
		d.Errorf("somebody else's jobs: %s", got.body)
	}
}
