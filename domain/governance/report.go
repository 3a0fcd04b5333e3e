package governance

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/guildhall/guildhall/kernel/auth"
	"github.com/guildhall/guildhall/kernel/entity"
	"github.com/guildhall/guildhall/kernel/pg"
	"github.com/guildhall/guildhall/lib/problem"
)

// ReadPrivacy lets see the report about privacy, for whoever answers for it.
const ReadPrivacy auth.Permission = "governance.privacy.read"

// ReportRequest asks for a report about privacy.
type ReportRequest struct {
	Days int // how far it looks back; a year when left out
}

// PrivacyReport tells what is kept about private persons and what was done with it.
type PrivacyReport struct {
	MadeAt     time.Time        `json:"made_at"`    // when the report was made
	Since      time.Time        `json:"since"`      // from when on exports, erasures and readings are told
	Personal   []PersonalReport `json:"personal"`   // where data about private persons is kept
	Retentions []KeptReport     `json:"retentions"` // how long it is kept before it goes by itself
	Tallies    []TallyReport    `json:"tallies"`    // what modules count: consents by purpose
	Requests   []RequestReport  `json:"requests"`   // exports and erasures, newest first, 1,000 at most
	Readings   []ReadingReport  `json:"readings"`   // who has read what is sensitive, most first, 1,000 at most
}

// PersonalReport is where data about private persons is kept.
type PersonalReport struct {
	Name      string   `json:"name"`      // the entity, or the table where there is none
	Label     string   `json:"label"`     // the same, for people
	Fields    []string `json:"fields"`    // that hold it
	Sensitive bool     `json:"sensitive"` // whether it is kept who reads it
	Kept      []string `json:"kept"`      // the states in which the law keeps records as they are
	Records   int      `json:"records"`   // how many there are
}

// KeptReport is for how long something is kept.
type KeptReport struct {
	Name    string `json:"name"`    // what is kept
	Label   string `json:"label"`   // the same, for people
	Days    int    `json:"days"`    // for how many days
	Minimum int    `json:"minimum"` // fewer are not allowed
	Why     string `json:"why"`     // why not, or what it is needed for
	Purged  int    `json:"purged"`  // how many rows have gone so far
}

// TallyReport is something that is counted.
type TallyReport struct {
	Name  string `json:"name"`  // what sort of thing it is: crm.consent
	What  string `json:"what"`  // which: the purpose of the consent
	State string `json:"state"` // how it stands
	Count int    `json:"count"` // how many there are
}

// RequestReport is one export or erasure.
type RequestReport struct {
	At        time.Time `json:"at"`         // when it was done
	Verb      string    `json:"verb"`       // export or anonymise
	Subject   string    `json:"subject"`    // the entity of the person's record
	Record    uuid.UUID `json:"record"`     // the person's record
	ActorName string    `json:"actor_name"` // by whom
}

// ReadingReport is how much somebody has read of one entity.
type ReadingReport struct {
	Actor     uuid.UUID `json:"actor"`      // who read
	ActorName string    `json:"actor_name"` // what they were called last
	Subject   string    `json:"subject"`    // the entity
	Times     int       `json:"times"`      // how often
	Records   int       `json:"records"`    // how many records were shown, each time anew
	LastAt    time.Time `json:"last_at"`    // when they did last
}

const (
	sqlRequests = `select at, verb, entity, record, actor_name from system_audit
where tenant_id = $1 and at >= $2 and id >= least_uuid($2) and verb in ('export', 'anonymise') and entity = any($3) order by id desc limit 1000`
	sqlReadings = `select coalesce(actor, '00000000-0000-0000-0000-000000000000'), (array_agg(actor_name order by id desc))[1], subject, count(*), sum(rows)::bigint, max(created_at) from system_access
where tenant_id = $1 and created_at >= $2 and id >= least_uuid($2) group by actor, subject order by 5 desc, 1, 3 limit 1000`
)

// Report makes a report about privacy.
func Report(ctx context.Context, tx *entity.Tx, in ReportRequest) (PrivacyReport, error) {
	if in.Days < 0 || in.Days > longestRetention {
		return PrivacyReport{}, problem.InvalidField("/days", "out-of-range", "Must be 1 to %d days.", longestRetention)
	}
	if in.Days == 0 {
		in.Days = 365
	}
	r := PrivacyReport{MadeAt: tx.Now(), Since: tx.Now().AddDate(0, 0, -in.Days)}
	var err error
	if r.Personal, err = personal(ctx, tx); err != nil {
		return r, err
	}
	kept, err := keptBy(ctx, tx)
	if err != nil {
		return r, err
	}
	for _, d := range declared(tx) {
		k := kept[d.Name]
		if k == nil {
			k = retentionOf(d)
		}
		r.Retentions = append(r.Retentions, KeptReport{Name: k.Name, Label: k.Label, Days: k.Days, Minimum: k.Minimum, Why: k.Why, Purged: k.Purged})
	}
	if r.Tallies, err = tallies(ctx, tx); err != nil {
		return r, err
	}
	if r.Requests, err = pg.Query[RequestReport](ctx, tx, sqlRequests, r.Since, tx.Persons()); err != nil {
		return r, fmt.Errorf("read exports and erasures: %w", err)
	}
	if r.Readings, err = pg.Query[ReadingReport](ctx, tx, sqlReadings, r.Since); err != nil {
		return r, fmt.Errorf("read who has read: %w", err)
	}
	return r, nil
}

// personal counts the records that hold data about private persons.
func personal(ctx context.Context, tx *entity.Tx) ([]PersonalReport, error) {
	var all []PersonalReport
	var counts []string
	for _, h := range tx.Holdings() {
		counts = append(counts, "(select count(*) from "+pg.Quote(h.Table)+" where tenant_id = $1)")
		all = append(all, PersonalReport{Name: h.Name, Label: h.Label, Fields: h.Fields, Sensitive: h.Sensitive, Kept: h.Kept})
	}
	n, err := pg.Query[int](ctx, tx, "select n from unnest(array["+strings.Join(counts, ", ")+"]) with ordinality as u (n, i) order by i")
	if err != nil {
		return nil, fmt.Errorf("count personal records: %w", err)
	}
	for i := range n {
		all[i].Records = n[i]
	}
	return all, nil
}

// tallies counts what modules want counted.
func tallies(ctx context.Context, tx *entity.Tx) ([]TallyReport, error) {
	var all []TallyReport
	for _, m := range tx.Modules() {
		for _, t := range m.Tallies {
			rows, err := pg.Query[struct {
				What, State string
				Count       int
			}](ctx, tx, t.SQL)
			if err != nil {
				return nil, fmt.Errorf("count %s: %w", t.Name, err)
			}
			for _, row := range rows {
				all = append(all, TallyReport{Name: t.Name, What: row.What, State: row.State, Count: row.Count})
			}
		}
	}
	return all, nil
}
