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

// SurveyPolicy says when the company's clients are asked how an order went. The one
// that was made last holds; without any it is as for a new one.
type SurveyPolicy struct {
	entity.Base[SurveyPolicy]

	Delay int // days after an order was closed that its client is asked; nobody is when 0
	Pause int // days for which a client who was asked is asked nothing more
	Valid int // days in which the client may answer
	Low   int // for this score and those below it a call to the client is planned; for none when -1
}

// What the product does by itself, and the bounds of what a company may say.
const (
	usualDelay  = 3
	usualPause  = 60
	usualValid  = 30
	usualLow    = 6
	longestDays = 365
	noCalls     = -1
)

// Entity declares the rest of what a policy is.
func (SurveyPolicy) Entity() entity.Spec[SurveyPolicy] {
	return entity.Spec[SurveyPolicy]{
		Name: "sales.survey_policy", Plural: "survey-policies", Title: "{delay}", List: []string{"delay", "pause", "valid", "low"},
		Read: ReadSurveys, Edit: EditSurveyPolicies,
		Defaults: func(p *SurveyPolicy) { *p = usualSurveys(p.Base) },
		Check:    checkSurveyPolicy,
	}
}

func usualSurveys(b entity.Base[SurveyPolicy]) SurveyPolicy {
	return SurveyPolicy{Base: b, Delay: usualDelay, Pause: usualPause, Valid: usualValid, Low: usualLow}
}

func checkSurveyPolicy(_ context.Context, _ *entity.Tx, p *SurveyPolicy) error {
	var errs problem.Fields
	for _, days := range []struct {
		pointer      string
		least, given int
	}{{"/delay", 0, p.Delay}, {"/pause", 0, p.Pause}, {"/valid", 1, p.Valid}} {
		if days.given < days.least || days.given > longestDays {
			errs.Add(days.pointer, "out-of-range", "Must be %d to %d days.", days.least, longestDays)
		}
	}
	if p.Low < noCalls || p.Low > bestScore {
		errs.Add("/low", "out-of-range", "Must be %d to %d.", noCalls, bestScore)
	}
	return errs.Err()
}

// surveyPolicyOf returns what holds for the company.
func surveyPolicyOf(ctx context.Context, tx *entity.Tx) (SurveyPolicy, error) {
	own, err := entity.Find[SurveyPolicy](ctx, tx, "true")
	if err != nil {
		return SurveyPolicy{}, fmt.Errorf("read when clients are asked: %w", err)
	}
	if len(own) == 0 {
		return usualSurveys(entity.Base[SurveyPolicy]{}), nil
	}
	return *own[len(own)-1], nil
}

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
