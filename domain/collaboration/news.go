package collaboration

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/billing"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// subscriptions are the events of which people are told.
func (o Options) subscriptions() []entity.Subscription {
	return []entity.Subscription{
		entity.FollowTypes("collaboration.comment", []string{"CommentCreatedEvent"}, o.remarked),
		entity.Follow("collaboration.assignment", o.assigned),
		entity.FollowTypes("collaboration.status", statusEvents(), o.wentOn),
		entity.FollowTypes("collaboration.approval", []string{"ExceptionCreatedEvent"}, o.asks(identity.ApproveExceptions)),
		entity.FollowTypes("collaboration.support", []string{"SupportGrantCreatedEvent"}, o.asks(identity.DecideSupport)),
		entity.Follow("collaboration.payment_failed", o.paymentFailed),
		o.pushing(),
	}
}

// remarked tells those who are named in a comment, and those who follow its record.
func (o Options) remarked(ctx context.Context, tx *entity.Tx, e event.Event) error {
	c, err := entity.Get(ctx, tx, entity.ID[Comment](e.Aggregate.ID))
	if problem.Is(err, "not-found") {
		return nil
	}
	if err != nil {
		return err
	}
	s, there, err := findSubject(ctx, tx, c.About)
	if err != nil || !there || !c.WithdrawnAt.IsZero() {
		return err
	}
	n := news{kind: Mention, subject: s, actor: c.Owner, comment: c.ID}
	told := map[uuid.UUID]bool{}
	var named []uuid.UUID
	for _, user := range c.Mentions {
		told[user.UUID()] = true
		named = append(named, user.UUID())
	}
	if err := o.tell(ctx, tx, n, named); err != nil {
		return err
	}
	all, err := audience(ctx, tx, s.ref)
	if err != nil {
		return err
	}
	var others []uuid.UUID
	for _, user := range all {
		if !told[user] {
			others = append(others, user)
		}
	}
	n.kind = Remarked
	return o.tell(ctx, tx, n, others)
}

const sqlAudience = `select owner from collaboration_follower where tenant_id = $1 and about = $2 and about_entity = $3 and active order by id`

// audience returns who follows a record.
func audience(ctx context.Context, tx *entity.Tx, about entity.Ref) ([]uuid.UUID, error) {
	all, err := pg.Query[uuid.UUID](ctx, tx, sqlAudience, about.ID, about.Entity)
	if err != nil {
		return nil, fmt.Errorf("read followers: %w", err)
	}
	return all, nil
}

// assigned tells whoever looks after a record from now on, and has them follow it.
func (o Options) assigned(ctx context.Context, tx *entity.Tx, e event.Event, in RecordAssigned) error {
	s, there, err := findSubject(ctx, tx, in.Record)
	if err != nil || !there || s.stands.Owner != in.Owner.UUID() { // it was given on meanwhile
		return err
	}
	follow(tx, because{assigned, in.Record, in.Owner.UUID()})
	return o.tell(ctx, tx, news{kind: Assignment, subject: s, actor: e.Actor}, []uuid.UUID{in.Owner.UUID()})
}

// wentOn tells those who follow a record where it stands now.
func (o Options) wentOn(ctx context.Context, tx *entity.Tx, e event.Event) error {
	about := entity.Ref{Entity: e.Aggregate.Entity, ID: e.Aggregate.ID}
	all, err := audience(ctx, tx, about)
	all = slices.DeleteFunc(all, func(user uuid.UUID) bool { return user == e.Actor })
	if err != nil || len(all) == 0 {
		return err
	}
	s, there, err := findSubject(ctx, tx, about)
	if err != nil || !there {
		return err
	}
	state, _, err := pg.One[string](ctx, tx, `select status from `+tableOf(s.ref.Entity)+` where tenant_id = $1 and id = $2`, s.ref.ID)
	if err != nil {
		return fmt.Errorf("read where a record stands: %w", err)
	}
	return o.tell(ctx, tx, news{kind: Status, subject: s, actor: e.Actor, detail: cmp.Or(beside(e.Type), state)}, all)
}

