package sample

import (
	"testing"
	"time"
)

// TestCalendar: whatever is now, all moments are of working days and hours, in their
// order and not ahead, over four months.
func TestCalendar(t *testing.T) {
	monday := time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC)
	for hours := range 7 * 24 {
		now := monday.Add(time.Duration(hours)*time.Hour + 20*time.Minute)
		c := calendarAt(now)
		before := time.Time{}
		for at := 0.; at < span; at += .125 {
			got := c.time(at)
			if !got.After(before) || got.After(now) || free(got) || got.Hour() < 8 || got.Hour() >= 17 {
				t.Fatalf("at %s the moment %.3f is %s, after %s", now, at, got, before)
			}
			before = got
		}
		if age := now.Sub(c.time(0)); age < 115*day || age > 125*day {
			t.Errorf("at %s the first moment is %s ago", now, age)
		}
		if behind := now.Sub(before); behind > 4*day || !free(now) && now.Hour() > 8 && behind > 14*time.Hour {
			t.Errorf("at %s the last moment is %s ago", now, behind)
		}
		if ahead := c.date(span); !ahead.After(c.last) || free(ahead) {
			t.Errorf("at %s the day after the last is %s", now, ahead)
		}
	}
}
