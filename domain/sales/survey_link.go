package sales

import (
	"context"
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/domain/documents"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Question is what a client sees who follows the link of a survey: nothing but what
// the letter has told already, and their own answer.
type Question struct {
	Company  string    // who asks
	Order    string    // the number of the order
	Placed   string    // its day, as the client's language writes it
	Language string    // the client's: one of documents.Languages
	Score    *int      // what the client has said; nil for nothing yet
	Comment  string    // the same, in words
	Expires  time.Time // until when the answer may be given, or changed
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
		Company: house.Name, Order: o.Number, Placed: voice.Day(o.Placed), Language: voice.Language(),
		Comment: s.Comment, Expires: s.ExpiresAt,
	}
	if s.Status == SurveyIsAnswered {
		q.Score = s.Score
	}
	return q, nil
}
