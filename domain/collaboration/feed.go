package collaboration

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// ReadFeed lets somebody see what happened to records that they may read.
const ReadFeed auth.Permission = "collaboration.feed.read"

// AskFeed asks what happened to a record.
type AskFeed struct {
	Entity string    `entity:"required"` // what the record is, as sales.order
	Record uuid.UUID `entity:"required"` // which record it is
	Kind   string    // only entries of a kind: change, comment, letter or document; of all when empty
	Before uuid.UUID // only what is older than this entry, for the next page
}

// Feed is what happened to a record, the latest first: fifty entries at most.
type Feed struct {
	Data []Entry   // what happened
	Next uuid.UUID // to be sent as before for the next page; empty on the last one
}

// Entry is one thing that happened to a record.
type Entry struct {
	ID        uuid.UUID // of the entry
	Kind      string    // change, comment, letter, or document for another record that came of this one
	At        time.Time // when
	Actor     uuid.UUID // who did it
	ActorName string    // what they were called
	Verb      string    // of a change: create, update, delete, derive or a step
	Changes   map[string]any
	Text      string     `entity:"text"` // of a comment: what it says
	Audience  string     // of a comment: internal or client, which must not look alike
	State     string     // of a letter, or a document: what became of it; edited or withdrawn, for a comment
	ReplyTo   uuid.UUID  // of a comment: that which it answers
	Record    entity.Ref // the comment, the letter or the document itself
	Title     string     // what a letter or a document is called
}

// entry is one thing that happened, as the database knows it.
type entry struct {
	ID              uuid.UUID
	Kind            string
	At              time.Time
	Actor           uuid.UUID
	ActorName, Verb string
	Changes         string
	Text, Audience  string
	State           string
	ReplyTo         uuid.UUID
	Entity          string
	Record          uuid.UUID
}

// sqlFeed puts together, by their ids, which are in the order of time, the audit trail
// of a record ($2, $3), what was said, what was sent, and other records that came of it.
// A letter stands for itself, not for what the trail tells of it.
const sqlFeed = `select id, kind, at, actor, actor_name, verb, changes, text, audience, state, reply_to, entity, record from (
  (select id, 'change', at, coalesce(actor, $6::uuid), actor_name, verb, changes::text, '', '', '', $6::uuid, '', $6::uuid
  from system_audit where tenant_id = $1 and record = $2 and entity = $3 and id < $4 and verb <> 'mail' and $7 in ('', 'change') order by id desc limit $5)
  union all
  (select c.id, 'comment', c.created_at, coalesce(c.owner, $6::uuid), coalesce(u.name, ''), '', '{}', c.text, c.audience,
    case when c.withdrawn_at is not null then 'withdrawn' when c.edited_at is not null then 'edited' else '' end, coalesce(c.reply_to, $6::uuid), 'collaboration.comment', c.id
  from collaboration_comment c left join identity_user u on u.tenant_id = $1 and u.id = c.owner
  where c.tenant_id = $1 and c.about = $2 and c.about_entity = $3 and c.id < $4 and $7 in ('', 'comment') order by c.id desc limit $5)
  union all
  (select id, 'letter', created_at, $6::uuid, '', '', '{}', '', '', status, $6::uuid, 'communications.message', id
  from communications_message where tenant_id = $1 and about = $2 and about_entity = $3 and id < $4 and $7 in ('', 'letter') order by id desc limit $5)
`

// followUps are the references by which records come of others.
func followUps() []struct{ entity, field, of string } {
	return []struct{ entity, field, of string }{
		{"sales.order", "quote", "sales.quote"},
		{"sales.shipment", "order", "sales.order"},
		{"billing.invoice", "origin", ""},
		{"billing.payment", "origin", ""},
		{"billing.credit_note", "invoice", "billing.invoice"},
		{"billing.reminder", "invoice", "billing.invoice"},
		{"crm.activity", "about", ""},
		{"crm.activity", "client", "crm.client"},
		{"crm.activity", "lead", "crm.lead"},
		{"sales.quote", "client", "crm.client"},
		{"sales.order", "client", "crm.client"},
		{"billing.invoice", "client", "crm.client"},
	}
}

