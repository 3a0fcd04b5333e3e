package governance

import (
	"context"
	"fmt"
	"time"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Retention is how long the company keeps records of one sort, which then go by
// themselves.
//
// There is one for each that a module declares.
type Retention struct {
	entity.Base[Retention]

	Name     string    `entity:"required,readonly,unique"` // what is kept: signin.session, system.access …
	Label    string    `entity:"readonly"`                 // the same, for people
	Days     int       `entity:"readonly"`                 // for how many days it is kept
	Minimum  int       `entity:"readonly"`                 // fewer days are not allowed
	Why      string    `entity:"readonly"`                 // why not fewer, or what it is needed for
	Purged   int       `entity:"readonly"`                 // how many rows have gone so far
	PurgedAt time.Time `entity:"readonly"`                 // when the last of them went
}

// What a role can be granted on retention.
const (
	ReadRetention auth.Permission = "governance.retention.read"
	EditRetention auth.Permission = "governance.retention.edit"
)

// Entity declares the rest of what a retention is.
func (Retention) Entity() entity.Spec[Retention] {
	return entity.Spec[Retention]{
		Name:  nameOfRetention,
		Title: "{label}",
		List:  []string{"name", "label", "days", "minimum", "purged", "purged_at"},
		Sort:  "name",
		Read:  ReadRetention,
		View:  true,
	}
}

// RetentionRequest says for how long to keep something from now on.
type RetentionRequest struct {
	Days int `entity:"required"` // for how many days
}

// longestRetention is a hundred years, in days.
const longestRetention = 36525

func setRetention(ctx context.Context, tx *entity.Tx, r *Retention, in RetentionRequest) (*Retention, error) {
	if in.Days < r.Minimum || in.Days > longestRetention {
		return nil, problem.InvalidField("/days", "out-of-range", "Must be %d to %d days. %s", r.Minimum, longestRetention, r.Why)
	}
	r.Days = in.Days
	return r, entity.Update(ctx, tx, r)
}

// keptBy returns the company's retentions, by name.
func keptBy(ctx context.Context, tx *entity.Tx) (map[string]*Retention, error) {
	all, err := entity.Find[Retention](ctx, tx, "true")
	if err != nil {
		return nil, fmt.Errorf("read retentions: %w", err)
	}
	byName := map[string]*Retention{}
	for _, r := range all {
		byName[r.Name] = r
	}
	return byName, nil
}

// retentionOf is a retention as it is declared.
func retentionOf(d entity.Retention) *Retention {
	return &Retention{Name: d.Name, Label: d.Label, Days: d.Days, Minimum: d.Minimum, Why: d.Why}
}

// retentions returns the company's retentions, one for each that is declared: new
// ones are made as declared.
func retentions(ctx context.Context, tx *entity.Tx) (map[string]*Retention, error) {
	byName, err := keptBy(ctx, tx)
	if err != nil {
		return nil, err
	}
	for _, d := range declared(tx) {
		if byName[d.Name] != nil {
			continue
		}
		r := retentionOf(d)
		if err := entity.Create(ctx, tx, r); err != nil {
			return nil, fmt.Errorf("make retention %s: %w", d.Name, err)
		}
		byName[d.Name] = r
	}
	return byName, nil
}

// declared returns what modules declare to go by itself.
func declared(tx *entity.Tx) []entity.Retention {
	var all []entity.Retention
	for _, m := range tx.Modules() {
		all = append(all, m.Retentions...)
	}
	return all
}
