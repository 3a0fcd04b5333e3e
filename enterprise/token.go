package enterprise

import (
	"context"
	"crypto/sha256"
	"fmt"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/pg"
	known "github.com/guildhall/guildhall/lib/cache"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

// Token is an operator's token as the registry knows it: without the secret.
type Token struct {
	ID         uuid.UUID
	Operator   uuid.UUID
	Name       string // what it is for
	Prefix     string // its first characters, to tell tokens apart
	CreatedAt  time.Time
	ExpiresAt  *time.Time // nil for never
	RevokedAt  *time.Time
	LastUsedAt *time.Time // to the minute
}

// believedFor is how long a token is believed without asking.
const believedFor = 30 * time.Second

// CreateToken makes a token and returns its secret, which is told this once and
// kept by its SHA-256 only. A zero expiry means never.
func (e *Enterprise) CreateToken(ctx context.Context, by *auth.Actor, operator uuid.UUID, name string, expires time.Time) (string, *Token, error) {
	id, err := newID()
	if err != nil {
		return "", nil, err
	}
	secret := credential.Mint(credential.OperatorMark, uuid.Nil)
	t := Token{ID: id, Operator: operator, Name: name, Prefix: credential.OperatorMark + secret.Hint(), CreatedAt: e.now()}
	if !expires.IsZero() {
		t.ExpiresAt = &expires
	}
	err = e.control.Write(ctx, func(tx *pg.Tx) error {
		_, found, err := pg.One[uuid.UUID](ctx, tx, `select id from operator where id = $1 for share`, operator)
		if err != nil {
			return err
		}
		if !found {
			return problem.NotFound("operator")
		}
		tx.Exec(`insert into operator_token (id, operator, name, prefix, hash, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7)`,
			t.ID, t.Operator, t.Name, t.Prefix, secret.Digest[:], t.CreatedAt, t.ExpiresAt)
		return e.audit(tx, by, deed{"operator.token.create", "operator", operator, map[string]any{"name": name, "prefix": t.Prefix}})
	})
	if err != nil {
		return "", nil, fmt.Errorf("create token: %w", err)
	}
	return secret.Text, &t, nil
}

// Tokens returns an operator's tokens, newest first.
func (e *Enterprise) Tokens(ctx context.Context, operator uuid.UUID) ([]Token, error) {
	var out []Token
	err := e.registry.Read(ctx, func(tx *pg.Tx) error {
		var err error
		out, err = pg.Query[Token](ctx, tx, `select id, operator, name, prefix, created_at, expires_at, revoked_at, last_used_at
from operator_token where operator = $1 order by id desc`, operator)
		return err
	})
	return out, err
}

// RevokeToken ends a token: at once in this process, within seconds in others.
func (e *Enterprise) RevokeToken(ctx context.Context, by *auth.Actor, id uuid.UUID) error {
	err := e.control.Write(ctx, func(tx *pg.Tx) error {
		operator, found, err := pg.One[uuid.UUID](ctx, tx,
			`update operator_token set revoked_at = coalesce(revoked_at, $2) where id = $1 returning operator`, id, e.now())
		if err != nil {
			return err
		}
		if !found {
			return problem.NotFound("token")
		}
		e.hint(tx, hintOperator, operator)
		return e.audit(tx, by, deed{"operator.token.revoke", "operator", operator, map[string]any{"token": id}})
	})
	e.operators.age()
	return err
}

// tokensKept is how long it can be looked up whose a token was that has ended.
const tokensKept = 90 * 24 * time.Hour

// SweepTokens deletes operators' tokens that have ended long ago. Somebody should
// call it now and then.
func (e *Enterprise) SweepTokens(ctx context.Context) error {
	return e.control.Write(ctx, func(tx *pg.Tx) error {
		tx.Exec(`delete from operator_token where least(expires_at, revoked_at) < $1`, e.now().Add(-tokensKept))
		return nil
	})
}

// Authenticate returns the operator whose token this is. It believes itself for
// 30 seconds at most. Problem: "unauthorized" (401), the same for every reason.
func (e *Enterprise) Authenticate(ctx context.Context, token string) (*Operator, error) {
	_, hash, ok := credential.Parse(credential.OperatorMark, token)
	if !ok {
		return nil, badToken()
	}
	if o, ok := e.operators.find(hash, e.now()); ok {
		return &o, nil
	}
	now := e.now()
	marks := e.operators.marks()
	o, expires, err := e.readToken(ctx, hash, now)
	if err != nil {
		return nil, err
	}
	until := now.Add(believedFor)
	if expires != nil && expires.Before(until) {
		until = *expires
	}
	e.operators.keep(hash, *o, until, marks)
	return o, nil
}

// tokenRow is what a token's hash leads to.
type tokenRow struct {
	Operator
	Token     uuid.UUID
	ExpiresAt *time.Time
}

func (e *Enterprise) readToken(ctx context.Context, hash [sha256.Size]byte, now time.Time) (*Operator, *time.Time, error) {
	const sql = `select ` + operatorColumns + `, t.id, t.expires_at
from operator_token t join operator o on o.id = t.operator
where t.hash = $1 and t.revoked_at is null and (t.expires_at is null or t.expires_at > $2) and o.status = 'active'`
	var row tokenRow
	var found bool
	err := e.registry.Write(ctx, func(tx *pg.Tx) error {
		var err error
		row, found, err = pg.One[tokenRow](ctx, tx, sql, hash[:], now)
		if err != nil || !found {
			return err
		}
		tx.Exec(`update operator_token set last_used_at = $2
where id = $1 and (last_used_at is null or last_used_at < $2::timestamptz - interval '1 minute')`, row.Token, now)
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("read token: %w", err)
	}
	if !found {
		return nil, nil, badToken()
	}
	return &row.Operator, row.ExpiresAt, nil
}

func badToken() error {
	return problem.Unauthorized("unauthorized", "This token is unknown, expired or revoked.")
}

// operatorCache believes tokens for a while, by their hash. The zero value is
// ready to use.
type operatorCache struct {
	mu     sync.Mutex
	byHash map[[sha256.Size]byte]operatorEntry
	aged   int64 // an answer that overlaps a change is not kept
	counts known.Counts
}

type operatorEntry struct {
	operator Operator
	until    time.Time
}

// mostTokens bounds the cache; beyond it everything is asked for again.
const mostTokens = 10_000

func (c *operatorCache) find(hash [sha256.Size]byte, now time.Time) (Operator, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	found, ok := c.byHash[hash]
	if !ok || !now.Before(found.until) {
		c.counts.Miss()
		return Operator{}, false
	}
	c.counts.Hit()
	return found.operator, true
}

func (c *operatorCache) marks() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.aged
}

func (c *operatorCache) keep(hash [sha256.Size]byte, o Operator, until time.Time, marks int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.aged != marks {
		return
	}
	if c.byHash == nil || len(c.byHash) >= mostTokens {
		c.byHash = map[[sha256.Size]byte]operatorEntry{}
	}
	c.byHash[hash] = operatorEntry{o, until}
}

// age forgets everything.
func (c *operatorCache) age() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.byHash = nil
	c.aged++
}
