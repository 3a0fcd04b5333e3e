package collaboration

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Options are by what people are told.
type Options struct {
	Mail   communications.Options // by what letters leave, and what seals secrets
	Public string                 // where the program is reached, for links in letters: https://erp.example; without it they have none
}

const sqlToldOf = sqlTold + `n.owner = $3 and n.id = any($4) order by n.at, n.id`

// writeTo writes a letter about notifications to somebody who may still sign in, as far
// as they may read what these are about.
func (o Options) writeTo(ctx context.Context, tx *entity.Tx, user uuid.UUID, s Settings, ids ...entity.ID[Notification]) error {
	who, there, err := identity.PersonByID(ctx, tx, user)
	if err != nil {
		return fmt.Errorf("look whom to write to: %w", err)
	}
	if !there || !who.Active {
		return nil
	}
	told, err := toldTo(ctx, tx, user, s, ids)
	if err != nil || len(told) == 0 {
		return err
	}
	n := communications.Notice{Person: who, Language: string(s.Language)}
	of := Kind("") // what the reader may be spared: of a digest, all of them
	if len(told) == 1 {
		n.Kind, n.Title, n.Text, of = communications.Notification, told[0].Title, told[0].Text, told[0].Kind
	} else {
		n.Kind, n.Count, n.Text = communications.Digest, strconv.Itoa(len(told)), listed(told)
	}
	n.Unsubscribe = o.leave(tx, user, of)
	return o.Mail.Notify(ctx, tx, n)
}

// toldTo puts notifications into somebody's words, who is not there themselves.
func toldTo(ctx context.Context, tx *entity.Tx, user uuid.UUID, s Settings, ids []entity.ID[Notification]) ([]Told, error) {
	plain := make([]uuid.UUID, len(ids))
	for i, id := range ids {
		plain[i] = id.UUID()
	}
	rows, err := pg.Query[told](ctx, tx, sqlToldOf, uuid.Nil, user, plain)
	if err != nil {
		return nil, fmt.Errorf("read notifications: %w", err)
	}
	reader, err := identity.ActorOf(ctx, tx, entity.ID[identity.User](user))
	if problem.Is(err, "user-blocked") {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look what a user may do: %w", err)
	}
	return spell(ctx, tx, reader.At(tx.Now()), s, rows)
}

// listed writes several things under each other.
func listed(all []Told) string {
	lines := make([]string, len(all))
	for i, t := range all {
		lines[i] = "• " + t.Title
		if t.Text != "" {
			lines[i] += "\n  " + strings.Join(strings.Fields(t.Text), " ")
		}
	}
	return strings.Join(lines, "\n")
}
