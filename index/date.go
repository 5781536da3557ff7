package index

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// dateReader reads the value of after, before and date.
func dateReader(field string) fieldReader {
	return func(p *parser, value string, start, at int) (Node, error) {
		first, last, between := strings.Cut(value, "..")
		if between && field != FieldDate {
			return nil, p.fail(at, p.pos, field+": takes one date", "write date:"+value)
		}
		from, to, err := p.period(first, at, field)
		if err != nil {
			return nil, err
		}
		if between {
			lastAt := at + utf8.RuneCountInString(first) + 2
			end := from
			if end, to, err = p.period(last, lastAt, field); err != nil {
				return nil, err
			}
			if end.Before(from) {
				return nil, p.fail(at, p.pos, "the range is empty", "write the earlier date first")
			}
		}
		n := Published{At: p.span(start), Field: field, Value: value}
		switch field {
		case FieldAfter:
			n.From = from
		case FieldBefore:
			n.To = from
		default:
			n.From, n.To = from, to
		}
		return n, nil
	}
}

// period reads a year, a month, a day or an instant in UTC, and gives when it
// begins and when it has ended.
func (p *parser) period(s string, at int, field string) (from, to time.Time, err error) {
	today := p.now.Truncate(24 * time.Hour)
	switch strings.ToLower(s) {
	case "today":
		return today, today.AddDate(0, 0, 1), nil
	case "yesterday":
		return today.AddDate(0, 0, -1), today, nil
	}
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {"2006-01-02", 0, 0, 1}} {
		if t, err := time.Parse(form.layout, s); err == nil && t.Year() > 0 {
			return t, t.AddDate(form.years, form.months, form.days), nil
		}
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil && t.Year() > 0 {
		return t.UTC(), t.UTC().Add(time.Second), nil
	}
	hint := "write 2025, 2025-01, 2025-01-31, today or yesterday"
	if near := nearest(strings.ToLower(s), []string{"today", "yesterday"}); near != "" {
		hint = `did you mean "` + near + `"?`
	}
	end := max(at+utf8.RuneCountInString(s), at+1)
	return from, to, p.fail(at, end, `"`+s+`" is not a date`, hint)
}

// maxLast bounds last: to what a calendar holds.
const maxLast = 10000

// last reads 12h, 7d, 2w, 3m or 1y: the time before now.
func (p *parser) last(value string, start, at int) (Node, error) {
	unit := value[len(value)-1:]
	n, err := strconv.Atoi(value[:len(value)-1])
	if err != nil || n < 1 || n > maxLast || !strings.Contains("hdwmy", unit) {
		return nil, p.fail(at, p.pos, `"`+value+`" is not a length of time`, "write 12h, 7d, 2w, 3m or 1y")
	}
	return Published{At: p.span(start), Field: FieldLast, Value: value, From: before(p.now, n, unit)}, nil
}

// before goes n hours, days, weeks, months or years back, not beyond year 1.
func before(now time.Time, n int, unit string) time.Time {
	var t time.Time
	switch unit {
	case "h":
		t = now.Add(-time.Duration(n) * time.Hour)
	case "d":
		t = now.AddDate(0, 0, -n)
	case "w":
		t = now.AddDate(0, 0, -7*n)
	case "m":
		t = now.AddDate(0, -n, 0)
	default:
		t = now.AddDate(-n, 0, 0)
	}
	if t.Year() < 1 {
		return time.Date(1, 1, 1, 0, 0, 1, 0, time.UTC)
	}
	return t
}
