package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/enterprise"
	"github.com/guildhall/guildhall/lib/config"
)

// How often each race is run, on all tiers together.
const (
	raceRounds  = 100
	shortRounds = 10 // with -short
)

// TestRaces has callers of the API meet at the same record: whatever order the
// database lets them in, the company's books are the same afterwards. What it tells
// is for nobody: tests that deliver are over when it begins, or they would wait until
// thousands of invoices have been printed.
func TestRaces(t *testing.T) { //nolint:tparallel // its races are run one after another
	t.Parallel()
	a := open(t)
	api, err := a.API(config.Serve{Development: true}, "test", nil)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(api)
	defer server.Close()
	client := server.Client()
	client.Transport.(*http.Transport).MaxIdleConnsPerHost = 64
	var shops []*shop
	for _, tier := range tiers {
		shops = append(shops, newShop(t, a, tier, server.URL, client.Do))
	}
	rounds := raceRounds
	if testing.Short() {
		rounds = shortRounds
	}
	for _, race := range []struct {
		name string
		run  func(*testing.T, *shop, int)
	}{
		{"twenty buyers of the last ten", raceForStock},
		{"fifty invoices posted", raceForNumbers},
		{"a quote accepted twice", raceToAccept},
		{"a payment allocated twice", raceToAllocate},
		{"a key sent twice", raceOfKeys},
	} {
		t.Run(race.name, func(t *testing.T) {
			for round := 0; round < rounds && !t.Failed(); round++ {
				race.run(t, shops[round%len(shops)], round)
			}
		})
	}
	for _, s := range shops {
		s.checkStock(t)
	}
}

// raceForStock: of ten in store ten are sold, whoever asks.
func raceForStock(t *testing.T, s *shop, _ int) {
	t.Helper()
	const buyers, left = 20, 10
	s.receive(t, s.scarce, left)
	var sold int
	for _, a := range s.atOnce(t, buyers, func(int) request {
		return request{method: "POST", path: "orders/place", body: s.order(s.scarce, "")}
	}) {
		switch {
		case a.code == http.StatusCreated || a.code == http.StatusOK:
			sold++
		case !a.is(http.StatusConflict, "out-of-stock"):
			t.Errorf("a buyer is answered %s", a)
		}
	}
	if sold != left {
		t.Errorf("%d were sold of %d", sold, left)
	}
	stock := read[struct{ Reserved, Available string }](t, s.must(t, "GET", "stock/availability?product="+s.scarce, ""))
	if stock.Available != "0" || stock.Reserved != strconv.Itoa(s.received[s.scarce]) {
		t.Errorf("after the last was sold the stock is %+v of %d received", stock, s.received[s.scarce])
	}
	s.checkStock(t)
}

// raceForNumbers: invoices posted together get the next numbers, each one once.
func raceForNumbers(t *testing.T, s *shop, round int) {
	t.Helper()
	const n = 50
	ids := s.draftInvoices(t, n)
	var numbers []string
	for _, a := range s.atOnce(t, n, func(i int) request { return request{method: "POST", path: "invoices/" + ids[i] + "/post"} }) {
		if a.code != http.StatusOK {
			t.Fatalf("round %d: a posting is answered %s", round, a)
		}
		numbers = append(numbers, a.told.Number)
	}
	slices.Sort(numbers)
	for i, number := range numbers {
		if want := fmt.Sprintf("INV-2026-%05d", s.posted+1+i); number != want {
			t.Fatalf("round %d: number %d is %s, want %s", round, i, number, want)
		}
	}
	s.posted += n
}

// raceToAccept: a quote becomes one order, however many say yes.
func raceToAccept(t *testing.T, s *shop, _ int) {
	t.Helper()
	quote := s.must(t, "POST", "quotes", s.order(s.plenty, "")).told.ID
	s.must(t, "POST", "quotes/"+quote+"/send", "")
	var done int
	for _, a := range s.atOnce(t, 2, func(int) request { return request{method: "POST", path: "quotes/" + quote + "/accept"} }) {
		switch {
		case a.code == http.StatusOK && a.told.Status == "accepted":
			done++
		case !a.is(http.StatusConflict, "illegal-step"):
			t.Errorf("an acceptance is answered %s", a)
		}
	}
	if orders := s.count(t, "orders?quote="+quote); done != 1 || orders != 1 {
		t.Errorf("%d acceptances made %d orders", done, orders)
	}
}

