package scenarios

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/guildhall/guildhall/enterprise"
)

// story runs one file against one tenant.
type story struct {
	*testing.T
	world   *world
	tier    enterprise.Tier
	tenant  string            // id
	began   time.Time         // by the machine's clock
	address string            // from which everybody comes
	tokens  map[string]string // of the users, by role, and of the operators
	token   string
	cookies browser // of whoever acts by a browser; nil for tokens
	browser map[string]browser
	vars    map[string]string
	files   map[string]string
	header  map[string]string // for the next request
	key     string
	etag    string
	line    int

	status int
	asked  bool // whether a refusal was expected
	answer http.Header
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
	s.tell(archive.Comment)
}

// tell takes one line of a script after the other. It ends with the first that
// does not hold.
func (s *story) tell(script []byte) {
	for i, line := range strings.Split(string(script), "\n") {
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
	s.noted()
}

// noted sees to it that no request was refused without the story's saying so.
func (s *story) noted() {
	if s.status >= http.StatusBadRequest && !s.asked {
		s.Fatalf("the request before line %d was refused, and nobody looked\n%d %s", s.line, s.status, s.body)
	}
}

func (s *story) do(verb, rest string) {
	fields := strings.Fields(s.expand(rest))
	switch verb {
	case "given":
		s.given(fields[0])
	case "company":
		id, slug, _ := s.world.tenant(s.T, s.tier)
		s.vars[fields[0]], s.vars[fields[0]+"_slug"], s.vars[fields[0]+"_owner"] = id, slug, owner(slug)
	case "as", "operator", "token", "browser":
		s.turn(verb, fields)
	case "get", "post", "patch", "put", "delete":
		s.request(strings.ToUpper(verb), rest)
	case "with":
		s.header[fields[0]] = fields[1]
	case "key":
		s.key = fields[0]
	case "etag":
		s.etag = fields[0]
	case "status":
		s.asked = true
		s.expect("the status", strconv.Itoa(s.status), fields[0])
	case "problem":
		s.problem(fields)
	case "match":
		path, want, _ := strings.Cut(s.expand(rest), " ")
		s.expect(path, text(s.at(path)), strings.Trim(want, `"`))
	case "contains":
		path, want, _ := strings.Cut(s.expand(rest), " ")
		s.contains(path, want)
	case "count":
		list, isList := s.at(fields[0]).([]any)
		if !isList {
			s.Errorf("there is no list at %s", fields[0])
		}
		s.expect("the length of "+fields[0], strconv.Itoa(len(list)), fields[1])
	case "header":
		name, want, _ := strings.Cut(s.expand(rest), " ")
		s.expect("the header "+name, s.answer.Get(name), want)
	case "save":
		s.vars[fields[0]] = text(s.at(fields[1]))
		if s.vars[fields[0]] == "" {
			s.Errorf("there is nothing at %s", fields[1])
		}
	case "letter", "letters", "notices", "link":
		s.mail(verb, fields[0], fields[1])
	case "schedule":
		s.world.schedule(s.T, s.tenant, fields[0])
	case "code":
		s.code(fields[0], fields[1])
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

// contains holds when the text at a path has a part like this, or the list there
// such a member.
func (s *story) contains(path, want string) {
	v := s.at(path)
	list, isList := v.([]any)
	if !isList && !strings.Contains(text(v), want) || isList && !slices.ContainsFunc(list, func(m any) bool { return text(m) == want }) {
		s.Errorf("%s is %s, which does not contain %q", path, text(v), want)
	}
}

// given tells first what the story takes for granted.
func (s *story) given(name string) {
	script, err := os.ReadFile(filepath.Join("given", name+".txt"))
	if err != nil {
		s.Fatal(err)
	}
	s.tell(script)
}

func (s *story) request(method, rest string) {
	s.noted()
	s.asked = false
	path, body, _ := strings.Cut(rest, " ")
	if name, ok := strings.CutPrefix(strings.TrimSpace(body), "<"); ok {
		body = s.files[strings.TrimSpace(name)]
		if body == "" {
			s.Errorf("there is no file %q", name)
		}
	}
	if path = s.expand(path); !strings.HasPrefix(path, "/") {
		path = "/api/v1/tenants/" + s.tenant + "/" + path
	}
	s.status, s.answer, s.body = s.world.call(s.T, request{
		method: method, path: path, body: s.expand(strings.TrimSpace(body)), address: s.address,
		token: s.token, cookies: s.cookies, key: s.key, etag: s.etag, header: s.header,
	})
	if s.cookies != nil {
		s.cookies.keep(s.answer)
	}
	s.key, s.etag, s.header = "", "", map[string]string{}
	s.listen()
}

// listen collects the news that the last request told. Of a company that is kept
// out there is none.
func (s *story) listen() {
	all, open := s.world.events(s.T, s.tenant)
	if s.news = nil; open {
		s.news, s.told = all[s.told:], len(all)
	}
}

func (s *story) problem(fields []string) {
	s.asked = true
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
