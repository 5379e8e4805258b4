package selltest_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

const (
	ana = iota + 10
	ben
	cleo
	dora
)

// crew is an account with four users who can be members of a pool.
func crew(t *testing.T, opts ...selltest.Option) api {
	a := newAPI(t, opts...)
	for id := ana; id <= dora; id++ {
		a.fake.Seed("users", fmt.Sprintf(`{"id":%d}`, id))
	}
	return a
}

// draw creates n leads for the pool and returns their owners.
func draw(a api, pool int64, n int) string {
	a.t.Helper()
	var owners []string
	for range n {
		owners = append(owners, a.post("leads", fmt.Sprintf(`{"last_name":"a","owner_id":%d}`, pool)).is(200).at("data.owner_id"))
	}
	return strings.Join(owners, " ")
}

func TestPoolRotation(t *testing.T) {
	for _, test := range []struct {
		name    string
		members []int64
		first   int
		then    []int64 // the members after the first draws; nil: the same
		second  int
		want    string
	}{
		{"round", []int64{ana, ben, cleo}, 4, nil, 0, "10 11 12 10"},
		{"new member", []int64{ana, ben, cleo}, 1, []int64{ana, ben, cleo, dora}, 4, "10 11 12 13 10"},
		{"new member at the wrap", []int64{ana, ben, cleo}, 3, []int64{ana, ben, cleo, dora}, 2, "10 11 12 13 10"},
		{"next one leaves", []int64{ana, ben, cleo}, 1, []int64{ana, cleo}, 3, "10 12 10 12"},
		{"last one leaves", []int64{ana, ben, cleo}, 2, []int64{ana, cleo}, 2, "10 11 12 10"},
		{"one leaves and comes back at the end", []int64{ana, ben, cleo}, 1, []int64{ben, cleo, ana}, 3, "10 11 12 10"},
		{"alone", []int64{ana}, 3, nil, 0, "10 10 10"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := crew(t)
			pool := a.fake.AddPool("leads", "Inbound", test.members...)
			got := draw(a, pool, test.first)
			if test.then != nil {
				a.fake.SetPool(pool, test.then...)
				got += " " + draw(a, pool, test.second)
			}
			if got != test.want {
				t.Errorf("owners = %s, want %s", got, test.want)
			}
		})
	}
}

func TestMemberWhoLeftAndReturnedIsLast(t *testing.T) {
	a := crew(t)
	pool := a.fake.AddPool("leads", "Inbound", ana, ben)
	a.fake.SetPool(pool, ben)
	a.fake.SetPool(pool, ben, ana)
	if got := draw(a, pool, 3); got != "11 10 11" {
		t.Errorf("owners = %s", got)
	}
}

func TestPoolSkipsInactiveMembers(t *testing.T) {
	a := crew(t)
	a.fake.Seed("users", `{"id":11,"status":"inactive"}`)
	pool := a.fake.AddPool("leads", "Inbound", ana, ben, cleo)
	if got := draw(a, pool, 3); got != "10 12 10" {
		t.Errorf("owners = %s", got)
	}
	a.fake.Seed("users", `{"id":11,"status":"active"}`)
	if got := draw(a, pool, 2); got != "11 12" {
		t.Errorf("owners = %s", got)
	}
}

func TestPoolOnUpdateAndUpsert(t *testing.T) {
	a := crew(t)
	pool := a.fake.AddPool("leads", "Inbound", ana, ben, cleo)
	if got := draw(a, pool, 4); got != "10 11 12 10" {
		t.Errorf("owners = %s", got)
	}
	a.fake.Seed("leads", `{"id":1,"owner_id":1,"last_name":"x","email":"x@example.com"}`)
	a.put("leads/1", fmt.Sprintf(`{"owner_id":%d}`, pool)).is(200).want("data.owner_id", "11")
	a.put("leads/1", `{"title":"CEO"}`).is(200).want("data.owner_id", "11")
	a.post("leads/upsert?email=x@example.com", fmt.Sprintf(`{"owner_id":%d}`, pool)).is(200).want("data.owner_id", "12").want("data.id", "1")
	a.get("leads/1").want("data.owner_id", "12")
	// A refused write takes no turn.
	a.put("leads/1", fmt.Sprintf(`{"owner_id":%d,"status":"Nope"}`, pool)).is(422)
	a.put("leads/1", fmt.Sprintf(`{"owner_id":%d}`, pool)).want("data.owner_id", "10")
}

