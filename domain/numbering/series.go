package numbering

import (
	"context"
	"fmt"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
	"github.com/guildhall/guildhall/lib/serial"
)

// NumberSeries is how the company numbers one kind of document, where it has said so itself.
//
// The others are numbered by the standard; the numbering tells how all of them are.
type NumberSeries struct {
	entity.Base[NumberSeries]

	Subject entity.Kind `entity:"required,readonly,unique"` // what is numbered, such as billing.invoice
	Pattern string      `entity:"required,readonly"`        // how a number is written: INV-{year}-{n}
	Digits  int         `entity:"readonly"`                 // with how many digits the count is written at least: with 5, the seventh is 00007
}

// What a role can be granted on number series.
const (
	ReadSeries auth.Permission = "numbering.series.read"
	EditSeries auth.Permission = "numbering.series.edit"
)

// Entity declares the rest of what a number series is.
func (NumberSeries) Entity() entity.Spec[NumberSeries] {
	return entity.Spec[NumberSeries]{
		Name:   "numbering.series",
		Label:  "Number series",
		Plural: "number-series",
		Title:  "{pattern}",
		List:   []string{"subject", "pattern", "digits"},
		Read:   ReadSeries,
		View:   true,
	}
}

// SetRequest says how documents of a kind are numbered from now on.
type SetRequest struct {
	Subject string `entity:"required"` // what is numbered, such as billing.invoice
	Pattern string `entity:"required"` // how a number is written: {n} is the count, {year} and {month} are those of the day, {site} is the site's code
	Digits  int    // with how many digits the count is written at least: with 5, the seventh is 00007
}

// set changes how something is numbered. What has a number keeps it.
func set(ctx context.Context, tx *entity.Tx, in SetRequest) (*NumberSeries, error) {
	n, err := numbered(tx, in.Subject)
	if err != nil {
		return nil, err
	}
	want := serial.Series{Pattern: in.Pattern, Digits: in.Digits}
	if err := want.Check(n.Sited); err != nil {
		return nil, err
	}
	own, err := lock(ctx, tx, n)
	if err != nil {
		return nil, err
	}
	own.Pattern, own.Digits = want.Pattern, want.Digits
	tx.AfterCommit(tx.ForgetCustom)
	return own, entity.Update(ctx, tx, own)
}

// numbered returns what a request names.
func numbered(tx *entity.Tx, subject string) (entity.Numbered, error) {
	for _, n := range tx.Numbered() {
		if n.Entity == subject {
			return n, nil
		}
	}
	return entity.Numbered{}, problem.InvalidField("/subject", "not-numbered", "There is nothing numbered that is called %q.", subject)
}

// lock returns how the company numbers something, to be changed: as it is by the standard
// where the company has said nothing, so that its history tells what there was before.
func lock(ctx context.Context, tx *entity.Tx, n entity.Numbered) (*NumberSeries, error) {
	found, err := entity.LockWhere[NumberSeries](ctx, tx, "o.subject = $2", n.Entity)
	if err != nil {
		return nil, fmt.Errorf("lock the number series: %w", err)
	}
	if len(found) > 0 {
		return found[0], nil
	}
	own := &NumberSeries{Subject: entity.Kind(n.Entity), Pattern: n.Series.Pattern, Digits: n.Series.Digits}
	return own, entity.Create(ctx, tx, own)
}
