package collaboration

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
)

const bauer = `{"name":"Bauer GmbH","email":"einkauf@bauer.example","language":"de","country":"DE","currency":"EUR"}`

// TestMention: who is named is told, sees what was said, and follows the record; who
// may not read it cannot be named, nor write there.
func TestMention(t *testing.T) {
	f := newOffice(t)
	ann, ben, wanda := f.hire("Ann", "sales"), f.hire("Ben", "sales"), f.hire("Wanda", "warehouse")
	client := ann.make("clients", bauer)
	id := ann.comment(client, map[string]any{"mentions": []any{ben.id.String()}})
	if got := ben.news(); !slices.Equal(got, []string{"mention: Ann mentioned you: Bauer GmbH"}) {
		t.Errorf("Ben is told %q", got)
	}
	if got := ann.news(); len(got) != 0 {
		t.Errorf("Ann is told of her own comment: %q", got)
	}
	ben.comment(client, map[string]any{"text": "Done", "reply_to": id})
	if got := ann.news(); !slices.Equal(got, []string{"comment: Ben commented on Bauer GmbH"}) {
		t.Errorf("Ann, who follows, is told %q", got)
	}
	ann.comment(client, map[string]any{"text": "Thanks"})
	if got := ben.news(); !slices.Contains(got, "comment: Ann commented on Bauer GmbH") {
		t.Errorf("Ben, who was named, does not follow: %q", got)
	}

	invoice := f.hire("Carl", "accountant").make("invoices", `{"client":"`+client+`","site":"`+f.site+`","currency":"EUR","lines":[{"name":"Tea","quantity":"1","price":{"amount":"18"}}]}`)
	about := map[string]any{"entity": "billing.invoice", "id": invoice}
	_, err := ann.try("comments/write", "", map[string]any{"about": about, "text": "x", "mentions": []any{wanda.id.String()}})
	refused(t, err, "invalid", "/mentions/0")
	if got := ann.offered(invoice, ""); !slices.Equal(got, []string{"Ben", "Carl", "owner"}) {
		t.Errorf("on an invoice, which Wanda may not read, are offered %q", got)
	}
	if got := ann.offered(invoice, " cA"); !slices.Equal(got, []string{"Carl"}) {
		t.Errorf("a part of a name finds %q", got)
	}
	_, err = wanda.ask("comments/people", map[string][]string{"entity": {"billing.invoice"}, "record": {invoice}})
	refused(t, err, "invalid", "/about")
	_, err = wanda.try("comments/write", "", map[string]any{"about": about, "text": "x"})
	refused(t, err, "invalid", "/about")
	_, err = wanda.ask("feed", map[string][]string{"entity": {"billing.invoice"}, "record": {invoice}})
	refused(t, err, "invalid", "/about")
	_, err = wanda.try("followers/follow", "", map[string]any{"about": about})
	refused(t, err, "invalid", "/about")
	_, err = ann.try("comments/write", "", map[string]any{"about": map[string]any{"entity": "crm.client", "id": uuid.NewString()}, "text": "x"})
	refused(t, err, "invalid", "/about")
	_, err = ann.try("comments/write", "", saying(client, map[string]any{"text": strings.Repeat("ü", longestText+1)}))
	refused(t, err, "invalid", "/text")
}

// offered returns who can be mentioned on an invoice, by a part of their name.
func (u *user) offered(invoice, query string) []string {
	u.f.t.Helper()
	got, err := u.ask("comments/people", map[string][]string{"entity": {"billing.invoice"}, "record": {invoice}, "query": {query}})
	if err != nil {
		u.f.t.Fatal(err)
	}
	var out []string
	for _, one := range got["data"].([]any) {
		out = append(out, one.(map[string]any)["name"].(string))
	}
	return out
}

