package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"

	"github.com/guildhall/guildhall/bench/driver"
)

// deed is one write, and what became of it.
type deed struct {
	tenant *tenant
	path   string
	body   object
	key    string   // Idempotency-Key, and what the new record is called by
	table  string   // of the new record, which has the key in the column
	column string   //
	tells  []string // events about the record, each once
	refuse bool     // it must be refused

	record string // that it made or changed
}

// writer makes deeds, one after another.
type writer struct {
	l      *lab
	number int
	made   int
	random *rand.Rand
}

func (l *lab) newWriter(number int) *writer {
	return &writer{l: l, number: number, random: rand.New(rand.NewPCG(l.seed, uint64(2+number)))} //nolint:gosec // choices, not secrets
}

// write makes deeds until there are enough events and the faults that were asked
// for have happened.
func (w *writer) write(ctx context.Context, faulted <-chan struct{}) error {
	for ctx.Err() == nil {
		if w.l.told.Load() >= int64(w.l.events) {
			select {
			case <-faulted:
				return nil
			default:
			}
		}
		d := w.choose()
		if err := w.settle(ctx, d); err != nil {
			return err
		}
		if d.table == "sales_order" && len(d.tells) == 1 { // a draft, which is confirmed then
			w.made++
			next := &deed{
				tenant: d.tenant, path: "orders/" + d.record + "/confirm", body: object{}, key: w.key(), tells: []string{"OrderConfirmedEvent"},
			}
			if err := w.settle(ctx, next); err != nil {
				return err
			}
		}
	}
	return ctx.Err() //nolint:wrapcheck // the time is over
}

func (w *writer) key() string { return "w" + strconv.Itoa(w.number) + "-" + strconv.Itoa(w.made) }

// choose returns the next deed.
func (w *writer) choose() *deed {
	w.made++
	d := &deed{tenant: w.l.tenants[w.random.IntN(len(w.l.tenants))], key: w.key()}
	product := d.tenant.service
	switch w.random.IntN(10) {
	case 0, 1, 2:
		d.path, d.table, d.column, d.tells = "clients", "crm_client", "name", []string{"ClientCreatedEvent"}
		d.body = object{"name": d.key, "currency": "EUR"}
		return d
	case 3, 4, 5:
		d.path, d.tells = "orders", []string{"OrderCreatedEvent"}
	case 6: // the order is made, confirmed, and found to want goods that there are not
		d.path, d.refuse = "orders/place", true
		product = d.tenant.goods
	default:
		d.path, d.tells = "orders/place", []string{"OrderCreatedEvent", "OrderConfirmedEvent"}
	}
	d.table, d.column = "sales_order", "reference"
	d.body = object{
		"client": d.tenant.client, "site": d.tenant.site, "currency": "EUR", "reference": d.key,
		"items": []object{{"product": product, "quantity": "1"}},
	}
	return d
}

// settle has a deed done, however often it has to be asked for, and keeps what
// became of it.
func (w *writer) settle(ctx context.Context, d *deed) error {
	var made struct{ ID string }
	asked := false
	for pause := 10 * time.Millisecond; ctx.Err() == nil; pause = min(2*pause, time.Second) {
		err := w.send(ctx, d, &made, !asked)
		refusal, refused := errors.AsType[*driver.RefusalError](err)
		switch {
		case err == nil && d.refuse:
			w.l.wrong("%s %s was done, though it cannot be", d.tenant.Slug, d.key)
			return nil
		case err == nil:
			d.record = made.ID
			w.l.answered(d)
			return nil
		case refused && d.refuse && refusal.Slug() == "out-of-stock":
			w.l.answered(d)
			return nil
		case refused && !passing(refusal):
			return fmt.Errorf("write %s: %w", d.key, err)
		}
		if !asked {
			w.l.unknown.Add(1)
			asked = true
		}
		time.Sleep(pause)
	}
	return ctx.Err() //nolint:wrapcheck // the time is over
}

// impatience is how long a writer that hangs up waits at most.
const impatience = 20 * time.Millisecond

// send sends the request to one of the servers. Now and then the writer hangs up
// before it is answered.
func (w *writer) send(ctx context.Context, d *deed, out any, first bool) error {
	if first && w.random.IntN(20) == 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, time.Duration(w.random.Int64N(int64(impatience))))
		defer cancel()
	}
	base := w.l.house.base(w.random.IntN(servers))
	return driver.Call{Method: http.MethodPost, URL: d.tenant.path(base, d.path), Token: d.tenant.token, Key: d.key, In: d.body}.Send(ctx, out)
}

// passing tells whether the same request may be answered otherwise a little later:
// the server has lost its database, or is still at the request that came before.
func passing(r *driver.RefusalError) bool {
	return r.Status >= http.StatusInternalServerError || r.Status == http.StatusTooManyRequests || r.Slug() == "in-flight"
}

// answered keeps a deed whose outcome is known.
func (l *lab) answered(d *deed) {
	l.told.Add(int64(len(d.tells)))
	l.mu.Lock()
	defer l.mu.Unlock()
	l.deeds = append(l.deeds, d)
	if d.refuse {
		l.summary.Refused++
	} else {
		l.summary.Writes++
	}
}
