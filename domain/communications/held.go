package communications

import (
	"cmp"
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// ReleaseMessages lets decide what becomes of letters that are held.
const ReleaseMessages auth.Permission = "communications.message.release"

// Waiting says which of the letters that are held are meant.
type Waiting struct {
	Kind     PostingKind // of which kind the letters are; all when left out
	Messages []uuid.UUID // only these letters; all of the kind when left out
}

// Decided says of how many letters was decided.
type Decided struct {
	Messages int  // so many
	More     bool // whether there may be more: call again
}

// mostDecided is of how many letters one call decides.
const mostDecided = 200

const sqlHeld = `o.status = 'held' and ($2 = 'all' or o.kind = $2) and ($3::uuid[] is null or o.id = any($3)) and o.id in (
select o.id from communications_message o where o.tenant_id = $1 and o.status = 'held' and ($2 = 'all' or o.kind = $2)
and ($3::uuid[] is null or o.id = any($3)) order by o.id limit $4)`

// release has letters that are held sent, the oldest first.
func release(ctx context.Context, tx *entity.Tx, in Waiting) (Decided, error) {
	return decide(ctx, tx, in, func(m *Message) error {
		m.Status = MessageQueued
		if err := entity.Update(ctx, tx, m); err != nil {
			return fmt.Errorf("release a letter: %w", err)
		}
		m.note(tx)
		return tx.Emit(entity.RefTo(m.ID), LetterQueued{Message: m.ID, Kind: m.Kind})
	})
}

// discard forgets what letters that are held would have said.
func discard(ctx context.Context, tx *entity.Tx, in Waiting) (Decided, error) {
	return decide(ctx, tx, in, func(m *Message) error { return m.settle(ctx, tx, MessageDiscarded) })
}

func decide(ctx context.Context, tx *entity.Tx, in Waiting, each func(*Message) error) (Decided, error) {
	var just any
	if len(in.Messages) > 0 {
		just = in.Messages
	}
	held, err := entity.LockWhere[Message](ctx, tx, sqlHeld, string(cmp.Or(in.Kind, AllKinds)), just, mostDecided)
	if err != nil {
		return Decided{}, fmt.Errorf("find letters that are held: %w", err)
	}
	for _, m := range held {
		if err := each(m); err != nil {
			return Decided{}, err
		}
	}
	return Decided{Messages: len(held), More: len(held) == mostDecided}, nil
}
