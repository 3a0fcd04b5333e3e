package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"text/tabwriter"
)

// result is one measured figure.
type result struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Goal  goal    `json:"goal"`
	OK    bool    `json:"ok"`
	Note  string  `json:"note,omitempty"` // absolute figures behind a ratio
}

// goal is a bound that a figure keeps to; the zero goal is none.
type goal struct {
	least, most float64
}

func atLeast(bound float64) goal { return goal{least: bound} }
func atMost(bound float64) goal  { return goal{most: bound} }

// kept tells whether a figure is within the goal.
func (g goal) kept(value float64) bool {
	return (g.least == 0 || value >= g.least) && (g.most == 0 || value <= g.most)
}

// String returns the goal as people write it, "" for none.
func (g goal) String() string {
	switch {
	case g.least != 0:
		return fmt.Sprintf(">= %g", g.least)
	case g.most != 0:
		return fmt.Sprintf("<= %g", g.most)
	}
	return ""
}

// MarshalJSON returns the goal as a JSON string.
func (g goal) MarshalJSON() ([]byte, error) { return json.Marshal(g.String()) } //nolint:wrapcheck // a text always has its JSON

func measured(name string, value float64, g goal, note string, args ...any) result {
	return result{Name: name, Value: value, Goal: g, OK: g.kept(value), Note: fmt.Sprintf(note, args...)}
}

// table prints the results for people.
func table(out io.Writer, results []result) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "figure\tvalue\tgoal\t\tbehind it")
	for _, r := range results {
		verdict := "ok"
		switch {
		case r.Goal == goal{}:
			verdict = ""
		case !r.OK:
			verdict = "MISSED"
		}
		fmt.Fprintf(w, "%s\t%.3f\t%s\t%s\t%s\n", r.Name, r.Value, r.Goal, verdict, r.Note)
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("print results: %w", err)
	}
	return nil
}

// keep writes the results as JSON.
func keep(file string, results []result) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { //nolint:gosec // figures are for everybody
		return err
	}
	text, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return fmt.Errorf("encode results: %w", err)
	}
	return os.WriteFile(file, append(text, '\n'), 0o644) //nolint:gosec // figures are for everybody
}

// missed counts the results that are not within their goals.
func missed(results []result) int {
	n := 0
	for _, r := range results {
		if !r.OK {
			n++
		}
	}
	return n
}
