package entitytest

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/lib/problem"
)

// Samples are bodies that make a valid record, by entity: "$crm.client" stands
// for the id of a record made from that entity's sample, "$billing.invoice!post"
// for a new one that has taken that step, "$n" for text that is another each time.
type Samples map[string]string

// Maker makes records from samples.
type Maker struct {
	Registry *entity.Registry
	Call     func() entity.Call // who makes them, and where
	Samples  Samples
	made     map[string]string // ids of records made to refer to, by placeholder
	count    int
}

var placeholder = regexp.MustCompile(`\$(n|[a-z]+\.[a-z_]+(?:![a-z-]+)?)`)

// Body fills in a sample, making the records that it refers to.
func (m *Maker) Body(tb testing.TB, name string) []byte {
	tb.Helper()
	return []byte(placeholder.ReplaceAllStringFunc(m.Samples[name], func(p string) string {
		if p == "$n" {
			m.count++
			return fmt.Sprintf("%d%s", m.count, uuid.NewString()[:4])
		}
		return m.Refer(tb, p[1:]).String()
	}))
}

// Refer returns the record that stands for a placeholder: the same each time,
// unless it names a step.
func (m *Maker) Refer(tb testing.TB, to string) uuid.UUID {
	tb.Helper()
	if m.made == nil {
		m.made = map[string]string{}
	}
	name, verb, steps := strings.Cut(to, "!")
	if m.made[to] == "" || steps {
		_, id := m.Make(tb, name)
		if steps {
			if _, err := m.Registry.Step(tb.Context(), m.Call(), m.plan(tb, name), id, verb); err != nil {
				tb.Fatalf("%s a %s to refer to: %v %s", verb, name, err, detail(err))
			}
		}
		m.made[to] = id.String()
	}
	return uuid.MustParse(m.made[to])
}

// Make makes a record from its sample.
func (m *Maker) Make(tb testing.TB, name string) (entity.Answer, uuid.UUID) {
	tb.Helper()
	c := m.Call()
	c.Body = m.Body(tb, name)
	a, err := m.Registry.Create(tb.Context(), c, m.plan(tb, name))
	if err != nil {
		tb.Fatalf("create %s %s: %v %s", name, c.Body, err, detail(err))
	}
	return a, uuid.MustParse(idOf(a))
}

func (m *Maker) plan(tb testing.TB, name string) *entity.Plan {
	tb.Helper()
	for _, p := range m.Registry.Plans() {
		if p.Name == name {
			return p
		}
	}
	tb.Fatalf("there is no entity %q", name)
	return nil
}

func idOf(a entity.Answer) string { return a.Location[strings.LastIndex(a.Location, "/")+1:] }

func detail(err error) string {
	b, _ := json.Marshal(problem.From(err))
	return string(b)
}
