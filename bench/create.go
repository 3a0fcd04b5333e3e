package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/guildhall/guildhall/bench/load"
)

// writers is how many connections write orders at a time, on both sides.
const writers = 16

// shop is the tenant in which orders are made.
type shop struct {
	tenant

	site, owner       string
	epoch             int64
	clients, products int
}

// openShop gives a tenant of a server, and of its database, goods that do not run out.
func openShop(ctx context.Context, addr string, db *pgx.Conn, t tenant) (*shop, error) {
	s := &shop{tenant: t}
	const sql = `select s.id::text, u.id::text, t.epoch,
  (select count(*) from crm_client c where c.tenant_id = t.tenant_id), (select count(*) from catalog_product p where p.tenant_id = t.tenant_id)
from system_tenant t join identity_site s on s.tenant_id = t.tenant_id join identity_user u on u.tenant_id = t.tenant_id where t.tenant_id = $1`
	if err := db.QueryRow(ctx, sql, s.ID).Scan(&s.site, &s.owner, &s.epoch, &s.clients, &s.products); err != nil {
		return nil, fmt.Errorf("look into the shop: %w", err)
	}
	us := &caller{base: "http://" + addr, token: s.token}
	var vendor struct{ ID string }
	if err := us.call(ctx, http.MethodPost, s.path("vendors"), map[string]any{"name": "Everything", "currency": "EUR"}, &vendor); err != nil {
		return nil, err
	}
	const atOnce = 100
	for first := 1; first <= s.products; first += atOnce {
		var lines []map[string]string
		for p := first; p < first+atOnce && p <= s.products; p++ {
			lines = append(lines, map[string]string{"product": idOf(p), "quantity": "1000000000"})
		}
		delivery := map[string]any{"site": s.site, "vendor": vendor.ID, "lines": lines}
		if err := us.call(ctx, http.MethodPost, s.path("stock/receive"), delivery, nil); err != nil {
			return nil, err
		}
	}
	return s, settle(ctx, db)
}

// order is a request for an order of five products in a row, by any client.
func (s *shop) order(dst []byte, _ int) []byte {
	body := fmt.Appendf(nil, `{"client":%q,"site":%q,"currency":"EUR","items":[`, idOf(1+rand.IntN(s.clients)), s.site) //nolint:gosec // a choice of rows
	first := 1 + rand.IntN(s.products-linesOfOrder+1)                                                                   //nolint:gosec // a choice of rows
	for i := range linesOfOrder {
		if i > 0 {
			body = append(body, ',')
		}
		body = fmt.Appendf(body, `{"product":%q,"quantity":"1"}`, idOf(first+i))
	}
	return load.Post(dst, s.path("orders/place"), append(body, "]}"...), s.auth())
}

//go:embed create.sql
var createSQL []byte

// createOrders compares orders made through the server with the same rows written
// by pgbench.
func (l *lab) createOrders(ctx context.Context) (results []result, err error) {
	s, err := openShop(ctx, l.addr, l.db, l.big)
	if err != nil {
		return nil, err
	}
	pgbench, err := findPgbench()
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(l.in("create.sql"), createSQL, 0o600); err != nil {
		return nil, err
	}
	crowd, err := load.Open(ctx, l.addr, writers)
	if err != nil {
		return nil, fmt.Errorf("connect to Guildhall: %w", err)
	}
	defer func() { err = errors.Join(err, crowd.Close()) }()
	var ratios, ours, floor, p95 []float64
	for round := range l.rounds + 1 {
		r, err := clean(crowd.Run(ctx, l.length, s.order))
		if err != nil {
			return nil, err
		}
		tps, err := l.pgbench(ctx, pgbench, s)
		if err != nil {
			return nil, err
		}
		if round == 0 {
			continue // It warms both sides.
		}
		ratios, ours, floor = append(ratios, r.PerSecond()/tps), append(ours, r.PerSecond()), append(floor, tps)
		p95 = append(p95, milliseconds(r.Percentile(95)))
	}
	results = append(results, measured("order_create_vs_pgbench", load.Median(ratios), atLeast(0.65),
		"%.0f/s, p95 %.1f ms; pgbench %.0f/s", load.Median(ours), load.Median(p95), load.Median(floor)))
	trips, err := l.roundTrips(ctx, s.order)
	if err != nil {
		return results, fmt.Errorf("count round trips: %w", err)
	}
	return append(results, measured("order_create_round_trips", float64(trips), atMost(2), "between the server and PostgreSQL")), nil
}

var tpsLine = regexp.MustCompile(`(?m)^tps = ([0-9.]+) `)

// pgbench writes orders past the server, as the role that serves, and returns how
// many it wrote in a second.
func (l *lab) pgbench(ctx context.Context, program string, s *shop) (float64, error) {
	socket, port := l.cluster.Socket()
	seconds := max(3, int(l.length.Seconds())) // it also has to prepare its statements in that time
	args := []string{
		"-n", "-M", "prepared", "-c", strconv.Itoa(writers), "-j", "2", "-T", strconv.Itoa(seconds), "-f", l.in("create.sql"),
		"-h", socket, "-p", strconv.Itoa(port), "-U", l.cluster.Superuser(),
	}
	for name, value := range map[string]any{
		"tenant": s.ID, "epoch": s.epoch, "site": s.site, "owner": s.owner, "clients": s.clients, "products": s.products, "k": 0,
		"run": 10_000_000 + time.Now().UnixMilli()/100%90_000_000,
	} {
		args = append(args, "-D", fmt.Sprintf("%s=%v", name, value))
	}
	cmd := exec.CommandContext(ctx, program, append(args, shared)...)
	cmd.Env = append(os.Environ(), "PGPASSWORD="+l.cluster.Password(), "PGOPTIONS=-c role="+shared+" -c search_path=public")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("pgbench: %w\n%s", err, out)
	}
	found := tpsLine.FindSubmatch(out)
	if found == nil {
		return 0, fmt.Errorf("pgbench tells no tps:\n%s", out)
	}
	return strconv.ParseFloat(string(found[1]), 64) //nolint:wrapcheck // names the number
}

// findPgbench finds the program, which distributions keep out of the PATH.
func findPgbench() (string, error) {
	if path, err := exec.LookPath("pgbench"); err == nil {
		return path, nil
	}
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin/pgbench", "/usr/pgsql-*/bin/pgbench"} {
		if found, err := filepath.Glob(pattern); err == nil && len(found) > 0 {
			return found[len(found)-1], nil
		}
	}
	return "", errors.New("there is no pgbench on this machine: it comes with PostgreSQL's programs for servers or their additions")
}
