package leadrouting

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Options is what a policy needs besides its settings to become a [Router].
type Options struct {
	// Team is what is known about the users; nil if nothing is.
	Team *Team

	// Location returns a time zone by name. Without it only UTC is known.
	// Programs pass time.LoadLocation, which reads the system's zone files.
	Location func(name string) (*time.Location, error)
}

// Compile returns a router for the policy, with all pools in their initial state.
// If the policy contradicts itself, the error wraps ErrInvalidPolicy and a
// [Problems]. It is not an error if somebody in the policy cannot own leads, or if
// a part of the policy can never work; [Policy.Validate] reports that as well. Later
// changes to the policy do not affect the router.
func (p Policy) Compile(options Options) (*Router, error) {
	c := newCompiler(p)
	r := c.router(options, true)
	if len(c.problems) > 0 {
		return nil, fmt.Errorf("%w: %w", ErrInvalidPolicy, c.problems)
	}
	r.index = newRuleIndex(r.rules, len(c.fields))
	r.setTeam(options.Team)
	return r, nil
}

// compiler turns a policy into a router and notes what is wrong with it.
type compiler struct {
	book     *book
	fields   []string
	slots    map[string]int // the index of each field
	problems Problems       // contradictions
	warnings Problems       // what is consistent but can never work
	hints    int
	twice    map[int64]struct{} // the ids of owners that are in a list twice
}

func newCompiler(p Policy) *compiler {
	return &compiler{book: newBook(p), slots: make(map[string]int), twice: make(map[int64]struct{})}
}

func (c *compiler) problem(path, format string, args ...any) {
	c.problems = append(c.problems, Problem{Path: path, Err: fmt.Errorf(format, args...)})
}

func (c *compiler) warn(path, format string, args ...any) {
	c.warnings = append(c.warnings, Problem{Path: path, Err: fmt.Errorf(format, args...)})
}

// rule is a compiled rule.
type rule struct {
	name   RuleName
	when   node
	assign []Owner
}

// relation is a compiled relation.
type relation struct {
	name   Relation
	reason Reason
}

// router compiles the policy and collects what is wrong with it.
func (c *compiler) router(options Options, checkZones bool) *Router {
	r := &Router{options: options}
	r.book, r.pools, r.byOwner = c.book, make(map[Owner]*pool), make(map[Owner]*person)
	c.settings()
	r.relations = c.relations()
	c.declared()
	r.rules = c.rules()
	c.chain(c.book.Fallback, "fallback")
	c.people(r, options, checkZones)
	c.pools(r)
	r.matcher = newMatcher(c.fields)
	r.clock = newSlotHeap(len(r.calendars), func(a, b int32) bool {
		return cmp.Or(cmp.Compare(r.calendars[a].until, r.calendars[b].until), cmp.Compare(a, b)) < 0
	})
	for i := range r.calendars {
		r.clock.push(i)
	}
	return r
}

// settings checks the fields of the settings page.
func (c *compiler) settings() {
	if !c.book.Access.valid() {
		c.problem("access", "unknown access mode %d", uint8(c.book.Access))
	}
	c.chain(c.book.Owners, "owners")
	if o := c.book.TopmostManager; !o.IsZero() && (!o.IsUser() || o.ID() < 0) {
		c.problem("topmost_manager", "%v is not a user", o)
	}
}

func (c *compiler) relations() []relation {
	var compiled []relation
	seen := map[Relation]struct{}{"": {}}
	for i, name := range c.book.Existing {
		if _, twice := seen[name]; twice {
			c.problem(fmt.Sprintf("existing[%d]", i), "relation %q is empty or repeated", name)
			continue
		}
		seen[name] = struct{}{}
		compiled = append(compiled, relation{name, reasonOwns + Reason(name)})
	}
	return compiled
}

