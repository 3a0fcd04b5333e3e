package crm

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/credential"
	"github.com/guildhall/guildhall/lib/problem"
)

// Link lets whoever has it do one thing for a client, or for somebody of the company,
// without signing in: answer a survey, decide about a quote, pay, be spared letters.
// What stands in the link is a secret of 256 random bits that also names the tenant;
// what is kept is its digest, so that nobody who reads the tables can use it. It ends
// by itself, and with what it is about.
type Link struct {
	Purpose LinkPurpose
	About   entity.Ref
	Client  entity.ID[Client]        // for whom it is done; zero when it is for a person
	Person  entity.ID[identity.User] // somebody of the company, for whom it is done; zero when it is for a client
	Detail  string                   // what of it is meant, in the words of whoever makes the link; often nothing
	Expires time.Time                // from when on it is good for nothing
}

// LinkPurpose is what a link is good for. A link for one purpose does for no other.
type LinkPurpose string

// The purposes of links.
const (
	ToAnswer      LinkPurpose = "answer"      // to answer a survey
	ToUnsubscribe LinkPurpose = "unsubscribe" // to be sent no more letters of a kind
	ToDecide      LinkPurpose = "decide"      // to read a quote, and to accept or decline it
	ToPay         LinkPurpose = "pay"         // to see what is to be paid, and to pay it
)

const sqlKeepLink = `insert into crm_link (tenant_id, digest, purpose, about_entity, about, client, person, detail, created_at, expires_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`

// Mint keeps the link and returns its secret, which nothing can tell again.
func (l Link) Mint(tx *entity.Tx) string {
	s := credential.Mint(credential.LinkMark, tx.Tenant())
	tx.Exec(sqlKeepLink, s.Digest[:], string(l.Purpose), l.About.Entity, l.About.ID, l.Client, l.Person, l.Detail, tx.Now(), l.Expires)
	return s.Text
}

// ReadLink returns the tenant that a link's secret names, and the digest by which the
// tenant knows it. It proves nothing yet: [FindLink] does.
func ReadLink(text string) (tenant uuid.UUID, digest [32]byte, err error) {
	tenant, digest, ok := credential.Parse(credential.LinkMark, text)
	if !ok || tenant == uuid.Nil {
		return tenant, digest, UnknownLink()
	}
	return tenant, digest, nil
}

// UnknownLink is the one answer to a link that is none, that has ended, or that is good
// for something else: what there is besides is not told.
func UnknownLink() error {
	return problem.Conflict("link-expired", "This link is not good any more. Ask whoever sent it for a new one.")
}

const sqlFindLink = `select about_entity, about, coalesce(client, $5), coalesce(person, $5), detail, expires_at from crm_link
where tenant_id = $1 and digest = $2 and purpose = $3 and expires_at > $4`

// FindLink returns the link of a digest, or [UnknownLink].
func FindLink(ctx context.Context, tx *entity.Tx, purpose LinkPurpose, digest [32]byte) (Link, error) {
	row, found, err := pg.One[struct {
		Entity                string
		About, Client, Person uuid.UUID
		Detail                string
		Expires               time.Time
	}](ctx, tx, sqlFindLink, digest[:], string(purpose), tx.Now(), uuid.Nil)
	if err != nil {
		return Link{}, fmt.Errorf("find a link: %w", err)
	}
	if !found {
		return Link{}, UnknownLink()
	}
	return Link{
		Purpose: purpose, About: entity.Ref{Entity: row.Entity, ID: row.About}, Client: entity.ID[Client](row.Client),
		Person: entity.ID[identity.User](row.Person), Detail: row.Detail, Expires: row.Expires.UTC(),
	}, nil
}

const (
	sqlDropLinks   = `delete from crm_link where tenant_id = $1 and purpose = $2 and about = $3`
	sqlForgetLinks = `delete from crm_link where tenant_id = $1 and (client = $2 or person = $2)`
)

// DropLinks ends the links for a purpose about a record.
func DropLinks(tx *entity.Tx, purpose LinkPurpose, about uuid.UUID) {
	tx.Exec(sqlDropLinks, string(purpose), about)
}

// forgetLinks ends what somebody who is to be forgotten could do by links.
func forgetLinks(_ context.Context, tx *entity.Tx, who entity.Forgotten) error {
	tx.Exec(sqlForgetLinks, who.About.ID)
	return nil
}

// oldLinkRetention lets links go that have ended.
func oldLinkRetention() entity.Retention {
	return entity.Retention{
		Name: "crm.link", Label: "Links in letters that have ended", Days: 30, Minimum: 1, Table: "crm_link",
		Where: "expires_at < $2", Why: "Whoever follows an old link is told the same in any case.",
	}
}
