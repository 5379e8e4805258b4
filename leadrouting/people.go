package leadrouting

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Availability says when and for how many leads a user is available. A user
// without one always is. It counts everywhere: a user who is away or has enough leads
// is never the owner, by whatever rule.
type Availability struct {
	User     Owner     `json:"user"`
	Schedule string    `json:"schedule,omitzero"` // a name in Policy.Schedules; none: always at work, days begin in UTC
	Absences []Absence `json:"absences,omitempty"`
	Capacity int       `json:"capacity,omitzero"`  // open leads at most; 0: no limit. See Request.Loads
	DailyCap int       `json:"daily_cap,omitzero"` // new leads a day at most; 0: no limit
}

// Absence is some days off, both included, in the time zone of the schedule.
type Absence struct {
	From Day `json:"from"`
	To   Day `json:"to"`
}

// Day is a date such as "2026-12-24".
type Day string

// Schedule is when people work.
type Schedule struct {
	// Zone is the name of a time zone, such as "Europe/Madrid"; UTC if empty.
	Zone string `json:"zone,omitzero"`

	// Hours are spans of local time by "mon", "tue", "wed", "thu", "fri",
	// "sat" and "sun", such as "09:00-17:30". A span that ends before it
	// begins ends on the next day. Without any, all hours are working hours.
	Hours map[string][]string `json:"hours,omitempty"`

	Holidays []Day `json:"holidays,omitempty"`
}

// calendar is a compiled schedule, the people who have it, and what it says at
// the moment. Nobody else is looked at when the time goes on.
type calendar struct {
	zone     *time.Location
	always   bool
	spans    [7][]span // by weekday
	holidays map[int64]struct{}
	people   []*assignee

	day    int64  // the date, counted from 1970
	reason Reason // why nobody works, empty if they do
	until  int64  // it holds at least until then, in seconds since 1970
}

// forget makes the next tick look at everyone.
func (c *calendar) forget() { c.day, c.reason, c.until = math.MinInt64, "", math.MinInt64 }

// span is minutes of a day, from the first to before the last, which may lie
// on the next day.
type span struct{ from, to int }

const (
	minutesPerDay = 24 * 60
	secondsPerDay = 24 * 60 * 60
)

// tick brings the calendar to a moment, and reports whether that changes
// anything for its people.
func (c *calendar) tick(now time.Time) bool {
	t := now.In(c.zone)
	h, m, s := t.Clock()
	day := dayNumber(t)
	reason, until := c.at(now, day, h*3600+m*60+s)
	changed := day != c.day || reason != c.reason
	c.day, c.reason, c.until = day, reason, until
	return changed
}

func dayNumber(t time.Time) int64 {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsPerDay
}

// at returns why nobody works at a second of a day, empty if they do, and until
// when that is so at least, in seconds since 1970.
func (c *calendar) at(now time.Time, day int64, second int) (Reason, int64) {
	until := minutesPerDay * 60 // of this day
	reason := ReasonOffHours
	if c.always {
		reason = ""
	}
	weekday := int((day%7 + 7 + 4) % 7) // 1970-01-01 was a Thursday
	for back := range 2 {               // spans of today, and of yesterday into today
		if _, holiday := c.holidays[day-int64(back)]; holiday {
			continue
		}
		for _, s := range c.spans[(weekday+7-back)%7] {
			from, to := (s.from-back*minutesPerDay)*60, (s.to-back*minutesPerDay)*60
			if from <= second && second < to {
				reason = ""
			}
			for _, edge := range [...]int{from, to} {
				if edge > second {
					until = min(until, edge)
				}
			}
		}
	}
	if _, holiday := c.holidays[day]; holiday && reason != "" || holiday && c.always {
		reason = ReasonHoliday
	}
	// Clock time passes as real time does only until the zone's next change.
	end := now.Unix() + int64(until-second)
	if _, change := now.In(c.zone).ZoneBounds(); !change.IsZero() {
		end = min(end, change.Unix())
	}
	return reason, end
}

