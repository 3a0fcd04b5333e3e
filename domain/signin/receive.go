package signin

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/oidc"
	"github.com/guildhall/guildhall/lib/problem"
)

// Followers are People whose accounts follow what a provider says.
type Followers interface {
	// Follow makes an account for somebody new, whose ID is zero, or changes the one
	// there is, and returns it. It is a transaction of its own.
	Follow(ctx context.Context, r Realm, p Profile, from Visit) (Person, error)
}

// Profile is what an account should be like.
type Profile struct {
	Person      uuid.UUID // zero for somebody new
	Provider    uuid.UUID
	Email, Name string
	DefaultRole uuid.UUID // of somebody new to whom the values give none; zero for none
	Mapped      bool      // whether the roles follow the values
	Values      []string  // of the roles claim
	Department  string    // its name; "" leaves it as it is
}

const (
	sqlLinked = `select person from signin_link where tenant_id = $1 and issuer = $2 and subject = $3`
	sqlLink   = `insert into signin_link (tenant_id, issuer, subject, person, created_at) values ($1, $2, $3, $4, $5) on conflict do nothing`
)

// receive lets in a guest who is known, whose account there is, or for whom one may
// be made.
func (g *Gate) receive(ctx context.Context, r Realm, p providerRow, as guest, from Visit) (entry Entry, err error) {
	var who Person
	var linked bool
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		if _, err := policyFor(ctx, tx, from); err != nil {
			return err
		}
		who, linked, err = recognise(ctx, tx, r, p, as)
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	if who, err = follow(ctx, r, p, as, who, from); err != nil {
		return Entry{}, err
	}
	err = pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		if !linked {
			tx.Exec(sqlLink, args(tx, p.Issuer, as.subject, who.ID, g.now())...)
			g.note(tx, event{kind: ProviderLinked, person: who.ID, email: who.Email, detail: p.Name, from: from})
		}
		entry, err = g.admit(ctx, tx, p, as, who, from)
		return err
	})
	return entry, g.met(ctx, r, entry, err, from)
}

// recognise finds the account of a guest: the one that is linked to what they are at
// the provider, or the one of their address, which must be verified and one for
// which the provider may speak. Somebody who is new has no ID.
func recognise(ctx context.Context, tx *pg.Tx, r Realm, p providerRow, as guest) (who Person, linked bool, err error) {
	person, linked, err := one[uuid.UUID](ctx, tx, sqlLinked, p.Issuer, as.subject)
	if err != nil {
		return Person{}, false, err
	}
	found := false
	switch {
	case linked:
		who, found, err = r.People.ByID(ctx, tx, person)
	case as.email == "" || !as.verified:
		err = problem.Forbidden("email-unverified", "%s does not say that your address is verified. Ask whoever runs it.", p.Name)
	case !p.admits(as.email):
		err = problem.Forbidden("email-domain", "%s may not speak for addresses of this domain.", p.Name)
	default:
		who, found, err = r.People.ByEmail(ctx, tx, as.email)
	}
	switch {
	case err != nil:
		return Person{}, false, err
	case found && !who.Active:
		return Person{}, false, problem.Forbidden("user-blocked", "Your account is blocked.")
	case !found && (linked || !p.CreateUsers):
		return Person{}, false, problem.Forbidden("no-account", "You have no account here. Ask an administrator for one.")
	}
	return who, linked, nil
}

// follow makes the account, or has it follow the provider.
func follow(ctx context.Context, r Realm, p providerRow, as guest, who Person, from Visit) (Person, error) {
	followers, can := r.People.(Followers)
	mapped := p.RolesClaim != ""
	switch {
	case !can && who.ID == uuid.Nil:
		return Person{}, problem.Forbidden("no-account", "You have no account here. Ask an administrator for one.")
	case !can, who.ID != uuid.Nil && !mapped && as.department == "":
		return who, nil
	}
	return followers.Follow(ctx, r, Profile{
		Person: who.ID, Provider: p.ID, Email: as.email, Name: as.name, DefaultRole: p.DefaultRole,
		Mapped: mapped, Values: as.roles, Department: as.department,
	}, from)
}

const (
	sqlRemember = `insert into signin_provider_session (tenant_id, session, provider, issuer, subject, sid) values ($1, $2, $3, $4, $5, $6)`
	sqlOwe      = `update signin_challenge set provider = $3, issuer = $4, subject = $5, sid = $6 where tenant_id = $1 and digest = $2`

	// Who owed a second factor came by a provider, perhaps.
	sqlRemembered = `insert into signin_provider_session (tenant_id, session, provider, issuer, subject, sid)
select c.tenant_id, $3, c.provider, c.issuer, c.subject, c.sid from signin_challenge c
join signin_provider p on p.tenant_id = $1 and p.id = c.provider where c.tenant_id = $1 and c.id = $2`
)

// admit begins the session of a guest, or asks them for their second factor when
// they have one and the provider did not ask for it.
func (g *Gate) admit(ctx context.Context, tx *pg.Tx, p providerRow, as guest, who Person, from Visit) (Entry, error) {
	policy, err := policyOf(ctx, tx)
	if err != nil {
		return Entry{}, err
	}
	has, _, err := one[known](ctx, tx, sqlKnown, who.ID)
	if err != nil {
		return Entry{}, err
	}
	if has.twice() && !as.twice {
		entry := g.challenge(tx, who, g.methods(has, policy))
		digest := challengeDigest(entry.Challenge)
		tx.Exec(sqlOwe, args(tx, digest[:], p.ID, p.Issuer, as.subject, as.session)...)
		return entry, nil
	}
	entry, err := g.open(ctx, tx, who, policy, as.twice, from)
	if err != nil {
		return Entry{}, err
	}
	entry.Enrol = !as.twice && policy.asks(who)
	tx.Exec(sqlRemember, args(tx, entry.ID, p.ID, p.Issuer, as.subject, as.session)...)
	return entry, nil
}

// turnedAway writes down why somebody was not let in, and says what they may know.
func (g *Gate) turnedAway(ctx context.Context, r Realm, p providerRow, as guest, why error, from Visit) error {
	detail, answer := "", why
	var told *problem.Problem
	refusal, refused := errors.AsType[*oidc.RefusedError](why)
	switch {
	case refused:
		detail = refusal.Reason
		answer = problem.Unauthorized("provider-refused", "%s did not sign you in, or what it says cannot be believed.", p.Name)
	case errors.Is(why, oidc.ErrUnavailable):
		detail, answer = "does not answer", unavailable(why)
	case errors.As(why, &told):
		detail = told.Type
	default:
		return why
	}
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		g.note(tx, event{kind: SignInFailed, email: as.email, detail: p.Name + ": " + detail, from: from})
		return nil
	})
	return errors.Join(answer, err)
}

// unavailable is the answer when a provider cannot be asked.
func unavailable(err error) error {
	if !errors.Is(err, oidc.ErrUnavailable) {
		return err
	}
	return problem.Unavailable("provider-unavailable", 10*time.Second, "The provider does not answer as it should. Try again, or sign in another way.")
}
