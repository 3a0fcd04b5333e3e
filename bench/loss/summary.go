package main

import "fmt"

// summary is the result.
type summary struct {
	OK         bool           `json:"ok"`
	Seed       uint64         `json:"seed"`
	Seconds    float64        `json:"seconds"`     // of writing
	Drained    float64        `json:"drained_s"`   // after that, until nothing waited
	Faults     map[string]int `json:"faults"`      // by what was done
	Writes     int            `json:"writes"`      // acknowledged
	Refused    int            `json:"refused"`     // as they were to be
	Unknown    int            `json:"unknown"`     // writes that had to be asked for again: nobody knew what became of them
	Events     int            `json:"events"`      // committed
	Effects    int            `json:"effects"`     // inside
	Arrivals   int            `json:"arrivals"`    // messages outside, with repetitions and those refused
	Repeated   int            `json:"repeated"`    // of them, of an event that had arrived before
	Turned     int            `json:"turned_away"` // of them, refused by the receiver, to come again
	Webhooks   hooks          `json:"webhooks"`
	Wrong      int            `json:"wrong"`
	Violations []string       `json:"violations"` // the first hundred
}

// hooks is what companies' webhooks were told.
type hooks struct {
	Companies int `json:"companies"`   // that have one
	Events    int `json:"events"`      // of which they were to be told
	Arrivals  int `json:"arrivals"`    // messages, with repetitions and those refused
	Repeated  int `json:"repeated"`    // of them, of an event that had arrived before
	Turned    int `json:"turned_away"` // of them, refused by the receiver, to come again
}

// mostTold bounds how many violations are spelled out.
const mostTold = 100

// wrong notes a violation.
func (l *lab) wrong(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.summary.Wrong++
	if len(l.summary.Violations) == mostTold {
		return
	}
	text := fmt.Sprintf(format, args...)
	l.summary.Violations = append(l.summary.Violations, text)
	fmt.Fprintf(l.errs, "\nVIOLATION %s\n", text)
}
