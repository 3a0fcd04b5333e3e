package system

import (
	"context"
	"regexp"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/customfield"
	"github.com/guildhall/guildhall/lib/filter"
	"github.com/guildhall/guildhall/lib/problem"
)

var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,40}$`)

// checkCustomField refuses a field that no record could hold, and has this
// process read the company's fields anew once the change is committed.
func checkCustomField(_ context.Context, tx *entity.Tx, f *CustomField) error {
	var errs problem.Fields
	if !fieldName.MatchString(f.Name) {
		errs.Add("/name", "invalid-name", "Must begin with a letter and have only a-z, 0-9 and _, at most 41 characters.")
	}
	if tx.HasField(string(f.Extends), f.Name) || filter.Reserved(f.Name) {
		errs.Add("/name", "taken", "The name %q is used already.", f.Name)
	}
	if !tx.Declares(string(f.Extends)) {
		errs.Add("/extends", "unknown-entity", "There is no entity %q.", f.Extends)
	}
	if f.Kind == customfield.ChoiceOf && len(f.Choices) == 0 {
		errs.Add("/choices", "required", "A choice needs at least one value to choose from.")
	}
	if f.Kind == customfield.Reference && !tx.Declares(string(f.Target)) {
		errs.Add("/target", "unknown-entity", "There is no entity %q.", f.Target)
	}
	tx.AfterCommit(tx.ForgetCustom)
	return errs.Err()
}
