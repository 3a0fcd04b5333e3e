package collaboration

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// schedules are what is told when its time has come, rather than as it happens.
func (o Options) schedules() []entity.Schedule {
	return []entity.Schedule{
		{Name: "collaboration.round", Label: "Tell people what is due by now, together", Cron: "*/15 * * * *", Do: o.round},
		{Name: "collaboration.reminders", Label: "Remind people of what is due today", Cron: "0 5 * * *", Do: o.remind},
	}
}

// Bounds of one round: what is left over is told in the next transaction.
const (
	peopleARound = 50
	mostInLetter = 100
)

// round tells people of alerts, writes the letters that are due, and has devices show
// what has waited for the end of quiet hours.
func (o Options) round(ctx context.Context, tx *entity.Tx) (more bool, err error) {
	if err := o.alert(ctx, tx); err != nil {
		return false, err
	}
	if err := o.pushLater(ctx, tx); err != nil {
		return false, err
	}
	return o.digest(ctx, tx)
}

const (
	sqlDueReaders = `select distinct owner from collaboration_notification
where tenant_id = $1 and mail_at <= $2 and mailed_at is null and read_at is null order by 1 limit $3`

	// The letter tells of what is due and of the rest that waits for one, so that no other
	// follows soon.
	sqlInLetter = `update collaboration_notification set mailed_at = $3 where tenant_id = $1 and id in (
  select n.id from collaboration_notification n where n.tenant_id = $1 and n.owner = $2 and n.mail_at <= $3 and n.mailed_at is null and n.read_at is null
  order by n.at limit $4)
returning id`
)

// digest writes to people whose letter is due what they have not read.
func (o Options) digest(ctx context.Context, tx *entity.Tx) (more bool, err error) {
	readers, err := pg.Query[uuid.UUID](ctx, tx, sqlDueReaders, tx.Now(), peopleARound)
	if err != nil {
		return false, fmt.Errorf("look whose letter is due: %w", err)
	}
	for _, user := range readers {
		found, err := pg.Query[uuid.UUID](ctx, tx, sqlInLetter, user, tx.Now(), mostInLetter)
		if err != nil {
			return false, fmt.Errorf("look what a letter tells: %w", err)
		}
		s, err := settingsOf(ctx, tx, user)
		if err != nil {
			return false, err
		}
		ids := make([]entity.ID[Notification], len(found))
		for i, id := range found {
			ids[i] = entity.ID[Notification](id)
		}
		if err := o.writeTo(ctx, tx, user, s, ids...); err != nil {
			return false, err
		}
	}
	return len(readers) == peopleARound, nil
}

const sqlPushLater = `update collaboration_notification set push_at = null where tenant_id = $1 and id in (
  select n.id from collaboration_notification n where n.tenant_id = $1 and n.push_at <= $2 and n.read_at is null order by n.push_at limit $3)
returning id, owner`

// pushLater has devices show what has waited.
func (o Options) pushLater(ctx context.Context, tx *entity.Tx) error {
	type row struct{ ID, Owner uuid.UUID }
	due, err := pg.Query[row](ctx, tx, sqlPushLater, tx.Now(), mostDue)
	if err != nil {
		return fmt.Errorf("look what devices are to show: %w", err)
	}
	for _, r := range due {
		if err := pushTo(ctx, tx, entity.ID[Notification](r.ID), r.Owner); err != nil {
			return err
		}
	}
	return nil
}
