package leadrouting_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/leadrouting"
)

// meets is what a condition means, without regard to speed.
func meets(c leadrouting.Condition, facts leadrouting.Facts) bool {
	for _, part := range c.All {
		if !meets(part, facts) {
			return false
		}
	}
	if len(c.Any) > 0 && !slices.ContainsFunc(c.Any, func(part leadrouting.Condition) bool { return meets(part, facts) }) {
		return false
	}
	if c.Not != nil && meets(*c.Not, facts) || c.Func != nil && !c.Func(facts) {
		return false
	}
	v, known := facts[c.Field]
	known = known && !v.IsZero()
	if c.Field == "" || c.Present != nil && *c.Present != known {
		return c.Field == ""
	}
	each := []leadrouting.Value{v}
	if v.Kind() == leadrouting.KindList {
		each = nil
		for text := range strings.SplitSeq(v.String(), ", ") {
			each = append(each, leadrouting.Text(text))
		}
	}
	some := func(fits func(leadrouting.Value) bool) bool { return known && slices.ContainsFunc(each, fits) }
	text := func(fits func(string) bool) bool {
		return some(func(v leadrouting.Value) bool {
			return (v.Kind() == leadrouting.KindText || v.Kind() == leadrouting.KindTime) && fits(strings.ToLower(v.String()))
		})
	}
	at := func(v leadrouting.Value) (time.Time, bool) {
		for _, layout := range []string{time.RFC3339, time.DateOnly} {
			if t, err := time.Parse(layout, strings.ToUpper(v.String())); err == nil && (v.Kind() == leadrouting.KindText || v.Kind() == leadrouting.KindTime) {
				return t, true
			}
		}
		return time.Time{}, false
	}
	equal := func(v, want leadrouting.Value) bool {
		if strings.EqualFold(v.String(), want.String()) {
			date := leadrouting.KindTime
			return v.Kind() == want.Kind() || v.Kind() == date && want.Kind() == leadrouting.KindText || v.Kind() == leadrouting.KindText && want.Kind() == date
		}
		a, okA := at(v)
		b, okB := at(want)
		return okA && okB && a.Equal(b) && want.Kind() == leadrouting.KindTime
	}
	limit := func(bound leadrouting.Value, fits func(order int) bool) bool {
		return bound.IsZero() || some(func(v leadrouting.Value) bool {
			if bound.Kind() == leadrouting.KindNumber {
				return v.Kind() == leadrouting.KindNumber && fits(compareNumbers(v.String(), bound.String()))
			}
			a, okA := at(v)
			b, _ := at(bound)
			return okA && fits(a.Compare(b))
		})
	}
	return (c.Equals.IsZero() || some(func(v leadrouting.Value) bool { return equal(v, c.Equals) })) &&
		(len(c.In) == 0 || some(func(v leadrouting.Value) bool {
			return slices.ContainsFunc(c.In, func(want leadrouting.Value) bool { return equal(v, want) })
		})) &&
		(c.Contains == "" || text(func(s string) bool {
			part := strings.ToLower(c.Contains)
			return s == part || v.Kind() != leadrouting.KindList && strings.Contains(s, part)
		})) &&
		(c.Prefix == "" || text(func(s string) bool { return strings.HasPrefix(s, strings.ToLower(c.Prefix)) })) &&
		(len(c.Domain) == 0 || text(func(s string) bool { return slices.Contains(c.Domain, s[strings.LastIndex(s, "@")+1:]) })) &&
		limit(c.Min, func(order int) bool { return order >= 0 }) && limit(c.Max, func(order int) bool { return order <= 0 }) &&
		limit(c.After, func(order int) bool { return order >= 0 }) && limit(c.Before, func(order int) bool { return order < 0 })
}

func compareNumbers(a, b string) int {
	x, _ := strconv.ParseFloat(a, 64)
	y, _ := strconv.ParseFloat(b, 64)
	return cmp.Compare(x, y)
}

