package sell_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// read reads the leads from a position to the top and returns what happened.
func read(t *testing.T, crm *sell.Client, q sell.StreamQuery, opts ...zendesk.CallOption) (events []string, next string) {
	t.Helper()
	for page, err := range crm.Firehose.Leads().Pages(t.Context(), q, opts...) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			name := "(none)"
			if e.Record != nil {
				name = e.Record.LastName
			}
			events = append(events, fmt.Sprint(e.Event, " ", name, " ", e.Sequence))
		}
		next = page.Next
	}
	return events, next
}

func TestFirehoseFollowsWrites(t *testing.T) {
	for name, opts := range map[string][]selltest.Option{
		"plain":              nil,
		"empty pages":        {selltest.WithEmptyPages()},
		"each event twice":   {selltest.WithRepeatedEvents()},
		"both, at one event": {selltest.WithEmptyPages(), selltest.WithRepeatedEvents()},
	} {
		t.Run(name, func(t *testing.T) {
			crm := unlimitedClient(selltest.New(opts...))
			limit := 0
			if strings.Contains(name, "one event") {
				limit = 1
			}
			ruiz := must(crm.Leads.Create(t.Context(), sell.LeadParams{LastName: zendesk.Set("Ruiz")}))
			must(crm.Leads.Create(t.Context(), sell.LeadParams{LastName: zendesk.Set("Costa")}))
			must(crm.Leads.Update(t.Context(), ruiz.ID, sell.LeadParams{LastName: zendesk.Set("Silva")}))
			events, position := read(t, crm, sell.StreamQuery{Position: sell.PositionTail, Limit: limit})
			equal(t, "events", events, []string{"created Ruiz 1", "created Costa 1", "updated Silva 2"})

			events, top := read(t, crm, sell.StreamQuery{Position: sell.PositionTop, Limit: limit})
			equal(t, "events at the top", len(events), 0)
			if err := crm.Leads.Delete(t.Context(), ruiz.ID); err != nil {
				t.Fatal(err)
			}
			for _, from := range []string{position, top} {
				events, _ = read(t, crm, sell.StreamQuery{Limit: limit}, zendesk.From(from))
				equal(t, "events after it was stored", events, []string{"deleted Silva 3"})
			}
		})
	}
}

func TestFirehoseEvents(t *testing.T) {
	fake := selltest.New()
	fake.AddCustomField("deals", selltest.CustomField{Name: "Tier", Type: "list", Choices: []string{"Silver", "Gold"}})
	fake.Seed("contacts", `{"id":51,"last_name":"Costa","owner_id":1}`)
	crm := unlimitedClient(fake)
	deal := must(crm.Deals.Create(t.Context(), sell.DealParams{
		Name: zendesk.Set("Bikes"), ContactID: zendesk.Set[int64](51), Value: zendesk.Set(zendesk.MustDecimal("10")), CustomFields: custom(t, "Tier", "Gold"),
	}))
	must(crm.Deals.Update(t.Context(), deal.ID, sell.DealParams{Hot: zendesk.Set(true), Value: zendesk.Set(zendesk.MustDecimal("10.25"))}))

	page := must(crm.Firehose.Deals().List(t.Context(), sell.StreamQuery{Position: sell.PositionTail}))
	equal(t, "events", len(page.Events), 2)
	equal(t, "top", page.Top, true)
	e := page.Events[1]
	equal(t, "event", fmt.Sprintf("%v %v %v %v %v %v %v", e.Event, e.Cause, e.Type, e.Sequence, e.Record.ID == deal.ID, e.Record.Value, e.Record.Hot), "updated interaction deal 2 true 10.25 true")
	equal(t, "previous", fmt.Sprintf("%s %s", e.Previous["value"], e.Previous["hot"]), `"10.00" false`)
	tier, ok, err := zendesk.Field[sell.Choice](e.Record.CustomFieldValues, "Tier")
	equal(t, "tier", fmt.Sprintf("%v %v %v %v", tier.ID, tier.Name, ok, err), "2 Gold true <nil>")
	if e.ID == "" || e.ID == page.Events[0].ID || e.Time.IsZero() || strings.Contains(string(e.Data), "updated_at") {
		t.Errorf("event %+v", e)
	}
	raw := must(crm.Firehose.Stream(sell.FirehoseDeals).List(t.Context(), sell.StreamQuery{Position: sell.PositionTail}))
	equal(t, "raw", string(*raw.Events[1].Record), string(e.Data))
}