// raceToAllocate: a payment's money is used once, and an invoice is paid once.
func raceToAllocate(t *testing.T, s *shop, round int) {
	t.Helper()
	// What the invoice asks for, what the payment brings, what each call allocates.
	c := []struct{ open, paid, asks, want string }{
		{"10", "10", "", "10.00"},
		{"10", "15", "", "10.00"},
		{"10", "6", "", "6.00"},
		{"10", "10", "6", "6.00"},
	}[round%4]
	invoice := s.must(t, "POST", "invoices", s.invoice(c.open)).told.ID
	s.must(t, "POST", "invoices/"+invoice+"/post", "")
	s.posted++
	payment := s.must(t, "POST", "payments", fmt.Sprintf(`{"client":%q,"site":%q,"currency":"EUR","amount":{"amount":%q}}`, s.buyer, s.site, c.paid)).told.ID
	s.must(t, "POST", "payments/"+payment+"/charge", "")
	body := fmt.Sprintf(`{"invoice":%q}`, invoice)
	if c.asks != "" {
		body = fmt.Sprintf(`{"invoice":%q,"amount":{"amount":%q}}`, invoice, c.asks)
	}
	for _, a := range s.atOnce(t, 2, func(int) request {
		return request{method: "POST", path: "payments/" + payment + "/allocate", body: body}
	}) {
		if a.code != http.StatusOK && a.code != http.StatusConflict && a.code != http.StatusUnprocessableEntity {
			t.Errorf("%+v: an allocation is answered %s", c, a)
		}
	}
	type figure struct{ Amount string }
	used := read[struct{ Allocated figure }](t, s.must(t, "GET", "payments/"+payment, "")).Allocated.Amount
	paid := read[struct{ Paid figure }](t, s.must(t, "GET", "invoices/"+invoice, "")).Paid.Amount
	if used != c.want || paid != c.want {
		t.Errorf("%+v: %s of the payment is used, and %s of the invoice paid", c, used, paid)
	}
}

// raceOfKeys: two requests with one Idempotency-Key have one effect.
func raceOfKeys(t *testing.T, s *shop, round int) {
	t.Helper()
	reference := "key-" + strconv.Itoa(round)
	send := request{method: "POST", path: "orders/place", body: s.order(s.plenty, reference), key: reference}
	made := map[string]bool{}
	for _, a := range s.atOnce(t, 2, func(int) request { return send }) {
		switch {
		case a.code < http.StatusBadRequest:
			made[a.told.ID] = true
		case !a.is(http.StatusConflict, "in-flight"):
			t.Errorf("a request with the key is answered %s", a)
		}
	}
	last := s.atOnce(t, 1, func(int) request { return send })[0]
	if made[last.told.ID] = true; !last.replayed {
		t.Errorf("when all is done, the key is answered %s", last)
	}
	if orders := s.count(t, "orders?reference="+reference); len(made) != 1 || orders != 1 {
		t.Errorf("the key made %d orders, told of as %d", orders, len(made))
	}
}

// shop is a company with a client and two products, seen through the API.
type shop struct {
	do     func(*http.Request) (*http.Response, error)
	path   string // of everything below the tenant
	tenant string
	token  string // of its owner

	site, buyer, vendor string
	scarce, plenty      string         // products
	received            map[string]int // by product
	posted              int            // invoices
}

// newShop makes a company of a tier; do sends its requests, below base.
func newShop(tb testing.TB, a *app.App, tier enterprise.Tier, base string, do func(*http.Request) (*http.Response, error)) *shop {
	tb.Helper()
	slug := "shop-" + uuid.NewString()[:8]
	made, err := a.Enterprise.Provision(tb.Context(), enterprise.Request{
		Name: slug, Slug: slug, Tier: tier, AdminEmail: "owner@" + slug + ".example", Country: "DE", Currency: "EUR", By: app.Local(),
	})
	if err != nil {
		tb.Fatalf("make tenant %s: %v", slug, err)
	}
	s := &shop{do: do, tenant: made.ID.String(), path: base + "/api/v1/tenants/" + made.ID.String() + "/", received: map[string]int{}}
	if s.token, err = a.UserToken(tb.Context(), enterprise.Key{ID: made.ID}, "", "shop", time.Time{}); err != nil {
		tb.Fatal(err)
	}
	sites := read[struct{ Data []struct{ ID string } }](tb, s.must(tb, "GET", "sites?code=MAIN", ""))
	s.site = sites.Data[0].ID
	s.buyer = s.must(tb, "POST", "clients", `{"name":"Alfreds Futterkiste","currency":"EUR"}`).told.ID
	s.vendor = s.must(tb, "POST", "vendors", `{"name":"Exotic Liquids","currency":"EUR"}`).told.ID
	for _, p := range []struct {
		id   *string
		name string
	}{{&s.scarce, "Truffles"}, {&s.plenty, "Water"}} {
		*p.id = s.must(tb, "POST", "products",
			fmt.Sprintf(`{"reference":%q,"name":%q,"currency":"EUR","price":{"amount":"10"}}`, strings.ToUpper(p.name), p.name)).told.ID
	}
	s.receive(tb, s.plenty, 1_000_000)
	return s
}