// pools of parts, small, so that they meet.
var (
	someTexts = []string{"a", "ab", "b", "ana@a.example", "x@b.example", "2026-01-02", "2026-01-02T00:00:00Z", "2026-01-02T01:00:00+01:00", "5", "true"}
	someTimes = []time.Time{time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC), time.Date(2026, 1, 2, 0, 0, 0, 1, time.UTC), time.Date(2026, 1, 3, 0, 0, 0, 0, time.UTC)}
)

func anyValue(random *rand.Rand) leadrouting.Value {
	switch random.IntN(6) {
	case 0:
		return leadrouting.Int(random.Int64N(4))
	case 1:
		return leadrouting.Bool(random.IntN(2) == 0)
	case 2:
		return leadrouting.Time(someTimes[random.IntN(len(someTimes))])
	}
	return leadrouting.Text(someTexts[random.IntN(len(someTexts))])
}

// anyCondition asks few fields of all kinds.
func anyCondition(random *rand.Rand, depth int) leadrouting.Condition {
	if depth > 0 && random.IntN(3) == 0 {
		list := make([]leadrouting.Condition, 1+random.IntN(3))
		for i := range list {
			list[i] = anyCondition(random, depth-1)
		}
		return [...]leadrouting.Condition{{All: list}, {Any: list}, {Not: &list[0]}}[random.IntN(3)]
	}
	text := func() string { return someTexts[random.IntN(len(someTexts))] }
	at := func() leadrouting.Value { return leadrouting.Time(someTimes[random.IntN(len(someTimes))]) }
	number := func() leadrouting.Value { return leadrouting.Int(random.Int64N(4)) }
	c := leadrouting.Condition{Field: []string{"requester.name", "ticket.tags", "ticket.form_id", "ticket.created_at", "vip", "lead.custom.any"}[random.IntN(6)]}
	ask := random.IntN(9)
	if random.IntN(8) == 0 {
		c.Present = new(random.IntN(3) > 0)
		return c
	}
	switch c.Field {
	case "requester.name", "ticket.tags":
		ask %= 5
	case "ticket.form_id":
		ask = []int{0, 1, 5, 6}[ask%4]
	case "ticket.created_at":
		ask = []int{0, 1, 7, 8}[ask%4]
	case "vip":
		ask %= 2
	}
	value := func() leadrouting.Value {
		switch c.Field {
		case "requester.name", "ticket.tags":
			return leadrouting.Text(text())
		case "ticket.form_id":
			return number()
		case "ticket.created_at":
			return at()
		case "vip":
			return leadrouting.Bool(random.IntN(2) == 0)
		}
		return anyValue(random)
	}
	switch ask {
	case 0:
		c.Equals = value()
	case 1:
		for range 1 + random.IntN(10) {
			c.In = append(c.In, value())
		}
	case 2:
		c.Contains = text()
	case 3:
		c.Prefix = text()
	case 4:
		c.Domain = []string{"a.example", "b.example", "a"}[random.IntN(3):]
	case 5:
		c.Min = number()
	case 6:
		c.Max = number()
	case 7:
		c.After = at()
	case 8:
		c.Before = at()
	}
	if random.IntN(6) == 0 { // and something else
		return leadrouting.Condition{All: []leadrouting.Condition{c, anyCondition(random, 0)}}
	}
	return c
}

func anyFacts(random *rand.Rand) leadrouting.Facts {
	text := func() string { return someTexts[random.IntN(len(someTexts))] }
	facts := leadrouting.Facts{}
	put := func(name string, v leadrouting.Value) {
		if random.IntN(4) > 0 {
			facts[name] = v
		}
	}
	put("requester.name", leadrouting.Text(text()))
	put("ticket.tags", leadrouting.List(text(), text()))
	put("ticket.form_id", leadrouting.Int(random.Int64N(4)))
	put("ticket.created_at", leadrouting.Time(someTimes[random.IntN(len(someTimes))]))
	put("vip", leadrouting.Bool(random.IntN(2) == 0))
	put("lead.custom.any", anyValue(random))
	if random.IntN(3) == 0 {
		put("lead.custom.any", leadrouting.List(text(), text(), text()))
	}
	return facts
}

