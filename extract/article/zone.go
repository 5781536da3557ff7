package article

import (
	"strings"
	"time"
)

// A zone is where a language is written, as far as that is one place: hours east
// of Greenwich, and whether clocks are set forward in summer as in Europe.
type zone struct {
	east   int
	summer bool
}

// on is the zone's offset on a day.
func (z zone) on(day time.Time) *time.Location {
	east := z.east
	if z.summer && summerTime(day) {
		east++
	}
	return time.FixedZone("", east*3600)
}

// summerTime reports whether European clocks are set forward on a day: from the
// last Sunday of March to the last of October (directive 2000/84/EC).
func summerTime(day time.Time) bool {
	y := day.Year()
	return !day.Before(lastSunday(y, time.March)) && day.Before(lastSunday(y, time.October))
}

// lastSunday is the last Sunday of a month of 31 days, at one in the morning of Greenwich.
func lastSunday(year int, month time.Month) time.Time {
	end := time.Date(year, month, 31, 1, 0, 0, 0, time.UTC)
	return end.AddDate(0, 0, -int(end.Weekday()))
}

// localDay puts a time into the zone of the page. A day without a clock is a
// day where the language is written. A time in UTC whose neighbouring day
// stands beside the headline or in the address keeps its instant, in the
// nearest zone that has that day. So does one that is midnight where the language is written.
func (d *doc) localDay(at time.Time, shown []shownDate, address string) time.Time {
	if at.IsZero() || at.Location() != time.UTC {
		return at
	}
	zone, ok := known().zones[d.written()]
	if at.Equal(at.Truncate(day)) {
		if ok {
			return time.Date(at.Year(), at.Month(), at.Day(), 0, 0, 0, 0, zone.on(at))
		}
		return at
	}
	if local := at.In(zone.on(at)); ok && local.Hour() == 0 && local.Minute() == 0 && local.Second() == 0 {
		return local // a day without a clock, converted
	}
	if near, ok := nearest(shown); ok {
		if local, ok := inDay(at, near.at); ok {
			return local
		}
	}
	for _, t := range d.sig.times {
		if local, ok := inDay(at, t.day(at)); ok {
			return local
		}
	}
	if day, ok := d.addressDay(address); ok {
		if local, ok := inDay(at, day); ok {
			return local
		}
	}
	return at
}

// day is the date that readers see of a time element that holds an instant.
func (t timeSignal) day(at time.Time) time.Time {
	if stamp, ok := parseStamp(t.stamp); !ok || !stamp.Equal(at) {
		return time.Time{}
	}
	day, _ := findDate(t.text)
	return day
}

// written is the language of the page, from its label, else from its headline.
func (d *doc) written() string {
	if d.sig.lang == "" {
		return detectLanguage(d.title.text).code
	}
	lang, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(d.sig.lang), "_", "-"), "-")
	return lang
}

// inDay moves an instant into the nearest zone of whole hours in which it falls
// on a neighbouring day, when the earth has such a zone.
func inDay(at, local time.Time) (time.Time, bool) {
	if local.IsZero() {
		return at, false
	}
	local = time.Date(local.Year(), local.Month(), local.Day(), 0, 0, 0, 0, time.UTC)
	utc := at.UTC().Truncate(day)
	var hours int
	switch {
	case local.AddDate(0, 0, 1).Equal(utc):
		hours = -(int(at.Sub(utc)/time.Hour) + 1)
	case utc.AddDate(0, 0, 1).Equal(local):
		hours = int((local.Sub(at) + time.Hour - 1) / time.Hour)
	}
	if hours == 0 || hours < -12 || hours > 14 {
		return at, false
	}
	return at.In(time.FixedZone("", hours*3600)), true
}
