package sell_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

const device = "6cf8ee4b-8e2d-4a35-8b24-2f0f2b7a3b0e"

// copyOf is a copy of an account as a handler keeps it: records by type and id.
type copyOf map[string]string

func (c copyOf) take(_ context.Context, e *sell.SyncEvent) error {
	id, _, err := zendesk.Decode[struct {
		ID        int64 `json:"id"`
		ContactID int64 `json:"contact_id"`
	}](e.Data)
	if err != nil {
		return err
	}
	key := fmt.Sprint(e.Type, " ", id.ID)
	if e.Event == sell.EventDeleted {
		delete(c, key)
		return nil
	}
	c[key] = string(e.Data)
	return nil
}

// want compares the copy with the account.
func (c copyOf) want(t *testing.T, fake *selltest.Server) {
	t.Helper()
	for typ, kind := range map[string]string{"lead": "leads", "contact": "contacts", "deal": "deals", "user": "users", "stage": "stages", "task": "tasks"} {
		var have, want []string
		for key, record := range c {
			if strings.HasPrefix(key, typ+" ") {
				have = append(have, record)
			}
		}
		for _, record := range fake.Records(kind) {
			want = append(want, string(record))
		}
		slices.Sort(have)
		slices.Sort(want)
		equal(t, kind, have, want)
	}
}

func seeded(opts ...selltest.Option) *selltest.Server {
	fake := selltest.New(opts...)
	for i := range 7 {
		fake.Seed("leads", fmt.Sprintf(`{"id":%d,"last_name":"Ruiz %d","owner_id":1}`, 11+i, i))
	}
	fake.Seed("contacts", `{"id":51,"last_name":"Costa","owner_id":1}`)
	fake.Seed("deals", `{"id":61,"name":"Fifty bikes","contact_id":51,"owner_id":1,"value":"10.50"}`)
	return fake
}

func unlimitedClient(fake *selltest.Server) *sell.Client {
	return fake.Client(&sell.Config{Limiter: unlimited{}})
}

func TestSyncCopiesAnAccount(t *testing.T) {
	for name, opts := range map[string][]selltest.Option{
		"in one page":      nil,
		"in small pages":   {selltest.WithSyncPages(3)},
		"with empty pages": {selltest.WithSyncPages(3), selltest.WithEmptyPages()},
	} {
		t.Run(name, func(t *testing.T) {
			fake := seeded(opts...)
			crm := unlimitedClient(fake)
			mine, events := copyOf{}, []string{}
			handle := func(ctx context.Context, e *sell.SyncEvent) error {
				events = append(events, fmt.Sprint(e.Event, " ", e.Type, " ", e.Revision, " ", e.AckKey))
				return mine.take(ctx, e)
			}
			run := func() {
				t.Helper()
				events = nil
				if err := crm.Sync.Run(t.Context(), device, handle); err != nil {
					t.Fatal(err)
				}
				mine.want(t, fake)
			}
			run()
			first := len(events)
			if !slices.Contains(events, "created lead 1 Lead-11-1") || !slices.Contains(events, "created account 1 Account-1-1") {
				t.Errorf("events %v", events)
			}
			run()
			equal(t, "events when nothing changed", len(events), 0)

			must(crm.Leads.Update(t.Context(), 11, sell.LeadParams{LastName: zendesk.Set("Silva")}))
			if err := crm.Leads.Delete(t.Context(), 12); err != nil {
				t.Fatal(err)
			}
			task := must(crm.Tasks.Create(t.Context(), sell.TaskParams{Content: zendesk.Set("Call")}))
			run()
			slices.Sort(events)
			equal(t, "events", events, []string{
				fmt.Sprintf("created task 1 Task-%d-1", task.ID), "deleted lead 2 Lead-12-2", "updated lead 2 Lead-11-2",
			})

			mine = copyOf{}
			if err := crm.Sync.Run(t.Context(), "another device", handle); err != nil {
				t.Fatal(err)
			}
			mine.want(t, fake)
			equal(t, "records", len(mine), first) // one came, one went
		})
	}
}

