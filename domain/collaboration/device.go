package collaboration

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/outbound"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/push"
)

// mostDevices is how many devices somebody can have; more replace the oldest.
const mostDevices = 20

// PushKey is by whom messages to devices are sent.
type PushKey struct {
	Key string // the applicationServerKey with which a browser subscribes: a point of P-256 in base64url
}

// AskPushKey asks for it.
type AskPushKey struct{}

const (
	sqlSender = `select public, sealed, key_id from collaboration_sender where tenant_id = $1`
	sqlAddKey = `insert into collaboration_sender (tenant_id, public, sealed, key_id, made_at) values ($1, $2, $3, $4, $5) on conflict do nothing`
)

// sender is the company's key, sealed.
type sender struct {
	Public string
	Sealed []byte
	KeyID  string
}

// makeKey is served as POST …/push-key. The first who asks has it made.
func (o Options) makeKey(ctx context.Context, tx *entity.Tx, _ AskPushKey) (PushKey, error) {
	row, found, err := pg.One[sender](ctx, tx, sqlSender)
	if err != nil || found {
		return PushKey{row.Public}, err
	}
	key, err := push.NewKey()
	if err != nil {
		return PushKey{}, err
	}
	plain, err := key.Bytes()
	if err != nil {
		return PushKey{}, err
	}
	public, err := key.Public()
	if err != nil {
		return PushKey{}, err
	}
	sealed, id, err := o.Mail.Seal(ctx, plain)
	if err != nil {
		return PushKey{}, fmt.Errorf("seal the key of messages: %w", err)
	}
	tx.Exec(sqlAddKey, public, sealed, id, tx.Now())
	row, _, err = pg.One[sender](ctx, tx, sqlSender) // somebody else's, if they were quicker
	return PushKey{row.Public}, err
}

// AddDevice has a device shown what is new: what PushSubscription.toJSON() tells there.
type AddDevice struct {
	Endpoint string `entity:"required,text"` // the address of the push service
	P256dh   string `entity:"required"`      // the browser's public key, in base64url
	Auth     string `entity:"required"`      // the browser's secret, in base64url
	Label    string // what the user calls the device
}

// Device shows somebody what is new.
type Device struct {
	ID     uuid.UUID // of the device, to take it away
	Label  string    // what the user calls it
	MadeAt time.Time // since when
	UsedAt time.Time // when it was sent something last
}

// Devices are those of the asking user.
type Devices struct {
	Data []Device // the oldest first
}

const (
	sqlAddDevice = `insert into collaboration_device (tenant_id, id, owner, label, made_at, digest, sealed, key_id) values ($1, $2, $3, $4, $5, $6, $7, $8)
on conflict (tenant_id, digest) do update set owner = excluded.owner, label = excluded.label, made_at = excluded.made_at, sealed = excluded.sealed, key_id = excluded.key_id`
	sqlTrimDevices = `delete from collaboration_device d where d.tenant_id = $1 and d.owner = $2 and d.id not in
  (select n.id from collaboration_device n where n.tenant_id = $1 and n.owner = $2 order by n.made_at desc, n.id desc limit $3)`
	sqlDevices = `select id, label, made_at, coalesce(used_at, '0001-01-01Z') from collaboration_device where tenant_id = $1 and owner = $2 order by made_at, id`
)

// addDevice is served as POST …/push-devices/add. The same endpoint again is the same
// device, whoever uses it now.
func (o Options) addDevice(ctx context.Context, tx *entity.Tx, in AddDevice) (Devices, error) {
	if err := aPerson(tx); err != nil {
		return Devices{}, err
	}
	s := push.Subscription{Endpoint: in.Endpoint, P256DH: in.P256dh, Auth: in.Auth}
	if says := outbound.Check(in.Endpoint); says != "" {
		return Devices{}, problem.InvalidField("/endpoint", "invalid", "%s", "It "+says+".")
	}
	if member, says := s.Check(); member != "" {
		return Devices{}, problem.InvalidField("/"+member, "invalid", "%s", says)
	}
	plain, err := json.Marshal(s)
	if err != nil {
		return Devices{}, fmt.Errorf("write a device down: %w", err)
	}
	sealed, key, err := o.Mail.Seal(ctx, plain)
	if err != nil {
		return Devices{}, fmt.Errorf("seal a device: %w", err)
	}
	digest := sha256.Sum256([]byte(in.Endpoint))
	tx.Exec(sqlAddDevice, entity.NewID[Notification](), tx.Actor().ID, in.Label, tx.Now(), hex.EncodeToString(digest[:]), sealed, key)
	tx.Exec(sqlTrimDevices, tx.Actor().ID, mostDevices)
	return devices(ctx, tx, AskDevices{})
}

// AskDevices asks which devices show the asking user what is new.
type AskDevices struct{}

// devices is served as GET …/push-devices.
func devices(ctx context.Context, tx *entity.Tx, _ AskDevices) (Devices, error) {
	all, err := pg.Query[Device](ctx, tx, sqlDevices, tx.Actor().ID)
	if err != nil {
		return Devices{}, fmt.Errorf("read devices: %w", err)
	}
	return Devices{Data: all}, nil
}

// RemoveDevice takes a device away.
type RemoveDevice struct {
	Device uuid.UUID `entity:"required"` // the device
}

const sqlRemoveDevice = `delete from collaboration_device where tenant_id = $1 and id = $2 and owner = $3`

// removeDevice is served as POST …/push-devices/remove.
func removeDevice(ctx context.Context, tx *entity.Tx, in RemoveDevice) (Devices, error) {
	tx.Exec(sqlRemoveDevice, in.Device, tx.Actor().ID)
	return devices(ctx, tx, AskDevices{})
}