// asks tells those who decide about a new record that it waits for them.
func (o Options) asks(need auth.Permission) func(context.Context, *entity.Tx, event.Event) error {
	return func(ctx context.Context, tx *entity.Tx, e event.Event) error {
		s, there, err := findSubject(ctx, tx, entity.Ref{Entity: e.Aggregate.Entity, ID: e.Aggregate.ID})
		if err != nil || !there {
			return err
		}
		who, err := s.deciders(ctx, tx, need, s.stands.Owner) // who it is about does not decide
		if err != nil {
			return err
		}
		return o.tell(ctx, tx, news{kind: Approval, subject: s, actor: e.Actor}, who)
	}
}

// paymentFailed tells those who look after a payment, or follow it or what it is for,
// that it was refused.
func (o Options) paymentFailed(ctx context.Context, tx *entity.Tx, _ event.Event, in billing.PaymentFailed) error {
	s, there, err := findSubject(ctx, tx, entity.RefTo(in.Payment))
	if err != nil || !there {
		return err
	}
	who := []uuid.UUID{s.stands.Owner}
	for _, about := range []entity.Ref{s.ref, in.Origin} {
		all, err := audience(ctx, tx, about)
		if err != nil {
			return err
		}
		who = append(who, all...)
	}
	return o.tell(ctx, tx, news{kind: System, subject: s, detail: "payment_failed"}, who)
}

// How many of what is due are told in one transaction.
const mostDue = 500

// sqlDueActivities selects what is due today and was not told of: one reminder each.
const sqlDueActivities = `select a.id, a.owner from crm_activity a where a.tenant_id = $1 and a.status = 'planned' and a.due = $2 and a.owner is not null
and not exists (select from collaboration_notification n where n.tenant_id = $1 and n.about = a.id and n.owner = a.owner and n.kind = 'reminder' and n.created_at > $3)
order by a.id limit $4`

// remind tells people what they have to do today.
func (o Options) remind(ctx context.Context, tx *entity.Tx) (more bool, err error) {
	type row struct{ ID, Owner uuid.UUID }
	due, err := pg.Query[row](ctx, tx, sqlDueActivities, tx.Today(), tx.Now().Add(-20*time.Hour), mostDue)
	if err != nil {
		return false, fmt.Errorf("look what is due: %w", err)
	}
	for _, r := range due {
		s, there, err := findSubject(ctx, tx, entity.Ref{Entity: "crm.activity", ID: r.ID})
		if err != nil || !there {
			return false, err
		}
		if err := o.tell(ctx, tx, news{kind: Reminder, subject: s}, []uuid.UUID{r.Owner}); err != nil {
			return false, err
		}
	}
	return false, nil
}

// alertsAre names the entity of alerts.
const alertsAre = "governance.alert"

// sqlAlerts selects what was found lately, with those whose roles are to know and who
// were not told.
const sqlAlerts = `select distinct a.id, a.severity, u.id from governance_alert a
join identity_role r on r.tenant_id = $1 and r.name = any(a.tells)
join identity_user u on u.tenant_id = $1 and u.status = 'active' and r.id = any(u.roles)
where a.tenant_id = $1 and a.status = 'open' and a.severity <> 'info' and a.first_at > $2
and not exists (select from collaboration_notification n where n.tenant_id = $1 and n.about = a.id and n.owner = u.id)
order by 1, 3 limit $3`

// alert tells people of what should not go unnoticed.
func (o Options) alert(ctx context.Context, tx *entity.Tx) error {
	type row struct {
		ID       uuid.UUID
		Severity string
		User     uuid.UUID
	}
	found, err := pg.Query[row](ctx, tx, sqlAlerts, tx.Now().Add(-alertsLast), mostDue)
	if err != nil {
		return fmt.Errorf("look for alerts: %w", err)
	}
	for _, r := range found {
		s, there, err := findSubject(ctx, tx, entity.Ref{Entity: alertsAre, ID: r.ID})
		if err != nil {
			return err
		}
		if !there {
			continue
		}
		if err := o.tell(ctx, tx, news{kind: Alert, subject: s, detail: r.Severity}, []uuid.UUID{r.User}); err != nil {
			return err
		}
	}
	return nil
}

// alertsLast is for how long people are told of an alert that nobody has looked at.
const alertsLast = 24 * time.Hour