func TestSyncRequests(t *testing.T) {
	fake := seeded(selltest.WithSyncPages(1000))
	crm := unlimitedClient(fake)
	if err := crm.Sync.Run(t.Context(), device, copyOf{}.take); err != nil {
		t.Fatal(err)
	}
	var sent []string
	for _, r := range fake.Requests() {
		sent = append(sent, fmt.Sprint(r.Method, " ", strings.ReplaceAll(r.Path, "29f2aeeb-8d68-4ea7-0000-000000000001", "{id}"), " ", r.Status))
		equal(t, "device", r.Header.Get("X-Basecrm-Device-UUID"), device)
	}
	equal(t, "requests", sent, []string{
		"POST /v2/sync/start 201", "GET /v2/sync/{id}/queues/main 200", "POST /v2/sync/ack 202", "GET /v2/sync/{id}/queues/main 204",
	})
	fake.ForgetRequests()
	if err := crm.Sync.Run(t.Context(), device, nil); err != nil {
		t.Fatal(err)
	}
	equal(t, "requests without news", len(fake.Requests()), 1)
	equal(t, "status", fake.Requests()[0].Status, http.StatusNoContent)
}

const (
	sessionBody = `{"data":{"id":"s1","queues":[{"data":{"name":"main","pages":1,"total_count":2}}]},"meta":{"type":"sync_session"}}`
	eventA      = `{"data":{"id":5,"last_name":"Ruiz"},"meta":{"type":"lead","version":4,"sync":{"event_type":"created","ack_key":"Lead-5-1","revision":1}}}`
	eventB      = `{"data":{"id":6,"shape":true},"meta":{"type":"gadget","sync":{"event_type":"updated","ack_key":"Gadget-6-2","revision":"r-2"}}}`
	eventC      = `{"data":{"id":7},"meta":{"type":"lead","sync":{"event_type":"deleted","ack_key":"Lead-7-3","revision":3}}}`
	eventD      = `{"data":null,"meta":{"type":"lead","sync":{"event_type":"deleted","ack_key":"Lead-8-2","revision":2}}}`
)

func syncPage(events ...string) string { return `{"items":[` + strings.Join(events, ",") + `]}` }

// acks returns the bodies of the acknowledgements that were sent.
func (c *canned) acks() []string {
	var all []string
	for _, s := range c.sent {
		if strings.HasSuffix(s.url, "/ack") {
			all = append(all, s.body)
		}
	}
	return all
}

func TestSyncOddAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		answers  []answer
		events   int
		requests int
	}{
		"nothing to sync":         {[]answer{{status: 204}}, 0, 1},
		"session answered 200":    {[]answer{{status: 200, body: sessionBody}, {status: 204}}, 0, 2},
		"session answered 201":    {[]answer{{status: 201, body: sessionBody}, {status: 204}}, 0, 2},
		"empty is not the end":    {[]answer{{status: 201, body: sessionBody}, {status: 200, body: syncPage()}, {status: 200, body: syncPage(eventA)}, {status: 202}, {status: 204}}, 1, 5},
		"no items is not the end": {[]answer{{status: 201, body: sessionBody}, {status: 200, body: `{"meta":{}}`}, {status: 200, body: `{"items":null}`}, {status: 200}, {status: 204}}, 0, 5},
		"an item without data":    {[]answer{{status: 201, body: sessionBody}, {status: 200, body: syncPage(eventD, eventA)}, {status: 202}, {status: 204}}, 2, 4},
		"an item without all":     {[]answer{{status: 201, body: sessionBody}, {status: 200, body: syncPage(`{"meta":{}}`, `5`, eventA)}, {status: 202}, {status: 204}}, 1, 4},
	} {
		t.Run(name, func(t *testing.T) {
			server := &canned{answers: c.answers}
			events := 0
			err := connect(t, server).Sync.Run(t.Context(), device, func(context.Context, *sell.SyncEvent) error { events++; return nil })
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "events", events, c.events)
			equal(t, "requests", len(server.sent), c.requests)
		})
	}
}

