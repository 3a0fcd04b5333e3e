package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"
)

// story runs one file against one tenant.
type story struct {
	*testing.T
	world  *world
	tenant string // id
	tokens map[string]string
	token  string
	vars   map[string]string
	files  map[string]string
	key    string
	etag   string
	line   int

	status int
	body   []byte
	news   []string // of the last request
	told   int      // events seen so far
}

var variable = regexp.MustCompile(`\$\{?([a-z][a-z0-9_]*)\}?`)

func (s *story) run(archive *txtar.Archive) {
	s.files = map[string]string{}
	for _, f := range archive.Files {
		s.files[f.Name] = string(f.Data)
	}
	for i, line := range strings.Split(string(archive.Comment), "\n") {
		s.line = i + 1
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		verb, rest, _ := strings.Cut(line, " ")
		s.do(verb, strings.TrimSpace(rest))
		if s.Failed() {
			s.Fatalf("line %d: %s\n%d %s", s.line, line, s.status, s.body)
		}
	}
}

func (s *story) do(verb, rest string) {
	fields := strings.Fields(s.expand(rest))
	switch verb {
	case "as":
		s.as(fields[0])
	case "get", "post", "patch", "put", "delete":
		s.request(strings.ToUpper(verb), rest)
	case "key":
		s.key = fields[0]
	case "etag":
		s.etag = fields[0]
	case "status":
		s.expect("the status", strconv.Itoa(s.status), fields[0])
	case "problem":
		s.problem(fields)
	case "match":
		path, want, _ := strings.Cut(s.expand(rest), " ")
		s.expect(path, text(s.at(path)), strings.Trim(want, `"`))
	case "count":
		list, _ := s.at(fields[0]).([]any)
		s.expect("the length of "+fields[0], strconv.Itoa(len(list)), fields[1])
	case "save":
		s.vars[fields[0]] = text(s.at(fields[1]))
		if s.vars[fields[0]] == "" {
			s.Errorf("there is nothing at %s", fields[1])
		}
	case "events":
		s.expect("the news", strings.Join(s.news, " "), strings.Join(fields, " "))
	case "clock":
		s.world.clock.advance(duration(s.T, fields[0]))
	default:
		s.Errorf("there is no verb %q", verb)
	}
}

func (s *story) expand(text string) string {
	return variable.ReplaceAllStringFunc(text, func(v string) string {
		name := strings.Trim(v, "${}")
		if name == "today" {
			return s.world.clock.now().Format(time.DateOnly)
		}
		value, ok := s.vars[name]
		if !ok {
			s.Errorf("line %d: $%s was never saved", s.line, name)
		}
		return value
	})
}

func (s *story) expect(what, is, want string) {
	s.Helper()
	if is != want {
		s.Errorf("%s is %q, want %q", what, is, want)
	}
}

// as acts as a user with a role from now on; the user is made on first use.
func (s *story) as(role string) {
	if s.tokens[role] == "" {
		s.tokens[role] = s.world.user(s.T, s.tenant, s.tokens["owner"], role)
	}
	s.token = s.tokens[role]
}

func (s *story) request(method, rest string) {
	path, body, _ := strings.Cut(rest, " ")
	if name, ok := strings.CutPrefix(strings.TrimSpace(body), "<"); ok {
		body = s.files[strings.TrimSpace(name)]
		if body == "" {
			s.Errorf("there is no file %q", name)
		}
	}
	s.status, s.body = s.world.call(s.T, request{
		method: method, path: "/api/v1/tenants/" + s.tenant + "/" + s.expand(path), body: s.expand(body), token: s.token, key: s.key, etag: s.etag,
	})
	s.key, s.etag = "", ""
	s.listen()
}

// listen collects the news that the last request told.
func (s *story) listen() {
	all := s.world.events(s.T, s.tenant)
	s.news, s.told = all[s.told:], len(all)
}

func (s *story) problem(fields []string) {
	s.expect("the status", strconv.Itoa(s.status), fields[0])
	s.expect("the problem", strings.TrimPrefix(text(s.at(".type")), "/problems/"), fields[1])
	if len(fields) < 3 {
		return
	}
	errs, _ := s.at(".errors").([]any)
	var pointers []string
	for _, e := range errs {
		member, _ := e.(map[string]any)
		pointers = append(pointers, text(member["pointer"]))
	}
	if !slices.Contains(pointers, fields[2]) {
		s.Errorf("the problem points at %v, want %s", pointers, fields[2])
	}
}

var step = regexp.MustCompile(`\.([A-Za-z_]\w*)|\[(\d+)\]`)

// at returns the value at a path of the last answer, such as .items[0].total.
func (s *story) at(path string) any {
	var v any
	dec := json.NewDecoder(bytes.NewReader(s.body))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		s.Errorf("the answer is not JSON: %v", err)
	}
	for _, m := range step.FindAllStringSubmatch(path, -1) {
		switch x := v.(type) {
		case map[string]any:
			v = x[m[1]]
		case []any:
			i, err := strconv.Atoi(m[2])
			if err != nil || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// text shows a value as a story writes it: an amount as 12.30 EUR.
func text(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case string:
		return x
	case map[string]any:
		if amount, ok := x["amount"]; ok {
			return fmt.Sprint(amount, " ", x["currency"])
		}
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func duration(t *testing.T, s string) time.Duration {
	t.Helper()
	if days, ok := strings.CutSuffix(s, "d"); ok {
		s = days + "h"
		d, err := time.ParseDuration(s)
		if err != nil {
			t.Fatal(err)
		}
		return 24 * d
	}
	d, err := time.ParseDuration(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// request is one call of the API.
type request struct{ method, path, body, token, key, etag string }

func (w *world) call(t *testing.T, r request) (int, []byte) {
	t.Helper()
	req, err := http.NewRequestWithContext(context.Background(), r.method, w.url+r.path, strings.NewReader(r.body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+r.token)
	if r.body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.key != "" {
		req.Header.Set("Idempotency-Key", r.key)
	}
	switch {
	case r.etag != "":
		req.Header.Set("If-Match", `"`+r.etag+`"`)
	case r.method != http.MethodGet:
		req.Header.Set("If-Match", "*")
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, body
}