// TestRulesByMeaning: the first rule whose condition holds decides, whichever
// way it is found; facts mean the same after they were JSON; and a rule of which
// it is said that it never fires does not.
func TestRulesByMeaning(t *testing.T) {
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		p := leadrouting.Policy{Fields: map[string]leadrouting.Kind{"vip": leadrouting.KindBool}}
		for range 1 + random.IntN(7) {
			c := anyCondition(random, 2)
			if random.IntN(9) == 0 { // a predicate may answer anything
				odd := uint64(len(p.Rules)) + seed
				c = leadrouting.Condition{All: []leadrouting.Condition{c, {Func: func(f leadrouting.Facts) bool { return (uint64(len(f))+odd)%2 == 0 }}}}
			}
			p.Rules = append(p.Rules, leadrouting.Rule{When: c, Assign: []leadrouting.Owner{leadrouting.User(1)}})
		}
		router := compile(t, p)
		never := map[leadrouting.RuleName]bool{}
		for _, problem := range p.Validate(nil) {
			never[leadrouting.RuleName(strings.TrimSuffix(problem.Path, ".when"))] = true
		}
		for range 60 {
			facts := anyFacts(random)
			want := leadrouting.R3
			for i, rule := range p.Rules {
				if meets(rule.When, facts) {
					want = leadrouting.RuleName(fmt.Sprintf("rules[%d]", i))
					break
				}
			}
			data, err := json.Marshal(facts)
			if err != nil {
				t.Fatal(err)
			}
			var back leadrouting.Facts
			if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, facts) {
				t.Fatalf("%s came back as %v, %v", data, back, err)
			}
			d, err := router.Route(leadrouting.Request{Creator: leadrouting.User(2), Facts: back})
			if err != nil || d.Rule != want {
				rules, _ := json.Marshal(p.Rules)
				t.Fatalf("seed %d: %v: got %v, %v, want %s\n%s", seed, facts, d.Rule, err, want, rules)
			}
			if never[d.Rule] {
				rules, _ := json.Marshal(p.Rules)
				t.Fatalf("seed %d: %s never fires, and did on %s\n%s", seed, d.Rule, data, rules)
			}
		}
	}
}

