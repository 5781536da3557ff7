package web

import (
	"fmt"
	"math"
	"strings"
	"time"

	"github.com/pennypress/pennypress/extract"
	"github.com/pennypress/pennypress/index"
)

// A chart is a histogram over time as an SVG drawing in units of its view box,
// and as rows of a table.
type chart struct {
	Width, Height int
	Whole, Foot   int    // height with all that is under the bars; where labels stand
	Unit          string // day, week, month or year
	Max           int    // the largest count
	Bars          []chartBar
	Ticks         []chartTick // labels under the bars
	Marks         []chartMark // moves, under the bars

	starts []time.Time // of the bars
	unit   chartUnit
}

type chartBar struct {
	X, Y, Width, Height float64
	Label               string // its time
	Count               int
	URL                 string // the search within its time
}

type chartTick struct {
	X       float64
	Label   string
	Between bool // left out where there is little room
}

// A chartMark is a move on the axis: above it when it rose, below when it fell.
type chartMark struct {
	X, Y, Width, Height float64
	Class, Label        string
}

// The size of a histogram, and how many bars it may have before it is drawn by
// longer units.
const (
	chartWidth  = 720
	chartHeight = 64
	labelHeight = 20
	maxBars     = 80
	barGap      = 0.18 // of a bar's room
)

// A chartUnit is a length of bars.
type chartUnit struct {
	name  string
	begin func(time.Time) time.Time // of the bar that holds a time
	next  func(time.Time) time.Time // the bar after one
	label string                    // layout of a bar's time
	tick  string                    // layout of a label on the axis
}

func dayOf(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

var chartUnits = []chartUnit{
	{"day", dayOf, func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }, "2 Jan 2006", "2 Jan"},
	{"week", func(t time.Time) time.Time {
		t = dayOf(t)
		return t.AddDate(0, 0, -(int(t.Weekday())+6)%7)
	}, func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }, "week of 2 Jan 2006", "2 Jan"},
	{"month", func(t time.Time) time.Time {
		return time.Date(t.UTC().Year(), t.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	}, func(t time.Time) time.Time { return t.AddDate(0, 1, 0) }, "January 2006", "Jan 06"},
	{"year", func(t time.Time) time.Time {
		return time.Date(t.UTC().Year(), 1, 1, 0, 0, 0, 0, time.UTC)
	}, func(t time.Time) time.Time { return t.AddDate(1, 0, 0) }, "2006", "2006"},
}

// newChart draws counts by day. Each bar leads where link says: to what was
// published from from until just before to.
func newChart(days []index.Bar, link func(from, to time.Time) string) *chart {
	if len(days) == 0 {
		return nil
	}
	unit, starts := spread(days[0].Start, days[len(days)-1].Start)
	counts := map[time.Time]int{}
	c := &chart{Width: chartWidth, Height: chartHeight, Whole: chartHeight + labelHeight, Foot: chartHeight + labelHeight - 5, Unit: unit.name, unit: unit, starts: starts}
	for _, d := range days {
		at := unit.begin(d.Start)
		counts[at] += d.Count
	}
	for _, at := range starts {
		c.Max = max(c.Max, counts[at])
	}
	room := float64(chartWidth) / float64(max(len(starts), minRooms))
	for i, at := range starts {
		n := counts[at]
		height := float64(n) / float64(c.Max) * (chartHeight - 2)
		if n > 0 {
			height = max(height, 2)
		}
		c.Bars = append(c.Bars, chartBar{
			X: round(float64(i)*room + room*barGap/2), Width: round(room * (1 - barGap)),
			Y: round(chartHeight - height), Height: round(height),
			Label: at.Format(unit.label), Count: n, URL: link(at, unit.next(at)),
		})
	}
	c.Ticks = ticks(unit, starts, room)
	return c
}

// The band of moves under a chart, and the move that fills it.
const (
	bandHeight = 28
	fullMove   = 20.0 // percent
)

