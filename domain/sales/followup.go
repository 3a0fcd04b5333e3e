package sales

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
)

// When somebody is told to ask a client about a quote.
const (
	askAfter  = 7   // days after it was sent, unless the quote says when
	askBefore = 3   // days before the last day on which it can be accepted
	mostAsked = 200 // quotes in one transaction
)

// sqlUnanswered selects quotes without an answer of which nobody was told since the
// day came to ask: that of the quote, or the one before its end. $2 is today, $3 and
// $4 are the days above.
const sqlUnanswered = `o.status = 'sent' and o.valid_until >= $2 and (
  coalesce(o.follow_up, (o.sent_at at time zone 'UTC')::date + $3::int) between coalesce(o.followed_up, '-infinity') + 1 and $2
  or o.valid_until - $4::int between coalesce(o.followed_up, '-infinity') + 1 and $2)`

// followUp plans a call about each quote that is to be asked about, for whoever
// looks after it. It tells whether there is more to do.
func followUp(ctx context.Context, tx *entity.Tx) (more bool, err error) {
	few := fmt.Sprintf(` and o.id in (select o.id from sales_quote o where o.tenant_id = $1 and %s order by o.valid_until, o.id limit %d)`,
		sqlUnanswered, mostAsked)
	quotes, err := entity.LockWhere[Quote](ctx, tx, sqlUnanswered+few, tx.Today(), askAfter, askBefore)
	if err != nil {
		return false, fmt.Errorf("find quotes without an answer: %w", err)
	}
	for _, q := range quotes {
		call := &crm.Activity{
			Scope: q.Scope, Kind: crm.Call, Due: tx.Today(), Client: q.Client, Contact: q.Contact, About: entity.RefTo(q.ID),
			Subject: fmt.Sprintf("Ask about quote %s/%d, which ends on %s", q.Number, q.Revision, q.ValidUntil),
		}
		if err := entity.Create(ctx, tx, call); err != nil {
			return false, fmt.Errorf("plan a call about quote %s: %w", q.Number, err)
		}
		q.FollowedUp = tx.Today()
		if err := entity.Touch(ctx, tx, q); err != nil {
			return false, fmt.Errorf("note that quote %s is followed up: %w", q.Number, err)
		}
	}
	return len(quotes) == mostAsked, nil
}