// TestProverFinds: of rules on one field with few values the prover finds all
// that never fire.
func TestProverFinds(t *testing.T) {
	found := 0
	for seed := range uint64(900) {
		random := rand.New(rand.NewPCG(seed, 3))
		field := []string{"ticket.form_id", "vip", "requester.name"}[seed%3]
		values := map[string][]leadrouting.Value{
			"ticket.form_id": {leadrouting.Int(-1), leadrouting.Int(0), leadrouting.Int(1), leadrouting.Int(2), leadrouting.Int(3), leadrouting.Int(9), number(t, "0.5"), number(t, "1.5"), number(t, "2.5")},
			"vip":            {leadrouting.Bool(true), leadrouting.Bool(false)},
			"requester.name": {leadrouting.Text("a"), leadrouting.Text("b"), leadrouting.Text("ab"), leadrouting.Text("xaby"), leadrouting.Text("zz"), leadrouting.Text("~")},
		}[field]
		var p leadrouting.Policy
		p.Fields = map[string]leadrouting.Kind{"vip": leadrouting.KindBool}
		for range 2 + random.IntN(4) {
			c := leadrouting.Condition{Field: field}
			some := values[random.IntN(len(values))]
			switch ask := random.IntN(5); {
			case ask == 0:
				c.Present = new(random.IntN(2) == 0)
			case field == "ticket.form_id" && ask == 1:
				c.Min = some
			case field == "ticket.form_id" && ask == 2:
				c.Max = some
			case field == "requester.name" && ask < 3:
				c.Contains = []string{"a", "b", "ab"}[ask]
			case ask == 3:
				c.In = []leadrouting.Value{some, values[random.IntN(len(values))]}
			default:
				c.Equals = some
			}
			if random.IntN(3) == 0 {
				inner := c
				c = leadrouting.Condition{Not: &inner}
			}
			p.Rules = append(p.Rules, leadrouting.Rule{When: c, Assign: []leadrouting.Owner{leadrouting.User(1)}})
		}
		router := compile(t, p)
		fired := map[string]bool{}
		all := append(slices.Clone(values), leadrouting.Value{})
		if field == "ticket.form_id" {
			for quarter := range 60 { // some between all limits, and beyond
				all = append(all, number(t, fmt.Sprintf("%.2f", float64(quarter)/4-4)))
			}
		}
		if field == "requester.name" {
			for i := range 64 { // all texts of three of these letters
				all = append(all, leadrouting.Text(strings.TrimRight(string([]byte{"abz "[i%4], "abz "[i/4%4], "abz "[i/16]}), " ")))
			}
		}
		for _, v := range all {
			d, err := router.Route(leadrouting.Request{Creator: leadrouting.User(2), Facts: leadrouting.Facts{field: v}})
			if err != nil {
				t.Fatal(err)
			}
			fired[string(d.Rule)] = true
		}
		told := map[string]bool{}
		for _, problem := range p.Validate(nil) {
			told[strings.TrimSuffix(problem.Path, ".when")] = true
		}
		for i := range p.Rules {
			name := fmt.Sprintf("rules[%d]", i)
			if told[name] == fired[name] {
				rules, _ := json.Marshal(p.Rules)
				t.Fatalf("seed %d: %s: told that it never fires: %t, fired: %t\n%s", seed, name, told[name], fired[name], rules)
			}
			if told[name] {
				found++
			}
		}
	}
	if found < 200 {
		t.Errorf("only %d rules never fire: the test is too kind", found)
	}
}

// TestValidateLarge: policies of thousands of rules are validated, and what
// never fires is found among them. That this ends is part of the test.
func TestValidateLarge(t *testing.T) {
	const n = 2000
	to := []leadrouting.Owner{leadrouting.User(1)}
	kinds := map[string]func(i int) leadrouting.Condition{
		"prefix": func(i int) leadrouting.Condition {
			return leadrouting.Condition{Field: "requester.name", Prefix: fmt.Sprintf("%05d", i)}
		},
		"domain": func(i int) leadrouting.Condition {
			return leadrouting.Condition{Field: "requester.email", Domain: []string{fmt.Sprintf("d%d.example", i)}}
		},
		"equals": func(i int) leadrouting.Condition {
			return leadrouting.Condition{Field: "ticket.form_id", Equals: leadrouting.Int(int64(i))}
		},
		"all": func(i int) leadrouting.Condition {
			return leadrouting.Condition{All: []leadrouting.Condition{
				{Field: "ticket.tags", Contains: fmt.Sprintf("t%d", i%7)}, {Field: "requester.name", Equals: leadrouting.Text(fmt.Sprint(i))}}}
		},
		"contains": func(i int) leadrouting.Condition {
			return leadrouting.Condition{Field: "ticket.subject", Contains: fmt.Sprintf("<%d>", i)}
		},
	}
	for name, kind := range kinds {
		var p leadrouting.Policy
		for i := range n {
			p.Rules = append(p.Rules, leadrouting.Rule{When: kind(i), Assign: to})
		}
		p.Rules[n/4].When = kind(3) // as an earlier one
		if got := p.Validate(nil); len(got) != 1 || got[0].Path != fmt.Sprintf("rules[%d]", n/4) {
			t.Errorf("%s: %v", name, got)
		}
	}
	wide := leadrouting.Condition{}
	for i := range n {
		wide.Any = append(wide.Any, leadrouting.Condition{Field: "requester.name", Contains: fmt.Sprintf("<%d>", i)})
		wide.All = append(wide.All, leadrouting.Condition{Not: &leadrouting.Condition{Field: "requester.name", Prefix: fmt.Sprintf("<%d>", i)}})
	}
	in := leadrouting.Condition{Field: "ticket.form_id"}
	for i := range n {
		in.In = append(in.In, leadrouting.Int(int64(i)))
	}
	p := leadrouting.Policy{Rules: []leadrouting.Rule{{When: wide, Assign: to}, {When: in, Assign: to}, {When: in, Assign: to}}}
	for i := range n {
		p.Existing = append(p.Existing, leadrouting.Relation(fmt.Sprint(i)))
		p.Fallback = append(p.Fallback, leadrouting.User(int64(i+1)))
		p.People = append(p.People, leadrouting.PersonConfig{User: leadrouting.User(int64(i + 1)), Capacity: 1})
		p.Pools = append(p.Pools, leadrouting.PoolConfig{ID: int64(10_000 + i), Members: letters("AB")})
	}
	if got := p.Validate(nil); len(got) != 1 || got[0].Path != "rules[2]" {
		t.Errorf("wide: %v", got)
	}
}