func TestFirehoseForgets(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		crm := unlimitedClient(selltest.New())
		create := func(name string) {
			must(crm.Leads.Create(t.Context(), sell.LeadParams{LastName: zendesk.Set(name)}))
		}
		create("Ruiz")
		_, position := read(t, crm, sell.StreamQuery{Position: sell.PositionTail})
		time.Sleep(71 * time.Hour)
		create("Costa")
		events, _ := read(t, crm, sell.StreamQuery{Position: sell.PositionTail}, zendesk.From(position))
		equal(t, "events after 71 hours", events, []string{"created Costa 1"})

		time.Sleep(2 * time.Hour)
		events, _ = read(t, crm, sell.StreamQuery{Position: sell.PositionTail})
		equal(t, "events that are kept", events, []string{"created Costa 1"})
		for _, err := range crm.Firehose.Leads().Pages(t.Context(), sell.StreamQuery{}, zendesk.From(position)) {
			gone, ok := errors.AsType[*sell.PositionGoneError](err)
			if !ok || gone.Err.Status != 410 || !errors.Is(err, zendesk.ErrNotFound) || strings.Contains(err.Error(), position) || !strings.Contains(err.Error(), "tail") {
				t.Errorf("a position of 73 hours ago: %v", err)
			}
		}
	})
}

