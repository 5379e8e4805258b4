package selltest_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// Nothing else makes an event in these streams.
func TestChangesOfWhatTheAPICannotWrite(t *testing.T) {
	for _, test := range []struct{ stream, kind, record, member, value, typ string }{
		{"users", "users", `{"id":7,"name":"Ana"}`, "email", "user-7@example.com", "user"},
		{"custom_fields", "deal/custom_fields", `{"id":7,"name":"Size","type":"number"}`, "resource_type", "deal", "custom_field"},
		{"documents", "documents", `{"id":7,"name":"a.txt","resource_type":"lead","resource_id":1}`, "name", "a.txt", "document"},
		{"stages", "stages", `{"id":7,"name":"Trial"}`, "category", "in_progress", "stage"},
		{"visits", "visits", `{"id":7,"summary":"Met"}`, "summary", "Met", "visit"},
		{"unqualified_reasons", "lead_unqualified_reasons", `{"id":7,"name":"Too small"}`, "resource_type", "lead", "unqualified_reason"},
		{"appointments", "appointments", `{"id":7,"name":"Lunch","start_at":"2026-03-02T12:00:00Z","contexts":[{"id":1}]}`, "contexts", `[{"id":1}]`, "appointment"},
	} {
		t.Run(test.stream, func(t *testing.T) {
			a := newAPI(t)
			a.fake.Seed(test.kind, `{"name":"Seeded"}`)
			if id := a.fake.Change(test.kind, test.record); id != 7 {
				t.Errorf("id = %d", id)
			}
			a.stream(test.stream).want("meta.top", "true").want("items.1", "").
				want("items.0.data.id", "7").want("items.0.data."+test.member, test.value).
				want("items.0.meta.event_type", "created").want("items.0.meta.event_cause", "interaction").want("items.0.meta.sequence", "1").want("items.0.meta.type", test.typ)
		})
	}
}

func TestChangesLieOverTheRecord(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	a := newAPI(t, selltest.WithClock(func() time.Time { return now }))
	a.fake.Seed("users", `{"id":7,"name":"Ana","team_name":"North"}`)
	lead := a.make("leads", `{"last_name":"Ruiz"}`)
	now = now.Add(time.Hour)
	if id := a.fake.Change("users", `{"id":7,"status":"inactive"}`); id != 7 {
		t.Errorf("id = %d", id)
	}
	a.get("users/7").want("data.name", "Ana").want("data.team_name", "North").want("data.status", "inactive").
		want("data.created_at", "2026-03-02T08:00:00Z").want("data.updated_at", "2026-03-02T09:00:00Z")
	a.stream("users").want("items.0.meta.event_type", "updated").want("items.0.meta.event_time", "2026-03-02T09:00:00Z").
		want("items.0.meta.previous", `{"status":"active","updated_at":"2026-03-02T08:00:00Z"}`)

	a.fake.Change("leads", `{"id":`+lead+`,"last_name":"Soto"}`)
	a.get("leads/"+lead).want("data.last_name", "Soto").want("meta.version", "2")
	a.stream("leads").want("items.1.meta.sequence", "2").want("items.1.meta.previous", `{"last_name":"Ruiz"}`)

	a.fake.Change("accounts", `{"currency":"USD"}`)
	a.get("accounts/self").want("data.id", "1").want("data.currency", "USD").want("data.name", "Example")
	if n := len(a.fake.Records("accounts")); n != 1 {
		t.Errorf("%d accounts", n)
	}

	first := a.fake.Change("orders/7/line_items", `{"name":"Pen"}`)
	a.fake.Seed("orders", `{"id":7,"deal_id":1}`)
	a.fake.Change("line_items", fmt.Sprintf(`{"id":%d,"name":"Ink"}`, first))
	a.get("orders/7/line_items").want("meta.count", "1").want("items.0.data.name", "Ink")
}

func TestChangesAreSynced(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("stages", `{"id":7,"name":"Trial"}`)
	acknowledge := func() (items string) {
		t.Helper()
		id := a.sync("d", "POST", "start", "").is(201).at("data.id")
		page := a.sync("d", "GET", id+"/queues/main", "").is(200)
		var keys []string
		for i := 0; page.at(fmt.Sprint("items.", i)) != ""; i++ {
			meta := fmt.Sprint("items.", i, ".meta.sync.")
			keys = append(keys, `"`+page.at(meta+"ack_key")+`"`)
			items += page.at(fmt.Sprint("items.", i, ".data.name")) + " " + page.at(meta+"event_type") + ";"
		}
		a.sync("d", "POST", "ack", `{"data":{"ack_keys":[`+strings.Join(keys, ",")+`]}}`).is(202)
		return items
	}
	acknowledge()
	a.fake.Change("stages", `{"id":7,"name":"Tried"}`)
	a.fake.Change("stages", `{"id":8,"name":"Sold"}`)
	if got := acknowledge(); got != "Tried updated;Sold created;" {
		t.Errorf("items = %s", got)
	}
}

func TestChangePanics(t *testing.T) {
	for _, args := range [][2]string{{"leads", `{"a":`}, {"nothings", `{}`}} {
		func() {
			defer func() {
				if p := recover(); p == nil || !strings.HasPrefix(fmt.Sprint(p), "selltest: "+args[0]) {
					t.Errorf("Change(%q, %q) recovered %v", args[0], args[1], p)
				}
			}()
			selltest.New().Change(args[0], args[1])
		}()
	}
}
