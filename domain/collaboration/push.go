package collaboration

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/event"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/push"
)

// PushDue tells that a device is to show something.
type PushDue struct {
	Notification entity.ID[Notification] // what it is
	User         uuid.UUID               // whom it is for
	Device       uuid.UUID               // on which device
}

// How messages to devices are sent.
const (
	pushWithin = 20 * time.Second
	pushLasts  = 24 * time.Hour // for how long the push service keeps one
)

// pushTo has all devices of somebody show something.
func pushTo(ctx context.Context, tx *entity.Tx, id entity.ID[Notification], user uuid.UUID) error {
	all, err := devicesOf(ctx, tx, user)
	if err != nil {
		return err
	}
	for _, device := range all {
		if err := tx.Emit(entity.RefTo(id), PushDue{Notification: id, User: user, Device: device}); err != nil {
			return err
		}
	}
	return nil
}

func devicesOf(ctx context.Context, tx *entity.Tx, user uuid.UUID) ([]uuid.UUID, error) {
	all, err := pg.Query[uuid.UUID](ctx, tx, `select id from collaboration_device where tenant_id = $1 and owner = $2 order by id`, user)
	if err != nil {
		return nil, fmt.Errorf("read devices: %w", err)
	}
	return all, nil
}

// pushing is what takes messages to the push services: each device by itself, so that
// one that does not answer keeps no other waiting.
func (o Options) pushing() entity.Subscription {
	return entity.Tell("collaboration.push", []string{"PushDueEvent"}, o.push).Within(pushWithin)
}

// push sends a message to a device, unless its reader was quicker.
func (o Options) push(ctx context.Context, out entity.Outside, e event.Event) error {
	due, err := entity.Decode[struct {
		Notification struct {
			ID entity.ID[Notification] `json:"id"`
		} `json:"notification"`
		User   uuid.UUID `json:"user"`
		Device uuid.UUID `json:"device"`
	}](e)
	if err != nil {
		return err
	}
	var to push.Subscription
	var m push.Message
	ready := false
	err = out.Do(ctx, e, func(ctx context.Context, tx *entity.Tx) (err error) {
		to, m, ready, err = o.message(ctx, tx, PushDue{due.Notification.ID, due.User, due.Device})
		return err
	})
	if err != nil || !ready {
		return err
	}
	if out.HTTP() == nil {
		return errors.New("send a message to a device: there is no client for addresses outside")
	}
	err = push.Send(ctx, out.HTTP(), to, m)
	if errors.Is(err, push.ErrGone) {
		out.Answered(err.Error())
		return out.Do(ctx, e, func(_ context.Context, tx *entity.Tx) error {
			tx.Exec(`delete from collaboration_device where tenant_id = $1 and id = $2`, due.Device)
			return nil
		})
	}
	if errors.Is(err, push.ErrRefused) { // it would be refused again
		out.Answered(err.Error())
		return nil
	}
	return err
}

// hint is what a device is given: that there is something, and, where the user wants
// it, what.
type hint struct {
	Notification entity.ID[Notification] `json:"notification"`
	Kind         Kind                    `json:"kind"`
	Record       entity.Ref              `json:"record"` // where it leads
	Title        string                  `json:"title,omitempty"`
	Text         string                  `json:"text,omitempty"`
}

const sqlDevice = `select d.sealed, d.key_id, s.sealed, s.key_id from collaboration_device d join collaboration_sender s on s.tenant_id = $1
where d.tenant_id = $1 and d.id = $2 and d.owner = $3`

// message puts a message together; ready is false when there is none to send any more.
func (o Options) message(ctx context.Context, tx *entity.Tx, due PushDue) (to push.Subscription, m push.Message, ready bool, err error) {
	row, found, err := pg.One[struct {
		Device    []byte
		DeviceKey string
		Sender    []byte
		SenderKey string
	}](ctx, tx, sqlDevice, due.Device, due.User)
	if err != nil || !found {
		return to, m, false, err
	}
	s, err := settingsOf(ctx, tx, due.User)
	if err != nil {
		return to, m, false, err
	}
	told, err := toldTo(ctx, tx, due.User, s, []entity.ID[Notification]{due.Notification})
	if err != nil || len(told) == 0 || !told[0].ReadAt.IsZero() {
		return to, m, false, err
	}
	plain, err := o.Mail.Unseal(ctx, row.Device, row.DeviceKey)
	if err != nil {
		return to, m, false, fmt.Errorf("unseal a device: %w", err)
	}
	if err := json.Unmarshal(plain, &to); err != nil {
		return to, m, false, fmt.Errorf("read a device: %w", err)
	}
	if plain, err = o.Mail.Unseal(ctx, row.Sender, row.SenderKey); err != nil {
		return to, m, false, fmt.Errorf("unseal the key of messages: %w", err)
	}
	if m.Key, err = push.ParseKey(plain); err != nil {
		return to, m, false, err
	}
	h := hint{Notification: due.Notification, Kind: told[0].Kind, Record: told[0].About}
	if s.PushDetails {
		h.Title, h.Text = told[0].Title, told[0].Text
	}
	if m.Text, err = json.Marshal(h); err != nil {
		return to, m, false, fmt.Errorf("write a message: %w", err)
	}
	m.TTL, m.Urgent, m.Now = pushLasts, h.Kind.urgent(), tx.Now()
	m.Topic = strings.ReplaceAll(due.Notification.String(), "-", "") // sent twice, it is shown once
	m.Contact = cmp.Or(o.Public, "mailto:"+o.Mail.From.Address)
	tx.Exec(`update collaboration_device set used_at = $3 where tenant_id = $1 and id = $2`, due.Device, tx.Now())
	return to, m, true, nil
}
