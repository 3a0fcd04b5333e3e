package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os/exec"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/guildhall/guildhall/bench/load"
)

// question is one request to both sides, whose answers must be the same.
type question struct {
	ours, floor []byte // whole requests
}

// ask makes a question of a tenant.
func ask(t tenant, ours, floor string) question {
	return question{
		ours:  load.Get(nil, t.path(ours), t.auth()),
		floor: load.Get(nil, "/"+t.ID+"/"+floor),
	}
}

// sides makes contenders of questions, chosen by chance.
func (l *lab) sides(questions []question) (ours, floor contender) {
	choose := func(of func(question) []byte) load.Request {
		return func(dst []byte, _ int) []byte { return append(dst, of(questions[rand.IntN(len(questions))])...) } //nolint:gosec // a choice of rows
	}
	ours = contender{addr: l.addr, next: choose(func(q question) []byte { return q.ours })}
	floor = contender{addr: l.floor.Addr, next: choose(func(q question) []byte { return q.floor })}
	return ours, floor
}

// versus compares both sides at a number of connections.
func (l *lab) versus(ctx context.Context, questions []question, clients int) ([]pair, error) {
	ours, floor := l.sides(questions)
	return compare(ctx, ours, floor, clients, l.rounds, l.length)
}

// orderQuestions asks for orders of the big tenant one by one.
func (l *lab) orderQuestions(ctx context.Context) ([]question, error) {
	ids, err := l.orderIDs(ctx, l.big, 5000)
	if err != nil {
		return nil, err
	}
	questions := make([]question, len(ids))
	for i, id := range ids {
		questions[i] = ask(l.big, "orders/"+id, "orders/"+id)
	}
	return questions, l.sameAnswers(ctx, l.big, "orders/"+ids[0], "orders/"+ids[0])
}

// orderIDs returns ids of orders of a tenant.
func (l *lab) orderIDs(ctx context.Context, t tenant, n int) ([]string, error) {
	rows, err := l.db.Query(ctx, `select id::text from sales_order where tenant_id = $1 order by md5(id::text) limit $2`, t.ID, n)
	if err != nil {
		return nil, fmt.Errorf("choose orders: %w", err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, fmt.Errorf("choose orders: %w", err)
		}
		ids = append(ids, id)
	}
	if rows.Err() == nil && len(ids) == 0 {
		return nil, errors.New("choose orders: the tenant has none")
	}
	return ids, rows.Err() //nolint:wrapcheck // told as it is
}

// sameAnswers asks both sides once and fails unless they answer the same, but for
// the cursor of a list, whose form is each side's own.
func (l *lab) sameAnswers(ctx context.Context, t tenant, ours, floor string) error {
	var a, b map[string]any
	us := caller{base: "http://" + l.addr, token: t.token}
	if err := us.call(ctx, http.MethodGet, t.path(ours), nil, &a); err != nil {
		return err
	}
	them := caller{base: "http://" + l.floor.Addr}
	if err := them.call(ctx, http.MethodGet, "/"+t.ID+"/"+floor, nil, &b); err != nil {
		return err
	}
	for _, m := range []map[string]any{a, b} {
		if cursor, ok := m["next_cursor"].(string); ok {
			m["next_cursor"] = cursor != ""
		}
	}
	if at, x, y, differ := difference("", a, b); differ {
		return fmt.Errorf("the floor answers %s otherwise than Guildhall, and must be brought up to date: %s is %v here and %v there", floor, at, y, x)
	}
	return nil
}

// difference finds the first place where two JSON values differ.
func difference(at string, a, b any) (place string, x, y any, differ bool) {
	left, right := members(a), members(b)
	if left == nil || right == nil || reflect.TypeOf(a) != reflect.TypeOf(b) {
		return at, a, b, !reflect.DeepEqual(a, b)
	}
	names := maps.Clone(left)
	maps.Copy(names, right)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		_, here := left[name]
		_, there := right[name]
		if here != there {
			return at + "/" + name, left[name], right[name], true
		}
		if place, x, y, differ = difference(at+"/"+name, left[name], right[name]); differ {
			return place, x, y, true
		}
	}
	return "", nil, nil, false
}

// members returns what a JSON object or array holds, by name or place, and nil for
// other values.
func members(v any) map[string]any {
	switch v := v.(type) {
	case map[string]any:
		return v
	case []any:
		all := make(map[string]any, len(v))
		for i, element := range v {
			all[strconv.Itoa(i)] = element
		}
		return all
	}
	return nil
}

func (l *lab) getOrder(ctx context.Context) ([]result, error) {
	questions, err := l.orderQuestions(ctx)
	if err != nil {
		return nil, err
	}
	var results []result
	for _, each := range []struct {
		name    string
		clients int
		goal    goal
	}{{"order_get_ratio", 16, atLeast(0.80)}, {"order_get_c64_ratio", 64, goal{}}} {
		pairs, err := l.versus(ctx, questions, each.clients)
		if err != nil {
			return results, err
		}
		results = append(results, measured(each.name, median(pairs, speed), each.goal, "%s", rates(pairs)))
	}
	return results, nil
}

