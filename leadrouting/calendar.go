package leadrouting

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// calendar is a compiled schedule with the people who follow it and what it says at the
// moment. As time passes, only these people are looked at again.
type calendar struct {
	zone     *time.Location
	always   bool
	spans    [7][]span // by weekday
	holidays map[int64]struct{}
	people   []*person

	day    int64   // the date, counted from 1970
	shifts [2]bool // whether a shift that began today, or yesterday, is in progress
	reason Reason  // why nobody works, "" if they do
	until  int64   // all this holds at least until then, in seconds since 1970
}

// forget makes the next tick look at everyone. Until then all are at work.
func (c *calendar) forget() {
	c.day, c.shifts, c.reason, c.until = math.MinInt64, [2]bool{true}, "", math.MinInt64
}

// span is a range of minutes of a day, without the last, which may be on the next day.
type span struct{ from, to int }

const (
	minutesPerDay = 24 * 60
	secondsPerDay = 24 * 60 * 60
)

// tick advances the calendar to a moment, and reports whether anything changes for its
// people.
func (c *calendar) tick(now time.Time) bool {
	day, shifts, reason := c.day, c.shifts, c.reason
	t := now.In(c.zone)
	h, m, s := t.Clock()
	c.day = dayNumber(t)
	until := c.at(h*3600 + m*60 + s)
	// Clock time passes as real time does only until the zone's next change.
	c.until = now.Unix() + int64(until)
	if _, change := t.ZoneBounds(); !change.IsZero() {
		c.until = min(c.until, change.Unix())
	}
	return day != c.day || shifts != c.shifts || reason != c.reason
}

func dayNumber(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
}

// at finds out who works at a second of the day, and returns for how many seconds of
// clock time this holds at least.
func (c *calendar) at(second int) int {
	until := secondsPerDay                // of this day
	var off bool                          // whether people would work if it were not a holiday
	weekday := int((c.day%7 + 7 + 4) % 7) // 1970-01-01 was a Thursday
	for back := range c.shifts {          // shifts of today, and of yesterday into today
		open := c.always && back == 0
		for _, s := range c.spans[(weekday+7-back)%7] {
			from, to := (s.from-back*minutesPerDay)*60, (s.to-back*minutesPerDay)*60
			open = open || from <= second && second < to
			for _, edge := range [...]int{from, to} {
				if edge > second {
					until = min(until, edge)
				}
			}
		}
		_, holiday := c.holidays[c.day-int64(back)]
		c.shifts[back] = open && !holiday
		off = off || holiday && (open || back == 0)
	}
	switch {
	case c.shifts[0] || c.shifts[1]:
		c.reason = ""
	case off:
		c.reason = ReasonHoliday
	default:
		c.reason = ReasonOffHours
	}
	return until - second
}

// newCalendar returns a calendar in UTC in which everyone always works.
func newCalendar() *calendar {
	c := &calendar{zone: time.UTC, always: true, holidays: make(map[int64]struct{})}
	c.forget()
	return c
}

var weekdays = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

// calendar compiles a schedule. Without a function that knows time zones, any name is
// accepted unless checkZones is set.
func (c *compiler) calendar(s Schedule, path string, location func(string) (*time.Location, error), checkZones bool) *calendar {
	cal := newCalendar()
	cal.always = s.Hours == nil
	if s.Zone != "" && s.Zone != "UTC" {
		switch {
		case location != nil:
			zone, err := location(s.Zone)
			if err != nil || zone == nil {
				c.problem(path+".zone", "unknown time zone %q", s.Zone)
			}
			cal.zone = zone
		case checkZones:
			c.problem(path+".zone", "time zone %q needs Options.Location, such as time.LoadLocation", s.Zone)
		}
	}
	if s.Hours != nil && len(s.Hours) == 0 {
		c.problem(path+".hours", "empty: name the hours, or leave it out if all hours are working hours")
	}
	shifts := 0
	for _, name := range sortedKeys(s.Hours) {
		shifts += len(s.Hours[name])
		weekday := slices.Index(weekdays, name)
		if weekday < 0 {
			c.problem(path+".hours."+name, "not a weekday: want one of %s", strings.Join(weekdays, ", "))
			continue
		}
		for i, text := range s.Hours[name] {
			from, to, _ := strings.Cut(text, "-")
			sp := span{minute(from), minute(to)}
			if sp.from < 0 || sp.to < 0 || sp.from >= minutesPerDay {
				c.problem(fmt.Sprintf("%s.hours.%s[%d]", path, name, i), "%q is not a time span: want, for example, 09:00-17:30", text)
				continue
			}
			if sp.to <= sp.from {
				sp.to += minutesPerDay
			}
			cal.spans[weekday] = append(cal.spans[weekday], sp)
		}
	}
	if len(s.Hours) > 0 && shifts == 0 {
		c.warn(path+".hours", "nobody ever works")
	}
	for i, day := range s.Holidays {
		cal.holidays[c.day(day, fmt.Sprintf("%s.holidays[%d]", path, i))] = struct{}{}
	}
	return cal
}

// minute parses a time of day such as "09:30", up to "24:00"; -1 if it is invalid.
func minute(s string) int {
	h, m, _ := strings.Cut(s, ":")
	hour, err := strconv.ParseUint(h, 10, 8)
	if err != nil || len(h) != 2 || len(m) != 2 {
		return -1
	}
	past, err := strconv.ParseUint(m, 10, 8)
	if err != nil || past > 59 || hour > 24 || hour == 24 && past > 0 {
		return -1
	}
	return int(hour*60 + past)
}

func (c *compiler) day(d Day, path string) int64 {
	t, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		c.problem(path, "%q is not a date: want, for example, 2026-12-24", d)
		return math.MinInt64
	}
	return dayNumber(t)
}
