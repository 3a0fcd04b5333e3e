package collaboration

import (
	"context"
	"fmt"
	"strings"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// subject is a record that something is about, and what it takes to read it.
type subject struct {
	ref    entity.Ref
	title  string
	stands auth.Record
	read   auth.Permission
	gone   bool // there is no such record any more
}

// subjectOf returns the record of a reference. One that is none is a problem at /about,
// the same as for one that may not be read.
func subjectOf(ctx context.Context, tx *entity.Tx, about entity.Ref) (subject, error) {
	s, there, err := findSubject(ctx, tx, about)
	if err == nil && !there {
		err = unknownSubject()
	}
	return s, err
}

// findSubject is subjectOf for a record that may be gone by now.
func findSubject(ctx context.Context, tx *entity.Tx, about entity.Ref) (s subject, there bool, err error) {
	s.ref = about
	s.title, s.stands, s.read, err = tx.Identify(ctx, about)
	if problem.Is(err, "not-found") {
		return s, false, nil
	}
	if s.title == "" {
		_, noun, _ := strings.Cut(about.Entity, ".")
		s.title = strings.ReplaceAll(noun, "_", " ")
	}
	return s, err == nil, err
}

// readableBy tells whether a user may read the subject now, by role or by exception.
func (s subject) readableBy(ctx context.Context, tx *entity.Tx, user uuid.UUID) (bool, error) {
	a, err := identity.ActorOf(ctx, tx, entity.ID[identity.User](user))
	if problem.Is(err, "user-blocked") {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look what a user may do: %w", err)
	}
	return a.At(tx.Now()).Decide(s.read, s.stands), nil
}

// sqlHolders names users who hold one of some permissions by a role, wherever.
const sqlHolders = `select distinct u.id from identity_user u join identity_role_grant g on g.tenant_id = $1 and g.role = any(u.roles)
where u.tenant_id = $1 and u.status = 'active' and g.permission = any($2) order by 1 limit $3`

// mostAsked bounds how many people are asked to decide about the same thing.
const mostAsked = 50

// deciders returns who may do something to a record by their roles, besides one: those
// whom it is asked of.
func (s subject) deciders(ctx context.Context, tx *entity.Tx, need auth.Permission, but uuid.UUID) ([]uuid.UUID, error) {
	found, err := pg.Query[uuid.UUID](ctx, tx, sqlHolders, grantsOf(need), mostAsked)
	if err != nil {
		return nil, fmt.Errorf("look who decides: %w", err)
	}
	var out []uuid.UUID
	for _, user := range found {
		a, err := identity.ActorOf(ctx, tx, entity.ID[identity.User](user))
		if err != nil {
			return nil, fmt.Errorf("look what a user may do: %w", err)
		}
		if user != but && a.HeldOn(need, s.stands) {
			out = append(out, user)
		}
	}
	return out, nil
}

// grantsOf returns what a role can be granted to hold a permission: itself, what it is a
// part of, or everything.
func grantsOf(need auth.Permission) []string {
	names := []string{"*", string(need)}
	for at := strings.LastIndex(string(need), "."); at > 0; at = strings.LastIndex(string(need)[:at], ".") {
		names = append(names, string(need)[:at]+".*")
	}
	return names
}
