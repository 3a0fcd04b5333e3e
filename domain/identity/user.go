package identity

import (
	"context"
	"slices"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// User is a person who works in the company. Because it is about a private person,
// it is kept who has read it, and when.
type User struct {
	entity.Base[User]
	entity.State[UserStatus]

	Email      entity.Email          `entity:"required,unique,search,personal"` // the address by which the user signs in
	Name       string                `entity:"required,filter,search,personal"` // the person's full name
	JobTitle   string                `entity:"personal"`                        // what the person does
	Phone      entity.Phone          `entity:"personal"`                        // the number under which the person is called
	Sites      []entity.ID[Site]     // where the user works; new records go to the first
	Department entity.ID[Department] `entity:"filter"` // the department that the user belongs to
	Manager    entity.ID[User]       `entity:"filter"` // to whom the user reports
	Roles      []entity.ID[Role]     // what the user may do is what these roles grant
}

// UserStatus is where a user stands.
type UserStatus string

// The states of a user.
const (
	UserActive     UserStatus = "active"     // may sign in and work
	UserBlocked    UserStatus = "blocked"    // may do nothing; sessions and tokens are refused
	UserAnonymised UserStatus = "anonymised" // left and is forgotten, for good; what they did stays
)

// What a role can be granted on users.
const (
	ReadUsers   auth.Permission = "identity.user.read"
	EditUsers   auth.Permission = "identity.user.edit"
	DeleteUsers auth.Permission = "identity.user.delete"
	BlockUsers  auth.Permission = "identity.user.block"
	// ExplainUsers lets somebody ask why a user may do something. Everybody may ask
	// about themselves.
	ExplainUsers auth.Permission = "identity.user.explain"
)

// Entity declares users.
func (User) Entity() entity.Spec[User] {
	return entity.Spec[User]{
		Name:   "identity.user",
		Title:  "{name}",
		List:   []string{"name", "email", "job_title", "department", "status"},
		Sort:   "name",
		Read:   ReadUsers,
		Edit:   EditUsers,
		Delete: DeleteUsers,
		Self:   true,

		Sensitive: true,

		Check:  checkUser,
		Frozen: func(u *User) bool { return u.Status == UserAnonymised },
		Remove: func(ctx context.Context, tx *entity.Tx, u *User) error { return mayManage(ctx, tx, u.ID) },
		Flow: entity.Flow[User, UserStatus]{
			{Verb: "block", From: []UserStatus{UserActive}, To: UserBlocked, Need: BlockUsers, Do: blockUser},
			{Verb: "unblock", From: []UserStatus{UserBlocked}, To: UserActive, Need: BlockUsers, Do: unblockUser},
			{Verb: "anonymise", From: []UserStatus{UserBlocked}, To: UserAnonymised, Need: AnonymiseUsers, Do: forgetUser},
		},
	}
}

const (
	sqlAboveUser = `
with recursive above as (
  select id, manager from identity_user where tenant_id = $1 and id = $2
  union
  select u.id, u.manager from identity_user u join above a on u.tenant_id = $1 and u.id = a.manager
)
select exists (select from above where id = $3)`

	// What a user may do, and where, once their record says what it is to say.
	sqlWouldHold = `select $2::uuid, $3::uuid[], ` + sqlMay + ` from (select $2::uuid as id, $4::uuid[] as roles, $5::uuid as department) u`
)

// checkUser refuses an actor who does not hold all that the user may do, before
// and after the change, and a user who would report to themselves.
func checkUser(ctx context.Context, tx *entity.Tx, u *User) error {
	before := pg.Later[heldRow](tx, sqlHeldBy, u.ID)
	after, err := pg.Query[heldRow](ctx, tx, sqlWouldHold, u.ID, orNone(u.Sites), orNone(u.Roles), u.Department)
	if err != nil {
		return err
	}
	was, err := before(ctx)
	if err != nil {
		return err
	}
	if err := mayChange(tx, u.ID, was, after); err != nil {
		return err
	}
	return refuseCycle(ctx, tx, chain{field: "manager", above: sqlAboveUser}, u.Manager.UUID(), u.ID.UUID())
}

// mayChange refuses an actor who does not hold what a user may do before and after
// a change. Users may change what else their own record says.
func mayChange(tx *entity.Tx, u entity.ID[User], before, after []heldRow) error {
	if tx.Actor().ID == u.UUID() && slices.EqualFunc(before, after, heldRow.same) {
		return nil
	}
	for _, row := range append(before, after...) {
		h, err := row.held()
		if err != nil {
			return err
		}
		if err := h.mayBeHad(tx, nil); err != nil {
			return err
		}
	}
	return nil
}

// orNone is a list that is empty rather than NULL.
func orNone[T any](ids []T) []T {
	if ids == nil {
		return []T{}
	}
	return ids
}

func blockUser(ctx context.Context, tx *entity.Tx, u *User) error {
	if tx.Actor().ID == u.ID.UUID() {
		return problem.Conflict("self-block", "You cannot block yourself.")
	}
	return mayManage(ctx, tx, u.ID)
}

func unblockUser(ctx context.Context, tx *entity.Tx, u *User) error { return mayManage(ctx, tx, u.ID) }
