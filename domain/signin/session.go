package signin

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

// Session is one signed-in browser or program. Its owner is who signed in.
type Session struct {
	entity.Base[Session]
	entity.Scope
	entity.State[SessionStatus]

	Device       string    `entity:"readonly,personal"`               // the program that signed in, as it names itself
	Address      string    `entity:"readonly,personal"`               // the network address from which it came
	SecondFactor bool      `entity:"readonly"`                        // whether the person proved themselves twice
	LastSeenAt   time.Time `entity:"readonly"`                        // when it was last used, to the minute
	ExpiresAt    time.Time `entity:"readonly,filter"`                 // when it ends in any case
	IdleUntil    time.Time `entity:"readonly"`                        // when it ends if it is not used
	EndReason    string    `entity:"readonly"`                        // why it ended: signed out, revoked, password changed …
	Digest       string    `entity:"required,readonly,unique,secret"` // SHA-256 of the session's secret, in hex
}

// SessionStatus is where a session stands.
type SessionStatus string

// The states of a session.
const (
	SessionActive SessionStatus = "active" // lets its owner in until it expires
	SessionEnded  SessionStatus = "ended"  // refused for good
)

// What a role can be granted on sessions. With the reach "own" they hold for the
// user's own.
const (
	ReadSessions   auth.Permission = "signin.session.read"
	RevokeSessions auth.Permission = "signin.session.revoke"
)

// Entity declares sessions.
func (Session) Entity() entity.Spec[Session] {
	return entity.Spec[Session]{
		Name:  "signin.session",
		Title: "{device}",
		List:  []string{"owner", "device", "address", "last_seen_at", "expires_at", "status"},
		Read:  ReadSessions,
		View:  true,
		Flow: entity.Flow[Session, SessionStatus]{
			{Verb: "revoke", From: []SessionStatus{SessionActive}, To: SessionEnded, Need: RevokeSessions, Do: revoke},
		},
	}
}

func revoke(_ context.Context, _ *entity.Tx, s *Session) error {
	s.EndReason = "revoked"
	return nil
}

const (
	sqlOpen = `insert into signin_session (tenant_id, id, created_at, updated_at, owner, status, device, address, second_factor,
  last_seen_at, expires_at, digest, idle_until) values ($1, $2, $3, $3, $4, 'active', $5, $6, $7, $3, $8, $9, $10)`

	sqlVisit = `select s.id, s.owner, s.second_factor, s.expires_at, s.last_seen_at, s.idle_until from signin_session s
where s.tenant_id = $1 and s.status = 'active' and s.expires_at > $3 and s.idle_until > $3 and `

	sqlSeen = `update signin_session set last_seen_at = $3, idle_until = $4 where tenant_id = $1 and id = $2 and last_seen_at < $3`

	sqlEnd = `update signin_session set status = 'ended', end_reason = $3, updated_at = $4, version = version + 1
where tenant_id = $1 and owner = $2 and status = 'active' and ($5::uuid is null or id = $5) and ($6::uuid is null or id <> $6)`
)

// seenEvery is how exactly a session says when it was last used.
const seenEvery = time.Minute

// Visitor is who stands behind a session.
type Visitor struct {
	Session      uuid.UUID
	Person       uuid.UUID
	SecondFactor bool
	ExpiresAt    time.Time
	Enrol        bool // must set up a second factor before anything else
	idleUntil    time.Time
}

// Until returns when the session ends if nothing more is heard of it.
func (v Visitor) Until() time.Time {
	if v.idleUntil.Before(v.ExpiresAt) {
		return v.idleUntil
	}
	return v.ExpiresAt
}

// Authenticate returns who stands behind the digest of a session's secret, and
// notes that they are there. One that is unknown, ended, expired or idle for too
// long is a 401 problem "signed-out", the same for all of these.
func (d *Door) Authenticate(ctx context.Context, r Realm, digest [32]byte) (v Visitor, err error) {
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		v, err = d.visitor(ctx, tx, r, `s.digest = $2`, hex.EncodeToString(digest[:]))
		return err
	})
	return v, err
}

// AuthenticateByID is [Door.Authenticate] for whoever proved otherwise which
// session it is: by an access token.
func (d *Door) AuthenticateByID(ctx context.Context, r Realm, session uuid.UUID) (v Visitor, err error) {
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		v, err = d.visitor(ctx, tx, r, `s.id = $2`, session)
		return err
	})
	return v, err
}

// visitor finds who stands behind the session that a predicate on $2 names.
func (d *Door) visitor(ctx context.Context, tx *pg.Tx, r Realm, which string, key any) (Visitor, error) {
	type row struct {
		Session, Person uuid.UUID
		SecondFactor    bool
		ExpiresAt       time.Time
		LastSeen, Idle  time.Time
	}
	now := d.now()
	s, found, err := one[row](ctx, tx, sqlVisit+which, key, now)
	if err != nil {
		return Visitor{}, err
	}
	if !found {
		return Visitor{}, SignedOut()
	}
	policy, err := policyOf(ctx, tx)
	if err != nil {
		return Visitor{}, err
	}
	who, known, err := r.People.ByID(ctx, tx, s.Person)
	if err != nil {
		return Visitor{}, err
	}
	if !known || !who.Active {
		return Visitor{}, SignedOut()
	}
	v := Visitor{Session: s.Session, Person: s.Person, SecondFactor: s.SecondFactor, ExpiresAt: s.ExpiresAt, idleUntil: s.Idle}
	v.Enrol = !v.SecondFactor && policy.asks(who)
	if now.Sub(s.LastSeen) >= seenEvery {
		v.idleUntil = now.Add(policy.idle())
		tx.Exec(sqlSeen, args(tx, s.Session, now, v.idleUntil)...)
	}
	return v, nil
}

