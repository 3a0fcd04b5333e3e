package monitor

import (
	"time"
)

// Severity says how soon somebody must look.
type Severity string

// The severities.
const (
	Warning  Severity = "warning"  // on a working day
	Critical Severity = "critical" // now, at any hour
)

// Rule says when an operator is to hear of something. It has a Limit or a Band.
type Rule struct {
	Name     string // in small letters, with hyphens; it has a paragraph in docs/operations.md
	Summary  string // what is wrong, in one sentence
	Severity Severity
	Value    Expr
	Limit    *Limit
	Band     *Band
	For      time.Duration // met for so long before it fires
	Escalate time.Duration // without an acknowledgement, the next channel hears after it; 0 for never
}

// Limit is met by values beyond a number.
type Limit struct {
	Below bool // met by smaller values; otherwise by larger ones
	Than  float64
}

// Above is met by values larger than a number.
func Above(than float64) *Limit { return &Limit{Than: than} }

// Below is met by values smaller than a number.
func Below(than float64) *Limit { return &Limit{Below: true, Than: than} }

// Band is met by a value that is far from what the same metric usually was: farther
// from the mean of the window than so many standard deviations, and farther than
// Least. It says nothing as long as the window has few values.
type Band struct {
	Window     time.Duration
	Samples    int     // values that the window must hold
	Deviations float64 // standard deviations
	Least      float64 // a distance that is always usual, so that a metric which is flat may move
}

// past is what the values of a window were.
type past struct {
	Samples         int64
	Mean, Deviation float64
}

func (l *Limit) met(value float64) bool {
	if l.Below {
		return value < l.Than
	}
	return value > l.Than
}

func (b *Band) met(value float64, p past) bool {
	if p.Samples < int64(b.Samples) {
		return false
	}
	distance := max(value-p.Mean, p.Mean-value)
	return distance > max(b.Deviations*p.Deviation, b.Least)
}