// TestNightShifts: a shift belongs to the day on which it begins, for a holiday
// as for an absence, minute by minute.
func TestNightShifts(t *testing.T) {
	for _, zone := range []string{"UTC", "Europe/Madrid"} {
		location, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		hours := map[string][]string{"mon": {"22:00-06:00"}, "tue": {"09:00-13:00", "21:30-02:00"}, "wed": {"00:00-24:00"}, "sat": {"20:00-08:00"}, "sun": {"10:00-10:00"}}
		schedule := leadrouting.Schedule{Zone: zone, Hours: hours}
		off := []string{"2026-03-23", "2026-03-25", "2026-03-28"} // a Monday, a Wednesday, a Saturday before the clocks change
		holiday, absent, always := schedule, leadrouting.PersonConfig{User: leadrouting.User(2), Schedule: "plain"}, leadrouting.PersonConfig{User: leadrouting.User(3)}
		for _, day := range off {
			holiday.Holidays = append(holiday.Holidays, leadrouting.Day(day))
			absence := leadrouting.Absence{From: leadrouting.Day(day), To: leadrouting.Day(day)}
			absent.Absences, always.Absences = append(absent.Absences, absence), append(always.Absences, absence)
		}
		p := leadrouting.Policy{
			Schedules:     map[string]leadrouting.Schedule{"plain": schedule, "holiday": holiday},
			People:        []leadrouting.PersonConfig{{User: leadrouting.User(1), Schedule: "holiday"}, absent, always},
			AllowAnyOwner: true,
		}
		options := leadrouting.Options{Location: time.LoadLocation}
		forward, jumping := compile(t, p, options), compile(t, p, options)
		random := rand.New(rand.NewPCG(1, 9))
		shift := func(local time.Time, day time.Time) bool { // whether it is in one that began on that day
			minute := local.Hour()*60 + local.Minute()
			if local.Day() != day.Day() {
				minute += 24 * 60
			}
			for _, span := range hours[strings.ToLower(day.Format("Mon"))] {
				var h1, m1, h2, m2 int
				if _, err := fmt.Sscanf(span, "%d:%d-%d:%d", &h1, &m1, &h2, &m2); err != nil {
					t.Fatal(err)
				}
				from, to := h1*60+m1, h2*60+m2
				if to <= from {
					to += 24 * 60
				}
				if from <= minute && minute < to {
					return true
				}
			}
			return false
		}
		works := func(local time.Time, day time.Time) bool {
			return shift(local, day) && !slices.Contains(off, day.Format(time.DateOnly))
		}
		check := func(router *leadrouting.Router, now time.Time) {
			t.Helper()
			local := now.In(location)
			today := time.Date(local.Year(), local.Month(), local.Day(), 12, 0, 0, 0, location)
			yesterday := today.AddDate(0, 0, -1)
			open := works(local, today) || works(local, yesterday)
			isOff := slices.Contains(off, local.Format(time.DateOnly))
			night := slices.Contains(off, yesterday.Format(time.DateOnly)) && shift(local, yesterday)
			for user, want := range map[int64]bool{1: open, 2: open, 3: !slices.Contains(off, now.UTC().Format(time.DateOnly))} {
				_, err := router.Route(leadrouting.Request{Now: now, Choice: leadrouting.User(user)})
				if (err == nil) != want {
					t.Fatalf("%v: user %d: %v", local, user, err)
				}
				e, _ := errors.AsType[*leadrouting.Error](err)
				reason := leadrouting.ReasonOffHours
				if isOff || night { // after the night of a day off it is still off
					reason = []leadrouting.Reason{1: leadrouting.ReasonHoliday, 2: leadrouting.ReasonAbsent, 3: leadrouting.ReasonAbsent}[user]
				}
				if user < 3 && !open && e.Reason != reason {
					t.Fatalf("%v: user %d: %v, want %s", local, user, e, reason)
				}
			}
		}
		first := time.Date(2026, 3, 21, 0, 0, 0, 0, time.UTC)
		for minute := 0; minute < 10*24*60; minute += 10 {
			check(forward, first.Add(time.Duration(minute)*time.Minute))
			if minute%40 == 0 {
				check(jumping, first.Add(time.Duration(random.IntN(10*24*60))*time.Minute))
			}
		}
		// At 03:00 after the night of a day off, which would have gone on.
		night := time.Date(2026, 3, 24, 3, 0, 0, 0, location)
		for user, want := range map[int64]leadrouting.Reason{1: leadrouting.ReasonHoliday, 2: leadrouting.ReasonAbsent} {
			_, err := forward.Route(leadrouting.Request{Now: night, Choice: leadrouting.User(user)})
			if e, ok := errors.AsType[*leadrouting.Error](err); !ok || e.Reason != want {
				t.Errorf("the night after: user %d: %v", user, err)
			}
		}
	}
}

