package sales

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Survey asks a client, once, how an order went: how likely it is that they would
// recommend the company, from 0 to 10. It is made when the order closes, and asked some
// days later, as the [SurveyPolicy] says.
type Survey struct {
	entity.Base[Survey]
	entity.Scope
	entity.State[SurveyStatus]

	Order      entity.ID[Order]       `entity:"required,readonly,unique"` // what it asks about
	Client     entity.ID[crm.Client]  `entity:"required,readonly,filter"` // who is asked
	Contact    entity.ID[crm.Contact] `entity:"readonly,filter"`          // whom the letter goes to there, if to one
	AskedAt    time.Time              `entity:"readonly"`                 // when the client was asked
	ExpiresAt  time.Time              `entity:"readonly"`                 // until when the client may answer by the link
	Score      *int                   `entity:"readonly"`                 // from 0, never, to 10, in any case; empty until answered
	Opinion    Opinion                `entity:"readonly,filter"`          // what the score makes of the client
	Comment    string                 `entity:"readonly,text,personal"`   // in the client's words
	AnsweredAt time.Time              `entity:"readonly,filter"`          // when it was answered last
	SkipReason string                 `entity:"readonly,text"`            // why the client was not asked
}

// SurveyStatus is where a survey stands.
type SurveyStatus string

// The states of a survey.
const (
	SurveyIsOpen     SurveyStatus = "open"     // not asked yet
	SurveyIsAsked    SurveyStatus = "asked"    // the client has a letter with a link
	SurveyIsAnswered SurveyStatus = "answered" // the client has said
	SurveyIsExpired  SurveyStatus = "expired"  // asked, and not answered in time
	SurveyIsSkipped  SurveyStatus = "skipped"  // the client is not asked
)

// Opinion is what a score makes of a client (Net Promoter Score): the score of a period
// is the share of promoters less that of detractors.
type Opinion string

// The opinions.
const (
	OpinionUnknown Opinion = "unknown"   // has not answered
	Promoter       Opinion = "promoter"  // 9 or 10
	Passive        Opinion = "passive"   // 7 or 8
	Detractor      Opinion = "detractor" // 0 to 6
)

// Choices lists the opinions.
func (Opinion) Choices() []string { return texts(OpinionUnknown, Promoter, Passive, Detractor) }

// The scores.
const (
	worstScore   = 0
	passiveScore = 7
	promoteScore = 9
	bestScore    = 10
)

func opinionOf(score int) Opinion {
	switch {
	case score >= promoteScore:
		return Promoter
	case score >= passiveScore:
		return Passive
	}
	return Detractor
}

// SurveyAnswered tells what a client has said, or says now instead.
type SurveyAnswered struct {
	Survey  entity.ID[Survey]
	Order   entity.ID[Order]
	Client  entity.ID[crm.Client]
	Score   int
	Opinion Opinion
}

// Entity declares the rest of what a survey is.
func (Survey) Entity() entity.Spec[Survey] {
	open, asked := SurveyIsOpen, SurveyIsAsked
	return entity.Spec[Survey]{
		Name: "sales.survey", Title: "{score}", View: true,
		List: []string{"order", "client", "status", "score", "opinion", "answered_at"},
		Read: ReadSurveys,
		Flow: entity.Flow[Survey, SurveyStatus]{
			{Verb: "ask", From: []SurveyStatus{open}, To: asked, Need: AskSurveys, Do: askClient},
			{Verb: "skip", From: []SurveyStatus{open, asked}, To: SurveyIsSkipped, Need: AskSurveys, Takes: []string{"skip_reason!"}, Do: endLinks},
			{Verb: "expire", From: []SurveyStatus{asked}, To: SurveyIsExpired, Need: AskSurveys, Do: endLinks},
			{
				Verb: "answer", From: []SurveyStatus{open, asked, SurveyIsExpired}, To: SurveyIsAnswered, Need: AnswerSurveys,
				Takes: []string{"score!", "comment"}, When: sensibleScore, Do: answerSurvey, Event: func(s *Survey) any { return s.answered() },
			},
		},
	}
}

func sensibleScore(s *Survey) error {
	if s.Score == nil || *s.Score < worstScore || *s.Score > bestScore {
		return problem.InvalidField("/score", "out-of-range", "Must be from %d to %d.", worstScore, bestScore)
	}
	return nil
}

func (s *Survey) answered() SurveyAnswered {
	return SurveyAnswered{Survey: s.ID, Order: s.Order, Client: s.Client, Score: *s.Score, Opinion: s.Opinion}
}

// answerSurvey keeps what the client has said. Somebody is to call a client who is not
// happy.
func answerSurvey(ctx context.Context, tx *entity.Tx, s *Survey) error {
	s.AnsweredAt, s.Opinion = tx.Now(), opinionOf(*s.Score)
	p, err := surveyPolicyOf(ctx, tx)
	if err != nil {
		return err
	}
	if *s.Score > p.Low {
		return nil
	}
	return s.planCall(ctx, tx)
}

const sqlCallPlanned = `select exists (select from crm_activity where tenant_id = $1 and client = $2 and about = $3 and status = 'planned')`

// planCall has the client called today, unless that is planned already.
func (s *Survey) planCall(ctx context.Context, tx *entity.Tx) error {
	planned, _, err := pg.One[bool](ctx, tx, sqlCallPlanned, s.Client, s.ID)
	if err != nil {
		return fmt.Errorf("look for a call to the client: %w", err)
	}
	if planned {
		return nil
	}
	o, err := entity.Get(ctx, tx, s.Order)
	if err != nil {
		return fmt.Errorf("read the order of a survey: %w", err)
	}
	call := &crm.Activity{
		Scope: s.Scope, Kind: crm.Call, Subject: fmt.Sprintf("%d of %d for order %s: ask what went wrong", *s.Score, bestScore, o.Number),
		Note: s.Comment, Due: tx.Today(), Client: s.Client, Contact: s.Contact, About: entity.RefTo(s.ID),
	}
	if err := entity.Create(ctx, tx, call); err != nil {
		return fmt.Errorf("plan a call: %w", err)
	}
	return nil
}

// endLinks has nobody answer by a letter any more.
func endLinks(_ context.Context, tx *entity.Tx, s *Survey) error {
	crm.DropLinks(tx, crm.ToAnswer, s.ID.UUID())
	return nil
}