func TestFirehoseOddAnswers(t *testing.T) {
	page := func(position string, top bool, items ...string) string {
		return fmt.Sprintf(`{"items":[%s],"meta":{"position":%q,"top":%v}}`, strings.Join(items, ","), position, top)
	}
	item := func(id, sequence int) string {
		return fmt.Sprintf(`{"data":{"id":%d,"last_name":"Ruiz"},"meta":{"event_type":"updated","sequence":%d,"previous":{}}}`, id, sequence)
	}
	tail := sell.StreamQuery{Position: sell.PositionTail, Limit: 7}
	server := ok(page("p1", false), page("p2", false, item(1, 4), item(2, 4), item(1, 4)), page("p2", false), page("p3", true, item(2, 4), item(2, 5), item(1, 3)))
	events, position := read(t, connect(t, server), tail)
	equal(t, "events", events, []string{"updated Ruiz 4", "updated Ruiz 4", "updated Ruiz 5"})
	equal(t, "position", position, "p3")
	const url = "GET https://api.getbase.com/v3/leads/stream?limit=7&position="
	equal(t, "requests", server.urls(), []string{url + "tail", url + "p1", url + "p2", url + "p2"})

	for name, body := range map[string]string{"stands still": page("tail", false), "names no position": `{"items":[],"meta":{"top":false}}`} {
		var last error
		for _, err := range connect(t, ok(body)).Firehose.Leads().Pages(t.Context(), tail) {
			last = err
		}
		if !errors.Is(last, zendesk.ErrNoProgress) {
			t.Errorf("a stream that %s: %v", name, last)
		}
	}
	crm := connect(t, ok(`{"items":[]}`))
	if _, err := crm.Firehose.Leads().List(t.Context(), tail); err == nil {
		t.Error("a page without meta says nothing of the end")
	}
	for name, q := range map[string]sell.StreamQuery{"no position": {}, "a stored position": {Position: "p7"}, "limit 101": {Position: "tail", Limit: 101}, "limit -1": {Position: "tail", Limit: -1}} {
		if _, err := crm.Firehose.Leads().List(t.Context(), q); !errors.Is(err, zendesk.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// No event is lost: the position that is stored goes on behind it.
func TestFirehoseHandsOnWhatItCannotRead(t *testing.T) {
	body := `{"items":[
		{"data":null,"meta":{"event_type":"deleted","sequence":7,"type":"lead"}},
		{"meta":{"event_type":"deleted","sequence":8}},
		{"data":{"id":"five","last_name":"Silva"},"meta":{"event_type":"updated","sequence":9}},
		{"data":5,"meta":{"event_type":"updated","sequence":1}},
		{"data":{"id":6,"last_name":"Ruiz"},"meta":{"event_type":"created","sequence":2}}
	],"meta":{"position":"p1","top":true}}`
	tail := sell.StreamQuery{Position: sell.PositionTail}
	events, position := read(t, connect(t, ok(body)), tail)
	equal(t, "events", events, []string{"deleted (none) 7", "deleted (none) 8", "updated (none) 9", "updated (none) 1", "created Ruiz 2"})
	equal(t, "position", position, "p1")

	var meta zendesk.Meta
	page := must(connect(t, ok(body)).Firehose.Leads().List(t.Context(), tail, zendesk.Into(&meta)))
	var data []string
	for _, e := range page.Events {
		data = append(data, string(e.Data))
	}
	equal(t, "data", data, []string{"", "", `{"id":"five","last_name":"Silva"}`, "5", `{"id":6,"last_name":"Ruiz"}`})
	const at = "/items/%d/%s"
	equal(t, "odd", slices.DeleteFunc(meta.Odd, func(path string) bool { return strings.HasSuffix(path, "/meta") }), []string{
		fmt.Sprintf(at, 0, "data"), fmt.Sprintf(at, 1, "data"), fmt.Sprintf(at, 2, "data"), fmt.Sprintf(at, 3, "data"),
	})
	if page.Events[0].Data != nil || page.Events[0].Type != "lead" {
		t.Errorf("event without a record: %+v", page.Events[0])
	}

	raw := must(connect(t, ok(body)).Firehose.Stream(sell.FirehoseNotes).List(t.Context(), tail))
	if len(raw.Events) != 5 || raw.Events[0].Record != nil || string(*raw.Events[2].Record) != `{"id":"five","last_name":"Silva"}` {
		t.Errorf("raw events %+v", raw.Events)
	}
}

// Ids repeat between the kinds of one stream, and so do their numbers.
func TestFirehoseTellsKindsApart(t *testing.T) {
	item := func(kind, of string, id, sequence int) string {
		return fmt.Sprintf(`{"data":{"id":%d,"resource_type":%q},"meta":{"type":%q,"event_type":"updated","event_time":"2026-03-02T08:00:00Z","sequence":%d}}`, id, of, kind, sequence)
	}
	server := ok(`{"items":[` + strings.Join([]string{
		item("source", "lead", 5, 3), item("source", "deal", 5, 1), item("source", "lead", 5, 3), item("source", "deal", 5, 1),
		item("tag", "lead", 5, 2), item("tag", "lead", 5, 2), item("source", "deal", 5, 2),
	}, ",") + `],"meta":{"position":"p1","top":true}}`)
	var events []string
	for page, err := range connect(t, server).Firehose.Stream(sell.FirehoseSources).Pages(t.Context(), sell.StreamQuery{Position: sell.PositionTail}) {
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range page.Events {
			of := decode[sell.Tag](t, e.Data).ResourceType
			events = append(events, fmt.Sprint(e.Type, " of ", of, " ", e.Sequence))
		}
	}
	equal(t, "events", events, []string{"source of lead 3", "source of deal 1", "tag of lead 2", "source of deal 2"})
}

func TestFirehoseContactIsWhole(t *testing.T) {
	crm := unlimitedClient(selltest.New())
	made := must(crm.Contacts.Create(t.Context(), sell.ContactParams{LastName: zendesk.Set("Costa")}))
	page := must(crm.Firehose.Contacts().List(t.Context(), sell.StreamQuery{Position: sell.PositionTail}))
	equal(t, "updated at", page.Events[0].Record.UpdatedAt, made.UpdatedAt)
	equal(t, "Extra", len(page.Events[0].Record.Extra), 0)
}