// TestEdit: words are changed by whoever said them, and it shows; what was withdrawn
// is gone, and that it was there is not.
func TestEdit(t *testing.T) {
	f := newOffice(t)
	ann, ben := f.hire("Ann", "sales"), f.hire("Ben", "sales")
	client := ann.make("clients", bauer)
	id := ann.comment(client, nil)
	if got := ann.do("edit", id, map[string]any{"text": "Look there"}); got["edited_at"] == nil || got["text"] != "Look there" {
		t.Errorf("edited: %v", got)
	}
	_, err := ben.try("edit", id, map[string]any{"text": "mine"})
	refused(t, err, "not-found", "")
	f.round()
	if got := ann.entries(client, "comment"); len(got) != 1 || got[0]["state"] != "edited" || got[0]["text"] != "Look there" {
		t.Errorf("the feed has %v", got)
	}
	ann.do("withdraw", id, nil)
	_, err = ann.try("edit", id, map[string]any{"text": "again"})
	refused(t, err, "comment-withdrawn", "")
	if got := ann.entries(client, "comment"); got[0]["state"] != "withdrawn" || got[0]["text"] != "" {
		t.Errorf("the feed has %v", got)
	}
	if trail := entitytest.Select[string](t, f.House, `select string_agg(changes::text, '') from system_audit where record = $1`, id); !strings.Contains(trail, "Look at this") {
		t.Error("what the comment said is not in its trail")
	}
}

// entries returns what happened to a client, of a kind.
func (u *user) entries(client, kind string) []map[string]any {
	u.f.t.Helper()
	got, err := u.ask("feed", map[string][]string{"entity": {"crm.client"}, "record": {client}, "kind": {kind}})
	if err != nil {
		u.f.t.Fatal(err)
	}
	var out []map[string]any
	for _, e := range got["data"].([]any) {
		out = append(out, e.(map[string]any))
	}
	return out
}

// TestClientSeesNoNotes: what is said to a client is sent to them, by itself; what is
// internal reaches them in no way.
func TestClientSeesNoNotes(t *testing.T) {
	f := newOffice(t)
	ann, ben, wanda := f.hire("Ann", "sales"), f.hire("Ben", "sales"), f.hire("Wanda", "warehouse")
	client := ann.make("clients", bauer)
	note := ann.comment(client, map[string]any{"text": "SECRET: they never pay", "mentions": []any{ben.id.String()}})
	if got := f.letters("einkauf@bauer.example"); len(got) != 0 {
		t.Fatalf("the client was sent %v", got)
	}
	_, err := ann.try("comments/write", "", saying(client, map[string]any{"audience": "client", "reply_to": note}))
	refused(t, err, "invalid", "/audience")
	_, err = wanda.try("comments/write", "", saying(client, map[string]any{"audience": "client"}))
	if err == nil {
		t.Error("the warehouse writes to clients")
	}
	said := ann.do("comments/write", "", saying(client, map[string]any{"audience": "client", "text": "The goods left today."}))
	if said["sent_at"] == nil || said["letter"] == nil || said["audience"] != "client" {
		t.Errorf("what was sent does not say so: %v", said)
	}
	got := f.letters("einkauf@bauer.example")
	if len(got) != 1 || !strings.Contains(got[0].Text, "The goods left today.") || !strings.Contains(got[0].Text, "Ann") || !strings.Contains(got[0].Subject, "Nachricht") {
		t.Fatalf("the client was sent %v", got)
	}
	if all := got[0].Subject + got[0].Text + got[0].HTML; strings.Contains(all, "SECRET") {
		t.Errorf("the client reads what is internal: %s", all)
	}
	_, err = ann.try("edit", said["id"].(string), map[string]any{"text": "else"})
	refused(t, err, "comment-sent", "")
	_, err = ann.try("withdraw", said["id"].(string), nil)
	refused(t, err, "comment-sent", "")
	var audiences []string
	for _, e := range ann.entries(client, "comment") {
		audiences = append(audiences, e["audience"].(string))
	}
	if !slices.Equal(audiences, []string{"client", "internal"}) {
		t.Errorf("the feed shows comments to %v", audiences)
	}
	// Not even a mistake of ours turns one into the other.
	err = f.Try(t, func(_ context.Context, tx *entity.Tx) error {
		tx.Exec(`update collaboration_comment set audience = 'client' where tenant_id = $1 and id = $2`, uuid.MustParse(note))
		return nil
	})
	if err == nil {
		t.Error("a note was made a letter")
	}
	err = f.Try(t, func(_ context.Context, tx *entity.Tx) error {
		tx.Exec(`update collaboration_comment set sent_at = now() where tenant_id = $1 and id = $2`, uuid.MustParse(note))
		return nil
	})
	if err == nil {
		t.Error("a note was sent")
	}
}