func TestPoolOnConversion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := crew(t, selltest.WithSlowPools(2*time.Second))
		a.fake.Seed("users", `{"id":11,"status":"inactive"}`)
		pool := a.fake.AddPool("contacts", "Accounts", ana, ben, cleo)
		empty := a.fake.AddPool("contacts", "Nobody")
		var owners []string
		for range 3 {
			lead := a.make("leads", `{"last_name":"Ruiz","organization_name":"Acme"}`)
			for _, owner := range []int64{empty, ben, 99} {
				if got := a.post("lead_conversions", fmt.Sprintf(`{"lead_id":%s,"owner_id":%d}`, lead, owner)).is(422).problems(); got != "owner_id incorrect_value" {
					t.Errorf("problems = %s", got)
				}
			}
			r := a.post("lead_conversions", fmt.Sprintf(`{"lead_id":%s,"owner_id":%d}`, lead, pool)).is(200)
			person, organization, deal := "contacts/"+r.at("data.individual_id"), "contacts/"+r.at("data.organization_id"), "deals/"+r.at("data.deal_id")
			for _, path := range []string{person, organization, deal} {
				a.get(path).want("data.owner_id", fmt.Sprint(pool))
			}
			time.Sleep(2 * time.Second)
			owner := a.get(person).at("data.owner_id")
			a.get(organization).want("data.owner_id", owner)
			a.get(deal).want("data.owner_id", owner)
			owners = append(owners, owner)
		}
		if got := strings.Join(owners, " "); got != "10 12 10" {
			t.Errorf("owners = %s", got)
		}
	})
}

func TestPoolIsAUser(t *testing.T) {
	a := crew(t)
	pool := a.fake.AddPool("deals", "Big deals", ana)
	a.get("users?name=Big+deals").is(200).want("meta.count", "1").want("items.0.data.id", fmt.Sprint(pool)).want("items.0.data.identity_type", "integration")
}

func TestPoolsRefuse(t *testing.T) {
	a := crew(t)
	contacts := a.fake.AddPool("contacts", "People", ana)
	empty := a.fake.AddPool("leads", "Nobody")
	a.fake.Seed("users", `{"id":11,"status":"inactive"}`)
	asleep := a.fake.AddPool("leads", "Asleep", ben)
	for _, pool := range []int64{contacts, empty, asleep} {
		if got := a.post("leads", fmt.Sprintf(`{"last_name":"a","owner_id":%d}`, pool)).is(422).problems(); got != "owner_id incorrect_value" {
			t.Errorf("problems = %s", got)
		}
	}
	a.post("tasks", fmt.Sprintf(`{"content":"a","owner_id":%d}`, contacts)).is(422)
	a.post("contacts", fmt.Sprintf(`{"last_name":"a","owner_id":%d}`, contacts)).is(200).want("data.owner_id", "10")
}

func TestPoolIsFairToAHundredAtOnce(t *testing.T) {
	a := crew(t)
	pool := a.fake.AddPool("leads", "Inbound", ana, ben, cleo, dora)
	var group sync.WaitGroup
	for range 100 {
		group.Go(func() { a.post("leads", fmt.Sprintf(`{"last_name":"a","owner_id":%d}`, pool)) })
	}
	group.Wait()
	for id := ana; id <= dora; id++ {
		if got := a.get(fmt.Sprintf("leads?owner_id=%d&per_page=100", id)).at("meta.count"); got != "25" {
			t.Errorf("user %d has %s leads", id, got)
		}
	}
}

func TestSlowPools(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := crew(t, selltest.WithSlowPools(2*time.Second))
		pool := fmt.Sprint(a.fake.AddPool("leads", "Inbound", ana, ben))
		r := a.post("leads", `{"last_name":"a","owner_id":`+pool+`}`).is(200).want("data.owner_id", pool)
		lead := "leads/" + r.at("data.id")
		a.get(lead).want("data.owner_id", pool)
		a.get("leads").want("items.0.data.owner_id", pool)
		time.Sleep(2 * time.Second)
		a.get(lead).want("data.owner_id", "10")
		a.put(lead, `{"owner_id":`+pool+`}`).want("data.owner_id", pool)
		a.put(lead, `{"owner_id":13}`).want("data.owner_id", "13")
	})
}

func TestAddPoolPanics(t *testing.T) {
	for name, misuse := range map[string]func(*selltest.Server){
		"pool of notes": func(s *selltest.Server) { s.AddPool("notes", "x") },
		"no pool":       func(s *selltest.Server) { s.SetPool(99) },
		"custom field":  func(s *selltest.Server) { s.AddCustomField("notes", selltest.CustomField{Name: "a"}) },
		"records":       func(s *selltest.Server) { s.Records("pets") },
		"empty token":   func(s *selltest.Server) { s.ClientFor("", nil) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if p := recover(); p == nil || !strings.HasPrefix(fmt.Sprint(p), "selltest: ") {
					t.Errorf("recovered %v", p)
				}
			}()
			misuse(selltest.New())
		})
	}
}
