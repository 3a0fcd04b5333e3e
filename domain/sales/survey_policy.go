package sales

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/kernel/entity"
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