// assignee is somebody who may be given leads: a user, or a pool of Sell.
type assignee struct {
	owner    Owner
	absences [][2]int64
	capacity int64
	dailyCap int
	counts   bool // whether its load matters to anything

	fixed Reason // why the team or settings rule it out
	clock Reason // why the time does
	now   Reason // why it can own no lead at the moment, empty if it can
	load  int64  // open leads
	date  int64  // which day it is
	day   int64  // the last day with a lead
	today int    // the leads of that day
	seats []seat // where it is a member
}

// seat is a place among the members of a pool.
type seat struct {
	pool *pool
	slot int
}

// see takes over what the calendar says.
func (a *assignee) see(c *calendar) {
	a.date, a.clock = c.day, c.reason
	if slices.ContainsFunc(a.absences, func(days [2]int64) bool { return days[0] <= c.day && c.day <= days[1] }) {
		a.clock = ReasonAbsent
	}
}

// refresh settles whether the assignee is available, and tells its pools.
func (a *assignee) refresh() {
	a.judge()
	for _, s := range a.seats {
		s.pool.set(s.slot, a.now == "")
	}
}

// judge settles whether the assignee is available.
func (a *assignee) judge() {
	switch {
	case a.fixed != "":
		a.now = a.fixed
	case a.clock != "":
		a.now = a.clock
	case a.capacity > 0 && a.load >= a.capacity:
		a.now = ReasonAtCapacity
	case a.dailyCap > 0 && a.today >= a.dailyCap && a.date <= a.day:
		a.now = ReasonDailyCap
	default:
		a.now = ""
	}
}

// got counts a new lead.
func (a *assignee) got() {
	if !a.counts {
		return
	}
	if a.date > a.day {
		a.day, a.today = a.date, 0
	}
	a.today++
	a.setLoad(a.load + 1)
}

func (a *assignee) setLoad(load int64) {
	a.load = load
	for _, s := range a.seats {
		s.pool.rotation.changed(s.slot)
	}
	a.refresh()
}

// newCalendar returns one by which everyone always works, in UTC.
func newCalendar() *calendar {
	c := &calendar{zone: time.UTC, always: true, holidays: make(map[int64]struct{})}
	c.forget()
	return c
}

// calendar compiles a schedule. Without a function that knows zones, any name
// passes if checkZones is off.
func (c *compiler) calendar(s Schedule, path string, location func(string) (*time.Location, error), checkZones bool) *calendar {
	cal := newCalendar()
	cal.always = len(s.Hours) == 0
	if s.Zone != "" && s.Zone != "UTC" {
		switch {
		case location != nil:
			zone, err := location(s.Zone)
			if err != nil || zone == nil {
				c.problem(path+".zone", "unknown time zone %q", s.Zone)
				zone = time.UTC
			}
			cal.zone = zone
		case checkZones:
			c.problem(path+".zone", "time zone %q needs Options.Location, such as time.LoadLocation", s.Zone)
		}
	}
	days := []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	for _, name := range sortedKeys(s.Hours) {
		weekday := slices.Index(days, name)
		if weekday < 0 {
			c.problem(path+".hours."+name, "no weekday: want one of %s", strings.Join(days, ", "))
			continue
		}
		for i, text := range s.Hours[name] {
			from, to, _ := strings.Cut(text, "-")
			sp := span{minute(from), minute(to)}
			if sp.from < 0 || sp.to < 0 || sp.from >= minutesPerDay {
				c.problem(fmt.Sprintf("%s.hours.%s[%d]", path, name, i), "%q is no span: want such as 09:00-17:30", text)
				continue
			}
			if sp.to <= sp.from {
				sp.to += minutesPerDay
			}
			cal.spans[weekday] = append(cal.spans[weekday], sp)
		}
	}
	for i, day := range s.Holidays {
		cal.holidays[c.day(day, fmt.Sprintf("%s.holidays[%d]", path, i))] = struct{}{}
	}
	return cal
}

// minute reads "09:30", up to "24:00"; -1 if it is no such time.
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
		c.problem(path, "%q is no date: want such as 2026-12-24", d)
		return math.MinInt64
	}
	return dayNumber(t)
}
