package identity

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/problem"
)

// User is a person who works in the company.
type User struct {
	entity.Base[User]
	entity.State[UserStatus]

	Email      entity.Email          `entity:"required,unique,search"` // by which the user signs in
	Name       string                `entity:"required,filter,search"` // the person's full name
	JobTitle   string                // what the person does
	Phone      entity.Phone          // where the person is called
	Sites      []entity.ID[Site]     // where the user works; new records go to the first
	Department entity.ID[Department] `entity:"filter"` // the department that the user belongs to
	Manager    entity.ID[User]       `entity:"filter"` // to whom the user reports
	Roles      []entity.ID[Role]     // what the user may do is what these roles grant
}

// UserStatus is where a user stands.
type UserStatus string

// The states of a user.
const (
	UserActive  UserStatus = "active"  // may sign in and work
	UserBlocked UserStatus = "blocked" // may do nothing; sessions and tokens are refused
)

// What a role can be granted on users.
const (
	ReadUsers   auth.Permission = "identity.user.read"
	EditUsers   auth.Permission = "identity.user.edit"
	DeleteUsers auth.Permission = "identity.user.delete"
	BlockUsers  auth.Permission = "identity.user.block"
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
		Check:  checkUser,
		Flow: entity.Flow[User, UserStatus]{
			{Verb: "block", From: []UserStatus{UserActive}, To: UserBlocked, Need: BlockUsers, Do: blockUser},
			{Verb: "unblock", From: []UserStatus{UserBlocked}, To: UserActive, Need: BlockUsers, Do: unblockUser},
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

	// What a user may do, and what they are to be able to do.
	sqlGrantsBeforeAndAfter = `select distinct g.permission, g.reach from identity_role_grant g
where g.tenant_id = $1 and (g.role = any($3)
  or g.role = any((select u.roles from identity_user u where u.tenant_id = $1 and u.id = $2)::uuid[]))`
)

// checkUser refuses an actor who does not hold all that the user may do, before
// and after the change, and a user who would report to themselves.
func checkUser(ctx context.Context, tx *entity.Tx, u *User) error {
	roles := u.Roles
	if roles == nil {
		roles = []entity.ID[Role]{}
	}
	touched, err := grants(ctx, tx, sqlGrantsBeforeAndAfter, u.ID, roles)
	if err != nil {
		return err
	}
	if err := mayGrant(tx.Actor(), touched); err != nil {
		return err
	}
	return refuseCycle(ctx, tx, chain{field: "manager", above: sqlAboveUser}, u.Manager.UUID(), u.ID.UUID())
}

func blockUser(ctx context.Context, tx *entity.Tx, u *User) error {
	if tx.Actor().ID == u.ID.UUID() {
		return problem.Conflict("self-block", "You cannot block yourself.")
	}
	return mayManage(ctx, tx, u.ID)
}

func unblockUser(ctx context.Context, tx *entity.Tx, u *User) error { return mayManage(ctx, tx, u.ID) }
