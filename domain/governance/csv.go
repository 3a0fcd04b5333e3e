package governance

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// CSV writes the report as a table (RFC 4180): the part of the report, the name, what
// there is to say, how it stands, how many, when, and by whom. What a spreadsheet
// would take for a formula is written as text.
func (r PrivacyReport) CSV(w io.Writer) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"part", "name", "detail", "state", "count", "at", "by"}}
	for _, p := range r.Personal {
		state := "not sensitive"
		if p.Sensitive {
			state = "sensitive"
		}
		rows = append(rows, []string{"personal", p.Name, strings.Join(p.Fields, " "), state, strconv.Itoa(p.Records), "", ""})
	}
	for _, k := range r.Retentions {
		rows = append(rows, []string{"retention", k.Name, k.Label + ". " + k.Why, fmt.Sprintf("%d days, at least %d", k.Days, k.Minimum), strconv.Itoa(k.Purged), "", ""})
	}
	for _, t := range r.Tallies {
		rows = append(rows, []string{"tally", t.Name, t.What, t.State, strconv.Itoa(t.Count), "", ""})
	}
	for _, q := range r.Requests {
		rows = append(rows, []string{"request", q.Subject, q.Record.String(), q.Verb, "1", q.At.Format(time.RFC3339), q.ActorName})
	}
	for _, d := range r.Readings {
		rows = append(rows, []string{"reading", d.Subject, strconv.Itoa(d.Times) + " times", "", strconv.Itoa(d.Records), d.LastAt.Format(time.RFC3339), d.ActorName})
	}
	for _, row := range rows {
		for i := range row {
			row[i] = plain(row[i])
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	return nil
}

// plain keeps a spreadsheet from taking a text for a formula.
func plain(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") {
		return "'" + text
	}
	return text
}
