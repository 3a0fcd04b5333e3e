package numbering

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/serial"
)

// Overview is how each kind of document is numbered.
type Overview struct {
	Data []Numbering
}

// Numbering is how one kind of document is numbered.
type Numbering struct {
	Subject  string    // what is numbered, such as billing.invoice
	Label    string    // the same, for people
	Pattern  string    // how a number is written: INV-{year}-{n}
	Digits   int       // with how many digits the count is written at least
	Standard string    // the pattern where the company says nothing
	Gapless  bool      // whether no number may be missing, as the law wants it of invoices
	Sited    bool      // whether {site} may stand in the pattern
	Series   uuid.UUID // the record in whose history changes are kept; empty as long as there are none
	Counts   []Count   // what is counted by itself: one, or one for each site
}

// Count is what is counted by itself.
type Count struct {
	Site   uuid.UUID // the site that is counted by itself, if each is
	Code   string    // that site's code
	Next   int       // what is counted next
	Number string    // the number that comes next
}

// AskOverview asks how documents are numbered.
type AskOverview struct{}

func overview(ctx context.Context, tx *entity.Tx, _ AskOverview) (Overview, error) {
	all, err := entity.Find[NumberSeries](ctx, tx, "true")
	if err != nil {
		return Overview{}, fmt.Errorf("read number series: %w", err)
	}
	own := map[string]*NumberSeries{}
	for _, s := range all {
		own[string(s.Subject)] = s
	}
	out := Overview{Data: []Numbering{}}
	for _, n := range tx.Numbered() {
		told, err := describe(ctx, tx, n, own[n.Entity])
		if err != nil {
			return Overview{}, err
		}
		out.Data = append(out.Data, told)
	}
	return out, nil
}

// describe tells how something is numbered; own is what the company says about it, if it
// says anything.
func describe(ctx context.Context, tx *entity.Tx, n entity.Numbered, own *NumberSeries) (Numbering, error) {
	told := Numbering{Subject: n.Entity, Label: n.Label, Standard: n.Series.Pattern, Gapless: n.Series.Gapless, Sited: n.Sited}
	series := seriesOf(n, own)
	told.Pattern, told.Digits = series.Pattern, series.Digits
	if own != nil {
		told.Series = own.ID.UUID()
	}
	all, err := counts(ctx, tx, n, series)
	for _, c := range all {
		told.Counts = append(told.Counts, Count{Site: c.site, Code: c.code, Next: int(c.next), Number: series.Number(c.form, c.next)})
	}
	return told, err
}

// seriesOf is how something is numbered.
func seriesOf(n entity.Numbered, own *NumberSeries) serial.Series {
	if own != nil {
		return serial.Series{Pattern: own.Pattern, Digits: own.Digits}
	}
	return serial.Series{Pattern: n.Series.Pattern, Digits: n.Series.Digits}
}

// count is what is counted by itself today.
type count struct {
	site uuid.UUID // of which site, when each counts for itself
	code string    // that site's code
	form string    // what the numbers have in common: "INV-2026-{n}"
	next int64     // the number that comes next, as far as this process knows
}

const (
	sqlSites = `select id, code from identity_site where tenant_id = $1 order by code`
	sqlNext  = `select next from system_counter where tenant_id = $1 and series = $2 and form = $3`
)

// counts returns what is counted by itself: one, or one for each site.
func counts(ctx context.Context, tx *entity.Tx, n entity.Numbered, s serial.Series) ([]count, error) {
	all := []count{{}}
	if s.PerSite() {
		sites, err := pg.Query[struct {
			ID   uuid.UUID
			Code string
		}](ctx, tx, sqlSites)
		if err != nil {
			return nil, fmt.Errorf("read sites: %w", err)
		}
		all = all[:0]
		for _, site := range sites {
			all = append(all, count{site: site.ID, code: site.Code})
		}
	}
	for i := range all {
		all[i].form = s.Form(tx.Today(), all[i].code)
		next, err := comes(ctx, tx, n, all[i].form)
		if err != nil {
			return nil, err
		}
		all[i].next = next
	}
	return all, nil
}

// comes tells which number of a form comes next.
func comes(ctx context.Context, tx *entity.Tx, n entity.Numbered, form string) (int64, error) {
	if !n.Series.Gapless {
		next, ok, err := tx.NextAtHand(ctx, n.Entity, form)
		if ok || err != nil {
			return next, err
		}
	}
	next, found, err := pg.One[int64](ctx, tx, sqlNext, n.Entity, form)
	if err != nil || !found {
		return 1, err
	}
	return next, nil
}
