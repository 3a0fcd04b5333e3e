package collaboration

import (
	"context"
	"embed"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

//go:embed migrations/*.sql
var migrations embed.FS

// Module is everything that collaboration adds to the product.
func Module(o Options) entity.Module {
	return entity.Module{
		Name: "collaboration", Label: "Comments and notifications",
		Entities:      []entity.Declared{entity.Declare[Comment](), entity.Declare[Follower](), entity.Declare[Notification]()},
		Actions:       o.actions(),
		Events:        []entity.EventType{entity.Event[RecordAssigned](), entity.Event[NotificationMade](), entity.Event[PushDue]()},
		Subscriptions: o.subscriptions(),
		Schedules:     o.schedules(),
		Watch:         watch,
		Roles:         roles(),
		Migrations:    migrations,
		Forget:        forget,
		Holdings: []entity.Holding{
			{Name: "collaboration_device", Label: "Devices that show what is new", Table: "collaboration_device", Fields: []string{"label", "sealed"}},
			{Name: "collaboration_setting", Label: "How people want to be told", Table: "collaboration_setting", Fields: []string{"time_zone", "quiet_from", "quiet_to"}},
		},
		Retentions: []entity.Retention{{
			Name: "collaboration.notification", Label: "Notifications", Days: 90, Minimum: 1, Table: "collaboration_notification",
			Where: "at < $2", Why: "Whoever was away must find what concerns them.",
		}},
	}
}

func (o Options) actions() []entity.Action {
	return []entity.Action{
		entity.NewAction("comments/write", WriteComments, "Says something about a record, to those who may read it or, by letter, to the client.", o.write),
		entity.ActionOn("edit", WriteComments, "Changes what one's own comment says.", edit),
		entity.ActionOn("withdraw", WriteComments, "Takes a comment back. That there was one stays.", withdraw),
		entity.NewQuery("comments/people", ReadComments, "Tells who can be mentioned in a comment on a record: those who may read it.", people),
		entity.NewQuery("feed", ReadFeed, "Tells what happened to a record: changes, comments, letters and what came of it, the latest first.", feed),
		entity.NewAction("followers/follow", Follow, "Has the asking user hear of what happens to a record.", setFollow(true)),
		entity.NewAction("followers/unfollow", Follow, "Has the asking user hear no more of a record, whatever they do there.", setFollow(false)),
		entity.NewQuery("inbox", ReadInbox, "Tells the asking user what is new for them, the latest first.", inbox),
		entity.NewQuery("inbox/unread", ReadInbox, "Tells how much the asking user has not read.", unread),
		entity.NewAction("inbox/read", EditInbox, "Says what the asking user has read.", markRead),
		entity.NewAction("inbox/read-all", EditInbox, "Says that the asking user has read everything.", markAllRead),
		entity.NewQuery("notification-settings", ReadInbox, "Tells how the asking user is told what is new.", askSettings),
		entity.NewAction("notification-settings/update", EditInbox, "Says how the asking user wants to be told what is new.", changeSettings),
		entity.NewAction("push-key", EditInbox, "Tells the key with which a browser subscribes to messages.", o.makeKey),
		entity.NewQuery("push-devices", ReadInbox, "Lists the devices that show the asking user what is new.", devices),
		entity.NewAction("push-devices/add", EditInbox, "Has a device show the asking user what is new.", o.addDevice),
		entity.NewAction("push-devices/remove", EditInbox, "Has a device of the asking user show nothing any more.", removeDevice),
	}
}

// SealedColumns lists what is sealed: table, column, and the column with the id of the
// key.
func SealedColumns() [][3]string {
	return [][3]string{{"collaboration_device", "sealed", "key_id"}, {"collaboration_sender", "sealed", "key_id"}}
}

// roles lets everybody take part, and those who deal with clients write to them. What
// everybody may do for themselves, whatever their role, is granted by identity.
func roles() []entity.Role {
	own := []auth.Permission{ReadComments, WriteComments, ReadFollowers, Follow, ReadFeed}
	role := func(name string, more ...auth.Grant) entity.Role {
		r := entity.Role{Name: name}
		for _, p := range own {
			r.Grants = append(r.Grants, auth.Grant{Permission: p, Reach: auth.ReachOwn})
		}
		r.Grants = append(r.Grants, more...)
		return r
	}
	tell := func(reach auth.Reach) auth.Grant { return auth.Grant{Permission: TellClients, Reach: reach} }
	return []entity.Role{
		role("admin", tell(auth.ReachTenant)), role("manager", tell(auth.ReachTenant)), role("sales", tell(auth.ReachSite)),
		role("accountant", tell(auth.ReachTenant)), role("warehouse"), role("viewer"),
	}
}

const sqlForgetUser = `with settings as (delete from collaboration_setting where tenant_id = $1 and owner = $2),
  devices as (delete from collaboration_device where tenant_id = $1 and owner = $2),
  followed as (delete from collaboration_follower where tenant_id = $1 and owner = $2)
delete from collaboration_notification where tenant_id = $1 and owner = $2`

// forget takes what is kept for somebody who has left. What they said stays, without
// their name, which only their own record tells.
func forget(_ context.Context, tx *entity.Tx, who entity.Forgotten) error {
	if who.About.Entity == "identity.user" && who.About.ID != uuid.Nil {
		tx.Exec(sqlForgetUser, who.About.ID)
	}
	return nil
}