// signedIn compares the ways to prove who one is with a token: a browser's session,
// and an access token.
func (l *lab) signedIn(ctx context.Context) ([]result, error) {
	ids, err := l.orderIDs(ctx, l.big, 5000)
	if err != nil {
		return nil, err
	}
	session, access, err := l.comeIn(ctx)
	if err != nil {
		return nil, err
	}
	with := func(header string) contender {
		return contender{addr: l.addr, next: func(dst []byte, _ int) []byte {
			return load.Get(dst, l.big.path("orders/"+ids[rand.IntN(len(ids))]), header) //nolint:gosec // a choice of rows
		}}
	}
	var results []result
	for _, way := range []struct{ name, header string }{
		{"session_vs_token_ratio", "Cookie: __Host-guildhall=" + session},
		{"jwt_vs_token_ratio", "Authorization: Bearer " + access},
	} {
		pairs, err := compare(ctx, with(way.header), with(l.big.auth()), 16, l.rounds, l.length)
		if err != nil {
			return results, err
		}
		results = append(results, measured(way.name, median(pairs, speed), atLeast(0.95), "%s", rates(pairs)))
	}
	return results, nil
}

// comeIn signs the big tenant's first user in, for a session and for an access
// token.
func (l *lab) comeIn(ctx context.Context) (session, access string, err error) {
	const email, password = "owner@bench.example", "four odd words together" //nolint:gosec // of a company that lasts minutes
	cmd := exec.CommandContext(ctx, l.in("guildhall"), "person", "set-password", "--data", l.in("data"), "--tenant", "big0", "--email", email)
	cmd.Stdin = strings.NewReader(password + "\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", "", fmt.Errorf("set a password: %w\n%s", err, out)
	}
	door := caller{base: "http://" + l.addr}
	var in struct {
		Token  string
		Tokens struct {
			Access string `json:"access_token"`
		}
	}
	for _, keep := range []string{"token", "tokens"} {
		err := door.call(ctx, http.MethodPost, "/api/auth/login", map[string]string{"tenant": "big0", "email": email, "password": password, "keep": keep}, &in)
		if err != nil {
			return "", "", err
		}
	}
	return in.Token, in.Tokens.Access, nil
}

func (l *lab) getOrderCrowded(ctx context.Context) ([]result, error) {
	questions, err := l.orderQuestions(ctx)
	if err != nil {
		return nil, err
	}
	pairs, err := l.versus(ctx, questions, 500)
	if err != nil {
		return nil, err
	}
	return []result{measured("get_p95_at_500_ratio", median(pairs, slowness(95)), atMost(1.3), "%s", rates(pairs))}, nil
}

func (l *lab) listOrders(ctx context.Context) ([]result, error) {
	const ours, floor = "orders?limit=50&include=client", "orders"
	if err := l.sameAnswers(ctx, l.big, ours, floor); err != nil {
		return nil, err
	}
	pairs, err := l.versus(ctx, []question{ask(l.big, ours, floor)}, 16)
	if err != nil {
		return nil, err
	}
	return []result{measured("order_list_ratio", median(pairs, speed), atLeast(0.95), "%s", rates(pairs))}, nil
}

// searchClients looks for words of which each is part of some dozens of names.
func (l *lab) searchClients(ctx context.Context) ([]result, error) {
	var questions []question
	for _, word := range words() {
		part := word[1:] // in the middle of a word, where an ordered index is of no use
		questions = append(questions, ask(l.big, "clients?limit=50&q="+part, "clients?q="+part))
	}
	part := words()[0][1:]
	if err := l.sameAnswers(ctx, l.big, "clients?limit=50&q="+part, "clients?q="+part); err != nil {
		return nil, err
	}
	pairs, err := l.versus(ctx, questions, 16)
	if err != nil {
		return nil, err
	}
	return []result{measured("client_search_ratio", median(pairs, speed), atLeast(0.8), "%s", rates(pairs))}, nil
}

// manyTenants compares requests that go to all small tenants with requests that go
// to one of them.
func (l *lab) manyTenants(ctx context.Context) ([]result, error) {
	var all, one [][]byte
	for i, t := range l.small {
		ids, err := l.orderIDs(ctx, t, small.orders)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			request := load.Get(nil, t.path("orders/"+id), t.auth())
			if all = append(all, request); i == 0 {
				one = append(one, request)
			}
		}
	}
	choose := func(requests [][]byte) contender {
		return contender{addr: l.addr, next: func(dst []byte, _ int) []byte { return append(dst, requests[rand.IntN(len(requests))]...) }} //nolint:gosec // a choice of rows
	}
	pairs, err := compare(ctx, choose(all), choose(one), 16, l.rounds, l.length)
	if err != nil {
		return nil, err
	}
	return []result{measured("thousand_tenants_p95_ratio", median(pairs, slowness(95)), atMost(1.25),
		"%d tenants: %s is one of them", len(l.small), rates(pairs))}, nil
}
