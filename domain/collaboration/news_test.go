package collaboration

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

const lead = `{"company":"Bon app'","currency":"EUR"}`

// TestFollowing: who follows hears of states; who has said that they do not want to
// hears nothing, whatever they do there.
func TestFollowing(t *testing.T) {
	f := newOffice(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	id := ann.make("leads", lead)
	about := map[string]any{"about": map[string]any{"entity": "crm.lead", "id": id}}
	ben.step(id, "contact")
	if got := ann.news(); !slices.Equal(got, []string{"status: L-1 Bon app' is now contacted"}) {
		t.Errorf("who made the lead is told %q", got)
	}
	if got := ben.news(); len(got) != 0 {
		t.Errorf("who did it is told %q", got)
	}
	if got := ann.do("followers/unfollow", "", about); isTrue(got["active"]) {
		t.Errorf("Ann still follows: %v", got)
	}
	if got := ben.do("followers/follow", "", about); !isTrue(got["active"]) || len(got["followers"].([]any)) != 1 {
		t.Errorf("Ben does not follow: %v", got)
	}
	ann.do("comments/write", "", map[string]any{"about": about["about"], "text": "I was there"}) // does not bring her back
	ann.do("inbox/read-all", "", nil)
	ann.step(id, "qualify")
	if got := ann.news(); len(got) != 0 {
		t.Errorf("who left is told %q", got)
	}
	if got := ben.news(); !slices.Equal(got, []string{"status: L-1 Bon app' is now qualified", "comment: Ann commented on L-1 Bon app'"}) {
		t.Errorf("who follows is told %q", got)
	}
}

// TestAssignment: whoever a record is given to is told, and follows it.
func TestAssignment(t *testing.T) {
	f := newOffice(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	id := ann.make("leads", lead)
	if got := ann.news(); len(got) != 0 {
		t.Errorf("Ann is told of what she made herself: %q", got)
	}
	ann.patch("leads", id, `{"owner":"`+ben.id.String()+`"}`)
	if got := ben.news(); !slices.Equal(got, []string{"assignment: Ann has given L-1 Bon app' to you"}) {
		t.Errorf("Ben is told %q", got)
	}
	task := ann.make("activities", `{"kind":"task","subject":"Count the tea","due":"2026-05-04","owner":"`+ben.id.String()+`"}`)
	if got := ben.news(); got[0] != "assignment: Ann has given Count the tea to you" {
		t.Errorf("Ben is told %q", got)
	}
	ben.do("inbox/read-all", "", nil)
	for range 2 { // it is told once
		f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
			_, err := f.o.remind(ctx, tx)
			return err
		})
	}
	if got := ben.news(); !slices.Equal(got, []string{"reminder: Due today: Count the tea"}) {
		t.Errorf("Ben is told %q", got)
	}
	ben.step(id, "contact")
	if got := ann.news(); !slices.Equal(got, []string{"status: L-1 Bon app' is now contacted"}) {
		t.Errorf("Ann is told %q (%s)", got, task)
	}
}

