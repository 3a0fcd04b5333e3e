package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/guildhall/guildhall/lib/money"
)

// journal is what the server has acknowledged: what it must never lose.
type journal struct {
	mu       sync.Mutex
	file     *os.File
	encoder  *json.Encoder
	noted    int
	tenants  map[string]string                               // slugs of the companies made, by id
	versions map[string]map[string]map[string]int64          // by tenant, plural and id
	goods    map[string]map[string]map[string]money.Quantity // taken in, by tenant, key and product
	wrong    []string
}

// acknowledgement is one answer of 2xx to a write.
type acknowledgement struct {
	Method   string `json:"method"`
	Path     string `json:"path"`
	Key      string `json:"key,omitempty"`
	Status   int    `json:"status"`
	Location string `json:"location,omitempty"`
	ID       string `json:"id,omitempty"`
	Version  int64  `json:"version,omitempty"`

	answer, sent []byte
}

func openJournal(name string) (*journal, error) {
	file, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	return &journal{
		file: file, encoder: json.NewEncoder(file), tenants: map[string]string{},
		versions: map[string]map[string]map[string]int64{}, goods: map[string]map[string]map[string]money.Quantity{},
	}, nil
}

func (j *journal) close() error { return j.file.Close() }

func (j *journal) fault(format string, args ...any) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.wrong = append(j.wrong, fmt.Sprintf(format, args...))
}

func (j *journal) faults() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.wrong
}

func (j *journal) count() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.noted
}

// note writes an acknowledgement down. Whatever cannot be placed is a fault of
// this program: nothing may go unchecked.
func (j *journal) note(a acknowledgement) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.noted++
	var told struct {
		ID, Slug string
		Version  int64
	}
	if len(a.answer) > 0 {
		if err := json.Unmarshal(a.answer, &told); err != nil {
			j.wrong = append(j.wrong, fmt.Sprintf("%s %s: %v", a.Method, a.Path, err))
		}
	}
	a.ID, a.Version = told.ID, told.Version
	if err := j.encoder.Encode(a); err != nil {
		j.wrong = append(j.wrong, err.Error())
	}
	if below, ok := strings.CutPrefix(a.Path, "/api/enterprise/"); ok {
		if below == "clients/create" {
			j.tenants[a.ID] = told.Slug
		}
		return // tokens prove themselves when they are used
	}
	tenant, below, _ := strings.Cut(strings.TrimPrefix(a.Path, "/api/v1/tenants/"), "/")
	if below == "stock/receive" {
		j.receive(tenant, a)
		return
	}
	plural, ok := a.plural(below)
	if !ok {
		j.wrong = append(j.wrong, fmt.Sprintf("%s %s: nobody knows what the answer is about: %s", a.Method, a.Path, a.answer))
		return
	}
	if j.versions[tenant] == nil {
		j.versions[tenant] = map[string]map[string]int64{}
	}
	if j.versions[tenant][plural] == nil {
		j.versions[tenant][plural] = map[string]int64{}
	}
	// The answer to a repeated key is the first one: it may be older.
	j.versions[tenant][plural][a.ID] = max(j.versions[tenant][plural][a.ID], a.Version)
}

// answersWith names the lists in which the answers to actions are found that are
// not about the record they were asked of.
var answersWith = map[string]string{"orders/invoice": "invoices", "orders/place": "orders"}

// plural tells in which list the record of the answer is found.
func (a acknowledgement) plural(below string) (string, bool) {
	if at := strings.Split(a.Location, "/"); len(at) > 2 {
		return at[len(at)-2], a.ID == at[len(at)-1]
	}
	parts := strings.Split(below, "/")
	if len(parts) > 1 && parts[1] == a.ID {
		return parts[0], true
	}
	plural, ok := answersWith[parts[0]+"/"+parts[len(parts)-1]]
	return plural, ok && a.ID != ""
}

// receive notes goods, once for each key.
func (j *journal) receive(tenant string, a acknowledgement) {
	var in struct {
		Lines []struct {
			Product  string
			Quantity money.Quantity
		}
	}
	if err := json.Unmarshal(a.sent, &in); err != nil || a.Key == "" {
		j.wrong = append(j.wrong, fmt.Sprintf("%s %s, key %q: %v", a.Method, a.Path, a.Key, err))
		return
	}
	if j.goods[tenant] == nil {
		j.goods[tenant] = map[string]map[string]money.Quantity{}
	}
	lines := map[string]money.Quantity{}
	for _, l := range in.Lines {
		lines[l.Product] = lines[l.Product].Plus(l.Quantity)
	}
	j.goods[tenant][a.Key] = lines
}

// acknowledged is what one company must have.
type acknowledged struct {
	versions map[string]map[string]int64 // by plural and id
	received map[string]money.Quantity   // by product
}

// of returns what was acknowledged to a company so far.
func (j *journal) of(tenant string) acknowledged {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := acknowledged{versions: map[string]map[string]int64{}, received: map[string]money.Quantity{}}
	for plural, records := range j.versions[tenant] {
		out.versions[plural] = maps.Clone(records)
	}
	for _, lines := range j.goods[tenant] {
		for product, quantity := range lines {
			out.received[product] = out.received[product].Plus(quantity)
		}
	}
	return out
}

// companies returns the slugs of those whose making was acknowledged.
func (j *journal) companies() []string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return slices.Sorted(maps.Values(j.tenants))
}
