package selltest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// sync sends a request of a device.
func (a api) sync(device, method, path, body string) reply {
	a.t.Helper()
	h := http.Header{"Authorization": {"Bearer " + a.token}, "User-Agent": {"test"}}
	if device != "" {
		h.Set("X-Basecrm-Device-UUID", device)
	}
	return a.request(method, "/v2/sync/"+path, body, h)
}

// stream reads a stream of Firehose from its start.
func (a api) stream(name string) reply {
	a.t.Helper()
	return a.request(http.MethodGet, "/v3/"+name+"/stream?position=tail&limit=100", "", http.Header{"Authorization": {"Bearer " + a.token}, "User-Agent": {"test"}}).is(200)
}

func TestSyncIsStrict(t *testing.T) {
	now := time.Date(2026, 3, 2, 8, 0, 0, 0, time.UTC)
	a := newAPI(t, selltest.WithClock(func() time.Time { return now }))
	a.fake.AddToken("reads", 1, "read", "write", "profile")
	if got := a.as("reads").sync("d", "POST", "start", "").is(403).problems(); got != "insufficient_scope" {
		t.Errorf("without the scope: %s", got)
	}
	if got := a.sync("", "POST", "start", "").is(400).problems(); got != "invalid_header" {
		t.Errorf("without a device: %s", got)
	}
	id := a.sync("d", "POST", "start", "").is(201).want("data.queues.data.name", "").want("data.queues.0.data.name", "main").at("data.id")
	a.sync("other", "GET", id+"/queues/main", "").is(404)
	a.sync("d", "GET", "nothing/queues/main", "").is(404)
	key := a.sync("d", "GET", id+"/queues/main", "").is(200).want("items.0.meta.sync.event_type", "created").want("items.0.meta.sync.revision", "1").at("items.0.meta.sync.ack_key")
	for body, want := range map[string]string{
		`{}`:                                  "ack_keys missing",
		`{"ack_keys":[]}`:                     "ack_keys blank",
		`{"ack_keys":"x"}`:                    "ack_keys invalid_type",
		`{"ack_keys":["Lead-1-1"]}`:           "ack_keys incorrect_value",
		`{"ack_keys":["` + key + `"],"no":1}`: "no unknown",
	} {
		if got := a.sync("d", "POST", "ack", `{"data":`+body+`}`).is(422).problems(); got != want {
			t.Errorf("%s: %s", body, got)
		}
	}
	for range 2 {
		if r := a.sync("d", "POST", "ack", `{"data":{"ack_keys":["`+key+`"]}}`).is(202); r.body != "" {
			t.Errorf("body %q", r.body)
		}
	}
	a.sync("d", "GET", id+"/queues/main", "").is(204)
	a.sync("d", "GET", id+"/queues/main", "").is(404)

	for i := range 100 {
		a.sync(fmt.Sprint("device ", i), "POST", "start", "").is(201)
	}
	a.sync("one more", "POST", "start", "").is(409)
	now = now.Add(time.Hour)
	a.sync("one more", "POST", "start", "").is(201)
}

func TestSyncShowsWhatTheUserSees(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("users", `{"id":71,"name":"Ana","role":"user","status":"active"}`)
	a.fake.AddToken("ana", 71)
	a.fake.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`, `{"id":12,"last_name":"Costa","owner_id":71}`)
	id := a.as("ana").sync("d", "POST", "start", "").is(201).at("data.id")
	body := a.as("ana").sync("d", "GET", id+"/queues/main", "").is(200).body
	if strings.Contains(body, "Ruiz") || !strings.Contains(body, "Costa") {
		t.Errorf("Ana is handed %s", body)
	}
}

func TestFirehoseIsStrict(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("users", `{"id":71,"name":"Ana","role":"user","status":"active"}`)
	a.fake.AddToken("ana", 71)
	a.fake.AddToken("writes", 1, "write", "sync")
	stream := func(query string) reply {
		t.Helper()
		return a.request("GET", "/v3/"+query, "", http.Header{"Authorization": {"Bearer " + a.token}, "User-Agent": {"test"}})
	}
	for _, query := range []string{"leads/stream", "leads/stream?position=x", "leads/stream?position=tail&limit=0", "leads/stream?position=tail&limit=101", "leads/stream?position=tail&page=1"} {
		if got := stream(query).is(400).problems(); got != "invalid_param" {
			t.Errorf("%s: %s", query, got)
		}
	}
	a.make("leads", `{"last_name":"Ruiz"}`)
	a.make("leads", `{"last_name":"Costa","owner_id":71}`)
	first := stream("leads/stream?position=tail&limit=1").is(200).want("meta.top", "false").want("items.0.data.last_name", "Ruiz").want("items.0.meta.sequence", "1")
	stream("contacts/stream?position=" + first.at("meta.position")).is(400)
	stream("leads/stream?position="+first.at("meta.position")).is(200).want("meta.top", "true").want("items.0.data.last_name", "Costa")
	a = a.as("ana")
	stream("leads/stream?position=tail&limit=1").is(200).want("meta.top", "true").want("items.0.data.last_name", "Costa")
	a = a.as("writes")
	stream("leads/stream?position=tail").is(403)
}

func TestStreamedChoices(t *testing.T) {
	a := newAPI(t)
	a.fake.AddCustomField("leads", selltest.CustomField{Name: "Tier", Type: "list", Choices: []string{"Gold", "Tin"}})
	a.fake.AddCustomField("leads", selltest.CustomField{Name: "Likes", Type: "multi_select_list", Choices: []string{"Tea", "Rum", "Gin"}})
	lead := a.make("leads", `{"last_name":"a","custom_fields":{"Tier":"Tin","Likes":["Gin","Tea"]}}`)
	a.get("leads/"+lead).want("data.custom_fields", `{"Tier":"Tin","Likes":["Gin","Tea"]}`)
	a.put("leads/"+lead, `{"custom_fields":{"Tier":null,"Likes":[]}}`).is(200)
	a.put("leads/"+lead, `{"custom_fields":{"Likes":null}}`).is(200)
	a.stream("leads").
		want("items.0.data.custom_field_values.0.value", `{"id":2,"name":"Tin"}`).
		want("items.0.data.custom_field_values.1.value", `[{"id":3,"name":"Gin"},{"id":1,"name":"Tea"}]`).
		want("items.1.data.custom_field_values.0.value", "null").
		want("items.1.data.custom_field_values.1.value", "[]").
		want("items.2.data.custom_field_values.1.value", "null")
}
