package signin

import (
	"bytes"
	"context"
	"crypto/sha256"
	"slices"
	"time"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// How many failures are free, of one account from one address, of one address, and
// of one account from wherever. Each further one doubles the wait, up to a longest.
// The account alone may fail often and waits little: a stranger who guesses must
// not keep its owner out.
const (
	freeHere     = 5
	freeAddress  = 20
	freeAccount  = 50
	longestHere  = 15 * time.Minute
	longestThere = time.Minute
	forgotten    = time.Hour // after the last failure all is as before
)

// sqlAttempt counts an attempt as a failure before it is known to be one, so that
// a thousand at once are a thousand. Rows that must wait are not returned.
const sqlAttempt = `insert into signin_attempt as a (tenant_id, digest, failures, last_at, until)
select $1, w.digest, 1, $2, $2 from unnest($3::bytea[], $4::bigint[], $5::bigint[]) as w (digest, free, longest) order by w.digest
on conflict (tenant_id, digest) do update set
  failures = case when a.last_at < $2::timestamptz - $6::interval then 1 else a.failures + 1 end, last_at = $2,
  until = case when a.last_at < $2::timestamptz - $6::interval then $2 else $2::timestamptz + make_interval(secs => (
    select case when a.failures < w.free then 0 else least(power(2, least(a.failures - w.free, 30)), w.longest) end
    from unnest($3::bytea[], $4::bigint[], $5::bigint[]) as w (digest, free, longest) where w.digest = a.digest)) end
where a.until <= $2
returning digest`

const (
	// The address is forgiven this one attempt alone: whoever has an account of their
	// own could otherwise begin anew at everybody else's as often as they sign in.
	sqlForgive = `delete from signin_attempt where tenant_id = $1 and digest = any($2::bytea[]) and digest <> $3`
	sqlReturn  = `update signin_attempt set failures = greatest(failures - 1, 0), until = last_at where tenant_id = $1 and digest = $2`
	sqlWait    = `select max(until) from signin_attempt where tenant_id = $1 and digest = any($2::bytea[])`
)

func addressDigest(from Visit) []byte { return digest("address", from.address()) }

func digest(parts ...string) []byte {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0})
	}
	return h.Sum(nil)
}

// counters are the digests under which an attempt is counted: what is kept names
// nobody.
func counters(email string, from Visit) (digests [][]byte, free, longest []int64) {
	type counter struct {
		digest        []byte
		free, longest int64
	}
	all := []counter{
		{digest("here", email, from.address()), freeHere, int64(longestHere.Seconds())},
		{addressDigest(from), freeAddress, int64(longestHere.Seconds())},
		{digest("account", email), freeAccount, int64(longestThere.Seconds())},
	}
	slices.SortFunc(all, func(a, b counter) int { return bytes.Compare(a.digest, b.digest) })
	for _, c := range all {
		digests, free, longest = append(digests, c.digest), append(free, c.free), append(longest, c.longest)
	}
	return digests, free, longest
}

// attempt counts one attempt to come in, and refuses it with the problem
// "too-many-attempts" (429) when there were too many.
func (d *Door) attempt(ctx context.Context, r Realm, email string, from Visit) error {
	digests, free, longest := counters(email, from)
	now := d.now()
	var wait time.Time
	err := pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		counted, err := pg.Query[[]byte](ctx, tx, sqlAttempt, args(tx, now, digests, free, longest, forgotten)...)
		if err != nil || len(counted) == len(digests) {
			return err
		}
		wait, _, err = one[time.Time](ctx, tx, sqlWait, digests)
		return err
	})
	if err == nil && !wait.IsZero() {
		p := problem.TooMany(max(time.Second, wait.Sub(now)))
		p.Type, p.Detail = "too-many-attempts", "There were too many attempts to sign in. Wait a moment before the next one."
		return p
	}
	return err
}

// forgive forgets the failures of somebody who came in.
func forgive(tx *pg.Tx, email string, from Visit) {
	digests, _, _ := counters(email, from)
	address := addressDigest(from)
	tx.Exec(sqlForgive, args(tx, digests, address)...)
	tx.Exec(sqlReturn, args(tx, address)...)
}

// Unlock forgets all failed attempts of a realm. They are kept by digests that name
// nobody, so they cannot be told apart.
func (d *Door) Unlock(ctx context.Context, r Realm) error {
	return pg.Write(ctx, r.Home, func(tx *pg.Tx) error {
		tx.Exec(`delete from signin_attempt where tenant_id = $1`, args(tx)...)
		return nil
	})
}
