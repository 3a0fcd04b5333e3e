package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/guildhall/guildhall/app"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/config"
	"github.com/guildhall/guildhall/lib/pgtest"
)

// golden compares a fact with its file in docs/generated; UPDATE=1 writes it.
func golden(t *testing.T, name string, is []byte) {
	t.Helper()
	file := filepath.Join("..", "docs", "generated", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, is, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(is, want) {
		t.Errorf("%s is not current: run make update, and read what changed%s", file, firstDifference(want, is))
	}
}

func firstDifference(want, is []byte) string {
	was, now := strings.Split(string(want), "\n"), strings.Split(string(is), "\n")
	for i := range min(len(was), len(now)) {
		if was[i] != now[i] {
			return fmt.Sprintf("\nline %d was: %s\nline %d is:  %s", i+1, was[i], i+1, now[i])
		}
	}
	return fmt.Sprintf("\nthere were %d lines, and are %d", len(was), len(now))
}

func TestGoldenOpenAPI(t *testing.T) {
	api, err := open(t).API(config.Serve{}, "golden", nil)
	if err != nil {
		t.Fatal(err)
	}
	w := httptest.NewRecorder()
	api.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/api/openapi.json", nil))
	if w.Code != http.StatusOK {
		t.Fatalf("%d: %s", w.Code, w.Body)
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, w.Body.Bytes(), "", " "); err != nil {
		t.Fatalf("%d: %v", w.Code, err)
	}
	pretty.WriteByte('\n')
	golden(t, "openapi.json", pretty.Bytes())
	var document struct {
		Paths map[string]map[string]struct {
			ID string `json:"operationId"`
		}
	}
	if err := json.Unmarshal(w.Body.Bytes(), &document); err != nil {
		t.Fatal(err)
	}
	var routes []string
	for path, methods := range document.Paths {
		for method, op := range methods {
			routes = append(routes, fmt.Sprintf("%-7s %s  %s\n", strings.ToUpper(method), path, op.ID))
		}
	}
	slices.SortFunc(routes, func(a, b string) int { return strings.Compare(a[8:], b[8:]) })
	golden(t, "routes.txt", []byte(strings.Join(routes, "")))
}

func TestGoldenEventsAndFlows(t *testing.T) {
	registry, err := app.Compile(entity.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var events []string
	for _, e := range registry.Events() {
		line := fmt.Sprintf("%-34s %-22s", e.Type, e.Entity)
		for _, f := range e.Payload {
			line += " " + f.Name
		}
		events = append(events, strings.TrimRight(line, " ")+"\n")
	}
	slices.Sort(events)
	golden(t, "events.txt", []byte(strings.Join(slices.Compact(events), "")))

	var flows bytes.Buffer
	for _, p := range registry.Plans() {
		d := p.Describe()
		if len(d.Steps) == 0 {
			continue
		}
		fmt.Fprintf(&flows, "---\ntitle: %s\n---\nstateDiagram-v2\n    [*] --> %s\n", d.Name, d.Start)
		for _, s := range d.Steps {
			for _, from := range s.From {
				fmt.Fprintf(&flows, "    %s --> %s: %s\n", from, s.To, s.Verb)
			}
		}
		flows.WriteByte('\n')
	}
	golden(t, "flows.mmd", flows.Bytes())
}

// TestGoldenLabels lists what the server calls things, in English: whoever shows them in
// another language translates these.
func TestGoldenLabels(t *testing.T) {
	registry, err := app.Compile(entity.Options{})
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string]bool{}
	add := func(f entity.FieldOf) {
		labels[f.Label] = true
		if f.Type == "words" {
			return // names of events are the same in every language
		}
		for _, c := range f.Choices {
			labels[c] = true
		}
	}
	for _, p := range registry.Plans() {
		d := p.Describe()
		labels[d.Label] = true
		eachField(d.Fields, add)
		for _, s := range d.Steps {
			labels[s.Label] = true
		}
	}
	for _, a := range registry.Actions() {
		d := a.Describe()
		eachField(d.In, add)
		if d.On != "" { // what can be done to a record is named by its verb
			labels[strings.TrimSuffix(d.Path, ".pdf")] = true
		}
	}
	for _, m := range app.Modules() {
		labels[m.Label] = true
	}
	golden(t, "labels.txt", []byte(strings.Join(slices.Sorted(maps.Keys(labels)), "\n")+"\n"))
}

// TestGoldenHelps lists what the server says in help of what it names, as whoever may see
// everything is told it, in English: whoever shows it in another language translates these.
func TestGoldenHelps(t *testing.T) {
	registry, err := app.Compile(entity.Options{})
	if err != nil {
		t.Fatal(err)
	}
	helps := map[string]bool{}
	add := func(f entity.FieldOf) { helps[f.Help] = true }
	for _, p := range registry.Plans() {
		d := p.Describe()
		helps[d.Help] = true
		eachField(d.Fields, add)
	}
	for _, a := range registry.Actions() {
		d := a.Describe()
		helps[d.Summary] = true
		eachField(d.In, add)
	}
	delete(helps, "")
	golden(t, "helps.txt", []byte(strings.Join(slices.Sorted(maps.Keys(helps)), "\n")+"\n"))
}

// eachField does something with fields, and with those of their lines.
func eachField(fields []entity.FieldOf, do func(entity.FieldOf)) {
	for _, f := range fields {
		do(f)
		eachField(f.Lines, do)
	}
}

// TestGoldenSchema dumps the tables that every placement has. Lines that differ
// between versions of pg_dump are left out.
func TestGoldenSchema(t *testing.T) {
	open(t)
	dump := exec.CommandContext(t.Context(), "pg_dump", "--schema-only", "--no-owner", "--schema=public",
		"--exclude-table=system_event_2*", // the months
		pgtest.Cluster(t).URL("guildhall_shared_1"))
	out, err := dump.Output()
	if err != nil {
		t.Fatalf("pg_dump: %v", err)
	}
	noise := regexp.MustCompile(`(?m)^(--.*|SET .*|SELECT pg_catalog.set_config.*|\\.*|CREATE SCHEMA public;|COMMENT ON SCHEMA public .*)\n`)
	plain := noise.ReplaceAll(out, nil)
	plain = regexp.MustCompile(`\n{3,}`).ReplaceAll(plain, []byte("\n\n"))
	golden(t, "schema.sql", append(bytes.TrimSpace(plain), '\n'))
}

// TestProblemsAreExplained: every slug that the code can answer with has a
// paragraph in docs/problems.md, and every paragraph a slug.
func TestProblemsAreExplained(t *testing.T) {
	used := map[string]string{}
	call := regexp.MustCompile(`(?:problem\.(?:BadRequest|Unauthorized|Forbidden|Conflict|Unavailable)\(|\{Slug:\s*|build\()\s*"([a-z0-9-]+)"`)
	for _, root := range []string{"../kernel", "../domain", "../enterprise", "../app", "../cmd"} {
		err := filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			source, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for _, m := range call.FindAllSubmatch(source, -1) {
				used[string(m[1])] = path
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(used) < 50 {
		t.Fatalf("found %d slugs: the test would see nothing", len(used))
	}
	text, err := os.ReadFile("../docs/problems.md")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, m := range regexp.MustCompile("(?m)^### ([a-z0-9-]+)").FindAllSubmatch(text, -1) {
		told[string(m[1])] = true
	}
	for slug, path := range used {
		if !told[slug] {
			t.Errorf("docs/problems.md does not explain %q, which %s answers with", slug, path)
		}
	}
}
