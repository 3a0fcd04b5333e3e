package collaboration

import (
	"context"
	"time"

	"github.com/guildhall/guildhall/domain/communications"
	"github.com/guildhall/guildhall/domain/identity"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Comment is what somebody has said about a record: to the others who may read the
// record, or to the client. Whoever may read the record finds it in the record's feed.
type Comment struct {
	entity.Base[Comment]
	entity.Scope

	About       entity.Ref                        `entity:"readonly,filter"`        // the record that it is about
	Text        string                            `entity:"readonly,text,personal"` // what was said, in Markdown; empty once it was withdrawn
	Audience    Audience                          `entity:"readonly,filter"`        // to whom it is; never changed
	Mentions    []entity.ID[identity.User]        `entity:"readonly"`               // who was named, and told
	ReplyTo     entity.ID[Comment]                `entity:"readonly,filter"`        // the comment that it answers
	EditedAt    time.Time                         `entity:"readonly"`               // when its author changed it last; what it said before stands in its history
	WithdrawnAt time.Time                         `entity:"readonly"`               // when it was taken back
	SentAt      time.Time                         `entity:"readonly"`               // when it was given to be sent to the client
	Letter      entity.ID[communications.Message] `entity:"readonly,filter"`        // the letter by which it went to the client
}

// Audience says to whom a comment is.
type Audience string

// The audiences.
const (
	Internal Audience = "internal" // to those of the company who may read the record; no client ever sees it
	ToClient Audience = "client"   // to the client, by letter
)

// Choices lists the audiences; what is not said to be for the client is internal.
func (Audience) Choices() []string { return []string{string(Internal), string(ToClient)} }

// What a role can be granted on comments. Writing one takes being allowed to read the
// record besides.
const (
	ReadComments  auth.Permission = "collaboration.comment.read" // wherever they are, apart from the records
	WriteComments auth.Permission = "collaboration.comment.write"
	TellClients   auth.Permission = "collaboration.comment.tell_client"
)

// Entity declares comments. The owner is who wrote one.
func (Comment) Entity() entity.Spec[Comment] {
	return entity.Spec[Comment]{
		Name: "collaboration.comment", Title: "{id}", List: []string{"created_at", "owner", "about", "audience"},
		View: true, Read: ReadComments, About: "about",
	}
}

// Edit changes what a comment says.
type Edit struct {
	Text string `entity:"required,text"` // what it is to say, at most 10,000 characters
}

// edit is served as POST …/comments/{id}/edit.
func edit(ctx context.Context, tx *entity.Tx, c *Comment, in Edit) (*Comment, error) {
	if err := c.changeable(tx, true); err != nil {
		return nil, err
	}
	if err := checkText(in.Text); err != nil {
		return nil, err
	}
	if c.Text == in.Text {
		return c, nil
	}
	c.Text, c.EditedAt = in.Text, tx.Now()
	return c, entity.Update(ctx, tx, c)
}

// Withdraw takes a comment back.
type Withdraw struct{}

// withdraw is served as POST …/comments/{id}/withdraw. That there was a comment stays.
func withdraw(ctx context.Context, tx *entity.Tx, c *Comment, _ Withdraw) (*Comment, error) {
	if err := c.changeable(tx, false); err != nil {
		return nil, err
	}
	c.Text, c.Mentions, c.WithdrawnAt = "", nil, tx.Now()
	return c, entity.Update(ctx, tx, c)
}

// changeable refuses to change what was sent, what was taken back, and what somebody
// else has said.
func (c *Comment) changeable(tx *entity.Tx, words bool) error {
	switch {
	case !c.SentAt.IsZero():
		return problem.Conflict("comment-sent", "The comment was sent to the client, and cannot be changed any more.")
	case !c.WithdrawnAt.IsZero():
		return problem.Conflict("comment-withdrawn", "The comment was withdrawn.")
	case words && c.Owner != tx.Actor().ID:
		return problem.Forbidden("not-the-author", "Only who wrote a comment changes what it says.")
	}
	return nil
}
