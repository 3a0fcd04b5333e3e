package sales

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// Survey asks a client, once, how an order went: how likely it is that they would
// recommend the company, from 0 to 10. It is made when the order closes, and asked some
// days later, as the survey policy says.
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

// Question is what a client sees who follows the link of a survey: nothing but what
// the letter has told already, and their own answer.
type Question struct {
	House    documents.House // who asks
	Order    string          // the number of the order
	Placed   string          // its day, as the client's language writes it
	Language string          // the client's: one of documents.Languages
	Score    *int            // what the client has said; nil for nothing yet
	Comment  string          // the same, in words
	Expires  time.Time       // until when the answer may be given, or changed
}

// Reply is what a client says.
type Reply struct {
	Score   int
	Comment string
}

// longestComment is how many characters a client may write.
const longestComment = 5_000

// QuestionOf returns what the link of a survey shows. Looking answers nothing: programs
// that examine letters follow every link.
func QuestionOf(ctx context.Context, tx *entity.Tx, digest [32]byte) (Question, error) {
	l, err := crm.FindLink(ctx, tx, crm.ToAnswer, digest)
	if err != nil {
		return Question{}, err
	}
	id, _ := entity.IDFrom[Survey](l.About)
	s, err := entity.Get(ctx, tx, id)
	if err != nil {
		return Question{}, fmt.Errorf("read a survey: %w", err)
	}
	return s.question(ctx, tx)
}

// AnswerByLink keeps what a client says, in place of what they have said before.
func AnswerByLink(ctx context.Context, tx *entity.Tx, digest [32]byte, r Reply) (Question, error) {
	l, err := crm.FindLink(ctx, tx, crm.ToAnswer, digest)
	if err != nil {
		return Question{}, err
	}
	if !utf8.ValidString(r.Comment) || utf8.RuneCountInString(r.Comment) > longestComment {
		return Question{}, problem.InvalidField("/comment", "too-long", "At most %d characters.", longestComment)
	}
	id, _ := entity.IDFrom[Survey](l.About)
	s, err := entity.Lock(ctx, tx, id)
	if err != nil {
		return Question{}, fmt.Errorf("read a survey: %w", err)
	}
	if err := s.reply(ctx, tx, r); err != nil {
		return Question{}, err
	}
	return s.question(ctx, tx)
}

// reply answers a locked survey, or answers it anew.
func (s *Survey) reply(ctx context.Context, tx *entity.Tx, r Reply) error {
	before := s.Score
	s.Score, s.Comment = &r.Score, r.Comment
	switch s.Status {
	case SurveyIsAnswered:
	case SurveyIsAsked:
		return entity.Move(ctx, tx, s, SurveyIsAnswered)
	default:
		return crm.UnknownLink()
	}
	if err := sensibleScore(s); err != nil {
		return err
	}
	if before != nil && *before == r.Score { // the same, in other words
		return entity.Update(ctx, tx, s)
	}
	if err := answerSurvey(ctx, tx, s); err != nil {
		return err
	}
	if err := entity.Update(ctx, tx, s); err != nil {
		return fmt.Errorf("keep an answer: %w", err)
	}
	return tx.Emit(entity.RefTo(s.ID), s.answered())
}

func (s *Survey) question(ctx context.Context, tx *entity.Tx) (Question, error) {
	o, err := entity.Get(ctx, tx, s.Order)
	if err != nil {
		return Question{}, fmt.Errorf("read the order of a survey: %w", err)
	}
	c, err := entity.Get(ctx, tx, s.Client)
	if err != nil {
		return Question{}, fmt.Errorf("read the client of a survey: %w", err)
	}
	house, err := documents.HouseOf(ctx, tx, s.Site)
	if err != nil {
		return Question{}, err
	}
	voice := documents.Speak(c.Language, house.Language)
	q := Question{
		House: house, Order: o.Number, Placed: voice.Day(o.Placed), Language: voice.Language(),
		Comment: s.Comment, Expires: s.ExpiresAt,
	}
	if s.Status == SurveyIsAnswered {
		q.Score = s.Score
	}
	return q, nil
}
