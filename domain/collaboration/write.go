package collaboration

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// WriteComment is something to be said about a record.
type WriteComment struct {
	About    entity.Ref                 `entity:"required"`      // the record
	Text     string                     `entity:"required,text"` // what is said, in Markdown, at most 10,000 characters
	Audience Audience                   // internal, or client: then it is sent to the client as a letter
	Mentions []entity.ID[identity.User] // who is to be told, at most 20 who may read the record
	ReplyTo  entity.ID[Comment]         // the comment that it answers
}

// What a comment may hold.
const (
	longestText  = 10_000 // characters
	mostMentions = 20
)

// write is served as POST …/comments/write.
func (o Options) write(ctx context.Context, tx *entity.Tx, in WriteComment) (*Comment, error) {
	if err := checkText(in.Text); err != nil {
		return nil, err
	}
	s, err := subjectOf(ctx, tx, in.About)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(in.About.Entity, "collaboration.") || !tx.Decide(s.read, s.stands) {
		return nil, unknownSubject()
	}
	c := &Comment{About: in.About, Text: in.Text, Audience: in.Audience, Mentions: unique(in.Mentions), ReplyTo: in.ReplyTo}
	if c.Audience == "" {
		c.Audience = Internal
	}
	if err := c.answers(ctx, tx); err != nil {
		return nil, err
	}
	if err := s.mayBeMentioned(ctx, tx, c.Mentions); err != nil {
		return nil, err
	}
	if c.Audience == ToClient {
		if err := o.send(ctx, tx, c, s); err != nil {
			return nil, err
		}
	}
	if err := entity.Create(ctx, tx, c); err != nil {
		return nil, err
	}
	if tx.Actor().Kind == auth.KindUser {
		follow(tx, because{commented, in.About, tx.Actor().ID})
	}
	for _, user := range c.Mentions {
		follow(tx, because{mentioned, in.About, user.UUID()})
	}
	return c, nil
}

func checkText(text string) error {
	if utf8.RuneCountInString(text) > longestText {
		return problem.InvalidField("/text", "too-long", "Must have at most %d characters.", longestText)
	}
	return nil
}

func unknownSubject() error {
	return problem.InvalidField("/about", "unknown-reference", "Names no record that you may read.")
}

func unique[T comparable](in []T) []T {
	var out []T
	for _, x := range in {
		if !slices.Contains(out, x) {
			out = append(out, x)
		}
	}
	return out
}

// answers refuses an answer to what is about something else, and one to the client to
// what is internal: such an answer would tell the client of it.
func (c *Comment) answers(ctx context.Context, tx *entity.Tx) error {
	if c.ReplyTo.IsZero() {
		return nil
	}
	to, err := entity.Get(ctx, tx, c.ReplyTo)
	if problem.Is(err, "not-found") || err == nil && to.About != c.About {
		return problem.InvalidField("/reply_to", "unknown-reference", "Names no comment on this record.")
	}
	if err == nil && to.Audience == Internal && c.Audience == ToClient {
		return problem.InvalidField("/audience", "internal-only", "An answer to an internal comment is internal.")
	}
	return err
}

// mayBeMentioned refuses people who may not read the subject: they could not see what
// they are told of.
func (s subject) mayBeMentioned(ctx context.Context, tx *entity.Tx, users []entity.ID[identity.User]) error {
	if len(users) > mostMentions {
		return problem.InvalidField("/mentions", "too-many", "At most %d people can be mentioned.", mostMentions)
	}
	var errs problem.Fields
	for i, user := range users {
		may, err := s.readableBy(ctx, tx, user.UUID())
		if err != nil {
			return err
		}
		if !may {
			errs.Add("/mentions/"+strconv.Itoa(i), "cannot-read", "Names somebody who may not read the record.")
		}
	}
	return errs.Err()
}

// send gives a comment to be sent to the client of its subject.
func (o Options) send(ctx context.Context, tx *entity.Tx, c *Comment, s subject) error {
	if !tx.Decide(TellClients, s.stands) {
		return auth.Missing(TellClients, "to write to clients")
	}
	client, contact, err := clientOf(ctx, tx, c.About)
	if err != nil {
		return err
	}
	if client.IsZero() {
		return problem.InvalidField("/audience", "no-client", "The record has no client to whom this could be sent.")
	}
	m, err := o.Mail.WriteTo(ctx, tx, communications.Remark{
		About: c.About, Title: s.title, Client: client, Contact: contact, Author: tx.Actor().Name, Text: c.Text,
	})
	if err != nil {
		return err
	}
	c.Letter, c.SentAt = m.ID, tx.Now()
	return nil
}

// clientOf returns the client of a record, and the contact there; zero when it has none.
// The name of the table follows from that of the entity, which is declared.
func clientOf(ctx context.Context, tx *entity.Tx, about entity.Ref) (client entity.ID[crm.Client], contact entity.ID[crm.Contact], err error) {
	if id, is := entity.IDFrom[crm.Client](about); is {
		return id, contact, nil
	}
	if !tx.HasField(about.Entity, "client") {
		return client, contact, nil
	}
	at := "null::uuid"
	if tx.HasField(about.Entity, "contact") {
		at = "contact"
	}
	row, _, err := pg.One[struct{ Client, Contact uuid.UUID }](ctx, tx,
		`select coalesce(client, $3), coalesce(`+at+`, $3) from `+tableOf(about.Entity)+` where tenant_id = $1 and id = $2`, about.ID, uuid.Nil)
	if err != nil {
		return client, contact, fmt.Errorf("look for the client of a record: %w", err)
	}
	return entity.ID[crm.Client](row.Client), entity.ID[crm.Contact](row.Contact), nil
}

// tableOf returns the table of a declared entity.
func tableOf(name string) string { return pg.Quote(strings.Replace(name, ".", "_", 1)) }
