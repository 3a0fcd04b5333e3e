package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"golang.org/x/sync/errgroup"
)

// A queue as it is made when nothing else matters: one table with its key, the
// message in the row, a hundred rows a transaction, no trying again later.
const (
	sqlMakeOutbox = `drop table if exists floor_outbox;
create table floor_outbox (id bigint primary key, type text not null, payload jsonb not null)`
	sqlFillOutbox = `insert into floor_outbox select n, 'OrderConfirmedEvent', jsonb_build_object('title', 'Order ' || n,
  'client', gen_random_uuid(), 'total', jsonb_build_object('amount', '62.50', 'currency', 'EUR')) from generate_series(1, $1::bigint) n`
	sqlTakeOutbox = `delete from floor_outbox where id = any(array(
  select id from floor_outbox order by id limit 100 for update skip locked)) returning id, type, payload`
)

// fillOutbox makes the queue anew.
func (f *floor) fillOutbox(w http.ResponseWriter, r *http.Request) {
	rows, err := strconv.Atoi(r.FormValue("rows"))
	if err == nil {
		_, err = f.pool.Exec(r.Context(), sqlMakeOutbox)
	}
	if err == nil {
		_, err = f.pool.Exec(r.Context(), sqlFillOutbox, rows)
	}
	if err == nil {
		_, err = f.pool.Exec(r.Context(), `vacuum analyze floor_outbox`)
	}
	answer(w, rows, err)
}

// drained is what draining has come to.
type drained struct {
	Rows    int     `json:"rows"`
	Seconds float64 `json:"seconds"`
}

// drainOutbox takes all messages and does nothing with them.
func (f *floor) drainOutbox(w http.ResponseWriter, r *http.Request) {
	loops, err := strconv.Atoi(r.FormValue("loops"))
	if err != nil {
		answer(w, nil, err)
		return
	}
	taken := make([]int, loops)
	group, ctx := errgroup.WithContext(r.Context())
	began := time.Now()
	for i := range loops {
		group.Go(func() (err error) {
			taken[i], err = f.take(ctx)
			return err
		})
	}
	err = group.Wait()
	d := drained{Seconds: time.Since(began).Seconds()}
	for _, n := range taken {
		d.Rows += n
	}
	answer(w, d, err)
}

// take takes messages until there are none.
func (f *floor) take(ctx context.Context) (taken int, err error) {
	var id int64
	var kind string
	var payload []byte
	for {
		rows, err := f.pool.Query(ctx, sqlTakeOutbox)
		if err != nil {
			return taken, fmt.Errorf("take messages: %w", err)
		}
		n := 0
		_, err = pgx.ForEachRow(rows, []any{&id, &kind, &payload}, func() error {
			n++
			return nil
		})
		if err != nil || n == 0 {
			return taken, err //nolint:wrapcheck // told as it is
		}
		taken += n
	}
}
