package governance

import (
	"context"
	"slices"

	"github.com/guildhall/guildhall/kernel/audit"
	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// AlertRule says what the company wants to be told of: something that happens so
// often in so much time. What the system does by itself is not counted.
type AlertRule struct {
	entity.Base[AlertRule]

	Name     string   `entity:"required,unique"` // what it tells of, for people
	Subject  string   `entity:"required,filter"` // what is watched: an entity such as identity.role, * for all of them, or a log: signin.security_event, system.access
	Verbs    []string // what is done to it: create, update, delete, export, a step, or a kind of the log; all when empty
	Fields   []string // only changes of one of these fields count; all when empty
	Times    int      // how often it must happen; of the access log, how many records must be shown
	Minutes  int      // within how many minutes
	Counted  Counted  // whether it counts for each user by themselves, or for all together
	Severity Severity // how serious it is
	Tells    []string // the roles whose people are to know
	Active   bool     // whether it counts now
}

// Counted says for whom something is counted.
type Counted string

// For whom something is counted.
const (
	CountedByUser Counted = "user" // for each user by themselves
	CountedForAll Counted = "all"  // for all together
)

// Choices lists them.
func (Counted) Choices() []string { return []string{string(CountedByUser), string(CountedForAll)} }

// anything is the subject of rules about all entities.
const anything = "*"

// Bounds of a rule.
const (
	mostTimes   = 1_000_000
	mostMinutes = 366 * 24 * 60
)

// What a role can be granted on rules.
const (
	ReadAlertRules auth.Permission = "governance.alert_rule.read"
	EditAlertRules auth.Permission = "governance.alert_rule.edit"
)

// Entity declares the rest of what a rule is.
func (AlertRule) Entity() entity.Spec[AlertRule] {
	return entity.Spec[AlertRule]{
		Name:     nameOfRule,
		Title:    "{name}",
		List:     []string{"name", "subject", "times", "minutes", "counted", "severity", "active"},
		Sort:     "name",
		Read:     ReadAlertRules,
		Edit:     EditAlertRules,
		Defaults: func(r *AlertRule) { r.Times, r.Minutes, r.Active = 1, 60, true },
		Check:    checkRule,
	}
}

// checkRule refuses a rule that could never be met, or whose log cannot answer.
func checkRule(_ context.Context, tx *entity.Tx, r *AlertRule) error {
	var errs problem.Fields
	ofLog := isLog(tx, r.Subject)
	if r.Subject != anything && !ofLog && !tx.Declares(r.Subject) {
		errs.Add("/subject", "unknown-entity", "There is no entity %q.", r.Subject)
	}
	if ofLog && len(r.Fields) > 0 {
		errs.Add("/fields", "not-for-logs", "What is in a log does not change.")
	}
	if r.Times < 1 || r.Times > mostTimes {
		errs.Add("/times", "out-of-range", "Must be 1 to %d.", mostTimes)
	}
	if r.Minutes < 1 || r.Minutes > mostMinutes {
		errs.Add("/minutes", "out-of-range", "Must be 1 to %d.", mostMinutes)
	}
	return errs.Err()
}

// isLog tells whether an entity shows a log.
func isLog(tx *entity.Tx, subject string) bool {
	return slices.ContainsFunc(tx.Modules(), func(m entity.Module) bool {
		return slices.ContainsFunc(m.Logs, func(l audit.Log) bool { return l.Subject == subject })
	})
}