// SignedOut is the answer to a session that does not count any more.
func SignedOut() error {
	return problem.Unauthorized("signed-out", "You are signed out. Sign in again.")
}

// end ends sessions of a person: one, or all but one, or all.
func (d *Door) end(tx *pg.Tx, person uuid.UUID, why string, only, but uuid.UUID) {
	tx.Exec(sqlEnd, args(tx, person, why, d.now(), pg.NullUUID(only), pg.NullUUID(but))...)
}

// SignOut ends the session at hand, or all of its owner's.
func (d *Door) SignOut(ctx context.Context, r Realm, person, session uuid.UUID, everywhere bool, from Visit) error {
	return pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		only, kind := session, SignedOutHere
		if everywhere {
			only, kind = uuid.Nil, SignedOutEverywhere
		}
		d.end(tx, person, "signed out", only, uuid.Nil)
		d.note(tx, event{kind: kind, person: person, from: from})
		return nil
	})
}

const sqlEntered = `select exists (select from signin_session where tenant_id = $1)
  or exists (select from signin_security_event where tenant_id = $1 and kind = 'signed_in')`

// Entered tells whether anybody of a tenant has ever signed in: from then on it is
// theirs, and nobody else makes credentials for it without being let in.
func Entered(ctx context.Context, tx *pg.Tx) (bool, error) {
	has, _, err := one[bool](ctx, tx, sqlEntered)
	return has, err
}

const sqlLastSignIns = `select owner, max(created_at) from signin_session where tenant_id = $1 and owner = any($2) group by owner`

// LastSignIns tells when people of a tenant have last signed in; those who never have
// are missing.
func LastSignIns(ctx context.Context, tx *pg.Tx, people []uuid.UUID) (map[uuid.UUID]time.Time, error) {
	rows, err := pg.Query[struct {
		Person uuid.UUID
		At     time.Time
	}](ctx, tx, sqlLastSignIns, args(tx, people)...)
	out := make(map[uuid.UUID]time.Time, len(rows))
	for _, r := range rows {
		out[r.Person] = r.At
	}
	return out, err
}

// Open is a session that has not ended, for whoever looks from outside.
type Open struct {
	ID           uuid.UUID `json:"id"`
	Device       string    `json:"device"`
	Address      string    `json:"address"`
	SecondFactor bool      `json:"second_factor"`
	BegunAt      time.Time `json:"begun_at"`
	LastSeenAt   time.Time `json:"last_seen_at"`
}

const sqlOpenSessions = `select id, device, address, second_factor, created_at, last_seen_at from signin_session
where tenant_id = $1 and owner = $2 and status = 'active' and expires_at > $3 and idle_until > $3 order by id desc`

// Sessions lists the sessions of a person that have not ended, newest first.
func (d *Door) Sessions(ctx context.Context, r Realm, person uuid.UUID) (out []Open, err error) {
	err = pg.Read(ctx, r.Home, func(tx *pg.Tx) (err error) {
		out, err = pg.Query[Open](ctx, tx, sqlOpenSessions, args(tx, person, d.now())...)
		return err
	})
	return out, err
}

const (
	sqlAddRefresh = `insert into signin_refresh (tenant_id, digest, session, created_at) values ($1, $2, $3, $4)`
	sqlUseRefresh = `update signin_refresh set used_at = $3 where tenant_id = $1 and digest = $2 and used_at is null returning session`
	sqlUsed       = `select session from signin_refresh where tenant_id = $1 and digest = $2`
	sqlOwner      = `select owner from signin_session where tenant_id = $1 and id = $2`
)

// Refreshable gives a session its first refresh token, and returns its secret.
func (d *Door) Refreshable(ctx context.Context, r Realm, session uuid.UUID) (secret string, err error) {
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		secret = d.addRefresh(tx, session)
		return nil
	})
	return secret, err
}

func (d *Door) addRefresh(tx *pg.Tx, session uuid.UUID) string {
	secret := credential.Mint(credential.RefreshMark, tx.Tenant())
	tx.Exec(sqlAddRefresh, args(tx, secret.Digest[:], session, d.now())...)
	return secret.Text
}

// Refresh takes a refresh token for another one and tells whose session it is. Each
// is good once. One that comes a second time was stolen, from whom or by whom
// nobody knows: the session ends. Problem: "signed-out" (401).
func (d *Door) Refresh(ctx context.Context, r Realm, digest [32]byte, from Visit) (v Visitor, secret string, err error) {
	reused := false
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		reused = false
		session, fresh, err := one[uuid.UUID](ctx, tx, sqlUseRefresh, digest[:], d.now())
		if err != nil {
			return err
		}
		if !fresh {
			reused, err = d.endReused(ctx, tx, digest, from)
			return err
		}
		if v, err = d.visitor(ctx, tx, r, `s.id = $2`, session); err != nil {
			return err
		}
		secret = d.addRefresh(tx, session)
		return nil
	})
	if err == nil && (reused || secret == "") {
		err = SignedOut()
	}
	return v, secret, err
}

// endReused ends the session of a refresh token that was used before.
func (d *Door) endReused(ctx context.Context, tx *pg.Tx, digest [32]byte, from Visit) (bool, error) {
	session, known, err := one[uuid.UUID](ctx, tx, sqlUsed, digest[:])
	if err != nil || !known {
		return false, err
	}
	person, _, err := one[uuid.UUID](ctx, tx, sqlOwner, session)
	if err != nil {
		return false, err
	}
	d.end(tx, person, "refresh token used twice", session, uuid.Nil)
	d.note(tx, event{kind: RefreshReused, person: person, from: from})
	return true, nil
}