// mark adds the largest rise and fall of each bar under it: a rise stands on the middle of the band, a
// fall hangs from it.
func (c *chart) mark(moves []index.ReportedMove) {
	if c == nil {
		return
	}
	type place struct {
		at    time.Time
		class string
	}
	largest := map[place]index.ReportedMove{}
	for _, m := range moves {
		p := place{c.unit.begin(m.Published), direction(m.Percent)}
		if known, ok := largest[p]; !ok || math.Abs(m.Percent) > math.Abs(known.Percent) {
			largest[p] = m
		}
	}
	for i, at := range c.starts {
		for _, class := range []string{extract.Up, extract.Down} {
			if m, ok := largest[place{at, class}]; ok {
				c.Marks = append(c.Marks, newMark(c.Bars[i], m, class))
			}
		}
	}
	if len(c.Marks) > 0 {
		c.Whole, c.Foot = c.Whole+bandHeight, c.Foot+bandHeight
	}
}

func newMark(under chartBar, m index.ReportedMove, class string) chartMark {
	const middle = chartHeight + bandHeight/2 + 1.0
	height := round(max(1.5, min(1, math.Abs(m.Percent)/fullMove)*(bandHeight/2-2)))
	mark := chartMark{X: under.X, Width: under.Width, Y: middle, Height: height, Class: class, Label: percentage(m.Move) + " on " + day(m.Published)}
	if class == extract.Up {
		mark.Y = round(middle - height)
	}
	return mark
}

// minRooms keeps the bars of a short time from growing fat; days before the
// first one are shown empty.
const minRooms = 21

// spread chooses the shortest unit in which a time is not too many bars, and
// lists where they begin. Of a time that is too long even in years, such as one
// that begins with a page dated 1900 by mistake, the latest years are shown.
func spread(first, last time.Time) (chartUnit, []time.Time) {
	for i, unit := range chartUnits {
		if early := dayOf(last).AddDate(0, 0, 1-minRooms); i == 0 && early.Before(first) {
			first = early
		}
		var starts []time.Time
		for at := unit.begin(first); !at.After(last) && len(starts) <= maxBars; at = unit.next(at) {
			starts = append(starts, at)
		}
		if len(starts) <= maxBars {
			return unit, starts
		}
	}
	years := chartUnits[len(chartUnits)-1]
	var starts []time.Time
	for at := years.begin(last).AddDate(1-maxBars, 0, 0); !at.After(last); at = years.next(at) {
		starts = append(starts, at)
	}
	return years, starts
}

// ticks labels about six bars. The first, and the first of each year, say the year.
func ticks(unit chartUnit, starts []time.Time, room float64) []chartTick {
	step := max(1, (len(starts)+5)/6)
	var out []chartTick
	year := 0
	for i := 0; i < len(starts); i += step {
		x := float64(i) * room
		if x > chartWidth-70 {
			break
		}
		form := unit.tick
		if y := starts[i].Year(); y != year && !strings.Contains(form, "06") {
			form, year = form+" 2006", y
		}
		out = append(out, chartTick{X: round(x + room*barGap/2), Label: starts[i].Format(form), Between: len(out)%2 == 1})
	}
	return out
}

// round keeps the drawing's text short.
func round(f float64) float64 { return float64(int(f*10+0.5)) / 10 }

// within asks for what was published in a time, instead of what the query says
// of time.
func (c clauses) within(from, to time.Time) string {
	rest := c.without(func(n index.Node) bool { _, ok := n.(index.Published); return ok })
	last := to.AddDate(0, 0, -1)
	if last.Equal(from) {
		return rest.query("date:" + from.Format(time.DateOnly))
	}
	return rest.query(fmt.Sprintf("date:%s..%s", from.Format(time.DateOnly), last.Format(time.DateOnly)))
}

// A sparkline is a small drawing of counts by day.
type sparkline struct {
	Width, Height int
	Bars          []chartBar
	Label         string
}

const (
	sparkWidth  = 150
	sparkHeight = 28
)

// newSparkline draws counts of consecutive days.
func newSparkline(counts []int, label string) sparkline {
	s := sparkline{Width: sparkWidth, Height: sparkHeight, Label: label}
	largest := 1
	for _, n := range counts {
		largest = max(largest, n)
	}
	room := float64(sparkWidth) / float64(len(counts))
	for i, n := range counts {
		height := float64(n) / float64(largest) * sparkHeight
		if n > 0 {
			height = max(height, 1.5)
		}
		s.Bars = append(s.Bars, chartBar{X: round(float64(i) * room), Width: round(room * 0.8), Y: round(sparkHeight - height), Height: round(height), Count: n})
	}
	return s
}