func TestSyncAcknowledgesWhatWasTaken(t *testing.T) {
	page := []answer{{status: 201, body: sessionBody}, {status: 200, body: syncPage(eventA, eventB, eventC)}, {status: 202}, {status: 204}}
	boom := errors.New("disk full")
	for name, c := range map[string]struct {
		results map[string]error // by type and id; nil: taken
		acks    []string
		want    error
	}{
		"all":                  {nil, []string{`{"data":{"ack_keys":["Lead-5-1","Gadget-6-2","Lead-7-3"]}}`}, nil},
		"all but the unknown":  {map[string]error{"gadget": fmt.Errorf("no idea: %w", sell.ErrDeclined)}, []string{`{"data":{"ack_keys":["Lead-5-1","Lead-7-3"]}}`}, nil},
		"those before a stop":  {map[string]error{"gadget": boom}, []string{`{"data":{"ack_keys":["Lead-5-1"]}}`}, boom},
		"one without a record": {nil, []string{`{"data":{"ack_keys":["Lead-5-1","Lead-8-2"]}}`}, nil},
		"none before a stop":   {map[string]error{"lead": boom}, nil, boom},
		"none, without a call": {map[string]error{"lead": sell.ErrDeclined, "gadget": sell.ErrDeclined}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			server := &canned{answers: page}
			switch {
			case c.acks == nil:
				server.answers = slices.Concat(page[:2], page[3:])
			case name == "one without a record":
				server.answers = slices.Concat(page[:1], []answer{{status: 200, body: syncPage(eventA, eventD)}}, page[2:])
			}
			err := connect(t, server).Sync.Run(t.Context(), device, func(_ context.Context, e *sell.SyncEvent) error { return c.results[e.Type] })
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("error %v, want %v", err, c.want)
			}
			equal(t, "acks", server.acks(), c.acks)
		})
	}
}

func TestSyncEvents(t *testing.T) {
	server := &canned{answers: []answer{{status: 200, body: `{"items":[` + eventA + `,` + eventB + `,{"data":{"id":8},"meta":[]},` + eventD + `,{"data":null,"meta":{}}],"meta":{"type":"collection","count":3,"count_left":12}}`}}}
	var meta zendesk.Meta
	page := must(connect(t, server).Sync.Fetch(t.Context(), device, "s1", zendesk.Into(&meta)))
	equal(t, "events", len(page.Events), 4)
	gone := *page.Events[3]
	equal(t, "event without a record", gone, sell.SyncEvent{Type: "lead", Event: sell.EventDeleted, AckKey: "Lead-8-2", Revision: "2"})
	a, b := *page.Events[0], *page.Events[1]
	equal(t, "data", string(a.Data), `{"id":5,"last_name":"Ruiz"}`)
	a.Data, b.Data = nil, nil
	equal(t, "event", a, sell.SyncEvent{Type: "lead", Event: sell.EventCreated, AckKey: "Lead-5-1", Revision: "1", Version: 4})
	equal(t, "event of an unknown type", b, sell.SyncEvent{Type: "gadget", Event: sell.EventUpdated, AckKey: "Gadget-6-2", Revision: "r-2"})
	equal(t, "odd", meta.Odd, []string{"/items/2/meta", "/items/3/data", "/items/4"})
	equal(t, "status", meta.Status, 200)
	equal(t, "left", page.CountLeft, 12)
	equal(t, "lead", decode[sell.Lead](t, page.Events[0].Data).LastName, "Ruiz")
	if lead, _, err := zendesk.Decode[sell.Lead]([]byte(`{"id":"x"}`)); err == nil {
		t.Errorf("decoded %+v", lead)
	}
}

// serving is a session that serves again whatever was not acknowledged.
type serving struct {
	events map[string]string // by key
	left   int               // what the pages say that follows
}

func (s serving) RoundTrip(req *http.Request) (*http.Response, error) {
	switch {
	case strings.HasSuffix(req.URL.Path, "/start"):
		return reply(req, http.StatusCreated, "", strings.NewReader(sessionBody)), nil
	case strings.HasSuffix(req.URL.Path, "/ack"):
		body := string(must(io.ReadAll(req.Body)))
		for key := range s.events {
			if strings.Contains(body, key) {
				delete(s.events, key)
			}
		}
		return reply(req, http.StatusAccepted, "", http.NoBody), nil
	case len(s.events) == 0:
		return reply(req, http.StatusNoContent, "", http.NoBody), nil
	}
	items := strings.Join(slices.Sorted(maps.Values(s.events)), ",")
	return reply(req, http.StatusOK, "", strings.NewReader(fmt.Sprintf(`{"items":[%s],"meta":{"count_left":%d}}`, items, s.left))), nil
}

