package crm

import (
	"context"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/civil"
	"github.com/guildhall/guildhall/lib/money"
	"github.com/guildhall/guildhall/lib/problem"
)

// Lead is somebody who may become a client: an inquiry, a visiting card, a tip.
type Lead struct {
	entity.Base[Lead]
	entity.Scope
	entity.State[LeadStatus]

	Number           string            `entity:"sequence,search"`        // the number by which the lead is known: L-17
	Source           LeadSource        `entity:"filter"`                 // how we heard of each other
	Company          string            `entity:"filter,search,personal"` // the company, if it is one
	ContactName      string            `entity:"search,personal"`        // the person who asked
	Email            entity.Email      `entity:"filter,search,personal"` // the address to write to
	Phone            entity.Phone      `entity:"personal"`               // the number to call
	Street           string            `entity:"text,personal"`          // street and house number
	City             string            `entity:"personal"`               // town
	PostalCode       string            `entity:"personal"`               // postal code
	Country          entity.Country    `entity:"filter"`                 // country
	Inquiry          string            `entity:"text,personal"`          // what was asked for
	Currency         money.Currency    `entity:"required"`               // the currency of the amounts here; the company's when empty
	EstimatedValue   money.Amount      // what may come of it
	Probability      *money.Percent    // how likely it is that something comes of it, from 0 to 100; what is usual for the status when empty
	WeightedValue    money.Amount      `entity:"readonly"` // the estimated value by how likely it is
	Budget           *money.Amount     // what the other side can spend, once known
	DecisionMaker    string            `entity:"personal"` // who decides on the other side
	DecisionBy       civil.Date        // by when they want to decide
	Need             string            `entity:"text,personal"`     // what they need, as found out in talking to them
	NextFollowUp     civil.Date        `entity:"filter"`            // when to get in touch again
	DisqualifyReason string            `entity:"readonly,personal"` // why nothing came of it
	Client           entity.ID[Client] `entity:"readonly,filter"`   // the client that the lead became
}

// LeadSource says how a lead was found.
type LeadSource string

// The sources of leads.
const (
	SourceOther    LeadSource = "other"
	SourceWebsite  LeadSource = "website"
	SourceMail     LeadSource = "mail"
	SourcePhone    LeadSource = "phone"
	SourceReferral LeadSource = "referral"
	SourceEvent    LeadSource = "event"
	SourcePartner  LeadSource = "partner"
	SourceCampaign LeadSource = "campaign"
)

// Choices lists the sources of leads.
func (LeadSource) Choices() []string {
	return []string{
		string(SourceOther), string(SourceWebsite), string(SourceMail), string(SourcePhone),
		string(SourceReferral), string(SourceEvent), string(SourcePartner), string(SourceCampaign),
	}
}

// LeadStatus is where a lead stands.
type LeadStatus string

// The states of a lead.
const (
	LeadNew          LeadStatus = "new"          // nobody has got in touch yet
	LeadContacted    LeadStatus = "contacted"    // we are talking
	LeadNurture      LeadStatus = "nurture"      // not now; to be followed up
	LeadQualified    LeadStatus = "qualified"    // worth an offer
	LeadIsConverted  LeadStatus = "converted"    // has become a client
	LeadDisqualified LeadStatus = "disqualified" // nothing will come of it
)

// What a role can be granted on leads.
const (
	ReadLeads    auth.Permission = "crm.lead.read"
	EditLeads    auth.Permission = "crm.lead.edit"
	ConvertLeads auth.Permission = "crm.lead.convert"
	ReopenLeads  auth.Permission = "crm.lead.reopen"
)