// TestCannotReach: a comment that cannot be sent to the client is not made.
func TestCannotReach(t *testing.T) {
	f := newOffice(t)
	ann := f.hire("Ann", "sales")
	mute := ann.make("clients", `{"name":"Mute","country":"DE","currency":"EUR"}`)
	_, err := ann.try("comments/write", "", saying(mute, map[string]any{"audience": "client"}))
	refused(t, err, "no-address", "")
	lead := ann.make("leads", `{"company":"Bon app'","currency":"EUR"}`)
	_, err = ann.try("comments/write", "", map[string]any{"about": map[string]any{"entity": "crm.lead", "id": lead}, "text": "x", "audience": "client"})
	refused(t, err, "invalid", "/audience")
	client := ann.make("clients", bauer)
	f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		return entity.Create(ctx, tx, &communications.OptOut{Kind: "comment", Client: entity.ID[crm.Client](uuid.MustParse(client))})
	})
	_, err = ann.try("comments/write", "", saying(client, map[string]any{"audience": "client"}))
	refused(t, err, "opted-out", "")
	if n := entitytest.Select[int](t, f.House, `select count(*) from collaboration_comment`); n != 0 {
		t.Errorf("%d comments were made all the same", n)
	}
}

// TestFeed: one list of what happened, in the order of time, without what the reader
// may not read.
func TestFeed(t *testing.T) {
	f := newOffice(t)
	ann, wanda := f.hire("Ann", "sales"), f.hire("Wanda", "warehouse")
	client := ann.make("clients", bauer)
	ann.comment(client, map[string]any{"audience": "client", "text": "Hello"})
	ann.make("activities", `{"kind":"call","subject":"Call back","due":"2026-05-05","client":"`+client+`"}`)
	ann.patch("clients", client, `{"payment_terms":30}`)
	f.quiet()
	var kinds []string
	for _, e := range ann.entries(client, "") {
		kinds = append(kinds, e["kind"].(string)+" "+e["verb"].(string)+e["title"].(string))
	}
	want := []string{"change update", "document Call back", "comment ", "letter Eine Nachricht zu Bauer GmbH", "change create"}
	if !slices.Equal(kinds, want) {
		t.Errorf("the feed is %q, want %q", kinds, want)
	}
	for _, e := range wanda.entries(client, "") {
		if e["kind"] == "letter" || e["kind"] == "document" {
			t.Errorf("the warehouse sees the %s %v", e["kind"], e["title"])
		}
	}
	for range feedPage {
		ann.comment(client, nil)
	}
	got, err := ann.ask("feed", map[string][]string{"entity": {"crm.client"}, "record": {client}})
	if err != nil || len(got["data"].([]any)) != feedPage {
		t.Fatalf("a page has %d entries, %v", len(got["data"].([]any)), err)
	}
	got, err = ann.ask("feed", map[string][]string{"entity": {"crm.client"}, "record": {client}, "before": {got["next"].(string)}})
	if err != nil || len(got["data"].([]any)) != len(want) || got["next"] != nil {
		t.Errorf("the last page has %v, %v", got, err)
	}
}

// TestForgotten: who has left is named nowhere any more, and nothing is kept for them.
func TestForgotten(t *testing.T) {
	f := newOffice(t)
	ann, ben := f.hire("Ann", "sales"), f.hire("Benedict Example", "sales")
	client := ann.make("clients", bauer)
	ann.comment(client, map[string]any{"mentions": []any{ben.id.String()}})
	ben.comment(client, map[string]any{"text": "I am here"})
	ben.do("notification-settings/update", "", map[string]any{"time_zone": "Europe/Berlin"})
	f.quiet()
	f.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		u, err := entity.Lock(ctx, tx, entity.ID[identity.User](ben.id))
		if err != nil {
			return err
		}
		if err := entity.Move(ctx, tx, u, identity.UserBlocked); err != nil {
			return err
		}
		return entity.Move(ctx, tx, u, identity.UserAnonymised)
	})
	for _, table := range []string{"collaboration_setting", "collaboration_device", "collaboration_follower", "collaboration_notification"} {
		if n := entitytest.Select[int](t, f.House, `select count(*) from `+table+` where owner = $1`, ben.id); n != 0 {
			t.Errorf("%s has %d rows of somebody who has left", table, n)
		}
	}
	got := ann.entries(client, "comment")
	if len(got) != 2 || strings.Contains(text(got), "Benedict") || got[0]["text"] != "I am here" {
		t.Errorf("the feed has %v", got)
	}
}