// feedSQL is sqlFeed with the records that come of those of an entity.
func feedSQL(tx *entity.Tx, of string) string {
	var b strings.Builder
	b.WriteString(sqlFeed)
	for _, f := range followUps() {
		if f.of != "" && f.of != of || !tx.HasField(f.entity, f.field) {
			continue
		}
		is := ""
		if f.of == "" {
			is = " and " + pg.Quote(f.field+"_entity") + " = $3"
		}
		state := "''"
		if tx.HasField(f.entity, "status") {
			state = "status"
		}
		fmt.Fprintf(&b, `  union all
  (select id, 'document', created_at, $6::uuid, '', '', '{}', '', '', %s, $6::uuid, '%s', id
  from %s where tenant_id = $1 and %s = $2%s and id < $4 and $7 in ('', 'document') order by id desc limit $5)
`, state, f.entity, tableOf(f.entity), pg.Quote(f.field), is)
	}
	b.WriteString(`) feed (id, kind, at, actor, actor_name, verb, changes, text, audience, state, reply_to, entity, record) order by 1 desc limit $5`)
	return b.String()
}

const feedPage = 50

// feed is served as GET …/feed.
func feed(ctx context.Context, tx *entity.Tx, in AskFeed) (Feed, error) {
	about := entity.Ref{Entity: in.Entity, ID: in.Record}
	if _, err := readable(ctx, tx, about); err != nil {
		return Feed{}, err
	}
	before := in.Before
	if before == uuid.Nil {
		before = uuid.Max
	}
	rows, err := pg.Query[entry](ctx, tx, feedSQL(tx, in.Entity), in.Record, in.Entity, before, feedPage+1, uuid.Nil, in.Kind)
	if err != nil {
		return Feed{}, fmt.Errorf("read what happened: %w", err)
	}
	var out Feed
	if len(rows) > feedPage {
		rows = rows[:feedPage]
		out.Next = rows[feedPage-1].ID
	}
	closed := sensitive(tx, in.Entity)
	for _, r := range rows {
		e, may, err := r.shown(ctx, tx, closed)
		if err != nil {
			return Feed{}, err
		}
		if may {
			out.Data = append(out.Data, e)
		}
	}
	return out, nil
}

// sensitive tells whether it is kept who reads records of an entity: their history
// tells what was changed, and keeps who asks.
func sensitive(tx *entity.Tx, name string) bool {
	return slices.ContainsFunc(tx.Holdings(), func(h entity.Holding) bool { return h.Name == name && h.Sensitive })
}

// shown makes an entry of a row; may is false for a letter or a document that the
// asking user may not read.
func (r entry) shown(ctx context.Context, tx *entity.Tx, closed bool) (e Entry, may bool, err error) {
	e = Entry{
		ID: r.ID, Kind: r.Kind, At: r.At, Actor: r.Actor, ActorName: r.ActorName, Verb: r.Verb, Text: r.Text, Audience: r.Audience, State: r.State,
		ReplyTo: r.ReplyTo, Record: entity.Ref{Entity: r.Entity, ID: r.Record},
	}
	switch r.Kind {
	case "comment":
		return e, true, nil
	case "change":
		if closed {
			return e, true, nil
		}
		if err := json.Unmarshal([]byte(r.Changes), &e.Changes); err != nil {
			return e, false, fmt.Errorf("read a change: %w", err)
		}
		return e, true, nil
	}
	s, there, err := findSubject(ctx, tx, e.Record)
	if err != nil || !there {
		return e, false, err
	}
	e.Title = s.title
	return e, tx.Decide(s.read, s.stands), nil
}