// TestSimulateNested: the leads of sticky requesters count in each pool through
// which their owner is a member.
func TestSimulateNested(t *testing.T) {
	member := func(o leadrouting.Owner) leadrouting.Member { return leadrouting.Member{Owner: o} }
	for sticky := range 8 { // any of the three pools
		p := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.Pool(70)}, Pools: []leadrouting.PoolConfig{
			{ID: 70, Sticky: sticky & 1 * 9, Members: []leadrouting.Member{member(leadrouting.Pool(71)), member(leadrouting.User(6)), member(leadrouting.Pool(90))}},
			{ID: 71, Sticky: sticky >> 1 & 1 * 9, Members: []leadrouting.Member{member(leadrouting.User(5)), member(leadrouting.Pool(73)), member(leadrouting.Pool(72))}},
			{ID: 73, Members: letters("D")},
			{ID: 72, Sticky: sticky >> 2 & 1 * 9, Members: letters("ABC")},
		}}
		router := compile(t, p)
		const leads = 60
		report, err := router.Simulate(func(yield func(leadrouting.Request) bool) {
			for i := range leads {
				if !yield(leadrouting.Request{Requester: fmt.Sprint(i * i % 7)}) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		sum := 0
		byOwner := map[leadrouting.Owner]int{}
		for _, share := range report.Owners {
			sum += share.Leads
			byOwner[share.Owner] = share.Leads
		}
		if sum != leads || report.Leads != leads || report.Pools[0].Leads != leads {
			t.Errorf("sticky %b: %v", sticky, report)
		}
		inner := map[leadrouting.Owner]int{}
		for _, pool := range report.Pools {
			inner[pool.Pool] = pool.Leads
		}
		for _, pool := range report.Pools {
			total := 0
			for _, share := range pool.Members {
				total += share.Leads
				want, isPool := inner[share.Owner]
				if !isPool {
					want = byOwner[share.Owner]
				}
				if share.Leads != want {
					t.Errorf("sticky %b: %v gave %v %d leads, and it had %d", sticky, pool.Pool, share.Owner, share.Leads, want)
				}
			}
			if total != pool.Leads {
				t.Errorf("sticky %b: %v gave %d leads of %d", sticky, pool.Pool, total, pool.Leads)
			}
		}
	}
}

// TestReport: owners by leads and then by id, rules in order, changes by owner.
func TestReport(t *testing.T) {
	p := leadrouting.Policy{AllowAnyOwner: true, Pools: []leadrouting.PoolConfig{{ID: 70, Members: letters("AB")}, {ID: 71, Members: letters("C")}}}
	simulate := func(choices ...leadrouting.Owner) leadrouting.Report {
		t.Helper()
		report, err := compile(t, p).Simulate(func(yield func(leadrouting.Request) bool) {
			for _, o := range choices {
				if !yield(leadrouting.Request{Choice: o}) {
					return
				}
			}
		})
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	user, pool := leadrouting.User, leadrouting.Pool
	before := simulate(user(9), pool(90), user(3), user(3), user(8), pool(80), user(7), user(7), leadrouting.Owner{})
	want := []leadrouting.Share{{user(3), 2}, {user(7), 2}, {user(8), 1}, {user(9), 1}, {pool(80), 1}, {pool(90), 1}}
	if !slices.Equal(before.Owners, want) || before.Failures[leadrouting.ErrOwnerRequired.Error()] != 1 || len(before.Failures) != 1 {
		t.Errorf("got %v, %v", before.Owners, before.Failures)
	}
	if before.Pools[0].Evenness != 1 || before.Pools[1].Leads != 0 {
		t.Errorf("pools without leads: %v", before.Pools)
	}
	after := simulate(pool(80), pool(90), pool(90), user(9), user(8), user(8), user(1), user(3), user(3))
	got := fmt.Sprint(before.Compare(after))
	if want := "[{user:1 0 1} {user:7 2 0} {user:8 1 2} {pool:90 1 2}]"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestTraceAfterPanic: a predicate that panics leaves nothing behind.
func TestTraceAfterPanic(t *testing.T) {
	bad := true
	p := leadrouting.Policy{Owners: []leadrouting.Owner{leadrouting.User(1)}, Existing: []leadrouting.Relation{leadrouting.Contact},
		Rules: []leadrouting.Rule{{When: leadrouting.Condition{Func: func(leadrouting.Facts) bool {
			if bad {
				panic("a fault of the program")
			}
			return false
		}}, Assign: []leadrouting.Owner{leadrouting.User(2)}}}}
	router := compile(t, p, leadrouting.Options{Team: company()})
	request := leadrouting.Request{Related: map[leadrouting.Relation]leadrouting.Owner{leadrouting.Contact: leadrouting.User(9)}, Explain: true}
	for name, call := range map[string]func() error{
		"Route":   func() error { _, err := router.Route(request); return err },
		"Preview": func() error { _, err := router.Preview(request); return err },
		"Offer":   func() error { _, err := router.Offer(request); return err },
	} {
		func() {
			defer func() { _ = recover() }()
			bad = true
			t.Errorf("%s did not panic: %v", name, call())
		}()
		bad = false
		if d, err := router.Route(leadrouting.Request{}); err != nil || len(d.Trace) != 0 {
			t.Errorf("after %s: %v, %v", name, d, err)
		}
		if d, err := router.Route(leadrouting.Request{Explain: true}); err != nil || len(d.Trace) != 1 {
			t.Errorf("after %s: %v, %v", name, d, err)
		}
	}
}

// TestEmptyPoolTrace: a pool in which nobody is available says why of each
// member, also where it is a member itself.
func TestEmptyPoolTrace(t *testing.T) {
	p := parse(t, `{"owners":["pool:70"],"fallback":["pool:71","pool:72"],
		"pools":[{"id":70,"name":"Front","members":[{"owner":"user:9"},{"owner":"pool:71"},{"owner":"user:2"}]},
			{"id":71,"members":[{"owner":"user:8"},{"owner":"pool:90"}]},
			{"id":72,"members":[{"owner":"pool:71"},{"owner":"user:7"}]}],
		"people":[{"user":"user:2","capacity":1}]}`)
	router := compile(t, p, leadrouting.Options{Team: company()})
	loads := map[leadrouting.Owner]int{leadrouting.User(2): 1}
	d, err := router.Route(leadrouting.Request{Explain: true, Loads: loads})
	want := `user:7 by pool:72: next in pool (fallback)
  skipped pool:70 (Front): nobody in the pool is available
  skipped user:9 (Ida) in pool:70: inactive
  skipped pool:71 in pool:70: nobody in the pool is available
  skipped user:8 (Hal) in pool:71: deleted
  skipped pool:90 in pool:71: unknown
  skipped user:2 (Ben) in pool:70: at capacity
  skipped pool:71: nobody in the pool is available (fallback)
  asked pool:72: next in pool
  skipped pool:71 in pool:72: nobody in the pool is available
  chosen user:7 (Gus) in pool:72: next in pool`
	if err != nil || d.String() != want {
		t.Errorf("got\n%v, %v\nwant\n%s", d, err, want)
	}
	p.Fallback = nil
	_, err = compile(t, p, leadrouting.Options{Team: company()}).Route(leadrouting.Request{Explain: true, Loads: loads})
	e, ok := errors.AsType[*leadrouting.Error](err)
	if !ok || !errors.Is(err, leadrouting.ErrEmptyPool) || len(e.Trace) != 6 {
		t.Errorf("%v", err)
	}
	// Pools in pools in pools: each is explained once.
	var deep leadrouting.Policy
	deep.Owners = []leadrouting.Owner{leadrouting.Pool(100)}
	for i := range int64(40) {
		deep.Pools = append(deep.Pools,
			leadrouting.PoolConfig{ID: 100 + 2*i, Sticky: 1, Members: []leadrouting.Member{{Owner: leadrouting.Pool(102 + 2*i)}, {Owner: leadrouting.Pool(103 + 2*i)}}},
			leadrouting.PoolConfig{ID: 101 + 2*i, Members: []leadrouting.Member{{Owner: leadrouting.Pool(102 + 2*i)}, {Owner: leadrouting.Pool(103 + 2*i)}}})
	}
	deep.Pools = append(deep.Pools, leadrouting.PoolConfig{ID: 180, Members: letters("A")}, leadrouting.PoolConfig{ID: 181, Members: letters("A")})
	deep.People = []leadrouting.PersonConfig{{User: leadrouting.User(1), Capacity: 2}, {User: leadrouting.User(2), Capacity: 2}}
	router = compile(t, deep)
	for range 2 { // the second time by stickiness
		if d, err = router.Route(leadrouting.Request{Requester: "x"}); err != nil || letter(d.Owner) != "A" {
			t.Fatal(d, err)
		}
	}
	if d.Reason != leadrouting.ReasonSticky {
		t.Errorf("got %v", d)
	}
	_, err = router.Route(leadrouting.Request{Requester: "x", Explain: true})
	if e, ok := errors.AsType[*leadrouting.Error](err); !ok || len(e.Trace) > 200 {
		t.Errorf("%v", err)
	}
}