func TestSyncHandsADeclinedEventOutOnce(t *testing.T) {
	const keyless = `{"data":{"id":9},"meta":{"type":"note"}}`
	for name, c := range map[string]struct {
		events  map[string]string
		left    int
		decline string // the type of record
		calls   map[string]int
		want    error
	}{
		"all":                {map[string]string{"Lead-5-1": eventA, "Gadget-6-2": eventB}, 0, "lead gadget", map[string]int{"lead": 1, "gadget": 1}, nil},
		"some":               {map[string]string{"Lead-5-1": eventA, "Gadget-6-2": eventB}, 0, "gadget", map[string]int{"lead": 1, "gadget": 1}, nil},
		"none":               {map[string]string{"Lead-5-1": eventA, "Lead-7-3": eventC}, 0, "", map[string]int{"lead": 2}, nil},
		"some before others": {map[string]string{"Gadget-6-2": eventB}, 3, "gadget", map[string]int{"gadget": 1}, zendesk.ErrNoProgress},
		"taken, without key": {map[string]string{"Lead-5-1": eventA, "no key": keyless}, 0, "", map[string]int{"lead": 1, "note": 1}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			calls := make(map[string]int)
			err := connect(t, serving{c.events, c.left}).Sync.Run(t.Context(), device, func(_ context.Context, e *sell.SyncEvent) error {
				calls[e.Type]++
				if strings.Contains(c.decline, e.Type) {
					return sell.ErrDeclined
				}
				return nil
			})
			if !errors.Is(err, c.want) || c.want == nil && err != nil {
				t.Errorf("error %v, want %v", err, c.want)
			}
			equal(t, "calls", calls, c.calls)
		})
	}
}

func TestSyncSession(t *testing.T) {
	for form, queues := range map[string]string{
		"documented": `[{"data":{"name":"main","pages":1,"total_count":2},"meta":{"type":"sync_queue"}}]`,
		"wrapped":    `{"items":[{"data":{"name":"main","pages":1,"total_count":2}}],"meta":{"type":"collection"}}`,
	} {
		var meta zendesk.Meta
		session := must(connect(t, ok(`{"data":{"id":"s1","queues":`+queues+`}}`)).Sync.Start(t.Context(), device, zendesk.Into(&meta)))
		equal(t, form, *session, sell.SyncSession{ID: "s1", Queues: sell.Collection[sell.SyncQueue]{{Name: "main", Pages: 1, TotalCount: 2}}})
		equal(t, "odd", len(meta.Odd), 0)
	}
	session := must(unlimitedClient(seeded()).Sync.Start(t.Context(), device))
	if len(session.Queues) != 1 || session.Queues[0].Name != "main" || session.Queues[0].TotalCount < 9 {
		t.Errorf("queues %+v", session.Queues)
	}
}

func TestSyncArguments(t *testing.T) {
	server := ok("{}")
	crm := connect(t, server)
	for name, err := range map[string]error{
		"run without a device":   crm.Sync.Run(t.Context(), "", nil),
		"ack without a device":   crm.Sync.Ack(t.Context(), "", []string{"k"}),
		"device with a newline":  crm.Sync.Run(t.Context(), "a\nb", nil),
		"fetch without a device": func() error { _, err := crm.Sync.Fetch(t.Context(), "", "s1"); return err }(),
		"fetch without session":  func() error { _, err := crm.Sync.Fetch(t.Context(), device, ""); return err }(),
	} {
		if !errors.Is(err, zendesk.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := crm.Sync.Ack(t.Context(), device, nil); err != nil {
		t.Errorf("ack of nothing: %v", err)
	}
	equal(t, "requests", len(server.sent), 0)
	_, err := crm.Sync.Start(t.Context(), device)
	if e, ok := errors.AsType[*zendesk.Error](err); !ok || !e.Unclear || e.Status != 200 {
		t.Errorf("a session without an id: %v", err)
	}
}
