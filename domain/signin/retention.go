package signin

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// retentions say what goes by itself of what happens at the door.
func retentions() []entity.Retention {
	const spent = "It is of no use any more."
	return []entity.Retention{
		{
			Name: "signin.security_event", Label: "Security events", Days: 365, Minimum: 90, Table: "signin_security_event",
			Where: "created_at < $2 and id < least_uuid($2)", Why: "An intrusion is often found after months.",
		},
		{
			Name: "signin.session", Label: "Sessions that have ended", Days: 90, Minimum: 1, Table: "signin_session",
			Where: "(expires_at < $2 or status = 'ended' and updated_at < $2)", Why: "People are shown where they were signed in.",
		},
		{Name: "signin.challenge", Label: "Letters and challenges", Days: 7, Minimum: 1, Table: "signin_challenge", Where: "expires_at < $2", Why: spent},
		{Name: "signin.flow", Label: "Visits to providers", Days: 7, Minimum: 1, Table: "signin_flow", Where: "expires_at < $2", Why: spent},
		{Name: "signin.logout_token", Label: "Logout tokens of providers", Days: 7, Minimum: 1, Table: "signin_logout_token", Where: "until < $2", Why: spent},
		{
			Name: "signin.attempt", Label: "Counters of failed attempts", Days: 7, Minimum: 1, Table: "signin_attempt",
			Where: "last_at < $2 and until < $2", Why: "Guesses are slowed down for a day.",
		},
	}
}

// sweepBatch is how many rows go in one transaction.
const sweepBatch = 1000

// Sweep lets go what happens at a door of which no company says for how long it is
// kept, that of operators: after as many days as companies keep it unless they say
// otherwise. It may be interrupted, and run again. It returns how many rows went.
func Sweep(ctx context.Context, home pg.Home, now time.Time) (gone int, err error) {
	for _, kind := range retentions() {
		for n := sweepBatch; n == sweepBatch; gone += n {
			err := pg.Write(ctx, home, func(tx *pg.Tx) (err error) {
				n, _, err = pg.One[int](ctx, tx, "with gone as (delete from "+kind.Table+" where tenant_id = $1 and ctid = any (array(select ctid from "+
					kind.Table+" where tenant_id = $1 and "+kind.Where+" limit $3)) returning 1) select count(*) from gone", now.AddDate(0, 0, -kind.Days), sweepBatch)
				return err
			})
			if err != nil {
				return gone, fmt.Errorf("sweep %s: %w", kind.Name, err)
			}
		}
	}
	return gone, nil
}
