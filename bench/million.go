package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/guildhall/guildhall/bench/load"
)

// Numbers of orders that the lists compared have.
const (
	few       = 1_000
	many      = 1_000_000
	manyQuick = 100_000
)

// readers is how many people look at lists at a time.
const readers = 2

// sqlFillVaried makes orders as they are after years: most closed, some of everything,
// of five years, of amounts from a few euros to thousands.
const sqlFillVaried = `
with client as (
  select id, row_number() over (order by id) as n, count(*) over () as clients from crm_client where tenant_id = $1
)
insert into sales_order (tenant_id, id, created_at, updated_at, site, owner, status, number, client, reference, placed, required_by, currency,
  freight, gross, net, total, open, ship_name, ship_street, ship_city, ship_postal_code, ship_country, carrier,
  payment_state, shipment_state, invoice_state)
select s.tenant_id, pg_temp.id(g), now() - (($2 - g) * interval '1800 days' / $2), now(), s.id, u.id,
  case when g % 1000 = 0 then 'cancelled' when g % 100 = 7 then 'draft' when g % 20 = 3 then 'confirmed' else 'closed' end,
  'B-' || g, c.id, 'PO-' || (g * 7919 % 1000003), d.day, d.day + (g * 31 % 40)::int, 'EUR',
  4.90, v.gross, v.net, v.net + 4.90, 0, 'Receiving ' || c.n, '1 High Street', 'Hamburg', '20095', 'DE', 'Fast Freight',
  case when g % 50 = 1 then 'unpaid' when g % 500 = 2 then 'partial' else 'paid' end,
  case when g % 40 = 1 then 'pending' else 'delivered' end, case when g % 60 = 1 then 'pending' else 'invoiced' end
from identity_site s join identity_user u on u.tenant_id = s.tenant_id
cross join generate_series(1, $2::bigint) g
cross join lateral (select current_date - (($2 - g) * 1800 / $2)::int as day) d
cross join lateral (select a as gross, a as net from (select ((g * 7919 % 1000003) % 900000 + 500) / 100.0 as a) amount) v
join client c on c.n = 1 + g * 31 % c.clients
where s.tenant_id = $1`

// lists are the ways in which people look at orders: as they come, of one state, of one
// client, of a month, above an amount, by another order, in the other direction.
var lists = []string{
	"",
	"status=confirmed",
	"status=draft&sort=-placed",
	"status=cancelled&sort=total",
	"client=$client",
	"client=$client&sort=-total",
	"payment_state=unpaid&sort=required_by",
	"payment_state=partial&status=confirmed",
	"placed[gte]=$then&placed[lte]=$today&sort=-total",
	"total[gte]=8900&sort=-placed",
	"sort=placed",
	"sort=-placed",
	"sort=total",
	"sort=-total",
	"sort=required_by",
	"sort=reference",
	"status[in]=draft,confirmed&shipment_state=pending&sort=required_by",
}

// searches are what people look for: one order by its number or the client's, and words
// that stand in a few, in many and in all of them.
var searches = []string{"B-77", "PO-4711", "receiving 42", "PO-", "receiving"}

// million compares a list of very many orders with one of few: looked at, filtered,
// sorted, and read on page by page. Neither counts anything.
func (l *lab) million(ctx context.Context) ([]result, error) {
	n := many
	if l.quick {
		n = manyQuick
	}
	tenants, err := l.control.provisionMany(ctx, 2, "archive")
	if err != nil {
		return nil, err
	}
	if err := l.fillVaried(ctx, tenants, n, few); err != nil {
		return nil, err
	}
	large, err := l.listRequests(ctx, tenants[0])
	if err != nil {
		return nil, err
	}
	small, err := l.listRequests(ctx, tenants[1])
	if err != nil {
		return nil, err
	}
	pairs, err := compare(ctx, l.oneOf(large), l.oneOf(small), readers, l.rounds, l.length)
	if err != nil {
		return nil, err
	}
	p95 := median(pairs, func(p pair) float64 { return milliseconds(p.ours.Percentile(95)) })
	worst, which, err := l.slowest(ctx, large)
	if err != nil {
		return nil, err
	}
	results := []result{
		measured("million_list_p95_ms", p95, atMost(100), "%s; slowest %s: %.1f ms", rates(pairs), which, worst),
		measured("million_list_ratio", median(pairs, speed), goal{}, "rate beside the list of %d", few),
	}
	for _, more := range []struct {
		name string
		asks []string
	}{{"million_search_p95_ms", l.searchRequests(tenants[0])}, {"million_summary_p95_ms", l.footRequests(tenants[0])}} {
		worst, which, err := l.slowest(ctx, more.asks)
		if err != nil {
			return results, err
		}
		results = append(results, measured(more.name, worst, atMost(100), "slowest: %s", which))
	}
	return results, nil
}

