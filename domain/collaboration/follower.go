package collaboration

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

// Follower is somebody who hears of what happens to a record, or who has said that they
// do not want to.
type Follower struct {
	entity.Base[Follower]
	entity.Scope

	About   entity.Ref `entity:"readonly,filter"` // the record
	Active  bool       `entity:"readonly,filter"` // whether they hear of it
	Because Reason     `entity:"readonly"`        // how they came to follow it
}

// Reason says how somebody came to follow a record.
type Reason string

// The reasons.
const (
	asked     Reason = "asked"     // they said so
	created   Reason = "created"   // they made the record
	assigned  Reason = "assigned"  // they look after it
	commented Reason = "commented" // they have said something about it
	mentioned Reason = "mentioned" // they were named there
)

// Choices lists the reasons.
func (Reason) Choices() []string {
	return []string{string(asked), string(created), string(assigned), string(commented), string(mentioned)}
}

// What a role can be granted on followers.
const (
	ReadFollowers auth.Permission = "collaboration.follower.read" // wherever they are, apart from the records
	Follow        auth.Permission = "collaboration.follower.follow"
)

// Entity declares followers. The owner is who follows.
func (Follower) Entity() entity.Spec[Follower] {
	return entity.Spec[Follower]{
		Name: "collaboration.follower", Title: "{because}", List: []string{"owner", "about", "active", "because"},
		View: true, Read: ReadFollowers, About: "owner",
	}
}

// because is who follows what, and why.
type because struct {
	reason Reason
	about  entity.Ref
	user   uuid.UUID
}

const sqlFollow = `insert into collaboration_follower (tenant_id, id, created_at, updated_at, owner, about_entity, about, because)
values ($1, $2, $3, $3, $4, $5, $6, $7) on conflict (tenant_id, about, owner) do nothing`

// follow has somebody follow a record by itself. Who has said that they do not want to
// stays away.
func follow(tx *entity.Tx, b because) {
	tx.Exec(sqlFollow, entity.NewID[Follower](), tx.Now(), b.user, b.about.Entity, b.about.ID, string(b.reason))
}

// FollowRecord says whether the asking user follows a record.
type FollowRecord struct {
	About entity.Ref `entity:"required"` // the record
}

// Following tells who follows a record.
type Following struct {
	Active    bool       // whether the asking user does
	Followers []Watching // who does
}

// Watching is somebody who follows a record.
type Watching struct {
	User    entity.ID[identity.User] // who
	Name    string                   // what they are called
	Because string                   // asked, created, assigned, commented or mentioned
}

const sqlSetFollow = `insert into collaboration_follower (tenant_id, id, created_at, updated_at, owner, about_entity, about, because, active)
values ($1, $2, $3, $3, $4, $5, $6, 'asked', $7)
on conflict (tenant_id, about, owner) do update set active = excluded.active, updated_at = excluded.updated_at, version = collaboration_follower.version + 1`

// setFollow is served as POST …/followers/follow and …/followers/unfollow.
func setFollow(active bool) func(context.Context, *entity.Tx, FollowRecord) (Following, error) {
	return func(ctx context.Context, tx *entity.Tx, in FollowRecord) (Following, error) {
		s, err := readable(ctx, tx, in.About)
		if err != nil {
			return Following{}, err
		}
		if err := aPerson(tx); err != nil {
			return Following{}, err
		}
		tx.Exec(sqlSetFollow, entity.NewID[Follower](), tx.Now(), tx.Actor().ID, in.About.Entity, in.About.ID, active)
		return s.followers(ctx, tx)
	}
}

// readable returns a record that the asking user may read.
func readable(ctx context.Context, tx *entity.Tx, about entity.Ref) (subject, error) {
	s, err := subjectOf(ctx, tx, about)
	if err == nil && !tx.Decide(s.read, s.stands) {
		err = unknownSubject()
	}
	return s, err
}

const sqlFollowers = `select f.owner, u.name, f.because from collaboration_follower f join identity_user u on u.tenant_id = $1 and u.id = f.owner
where f.tenant_id = $1 and f.about = $2 and f.about_entity = $3 and f.active order by u.name, f.id limit 1000`

// followers tells who follows the subject.
func (s subject) followers(ctx context.Context, tx *entity.Tx) (Following, error) {
	type row struct {
		User          uuid.UUID
		Name, Because string
	}
	rows, err := pg.Query[row](ctx, tx, sqlFollowers, s.ref.ID, s.ref.Entity)
	if err != nil {
		return Following{}, fmt.Errorf("read followers: %w", err)
	}
	var out Following
	for _, r := range rows {
		out.Active = out.Active || r.User == tx.Actor().ID
		out.Followers = append(out.Followers, Watching{User: entity.ID[identity.User](r.User), Name: r.Name, Because: r.Because})
	}
	return out, nil
}

// watch has who makes a record follow it, and tells that one is given to somebody else.
func watch(_ context.Context, tx *entity.Tx, entries []audit.Entry) error {
	for i := range entries {
		e := &entries[i]
		if !slices.Contains(followed(), e.Entity) {
			continue
		}
		about := entity.Ref{Entity: e.Entity, ID: e.Record}
		made := e.Verb == "create"
		if made && e.ActorKind == auth.KindUser {
			follow(tx, because{created, about, e.Actor})
		}
		to, given := newOwner(e.Changes)
		if !given || to == e.Actor || made && !slices.Contains(handedOut(), e.Entity) {
			continue
		}
		if err := tx.Emit(about, RecordAssigned{Record: about, Owner: entity.ID[identity.User](to)}); err != nil {
			return err
		}
	}
	return nil
}

// RecordAssigned tells that a record is looked after by somebody else from now on.
type RecordAssigned struct {
	Record entity.Ref               // the record
	Owner  entity.ID[identity.User] // who looks after it
}

// newOwner reads out of {"field": [old, new]} who looks after a record from now on.
func newOwner(changes []byte) (uuid.UUID, bool) {
	if !bytes.Contains(changes, []byte(`"owner":[`)) {
		return uuid.Nil, false
	}
	var in struct {
		Owner [2]*struct {
			ID uuid.UUID `json:"id"`
		} `json:"owner"`
	}
	if err := json.Unmarshal(changes, &in); err != nil || in.Owner[1] == nil {
		return uuid.Nil, false // nobody does
	}
	return in.Owner[1].ID, true
}
