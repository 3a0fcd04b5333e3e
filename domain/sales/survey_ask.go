package sales

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/domain/crm"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
)

const (
	mostSurveys = 100 // that one transaction asks, and as many that it ends
	// lateBy is how many days too late a client is still asked: nobody remembers an
	// order of last year, and a company that begins to ask does not begin with those.
	lateBy = 14
	day    = 24 * time.Hour
)

const (
	sqlSurveysDue = `o.status = 'open' and o.id in (
select o.id from sales_survey o where o.tenant_id = $1 and o.status = 'open' and o.created_at <= $2 order by o.id limit $3)`
	sqlSurveysOver = `o.status = 'asked' and o.id in (
select o.id from sales_survey o where o.tenant_id = $1 and o.status = 'asked' and o.expires_at <= $2 order by o.id limit $3)`
	sqlAskedLately = `select exists (select from sales_survey where tenant_id = $1 and client = $2 and asked_at > $3 and id <> $4)`
)

// askDue asks the clients whose surveys are due, and ends those that nobody has
// answered in time. There may be more to do.
func askDue(ctx context.Context, tx *entity.Tx) (more bool, err error) {
	over, err := entity.LockWhere[Survey](ctx, tx, sqlSurveysOver, tx.Now(), mostSurveys)
	if err != nil {
		return false, fmt.Errorf("find surveys that are over: %w", err)
	}
	for _, s := range over {
		if err := entity.Move(ctx, tx, s, SurveyIsExpired); err != nil {
			return false, err
		}
	}
	p, err := surveyPolicyOf(ctx, tx)
	if err != nil {
		return false, err
	}
	if p.Delay == 0 {
		return len(over) == mostSurveys, nil
	}
	due, err := entity.LockWhere[Survey](ctx, tx, sqlSurveysDue, tx.Now().Add(-time.Duration(p.Delay)*day), mostSurveys)
	if err != nil {
		return false, fmt.Errorf("find surveys that are due: %w", err)
	}
	for _, s := range due {
		if err := s.askOrSkip(ctx, tx, p); err != nil {
			return false, err
		}
	}
	return len(over) == mostSurveys || len(due) == mostSurveys, nil
}

// askOrSkip asks a client, unless the order is long past, or the client was asked
// about another one lately.
func (s *Survey) askOrSkip(ctx context.Context, tx *entity.Tx, p SurveyPolicy) error {
	if s.CreatedAt.Before(tx.Now().Add(-time.Duration(p.Delay+lateBy) * day)) {
		return SkipSurvey(ctx, tx, s, "too late")
	}
	lately, _, err := pg.One[bool](ctx, tx, sqlAskedLately, s.Client, tx.Now().Add(-time.Duration(p.Pause)*day), s.ID)
	if err != nil {
		return fmt.Errorf("look when a client was asked: %w", err)
	}
	if lately {
		return SkipSurvey(ctx, tx, s, "asked lately")
	}
	return entity.Move(ctx, tx, s, SurveyIsAsked)
}

// SkipSurvey has the client of a locked survey not asked, for a reason.
func SkipSurvey(ctx context.Context, tx *entity.Tx, s *Survey, why string) error {
	s.SkipReason = why
	return entity.Move(ctx, tx, s, SurveyIsSkipped)
}

// askClient begins the time in which the client may answer. The letter follows the
// event.
func askClient(ctx context.Context, tx *entity.Tx, s *Survey) error {
	p, err := surveyPolicyOf(ctx, tx)
	if err != nil {
		return err
	}
	s.AskedAt, s.ExpiresAt = tx.Now(), tx.Now().Add(time.Duration(p.Valid)*day)
	return nil
}

// Link returns the link by which the client may answer.
func (s *Survey) Link() crm.Link {
	return crm.Link{Purpose: crm.ToAnswer, About: entity.RefTo(s.ID), Client: s.Client, Expires: s.ExpiresAt}
}
