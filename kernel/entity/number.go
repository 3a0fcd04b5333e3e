package entity

import (
	"context"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"sync"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/pg"
)

// numbers holds, for series that may skip, the numbers that this process has
// taken from the counters and not yet given out.
type numbers struct {
	mu     sync.Mutex
	blocks map[counter]*block
}

// counter is one row of number series.
type counter struct {
	tenant uuid.UUID
	series string
	site   uuid.UUID
	year   int64
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

// take returns the lowest number at hand.
func (n *numbers) take(c counter) (int64, bool) {
	n.mu.Lock()
	defer n.mu.Unlock()
	b := n.blocks[c]
	if b == nil || len(b.free) == 0 {
		return 0, false
	}
	first := b.free[0]
	b.free = b.free[1:]
	return first, true
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
		at := 0
		for at < len(b.free) && b.free[at] < i {
			at++
		}
		b.free = append(b.free[:at], append([]int64{i}, b.free[at:]...)...)
	}
}

const sqlNextNumber = `insert into system_sequence as s (tenant_id, series, site, year, next) values ($1, $2, $3, $4, 1 + $5)
on conflict (tenant_id, series, site, year) do update set next = s.next + $5 returning next - $5`

// number writes the next number of its series into a record.
func (tx *Tx) number(ctx context.Context, p *Plan, rec reflect.Value) error {
	field := rec.Elem().FieldByIndex(p.shape.fields[p.sequence].index)
	if field.String() != "" {
		return nil
	}
	c := tx.counter(p, rec)
	n, err := tx.next(ctx, p.Series, c)
	if err != nil {
		return fmt.Errorf("number %s: %w", p.Name, err)
	}
	digits := strconv.FormatInt(n, 10)
	if pad := p.Series.Digits - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	field.SetString(strings.NewReplacer("{n}", digits, "{year}", strconv.FormatInt(c.year, 10)).Replace(p.Series.Pattern))
	return nil
}

// counter says which counter numbers a record: one for each year when the
// pattern names the year, one for each site when the series says so.
func (tx *Tx) counter(p *Plan, rec reflect.Value) counter {
	c := counter{tenant: tx.Tenant(), series: p.module + "." + p.Series.Name}
	if strings.Contains(p.Series.Pattern, "{year}") {
		c.year = int64(tx.Today().Year())
	}
	if p.Series.PerSite {
		c.site = p.scopeOf(rec).Site
	}
	return c
}

func (tx *Tx) next(ctx context.Context, s *Series, c counter) (int64, error) {
	size := int64(1)
	if !s.Gapless {
		if n, ok := tx.registry.numbers.take(c); ok {
			return n, nil
		}
		size = tx.registry.numbers.lease(c)
	}
	first, _, err := pg.One[int64](ctx, tx, sqlNextNumber, c.series, c.site, c.year, size)
	if err != nil {
		return 0, err
	}
	if size > 1 {
		tx.committed = append(tx.committed, func() { tx.registry.numbers.keep(c, first+1, first+size) })
	}
	return first, nil
}
