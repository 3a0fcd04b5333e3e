package collaboration

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Notification is one thing that somebody is told.
//
// What it says, in whose language and whether they may still read it, is found
// out when they look: GET …/inbox.
type Notification struct {
	entity.Base[Notification]
	entity.Scope

	Kind     Kind                     `entity:"readonly,filter"` // what it tells of
	About    entity.Ref               `entity:"readonly,filter"` // the record that it is about
	Actor    entity.ID[identity.User] `entity:"readonly,filter"` // who did it last; empty when nobody in particular did
	Comment  entity.ID[Comment]       `entity:"readonly,filter"` // the comment that it tells of, if one
	Detail   string                   `entity:"readonly"`        // what else there is to know: the state, for a status
	Count    int                      `entity:"readonly"`        // how many changes it stands for
	At       time.Time                `entity:"readonly,filter"` // when the last of them happened
	Shown    bool                     `entity:"readonly"`        // whether it stands in the list of what is new
	ReadAt   time.Time                `entity:"readonly,filter"` // when it was read
	MailAt   time.Time                `entity:"readonly"`        // when a letter is to tell of it, if it is unread by then
	MailedAt time.Time                `entity:"readonly"`        // when a letter told of it
	PushAt   time.Time                `entity:"readonly"`        // when devices are to show it, if that has to wait
}

// ReadNotifications lets somebody see to whom was told what, without what it said.
const ReadNotifications auth.Permission = "collaboration.notification.read"

// Entity declares notifications. The owner is who is told.
func (Notification) Entity() entity.Spec[Notification] {
	return entity.Spec[Notification]{
		Name: "collaboration.notification", Title: "{kind}", List: []string{"at", "kind", "about", "count", "read_at"}, Sort: "-at",
		View: true, Read: ReadNotifications, About: "owner",
	}
}

// NotificationMade tells that somebody is told something: those who look at their list
// at that moment see it.
type NotificationMade struct {
	Notification entity.ID[Notification] // what they are told
}

// news is something that people are to be told.
type news struct {
	kind    Kind
	subject subject
	actor   uuid.UUID // who did it; zero when nobody in particular did
	comment entity.ID[Comment]
	detail  string
}

// together is how long changes of a kind to the same record are told as one.
const together = 15 * time.Minute

// sqlNotify adds to what is not read yet and not old, or makes a new one. fresh tells
// which.
const sqlNotify = `with grown as (
  update collaboration_notification set count = count + 1, at = $3, updated_at = $3, version = version + 1, actor = (select id from identity_user where tenant_id = $1 and id = $4), comment = $5, detail = $6
  where tenant_id = $1 and id = (select n.id from collaboration_notification n
    where n.tenant_id = $1 and n.owner = $7 and n.about = $8 and n.kind = $9 and n.about_entity = $10 and n.read_at is null and n.created_at > $11
    order by n.id desc limit 1)
  returning id
), made as (
  insert into collaboration_notification (tenant_id, id, created_at, updated_at, owner, kind, about_entity, about, actor, comment, detail, at, shown, mail_at, mailed_at, push_at)
  select $1, $2, $3, $3, $7, $9, $10, $8, (select id from identity_user where tenant_id = $1 and id = $4), $5, $6, $3, $12, $13, $14, $15 where not exists (select from grown)
  returning id
) select id, false from grown union all select id, true from made`

// tell tells people, but not who did it, and not who may not read the record.
func (o Options) tell(ctx context.Context, tx *entity.Tx, n news, users []uuid.UUID) error {
	for _, user := range unique(users) {
		if user == n.actor || user == uuid.Nil {
			continue
		}
		may, err := n.subject.readableBy(ctx, tx, user)
		if err != nil {
			return err
		}
		if !may {
			continue
		}
		if err := o.tellOne(ctx, tx, n, user); err != nil {
			return err
		}
	}
	return nil
}

// tellOne tells somebody by the ways that they want: now, or when their letter is due
// or their quiet hours are over.
func (o Options) tellOne(ctx context.Context, tx *entity.Tx, n news, user uuid.UUID) error {
	s, err := settingsOf(ctx, tx, user)
	if err != nil {
		return err
	}
	shown, mail, push := s.of(n.kind).InApp, s.mailAt(n.kind, tx.Now()), s.pushAt(n.kind, tx.Now())
	if !shown && mail.IsZero() && push.IsZero() {
		return nil
	}
	var mailed time.Time
	if mail.Equal(tx.Now()) {
		mailed = tx.Now()
	}
	later := push
	if push.Equal(tx.Now()) {
		later = time.Time{}
	}
	row, _, err := pg.One[struct {
		ID    uuid.UUID
		Fresh bool
	}](ctx, tx, sqlNotify, entity.NewID[Notification](), tx.Now(), pg.NullUUID(n.actor), n.comment, n.detail,
		user, n.subject.ref.ID, string(n.kind), n.subject.ref.Entity, tx.Now().Add(-together), shown, orNull(mail), orNull(mailed), orNull(later))
	if err != nil {
		return fmt.Errorf("tell somebody: %w", err)
	}
	id := entity.ID[Notification](row.ID)
	if err := tx.Emit(entity.RefTo(id), NotificationMade{Notification: id}); err != nil || !row.Fresh {
		return err
	}
	if push.Equal(tx.Now()) {
		if err := pushTo(ctx, tx, id, user); err != nil {
			return err
		}
	}
	if mailed.IsZero() {
		return nil
	}
	return o.writeTo(ctx, tx, user, s, id)
}

// orNull is an instant as the database keeps it.
func orNull(at time.Time) any {
	if at.IsZero() {
		return nil
	}
	return at
}
