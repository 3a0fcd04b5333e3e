package collaboration

import "time"

// clock reads a time of day, as minutes after midnight.
func clock(text string) (minutes int, ok bool) {
	at, err := time.Parse("15:04", text)
	return at.Hour()*60 + at.Minute(), err == nil && len(text) == len("15:04")
}

// zone is where somebody's hours are meant; UTC when nobody says.
func (s Settings) zone() *time.Location {
	in, err := time.LoadLocation(s.TimeZone)
	if err != nil {
		return time.UTC
	}
	return in
}

// next returns the first instant after one at which it is a time of day.
func next(after time.Time, minutes int, in *time.Location) time.Time {
	local := after.In(in)
	for day := 0; ; day++ {
		at := time.Date(local.Year(), local.Month(), local.Day()+day, 0, minutes, 0, 0, in)
		if at.After(after) {
			return at
		}
	}
}

// rest returns the end of the quiet hours in which an instant lies, and the instant
// itself when it lies in none.
func (s Settings) rest(at time.Time) time.Time {
	from, begins := clock(s.QuietFrom)
	to, ends := clock(s.QuietTo)
	if !begins || !ends || from == to {
		return at
	}
	in := s.zone()
	end, begin := next(at, to, in), next(at, from, in)
	if end.Before(begin) { // they end before they begin again: they have begun
		return end
	}
	return at
}

// mailAt returns when a letter is to tell of something of a kind, zero for never.
func (s Settings) mailAt(k Kind, now time.Time) time.Time {
	at := now
	switch s.of(k).Mail {
	case AtOnce:
	case Hourly:
		at = now.Truncate(time.Hour).Add(time.Hour)
	case Daily:
		minutes, _ := clock(s.DailyAt)
		at = next(now, minutes, s.zone())
	default:
		return time.Time{}
	}
	if k.urgent() {
		return at
	}
	return s.rest(at)
}

// pushAt returns when devices are to show something of a kind, zero for never.
func (s Settings) pushAt(k Kind, now time.Time) time.Time {
	switch {
	case !s.of(k).Push:
		return time.Time{}
	case k.urgent():
		return now
	}
	return s.rest(now)
}
