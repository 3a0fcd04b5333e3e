package sales

import (
	"context"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Survey asks a client, once, how an order went. It is made when the order closes.
type Survey struct {
	entity.Base[Survey]
	entity.Scope
	entity.State[SurveyStatus]

	Order      entity.ID[Order]      `entity:"required,readonly,unique"` // what it asks about
	Client     entity.ID[crm.Client] `entity:"required,readonly,filter"` // who is asked
	Score      int                   `entity:"readonly,filter"`          // from 1, bad, to 5, very good; 0 until answered
	Comment    string                `entity:"readonly,text,personal"`   // in the client's words
	AnsweredAt time.Time             `entity:"readonly"`                 // when it was answered
}

// SurveyStatus is where a survey stands.
type SurveyStatus string

// The states of a survey.
const (
	SurveyOpen     SurveyStatus = "open"
	SurveyAnswered SurveyStatus = "answered"
)

// The scores.
const (
	worstScore = 1
	bestScore  = 5
)

// Entity declares the rest of what a survey is.
func (Survey) Entity() entity.Spec[Survey] {
	return entity.Spec[Survey]{
		Name: "sales.survey", Title: "{score}", View: true,
		List: []string{"order", "client", "status", "score", "answered_at"},
		Read: ReadSurveys,
		Flow: entity.Flow[Survey, SurveyStatus]{
			{
				Verb: "answer", From: []SurveyStatus{SurveyOpen}, To: SurveyAnswered, Need: AnswerSurveys,
				Takes: []string{"score!", "comment"}, When: sensibleScore, Do: answerSurvey,
			},
		},
	}
}

func sensibleScore(s *Survey) error {
	if s.Score < worstScore || s.Score > bestScore {
		return problem.InvalidField("/score", "out-of-range", "Must be from %d to %d.", worstScore, bestScore)
	}
	return nil
}

func answerSurvey(_ context.Context, tx *entity.Tx, s *Survey) error {
	s.AnsweredAt = tx.Now()
	return nil
}