// declared checks the fields that the policy declares.
func (c *compiler) declared() {
	every := []Kind{KindText, KindList, KindNumber, KindBool, KindTime, KindAny}
	for _, name := range sortedKeys(c.book.Fields) {
		kind := c.book.Fields[name]
		i := slices.IndexFunc(factFields, func(f FactField) bool { return f.Name == name })
		switch {
		case !slices.Contains(every, kind):
			c.problem("fields."+name, "unknown kind %q: want one of %v", kind, every)
		case i >= 0 && factFields[i].Kind != kind:
			c.problem("fields."+name, "this field holds a %s and need not be declared", factFields[i].Kind)
		}
	}
}

// reserved are the names of everything that decides besides the rules of a policy.
var reserved = []RuleName{R1, R2, R3, R4, R5, "R6", R7, R8, R9, RuleExisting, RuleFallback}

func (c *compiler) rules() []rule {
	var compiled []rule
	names := make(map[RuleName]struct{}, len(c.book.Rules))
	for i := range c.book.Rules {
		config, path := &c.book.Rules[i], fmt.Sprintf("rules[%d]", i)
		name := RuleName(config.Name)
		if name == "" {
			name = RuleName(path)
		}
		if _, twice := names[name]; twice {
			c.problem(path+".name", "there is another rule %q", name)
		}
		if slices.Contains(reserved, name) {
			c.problem(path+".name", "%q is reserved for decisions without such a rule: choose another name", name)
		}
		names[name] = struct{}{}
		when := c.condition(&config.When, path+".when", 0)
		if len(config.Assign) == 0 {
			c.problem(path+".assign", "no owner is named")
		}
		c.chain(config.Assign, path+".assign")
		compiled = append(compiled, rule{name, when, config.Assign})
	}
	return compiled
}

// chain checks a list of owners, each of whom may be there once.
func (c *compiler) chain(owners []Owner, path string) {
	ids := make(map[int64]int, len(owners))
	for i, o := range owners {
		at := fmt.Sprintf("%s[%d]", path, i)
		if o.ID() <= 0 {
			c.problem(at, "%w", &Error{Err: ErrUnknownOwner, Owner: o})
			continue
		}
		if first, twice := ids[o.ID()]; twice {
			c.twice[o.ID()] = struct{}{}
			c.problem(at, "%v has the same id as %s[%d]", o, path, first)
			continue
		}
		ids[o.ID()] = i
	}
}

// people compiles the schedules and the people.
func (c *compiler) people(r *Router, options Options, checkZones bool) {
	calendars := map[string]*calendar{}
	for _, name := range sortedKeys(c.book.Schedules) {
		calendars[name] = c.calendar(c.book.Schedules[name], "schedules."+name, options.Location, checkZones)
	}
	utc := newCalendar()
	for i, config := range c.book.People {
		path := fmt.Sprintf("people[%d]", i)
		if !config.User.IsUser() || config.User.ID() < 0 {
			c.problem(path+".user", "%v is not a user", config.User)
		}
		if r.byOwner[config.User] != nil {
			c.problem(path+".user", "%v is listed twice", config.User)
		}
		if config.Capacity < 0 {
			c.problem(path+".capacity", "%d is less than 0", config.Capacity)
		}
		if config.DailyCap < 0 {
			c.problem(path+".daily_cap", "%d is less than 0", config.DailyCap)
		}
		p := r.person(config.User)
		p.capacity, p.dailyCap = int64(config.Capacity), config.DailyCap
		p.counts = config.Capacity > 0 || config.DailyCap > 0
		for j, absence := range config.Absences {
			at := fmt.Sprintf("%s.absences[%d]", path, j)
			days := [2]int64{c.day(absence.From, at+".from"), c.day(absence.To, at+".to")}
			if days[1] < days[0] {
				c.problem(at, "ends before it begins")
			}
			p.absences = append(p.absences, days)
		}
		cal := utc
		if config.Schedule != "" {
			cal = calendars[config.Schedule]
		}
		switch {
		case cal == nil:
			c.problem(path+".schedule", "there is no schedule %q", config.Schedule)
		case cal != utc || len(config.Absences) > 0 || config.DailyCap > 0:
			if len(cal.people) == 0 {
				r.calendars = append(r.calendars, cal)
			}
			cal.people = append(cal.people, p)
		}
	}
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
