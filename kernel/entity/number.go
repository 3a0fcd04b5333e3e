package entity

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/serial"
)

// numbers holds, for series that may skip, the numbers that this process has
// taken from the counters and not yet given out.
type numbers struct {
	mu     sync.Mutex
	blocks map[counter]*block
}

// counter is what is counted by itself, one row of the table of counters.
type counter struct {
	tenant uuid.UUID
	series string // the entity whose records are numbered
	form   string // what their numbers have in common: "SO-2026-{n}"
}

type block struct {
	free []int64 // ascending
	size int64   // of the next lease
}

const (
	firstBlock = 4
	maxBlock   = 64
)

func newNumbers() *numbers { return &numbers{blocks: map[counter]*block{}} }

// take returns the lowest number at hand from a first one on.
func (n *numbers) take(c counter, first int64) (int64, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	b := n.blocks[c]
	if b == nil {
		return 0, false
	}
	from, _ := slices.BinarySearch(b.free, first)
	if b.free = b.free[from:]; len(b.free) == 0 {
		return 0, false
	}
	next := b.free[0]
	b.free = b.free[1:]
	return next, true
}

// next returns the lowest number at hand from a first one on, which stays there.
func (n *numbers) next(c counter, first int64) (int64, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	b := n.blocks[c]
	if b == nil {
		return 0, false
	}
	from, _ := slices.BinarySearch(b.free, first)
	if from == len(b.free) {
		return 0, false
	}
	return b.free[from], true
}

// lease returns how many numbers to take from the counter now: few at first, so
// that a quiet tenant skips few, more with demand.
func (n *numbers) lease(c counter) int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	b := n.blocks[c]
	if b == nil {
		b = &block{size: firstBlock / 2}
		n.blocks[c] = b
	}
	b.size = min(b.size*2, maxBlock)
	return b.size
}

// keep puts numbers from a committed lease at hand.
func (n *numbers) keep(c counter, from, to int64) {
	n.mu.Lock()
	defer n.mu.Unlock()
	b := n.blocks[c]
	for i := from; i < to; i++ {
		at, _ := slices.BinarySearch(b.free, i)
		b.free = slices.Insert(b.free, at, i)
	}
}

const sqlNextNumber = `insert into system_counter as s (tenant_id, series, form, next) values ($1, $2, $3, 1 + $4)
on conflict (tenant_id, series, form) do update set next = s.next + $4 returning next - $4`

// number writes the next number of its series into a record.
func (tx *Tx) number(ctx context.Context, p *Plan, rec reflect.Value) error {
	field := rec.Elem().FieldByIndex(p.shape.fields[p.sequence].index)
	if field.String() != "" {
		return nil
	}
	set, err := tx.registry.custom(ctx, tx.Tx)
	if err != nil {
		return err
	}
	series := p.series(set)
	code := ""
	if series.PerSite() {
		if code, err = tx.siteCode(ctx, p.scopeOf(rec).Site); err != nil {
			return err
		}
	}
	c := counter{tenant: tx.Tenant(), series: p.Name, form: series.Form(tx.Today(), code)}
	n, err := tx.next(ctx, p.Series, c, set.begun[c])
	if err != nil {
		return fmt.Errorf("number %s: %w", p.Name, err)
	}
	field.SetString(series.Number(c.form, n))
	return nil
}

// series tells how a tenant numbers the entity.
func (p *Plan) series(set custom) serial.Series {
	if own, ok := set.series[p.Name]; ok {
		return own
	}
	return serial.Series{Pattern: p.Series.Pattern, Digits: p.Series.Digits}
}

// siteCode returns the code of a site; empty for none.
func (tx *Tx) siteCode(ctx context.Context, site uuid.UUID) (string, error) {
	code, _, err := pg.One[string](ctx, tx, "select code from "+quote(tx.registry.sites.table)+" where tenant_id = $1 and id = $2", site)
	if err != nil {
		return "", fmt.Errorf("read the code of a site: %w", err)
	}
	return code, nil
}

// next takes the next number of a counter; none below first are given any more.
func (tx *Tx) next(ctx context.Context, s *Series, c counter, first int64) (int64, error) {
	size := int64(1)
	if !s.Gapless {
		if n, ok := tx.registry.numbers.take(c, first); ok {
			return n, nil
		}
		size = tx.registry.numbers.lease(c)
	}
	n, _, err := pg.One[int64](ctx, tx, sqlNextNumber, c.series, c.form, size)
	if err != nil {
		return 0, err
	}
	if size > 1 {
		tx.committed = append(tx.committed, func() { tx.registry.numbers.keep(c, n+1, n+size) })
	}
	return n, nil
}

// Numbered is an entity whose records are numbered.
type Numbered struct {
	Entity, Label string
	Series        Series // how they are numbered where the company says nothing
	Table, Column string // where their numbers stand
	Sited         bool   // they belong to sites
}

// Numbered returns the entities whose records are numbered, in the order of the modules.
func (tx *Tx) Numbered() []Numbered {
	var all []Numbered
	for _, p := range tx.registry.plans {
		if p.Series == nil || !tx.serves(p.module) {
			continue
		}
		all = append(all, Numbered{
			Entity: p.Name, Label: p.Label, Series: *p.Series, Sited: p.scoped && tx.registry.sites != nil,
			Table: quote(p.table), Column: quote(p.shape.fields[p.sequence].name),
		})
	}
	return all
}

// NextAtHand tells which number of a form comes next in this process, when it has taken
// some from the count that it has not given out yet.
func (tx *Tx) NextAtHand(ctx context.Context, entity, form string) (int64, bool, error) {
	set, err := tx.registry.custom(ctx, tx.Tx)
	c := counter{tenant: tx.Tenant(), series: entity, form: form}
	n, ok := tx.registry.numbers.next(c, set.begun[c])
	return n, ok, err
}
