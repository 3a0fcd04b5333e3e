package crm

import (
	"context"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/problem"
)

// Activity is something that is to be done, or was done, with a client or a lead:
// a call, a mail, a meeting, a task. What is planned and was due before today is
// overdue.
//
// A list finds what is overdue by status=planned and due[lt].
type Activity struct {
	entity.Base[Activity]
	entity.Scope
	entity.State[ActivityStatus]

	Kind     ActivityKind        `entity:"filter"`                          // what sort of thing it is
	Subject  string              `entity:"required,filter,search,personal"` // what it is about, in a few words
	Note     string              `entity:"text,personal"`                   // what there is to know beforehand
	Due      civil.Date          `entity:"required,filter"`                 // the day on which it is to be done
	Client   entity.ID[Client]   `entity:"filter"`                          // with which client
	Contact  entity.ID[Contact]  `entity:"filter"`                          // with whom there
	Lead     entity.ID[Lead]     `entity:"filter"`                          // with which lead
	About    entity.Ref          // the record that it is about: a quote, an order …
	DoneAt   time.Time           `entity:"readonly,filter"`        // when it was done
	Outcome  string              `entity:"readonly,text,personal"` // what came of it
	FollowUp civil.Date          `entity:"readonly"`               // the day for which the next activity was planned, if any
	Follows  entity.ID[Activity] `entity:"readonly,filter"`        // the activity that led to this one
}

// ActivityKind says what sort of activity it is.
type ActivityKind string

// The kinds of activity.
const (
	Task    ActivityKind = "task"
	Call    ActivityKind = "call"
	Mail    ActivityKind = "mail"
	Meeting ActivityKind = "meeting"
)

// Choices lists the kinds of activity.
func (ActivityKind) Choices() []string {
	return []string{string(Task), string(Call), string(Mail), string(Meeting)}
}

// ActivityStatus is where an activity stands.
type ActivityStatus string

// The states of an activity.
const (
	ActivityPlanned   ActivityStatus = "planned"   // to be done
	ActivityDone      ActivityStatus = "done"      // done, with an outcome
	ActivityCancelled ActivityStatus = "cancelled" // no longer to be done
)

// What a role can be granted on activities.
const (
	ReadActivities auth.Permission = "crm.activity.read"
	EditActivities auth.Permission = "crm.activity.edit"
)

// Entity declares activities.
func (Activity) Entity() entity.Spec[Activity] {
	return entity.Spec[Activity]{
		Name:   "crm.activity",
		Plural: "activities",
		Title:  "{subject}",
		List:   []string{"due", "kind", "subject", "client", "lead", "owner", "status"},
		Sort:   "due",
		Read:   ReadActivities,
		Edit:   EditActivities,
		Check:  checkActivity,
		Frozen: func(a *Activity) bool { return a.Status != ActivityPlanned },
		Flow: entity.Flow[Activity, ActivityStatus]{
			{
				Verb: "complete", From: []ActivityStatus{ActivityPlanned}, To: ActivityDone, Need: EditActivities,
				Takes: []string{"outcome!", "follow_up"}, Do: completeActivity,
			},
			{Verb: "cancel", From: []ActivityStatus{ActivityPlanned}, To: ActivityCancelled, Need: EditActivities, Takes: []string{"outcome"}},
		},
	}
}

func checkActivity(_ context.Context, _ *entity.Tx, a *Activity) error {
	if a.Client.IsZero() && a.Lead.IsZero() && a.About.IsZero() && a.Kind != Task {
		return problem.InvalidField("/client", "required", "Say with which client or lead, or what it is about.")
	}
	return nil
}

// completeActivity notes when, and plans what follows.
func completeActivity(ctx context.Context, tx *entity.Tx, a *Activity) error {
	a.DoneAt = tx.Now()
	if a.FollowUp.IsZero() {
		return nil
	}
	if a.FollowUp.Before(tx.Today()) {
		return problem.InvalidField("/follow_up", "in-the-past", "Must not lie in the past.")
	}
	next := &Activity{
		Scope: a.Scope, Kind: a.Kind, Subject: a.Subject, Due: a.FollowUp,
		Client: a.Client, Contact: a.Contact, Lead: a.Lead, About: a.About, Follows: a.ID,
	}
	if err := entity.Create(ctx, tx, next); err != nil {
		return err
	}
	return followUpLead(ctx, tx, a)
}

// followUpLead tells the lead, if it is still open, when it is followed up.
func followUpLead(ctx context.Context, tx *entity.Tx, a *Activity) error {
	if a.Lead.IsZero() {
		return nil
	}
	l, err := entity.Lock(ctx, tx, a.Lead)
	if err != nil {
		return err
	}
	if l.Status == LeadIsConverted || l.Status == LeadDisqualified {
		return nil
	}
	l.NextFollowUp = a.FollowUp
	return entity.Touch(ctx, tx, l)
}
