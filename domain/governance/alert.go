package governance

import (
	"context"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
)

// Alert says that a rule has found something. As long as it is not resolved, what
// belongs to the same burst is counted here and makes no other alert.
type Alert struct {
	entity.Base[Alert]
	entity.State[AlertStatus]

	Rule      entity.ID[AlertRule] `entity:"readonly,filter"` // the rule, unless it was deleted
	Name      string               `entity:"readonly"`        // what the rule was called
	Severity  Severity             `entity:"readonly,filter"` // how serious it is
	Subject   string               `entity:"readonly"`        // what the rule watches
	Actor     uuid.UUID            `entity:"readonly,filter"` // who did it; empty when the rule counts all together
	ActorName string               `entity:"readonly"`        // what they were called
	Record    uuid.UUID            `entity:"readonly"`        // the last record to which it was done
	Count     int                  `entity:"readonly"`        // how often
	FirstAt   time.Time            `entity:"readonly"`        // when the rule was met
	LastAt    time.Time            `entity:"readonly"`        // when it happened last
	Tells     []string             `entity:"readonly"`        // the roles whose people are to know
	Note      string               `entity:"text"`            // what was found out, and done about it
}

// AlertStatus is where an alert stands.
type AlertStatus string

// The states of an alert.
const (
	AlertOpen         AlertStatus = "open"         // nobody has looked yet
	AlertAcknowledged AlertStatus = "acknowledged" // somebody looks into it
	AlertResolved     AlertStatus = "resolved"     // it is known what it was
)

// Severity says how serious something is.
type Severity string

// The severities.
const (
	Warning  Severity = "warning"  // should be looked at
	Info     Severity = "info"     // good to know
	Critical Severity = "critical" // look at once
)

// Choices lists the severities.
func (Severity) Choices() []string { return []string{string(Warning), string(Info), string(Critical)} }

// What a role can be granted on alerts.
const (
	ReadAlerts   auth.Permission = "governance.alert.read"
	HandleAlerts auth.Permission = "governance.alert.handle"
)

// Entity declares the rest of what an alert is.
func (Alert) Entity() entity.Spec[Alert] {
	return entity.Spec[Alert]{
		Name:  nameOfAlert,
		Title: "{name}",
		List:  []string{"last_at", "severity", "name", "actor_name", "count", "status"},
		Read:  ReadAlerts,
		View:  true,
		Flow: entity.Flow[Alert, AlertStatus]{
			{Verb: "acknowledge", From: []AlertStatus{AlertOpen}, To: AlertAcknowledged, Need: HandleAlerts, Takes: []string{"note"}},
			{Verb: "resolve", From: []AlertStatus{AlertOpen, AlertAcknowledged}, To: AlertResolved, Need: HandleAlerts, Takes: []string{"note!"}},
		},
	}
}

// defaultRules makes the rules that modules declare.
func defaultRules(ctx context.Context, tx *entity.Tx) error {
	for _, m := range tx.Modules() {
		for _, a := range m.Alerts {
			err := entity.Create(ctx, tx, &AlertRule{
				Name: a.Name, Subject: a.Subject, Verbs: a.Verbs, Fields: a.Fields, Times: a.Times, Minutes: a.Minutes,
				Counted: Counted(a.Counted), Severity: Severity(a.Severity), Tells: []string{"owner", "admin"}, Active: true,
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// ownAlerts are rules about what is exported, whatever it is, and about this module.
func ownAlerts() []entity.Alert {
	return []entity.Alert{
		{Name: "Many exports by one user", Subject: anything, Verbs: []string{"export"}, Times: 5, Minutes: 60},
		{Name: "Rules of alerts changed", Subject: nameOfRule, Times: 1, Minutes: 60},
		{Name: "Retention changed", Subject: nameOfRetention, Verbs: []string{"update"}, Times: 1, Minutes: 60, Severity: string(Info)},
	}
}
