package sample

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/entity"
)

// Options say which company is filled, and how.
type Options struct {
	Registry *entity.Registry
	Call     entity.Call                            // by whom and where; without a body
	Key      string                                 // begins the idempotency keys: a run with the same one does what is left
	Currency string                                 // of the company
	Country  string                                 // of the company
	Now      time.Time                              // the last working moment up to then is that of the newest records
	Rand     *rand.Rand                             // the same one makes the same records, but for their days
	Progress func(share float64, word string) error // is told how far it is; nil to tell nobody
}

// Seed returns the seed for the records of a tenant.
func Seed(tenant uuid.UUID) uint64 { return binary.BigEndian.Uint64(tenant[8:]) }

// Fill gives a company products, clients, leads, and business at every stage, as its
// users would have by the API's own functions in the last four months, in the order of
// time: what began long ago is mostly settled, what is open is mostly of late. What is
// asked for with the same key again does the rest.
func Fill(ctx context.Context, o Options) error {
	d := &filler{Options: o, ctx: ctx, calendar: calendarAt(o.Now), land: landOf(o.Country)}
	d.planProducts()
	d.planClients()
	d.planLeads()
	d.planDeals()
	d.planRounds()
	slices.SortStableFunc(d.tasks, func(a, b task) int { return cmp.Compare(a.at, b.at) })
	return d.work()
}

// filler fills one company.
type filler struct {
	Options

	ctx      context.Context //nolint:containedctx // of the one run
	calendar calendar
	land     land
	tasks    []task
	at       time.Time // of the task that is worked
	site     string    // the company's main site
	vendors  []string
	products []string
	clients  []*client
	people   []name // of whom nobody has heard yet
	calls    int
}

// task is something that was done at a moment.
type task struct {
	at float64
	do func() error
}

// on plans what is done at a moment, unless that has not come yet.
func (d *filler) on(at float64, do func() error) {
	if at < span {
		d.tasks = append(d.tasks, task{at, do})
	}
}

// inTurn does one thing after the other.
func inTurn(all ...func() error) func() error {
	return func() error {
		for _, do := range all {
			if err := do(); err != nil {
				return err
			}
		}
		return nil
	}
}

// work does what is planned.
func (d *filler) work() (err error) {
	if d.site, err = d.mainSite(); err != nil {
		return err
	}
	for i, t := range d.tasks {
		if d.Progress != nil {
			if err := d.Progress(float64(i)/float64(len(d.tasks)), strconv.Itoa(d.calls)+" records"); err != nil {
				return err
			}
		}
		d.at = d.calendar.time(t.at)
		if err := t.do(); err != nil {
			return err
		}
	}
	return nil
}

// made is what the answers tell of the records that were made or changed.
type made struct {
	ID     string         `json:"id"`
	Order  reference      `json:"order"`
	Client reference      `json:"client"`
	Total  map[string]any `json:"total"`
}

// reference is how answers tell of another record.
type reference struct {
	ID string `json:"id"`
}

// do calls the API's own functions at the time of the task: a plural to make a record,
// with id and verb behind it for a step or an action, and a body.
func (d *filler) do(path string, body map[string]any) (made, error) {
	if body == nil {
		body = map[string]any{}
	}
	raw, err := json.Marshal(body)
	if err != nil {
		return made{}, fmt.Errorf("encode %s: %w", path, err)
	}
	// The keys count the calls: an interrupted run does the rest when it runs again.
	d.calls++
	hash := sha256.Sum256([]byte(path))
	call := d.call()
	call.Dated, call.Body, call.Key, call.Hash = d.at, raw, fmt.Sprintf("%s-%d", d.Key, d.calls), hash[:]
	parts := strings.Split(path, "/")
	plan, known := d.Registry.Lookup(parts[0])
	var answer entity.Answer
	switch {
	case known && len(parts) == 1:
		answer, err = d.Registry.Create(d.ctx, call, plan)
	default:
		answer, err = d.step(call, plan, path, parts)
	}
	if err != nil {
		return made{}, fmt.Errorf("%s at %s: %w", path, d.at.Format(time.DateTime), err)
	}
	var told made
	if err := json.Unmarshal(answer.Body, &told); err != nil {
		return made{}, fmt.Errorf("%s: read the answer: %w", path, err)
	}
	return told, nil
}

// take has a step of the flow taken by a record that is made until then.
func (d *filler) take(path string, id *string, body map[string]any) func() error {
	return func() error {
		_, err := d.do(fmt.Sprintf(path, *id), body)
		return err
	}
}

// call is a call of its own.
func (d *filler) call() entity.Call {
	c := d.Call
	c.Origin.RequestID = uuid.New()
	return c
}

// step takes a step of a flow, or runs a business action.
func (d *filler) step(call entity.Call, plan *entity.Plan, path string, parts []string) (entity.Answer, error) {
	var id uuid.UUID
	if len(parts) == 3 {
		id = uuid.MustParse(parts[1])
	}
	for _, a := range d.Registry.Actions() {
		about := a.Describe()
		onRecord := len(parts) == 3 && plan != nil && about.On == plan.Name && about.Path == parts[2]
		if onRecord || (about.On == "" && about.Path == path) {
			return d.Registry.Act(d.ctx, call, a, id)
		}
	}
	return d.Registry.Step(d.ctx, call, plan, id, parts[len(parts)-1])
}

// mainSite returns the company's main site, "" when it has none.
func (d *filler) mainSite() (string, error) {
	sites, _ := d.Registry.Lookup("sites")
	answer, err := d.Registry.List(d.ctx, d.call(), sites, map[string][]string{"limit": {"1"}})
	if err != nil {
		return "", fmt.Errorf("look for the main site: %w", err)
	}
	var page struct {
		Data []reference `json:"data"`
	}
	if err := json.Unmarshal(answer.Body, &page); err != nil {
		return "", fmt.Errorf("read the sites: %w", err)
	}
	if len(page.Data) == 0 {
		return "", nil
	}
	return page.Data[0].ID, nil
}

// between draws a number.
func (d *filler) between(from, to float64) float64 { return from + d.Rand.Float64()*(to-from) }

// days draws how long something takes, in days of the calendar, as working days.
func (d *filler) days(from, to float64) float64 { return working(d.between(from, to)) }

// date writes the day of a moment, which may lie ahead.
func (d *filler) date(at float64) string { return d.calendar.date(at).Format(time.DateOnly) }

func (d *filler) amount(cents int) map[string]any {
	return map[string]any{"amount": fmt.Sprintf("%d.%02d", cents/100, cents%100), "currency": d.Currency}
}

func pick[T any](r *rand.Rand, from ...T) T { return from[r.IntN(len(from))] }

// shuffle returns the same in another order.
func shuffle[T any](r *rand.Rand, all []T) []T {
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all
}
