package main

import (
	"encoding/json"
	"fmt"
	"strings"
)

// summary is the result.
type summary struct {
	OK           bool              `json:"ok"`
	Seed         uint64            `json:"seed"`
	Crashes      []crash           `json:"crashes"` // while it traded
	Births       births            `json:"births"`  // crashes while it made companies
	Acknowledged int               `json:"acknowledged"`
	Broken       int               `json:"broken"` // requests whose server was killed under them
	Failed       int               `json:"failed"` // of these, answered 500 by a server that had lost its PostgreSQL
	Loads        []json.RawMessage `json:"loads"`  // what the traders say of the whole history, once for each company
	Violations   []string          `json:"violations"`
}

// crash is one round.
type crash struct {
	Killed       string  `json:"killed"`       // server, postgres or both
	After        float64 `json:"after_s"`      // of trading
	Down         float64 `json:"down_s"`       // until the server was ready again
	Checked      float64 `json:"check_s"`      // how long the check took
	Acknowledged int     `json:"acknowledged"` // writes checked for
	Documents    int     `json:"documents"`    // orders, invoices and so on, looked into
	Violations   int     `json:"violations"`
}

// births are the crashes while companies were made.
type births struct {
	Rounds    int            `json:"rounds"`
	Killed    map[string]int `json:"killed"`
	Asked     int            `json:"asked"`      // companies that were to be made
	NotBegun  int            `json:"not_begun"`  // of which nothing was kept; made afterwards
	Active    int            `json:"active"`     // were active, by the server's own doing, when it was ready again
	ByCommand int            `json:"by_command"` // were finished by `guildhall tenant resume`
}

// wrong notes a violation.
func (l *lab) wrong(what, format string, args ...any) {
	text := what + ": " + fmt.Sprintf(format, args...)
	l.summary.Violations = append(l.summary.Violations, text)
	l.tell("VIOLATION %s", text)
}

func trimmed(text []byte) string { return strings.TrimSpace(string(text)) }