// TestGrouped: changes of the same record within a short time are one thing; later
// ones are another, and so is what comes after it was read.
func TestGrouped(t *testing.T) {
	f := newOffice(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	client := ann.make("clients", bauer)
	for range 3 {
		ben.comment(client, nil)
	}
	if got := ann.news(); !slices.Equal(got, []string{"comment: 3 comments on Bauer GmbH"}) {
		t.Errorf("Ann is told %q", got)
	}
	f.Clock.Advance(together)
	ben.comment(client, nil)
	if got := ann.news(); !slices.Equal(got, []string{"comment: Ben commented on Bauer GmbH", "comment: 3 comments on Bauer GmbH"}) {
		t.Errorf("Ann is told %q", got)
	}
	ann.do("inbox/read-all", "", nil)
	ben.comment(client, nil)
	if got := ann.news(); len(got) != 1 {
		t.Errorf("Ann is told %q", got)
	}
}

// TestInbox: people see their own, read what they like, and nothing about what they
// may not read any more.
func TestInbox(t *testing.T) {
	f := newOffice(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	client, other := ann.make("clients", bauer), ann.make("clients", `{"name":"Other","country":"DE","currency":"EUR"}`)
	for _, c := range []string{client, other} {
		ann.comment(c, map[string]any{"mentions": []any{ben.id.String()}})
	}
	if got := ben.news(); len(got) != 2 {
		t.Fatalf("Ben is told %q", got)
	}
	all, err := ben.ask("inbox", nil)
	if err != nil {
		t.Fatal(err)
	}
	first := all["data"].([]any)[0].(map[string]any)
	if first["text"] != "Look at this" || first["about"].(map[string]any)["id"] != other {
		t.Errorf("the latest is %v", first)
	}
	if got := ann.do("inbox/read", "", map[string]any{"notifications": []any{first["id"]}}); got["unread"] != 0.0 {
		t.Errorf("Ann has %v unread", got)
	}
	if got := ben.news(); len(got) != 2 {
		t.Errorf("somebody else has read what Ben is told: %q", got)
	}
	if got := ben.do("inbox/read", "", map[string]any{"notifications": []any{first["id"]}}); got["unread"] != 1.0 {
		t.Errorf("Ben has %v unread", got)
	}
	if got, err := ben.ask("inbox/unread", nil); err != nil || got["unread"] != 1.0 {
		t.Errorf("Ben has %v unread, %v", got, err)
	}
	// Ben loses his role: what he was told before, and not yet read, is his no more.
	f.Admin(t, `update identity_user set roles = '{}' where id = $1`, ben.id)
	got, err := ben.ask("inbox", nil)
	if err != nil || got["data"] != nil && len(got["data"].([]any)) != 0 {
		t.Errorf("Ben still sees %v, %v", got, err)
	}
	if got, err := ben.ask("inbox/unread", nil); err != nil || got["unread"] != 0.0 {
		t.Errorf("Ben has %v unread, %v", got, err)
	}
	if _, err := f.hire("Eve", "sales").ask("inbox", map[string][]string{"before": {first["id"].(string)}}); err != nil {
		t.Error(err)
	}
}

// TestNotTold: who may not read a record when something happens is not told of it.
func TestNotTold(t *testing.T) {
	f := newOffice(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	client := ann.make("clients", bauer)
	ben.do("followers/follow", "", map[string]any{"about": map[string]any{"entity": "crm.client", "id": client}})
	f.Admin(t, `update identity_user set roles = '{}' where id = $1`, ben.id)
	ann.comment(client, nil)
	f.quiet()
	if n := entitytest.Select[int](t, f.House, `select count(*) from collaboration_notification where owner = $1`, ben.id); n != 0 {
		t.Errorf("Ben was told %d things", n)
	}
}

// TestApproval: who decides is asked, but not who asks.
func TestApproval(t *testing.T) {
	f := newOffice(t)
	ann, wanda := f.hire("Ann", "admin"), f.hire("Wanda", "warehouse")
	f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		e := &identity.Exception{
			User: entity.ID[identity.User](wanda.id), Permission: "billing.invoice.read", Reach: "tenant", Reason: "x", Starts: tx.Now(), Expires: tx.Now().Add(time.Hour),
		}
		e.Owner = wanda.id
		return entity.Create(ctx, tx, e)
	})
	if got := ann.news(); !slices.Equal(got, []string{"approval: billing.invoice.read waits for your decision"}) {
		t.Errorf("Ann is told %q", got)
	}
	if got := wanda.news(); len(got) != 0 {
		t.Errorf("Wanda is told %q", got)
	}
	f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		_, err := identity.RequestSupport(ctx, tx, ann.call().Actor, "It does not print", 2)
		return err
	})
	f.quiet()
	if n := entitytest.Select[int](t, f.House, `select count(*) from collaboration_notification where about_entity = 'identity.support_grant'`); n != 2 { // Ann, and the owner
		t.Errorf("%d people are asked about support", n)
	}
}

// TestWhatGoesWrong: a payment that was refused, and an alert, are told.
func TestWhatGoesWrong(t *testing.T) {
	f := newOffice(t)
	ann, carl := f.hire("Ann", "admin"), f.hire("Carl", "accountant")
	client := ann.make("clients", bauer)
	payment := carl.make("payments", `{"client":"`+client+`","site":"`+f.site+`","currency":"EUR","amount":{"amount":"18"}}`)
	f.Do(t, func(_ context.Context, tx *entity.Tx) error {
		id := entity.ID[billing.Payment](uuid.MustParse(payment))
		return tx.Emit(entity.RefTo(id), billing.PaymentFailed{Payment: id, Currency: "EUR", Code: "declined"})
	})
	if got := carl.news(); len(got) != 1 || got[0][:27] != "system: A payment was refus" {
		t.Errorf("Carl is told %q", got)
	}
	f.Admin(t, `insert into governance_alert (tenant_id, id, created_at, updated_at, status, name, severity, count, first_at, last_at, tells)
values ($1, $2, $3, $3, 'open', 'Somebody reads very much', 'critical', 1, $3, $3, '{admin}')`, f.Tenant.ID, uuid.Must(uuid.NewV7()), f.Clock.Now())
	f.round()
	f.round()
	if got := ann.news(); !slices.Equal(got, []string{"alert: Look at this: Somebody reads very much"}) {
		t.Errorf("Ann is told %q", got)
	}
}

// TestLanguages: what is told is told in the reader's language, in all of them.
func TestLanguages(t *testing.T) {
	english, err := wordsOf("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, language := range []string{"de", "ar"} {
		words, err := wordsOf(language)
		if err != nil {
			t.Fatal(err)
		}
		for key := range english {
			if words[key] == "" {
				t.Errorf("%s has no words for %s", language, key)
			}
		}
	}
	for _, kind := range Kind("").Choices() {
		if says := english.line(told{Kind: Kind(kind), Count: 1}, "X"); says == "" {
			t.Errorf("nothing is said of %s", kind)
		}
	}
	f := newOffice(t)
	ann, ben := f.hire("Ann", "manager"), f.hire("Ben", "manager")
	id := ann.make("leads", lead)
	ann.do("notification-settings/update", "", map[string]any{"language": "de"})
	ben.step(id, "contact")
	if got := ann.news(); !slices.Equal(got, []string{"status: L-1 Bon app' ist jetzt angesprochen"}) {
		t.Errorf("Ann is told %q", got)
	}
}

func isTrue(v any) bool {
	is, _ := v.(bool)
	return is
}
