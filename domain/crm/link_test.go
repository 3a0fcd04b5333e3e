package crm_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/entity/entitytest"
	"github.com/guildhall/guildhall/lib/problem"
)

// TestLink: a link does one thing, in its own company, until it ends; its secret is
// kept nowhere.
func TestLink(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var secret string
	var client entity.ID[crm.Client]
	about := entity.Ref{Entity: "sales.survey", ID: uuid.New()}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		c := &crm.Client{Name: "Eva", Kind: crm.Person, Currency: "EUR"}
		if err := entity.Create(ctx, tx, c); err != nil {
			return err
		}
		client = c.ID
		secret = crm.Link{Purpose: crm.ToAnswer, About: about, Client: c.ID, Expires: tx.Now().Add(time.Hour)}.Mint(tx)
		return nil
	})
	find := func(purpose crm.LinkPurpose, text string) (l crm.Link, err error) {
		tenant, digest, err := crm.ReadLink(text)
		if err != nil {
			return l, err
		}
		if tenant != h.Tenant.ID {
			t.Errorf("the link names %s", tenant)
		}
		return l, h.Try(t, func(ctx context.Context, tx *entity.Tx) error {
			l, err = crm.FindLink(ctx, tx, purpose, digest)
			return err
		})
	}
	if l, err := find(crm.ToAnswer, secret); err != nil || l.About != about || l.Client != client {
		t.Fatalf("%+v, %v", l, err)
	}
	if n := entitytest.Select[int](t, h, `select count(*) from crm_link l where l::text like '%' || $1 || '%'`, secret[len(secret)-20:]); n != 0 {
		t.Error("the secret is kept")
	}
	if _, err := find(crm.ToUnsubscribe, secret); !problem.Is(err, "link-expired") {
		t.Errorf("for something else: %v", err)
	}
	for _, none := range []string{"", "ghl_", secret + "A", "ghs" + secret[3:]} {
		if _, _, err := crm.ReadLink(none); !problem.Is(err, "link-expired") {
			t.Errorf("%q: %v", none, err)
		}
	}
	h.Clock.Advance(time.Hour)
	if _, err := find(crm.ToAnswer, secret); !problem.Is(err, "link-expired") {
		t.Errorf("too late: %v", err)
	}
	h.Do(t, func(ctx context.Context, tx *entity.Tx) error {
		c, err := entity.Lock(ctx, tx, client)
		if err != nil {
			return err
		}
		return entity.Move(ctx, tx, c, crm.ClientAnonymised)
	})
	if n := entitytest.Select[int](t, h, `select count(*) from crm_link`); n != 0 {
		t.Error("a link of somebody who was forgotten is kept")
	}
}
