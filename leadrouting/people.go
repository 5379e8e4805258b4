package leadrouting

import "slices"

// PersonConfig says when, and for how many leads, a user is available. A user without
// one is always available. It applies to every rule: a user who is away or has enough
// leads never becomes the owner.
type PersonConfig struct {
	User     Owner     `json:"user"`
	Schedule string    `json:"schedule,omitzero"` // a name in Policy.Schedules; "": always at work, with days in UTC
	Absences []Absence `json:"absences,omitempty"`
	Capacity int       `json:"capacity,omitzero"`  // maximum of open leads; the default is no limit. See Request.Loads
	DailyCap int       `json:"daily_cap,omitzero"` // maximum of new leads per day; the default is no limit
}

// UnmarshalJSON reads a person. A capacity or daily_cap of 0 is an error: it
// looks like no leads at all, but would mean no limit.
func (p *PersonConfig) UnmarshalJSON(data []byte) error { return strictly(data, p) }

// Absence is a range of days off, including From and To, in the time zone of the
// schedule. A night shift belongs to the day on which it begins.
type Absence struct {
	From Day `json:"from"`
	To   Day `json:"to"`
}

// Day is a date such as "2026-12-24".
type Day string

// Schedule is when people work.
type Schedule struct {
	// Zone is the name of a time zone, such as "Europe/Madrid". The default is UTC.
	Zone string `json:"zone,omitzero"`

	// Hours are spans of local time, such as "09:00-17:30", by "mon", "tue", "wed",
	// "thu", "fri", "sat" and "sun". A span that ends before it begins ends on the
	// next day. If Hours is left out, all hours are working hours.
	Hours map[string][]string `json:"hours,omitempty"`

	// Holidays are days on which nobody starts to work. A night shift that began the
	// day before continues to its end.
	Holidays []Day `json:"holidays,omitempty"`
}

func (s Schedule) clone() Schedule {
	s.Hours, s.Holidays = cloneMap(s.Hours, slices.Clone[[]string]), slices.Clone(s.Holidays)
	return s
}

// person is somebody who can get leads: a user, or a pool of Sell, which counts as one
// person here.
type person struct {
	owner    Owner
	absences [][2]int64
	capacity int64
	dailyCap int
	counts   bool // whether its load matters to anything

	fixed Reason // why the team or settings rule it out
	clock Reason // why the time does
	now   Reason // why it cannot own a lead at the moment, "" if it can
	load  int64  // open leads
	told  uint64 // the version of the state in which a request last set the load
	date  int64  // the current day
	day   int64  // the last day with a lead
	today int    // the leads of that day
	seats []seat // where it is a member
}

// seat is a place among the members of a pool.
type seat struct {
	pool *pool
	slot int
}

// see updates the person by the calendar.
func (p *person) see(c *calendar) {
	p.date, p.clock = c.day, c.reason
	switch {
	case c.shifts[0] && !p.absent(c.day) || c.shifts[1] && !p.absent(c.day-1):
		p.clock = ""
	case c.reason == "" || p.absent(c.day):
		p.clock = ReasonAbsent
	}
}

func (p *person) absent(day int64) bool {
	return slices.ContainsFunc(p.absences, func(days [2]int64) bool { return days[0] <= day && day <= days[1] })
}

// judge decides whether the person is available.
func (p *person) judge() {
	switch {
	case p.fixed != "":
		p.now = p.fixed
	case p.clock != "":
		p.now = p.clock
	case p.capacity > 0 && p.load >= p.capacity:
		p.now = ReasonAtCapacity
	case p.dailyCap > 0 && p.today >= p.dailyCap && p.date <= p.day:
		p.now = ReasonDailyCap
	default:
		p.now = ""
	}
}

// got counts a new lead.
func (p *person) got() {
	if p.date > p.day {
		p.day, p.today = p.date, 0
	}
	p.today++
	p.setLoad(p.load + 1)
}

// gave takes back a lead that was counted on a day, in a version of the state.
func (p *person) gave(day int64, version uint64) {
	if p.day == day && p.today > 0 {
		p.today--
	}
	if p.told <= version && p.load > 0 {
		p.setLoad(p.load - 1)
	}
}

// setLoad sets how many open leads the person has. judge decides whether that leaves
// them available.
func (p *person) setLoad(load int64) {
	p.load = load
	for _, s := range p.seats {
		s.pool.rotation.changed(s.slot)
	}
}