// fillVaried gives each tenant its number of orders.
func (l *lab) fillVaried(ctx context.Context, tenants []tenant, orders ...int) error {
	l.tellf("filling lists with %d orders", orders)
	for i, n := range orders {
		if err := fill(ctx, l.db, []string{tenants[i].ID}, size{clients: 2000, products: 1}); err != nil {
			return err
		}
		err := withoutIndexes(ctx, l.db, "sales_order", func() error {
			if _, err := l.db.Exec(ctx, sqlFillVaried, tenants[i].ID, n); err != nil {
				return fmt.Errorf("fill orders: %w", err)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return settle(ctx, l.db)
}

// page is what a list of orders is asked for by the web application.
const page = "orders?limit=100&fields=id,version,number,client,reference,placed,required_by,status,payment_state,total,currency&include=client"

// listRequests returns requests for lists of a tenant: for the first page of each, and
// for some further ones.
func (l *lab) listRequests(ctx context.Context, t tenant) ([]string, error) {
	const pages = 12 // of each
	us := caller{base: "http://" + l.addr, token: t.token}
	day := func(ago int) string { return time.Now().AddDate(0, 0, -ago).Format(time.DateOnly) }
	var all []string
	for _, list := range lists {
		path := t.path(page)
		if list != "" {
			path += "&" + strings.NewReplacer("$client", idOf(77), "$today", day(0), "$then", day(30)).Replace(list)
		}
		all = append(all, path)
		next := path
		for range pages - 1 {
			var answer struct {
				Cursor *string `json:"next_cursor"`
			}
			if err := us.call(ctx, http.MethodGet, next, nil, &answer); err != nil {
				return nil, err
			}
			if answer.Cursor == nil {
				break
			}
			next = path + "&cursor=" + url.QueryEscape(*answer.Cursor)
			all = append(all, next)
		}
	}
	for i := range all {
		all[i] = string(load.Get(nil, all[i], t.auth()))
	}
	return all, nil
}

func (l *lab) searchRequests(t tenant) []string {
	var all []string
	for _, q := range searches {
		for _, more := range []string{"", "&sort=-placed", "&status=confirmed"} {
			all = append(all, string(load.Get(nil, t.path(page+more+"&q="+url.QueryEscape(q)), t.auth())))
		}
	}
	return all
}

// footRequests returns requests for what stands below a list, as far as that is shown
// without being asked for.
func (l *lab) footRequests(t tenant) []string {
	var all []string
	for _, list := range []string{"", "&status=confirmed", "&client=" + idOf(77), "&total[gte]=8900"} {
		all = append(all, string(load.Get(nil, t.path("orders/summary?sum=total&count=bounded"+list), t.auth())))
	}
	return all
}

// oneOf asks one of some requests by chance.
func (l *lab) oneOf(requests []string) contender {
	return contender{addr: l.addr, next: func(dst []byte, _ int) []byte {
		return append(dst, requests[rand.IntN(len(requests))]...) //nolint:gosec // a choice of requests
	}}
}

// slowest asks each request a few times, and returns which took longest in its middle,
// and how many milliseconds that was.
func (l *lab) slowest(ctx context.Context, requests []string) (worst float64, which string, err error) {
	const times = 5
	crowd, err := load.Open(ctx, l.addr, 1)
	if err != nil {
		return 0, "", fmt.Errorf("connect to Guildhall: %w", err)
	}
	defer func() { err = errors.Join(err, crowd.Close()) }()
	for _, request := range requests {
		var took []float64
		for range times {
			r, err := clean(crowd.Once(ctx, func(dst []byte, _ int) []byte { return append(dst, request...) }))
			if err != nil {
				return worst, which, err
			}
			took = append(took, milliseconds(r.Latencies[0]))
		}
		slices.Sort(took)
		if middle := took[times/2]; middle > worst {
			worst, which = middle, strings.Fields(request)[1]
			which = which[strings.Index(which, "/orders")+1:]
		}
	}
	return worst, which, nil
}