// Entity declares leads.
func (Lead) Entity() entity.Spec[Lead] {
	return entity.Spec[Lead]{
		Name:   "crm.lead",
		Title:  "{number} {company} {contact_name}",
		List:   []string{"number", "company", "contact_name", "source", "estimated_value", "next_follow_up", "status"},
		Series: &entity.Series{Pattern: "L-{n}"},
		Read:   ReadLeads,
		Edit:   EditLeads,
		Derive: deriveLead,
		Check:  checkLead,
		Frozen: func(l *Lead) bool { return l.Status == LeadIsConverted || l.Status == LeadDisqualified },
		Flow: entity.Flow[Lead, LeadStatus]{
			{Verb: "contact", From: []LeadStatus{LeadNew, LeadNurture}, To: LeadContacted, Need: EditLeads, Takes: []string{"next_follow_up"}, Do: weighLead},
			{Verb: "nurture", From: []LeadStatus{LeadContacted}, To: LeadNurture, Need: EditLeads, Takes: []string{"next_follow_up!"}, Do: weighLead},
			{
				Verb: "qualify", From: []LeadStatus{LeadContacted, LeadNurture}, To: LeadQualified, Need: EditLeads,
				Takes: []string{"need", "budget", "decision_maker", "decision_by", "estimated_value", "probability", "next_follow_up"}, Do: qualifyLead,
			},
			{
				Verb: "convert", From: []LeadStatus{LeadQualified}, To: LeadIsConverted, Need: ConvertLeads,
				Takes: []string{"client"}, Do: convertLead, Event: leadConverted,
			},
			{
				Verb: "disqualify", From: []LeadStatus{LeadNew, LeadContacted, LeadNurture, LeadQualified}, To: LeadDisqualified,
				Need: EditLeads, Takes: []string{"disqualify_reason!"}, Do: stopFollowUp,
			},
			{Verb: "reopen", From: []LeadStatus{LeadDisqualified}, To: LeadNew, Need: ReopenLeads, Takes: []string{"next_follow_up"}, Do: reopenLead},
		},
	}
}

// usual returns how likely it is that something comes of a lead of a status, when nobody
// has said so.
func (s LeadStatus) usual() money.Percent {
	switch s {
	case LeadIsConverted:
		return money.MustPercent("100")
	case LeadQualified:
		return money.MustPercent("60")
	case LeadContacted:
		return money.MustPercent("30")
	case LeadNew, LeadNurture:
		return money.MustPercent("10")
	case LeadDisqualified:
	}
	return money.Percent{}
}

func deriveLead(ctx context.Context, tx *entity.Tx, l *Lead) error {
	if err := deriveCurrency(ctx, tx, &l.Currency); err != nil {
		return err
	}
	return weighLead(ctx, tx, l)
}

// weighLead derives what a lead is worth by how likely it is. What is over is certain.
func weighLead(_ context.Context, _ *entity.Tx, l *Lead) error {
	likely := l.Status.usual()
	if l.Probability != nil && l.Status != LeadIsConverted && l.Status != LeadDisqualified {
		likely = *l.Probability
	}
	l.WeightedValue = l.EstimatedValue.Percent(likely).Round(l.Currency)
	return nil
}

func qualifyLead(ctx context.Context, tx *entity.Tx, l *Lead) error {
	if err := checkLead(ctx, tx, l); err != nil {
		return err
	}
	return weighLead(ctx, tx, l)
}

func checkLead(_ context.Context, _ *entity.Tx, l *Lead) error {
	var errs problem.Fields
	if l.Company == "" && l.ContactName == "" {
		errs.Add("/company", "required", "A lead needs a company or a contact's name.")
	}
	if l.EstimatedValue.Sign() < 0 {
		errs.Add("/estimated_value", "negative", "Must not be less than zero.")
	}
	if l.Probability != nil && (l.Probability.Sign() < 0 || l.Probability.Cmp(money.MustPercent("100")) > 0) {
		errs.Add("/probability", "out-of-range", "Must be from 0 to 100.")
	}
	if l.Budget != nil && l.Budget.Sign() < 0 {
		errs.Add("/budget", "negative", "Must not be less than zero.")
	}
	return errs.Err()
}

func stopFollowUp(ctx context.Context, tx *entity.Tx, l *Lead) error {
	l.NextFollowUp = civil.Date{}
	return weighLead(ctx, tx, l)
}

func reopenLead(ctx context.Context, tx *entity.Tx, l *Lead) error {
	l.DisqualifyReason = ""
	return weighLead(ctx, tx, l)
}