func (s *shop) receive(tb testing.TB, product string, n int) {
	tb.Helper()
	s.must(tb, "POST", "stock/receive", fmt.Sprintf(`{"site":%q,"vendor":%q,"lines":[{"product":%q,"quantity":"%d"}]}`, s.site, s.vendor, product, n))
	s.received[product] += n
}

// order is the body of an order, or of a quote, of one piece.
func (s *shop) order(product, reference string) string {
	return fmt.Sprintf(`{"client":%q,"site":%q,"currency":"EUR","reference":%q,"items":[{"product":%q,"quantity":"1"}]}`, s.buyer, s.site, reference, product)
}

func (s *shop) invoice(amount string) string {
	return fmt.Sprintf(`{"client":%q,"site":%q,"currency":"EUR","lines":[{"name":"Work","quantity":"1","price":{"amount":%q}}]}`, s.buyer, s.site, amount)
}

// draftInvoices makes drafts in one request and returns their ids.
func (s *shop) draftInvoices(t *testing.T, n int) []string {
	t.Helper()
	operations := slices.Repeat([]string{`{"op":"create","body":` + s.invoice("10") + `}`}, n)
	made := read[struct {
		Results []struct{ Record struct{ ID string } }
	}](t, s.must(t, "POST", "invoices/bulk", `{"atomic":true,"operations":[`+strings.Join(operations, ",")+`]}`))
	var ids []string
	for _, r := range made.Results {
		ids = append(ids, r.Record.ID)
	}
	return ids
}

// count returns how many records a list has, which must fit a page.
func (s *shop) count(t *testing.T, list string) int {
	t.Helper()
	return len(read[struct{ Data []struct{} }](t, s.must(t, "GET", list, "")).Data)
}

// checkStock has the server compare its levels with the ledger and the reservations.
func (s *shop) checkStock(t *testing.T) {
	t.Helper()
	if found := read[struct{ Differences []any }](t, s.must(t, "GET", "stock/verify", "")).Differences; len(found) > 0 {
		t.Errorf("the stock disagrees with its ledger: %v", found)
	}
}

type request struct{ method, path, key, body string }

type answer struct {
	code     int
	replayed bool
	body     []byte
	told     struct{ ID, Number, Status, Type string } // of a record, or of a problem
}

func (a answer) String() string { return fmt.Sprintf("%d %s", a.code, a.body) }

// is tells whether the answer is this refusal.
func (a answer) is(code int, slug string) bool {
	return a.code == code && a.told.Type == "/problems/"+slug
}

// send sends one request as the owner. An answer that tells of a failure is an
// error, whoever asked.
func (s *shop) send(r request) (answer, error) {
	body := r.body
	if body == "" && r.method != http.MethodGet {
		body = "{}"
	}
	out, err := http.NewRequestWithContext(context.Background(), r.method, s.path+r.path, strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	out.Header.Set("Authorization", "Bearer "+s.token)
	out.Header.Set("Content-Type", "application/json")
	out.Header.Set("If-Match", "*")
	if r.key != "" {
		out.Header.Set("Idempotency-Key", r.key)
	}
	res, err := s.do(out)
	if err != nil {
		return answer{}, err
	}
	defer res.Body.Close()
	a := answer{code: res.StatusCode, replayed: res.Header.Get("Idempotency-Replayed") == "true"}
	if a.body, err = io.ReadAll(res.Body); err != nil {
		return a, err
	}
	if a.code >= http.StatusInternalServerError {
		return a, fmt.Errorf("%s %s: %s", r.method, r.path, a)
	}
	var wrong *json.UnmarshalTypeError
	if err := json.Unmarshal(a.body, &a.told); err != nil && !errors.As(err, &wrong) {
		return a, fmt.Errorf("%s %s: %w in %s", r.method, r.path, err, a)
	}
	return a, nil
}

// must sends a request that has to succeed.
func (s *shop) must(tb testing.TB, method, path, body string) answer {
	tb.Helper()
	a, err := s.send(request{method: method, path: path, body: body})
	if err != nil {
		tb.Fatal(err)
	}
	if a.code >= http.StatusBadRequest {
		tb.Fatalf("%s %s %s: %s", method, path, body, a)
	}
	return a
}

// atOnce sends n requests that start together.
func (s *shop) atOnce(t *testing.T, n int, ask func(int) request) []answer {
	t.Helper()
	answers, errs := make([]answer, n), make([]error, n)
	gun := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-gun
			answers[i], errs[i] = s.send(ask(i))
		})
	}
	close(gun)
	all.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return answers
}

// read decodes the body of an answer.
func read[T any](tb testing.TB, a answer) T {
	tb.Helper()
	var out T
	if err := json.Unmarshal(a.body, &out); err != nil {
		tb.Fatalf("%v in %s", err, a)
	}
	return out
}
