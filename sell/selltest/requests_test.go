package selltest_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

func TestEveryRequestNeeds(t *testing.T) {
	a := newAPI(t)
	a.fake.AddToken("reader", 1, "read")
	a.fake.AddToken("writer", 1, "write")
	a.fake.AddToken("profile", 1, "profile")
	a.fake.Seed("users", `{"id":7,"status":"inactive"}`, `{"id":8,"deleted_at":"2026-01-01T00:00:00Z"}`, `{"id":9}`)
	a.fake.AddToken("inactive", 7)
	a.fake.AddToken("deleted", 8)
	a.fake.AddToken("agent", 9)
	a.fake.AddToken("revoked", 1)
	a.fake.RevokeToken("revoked")
	with := func(token string, more ...string) http.Header {
		h := http.Header{"User-Agent": {"test"}, "Authorization": {"Bearer " + token}}
		for i := 0; i < len(more); i += 2 {
			h.Set(more[i], more[i+1])
		}
		return h
	}
	ok := selltest.DefaultToken
	a.fake.Seed("deals", `{"id":1}`)
	a.fake.Seed("orders", `{"id":1,"deal_id":1}`)
	for _, test := range []struct {
		name, method, path, body string
		header                   http.Header
		status                   int
		problems                 string
	}{
		{"no user agent", "GET", "leads", "", http.Header{"Authorization": {"Bearer " + ok}, "User-Agent": {""}}, 400, "invalid_user_agent"},
		{"no token", "GET", "leads", "", http.Header{"User-Agent": {"test"}}, 401, "unauthorized"},
		{"wrong token", "GET", "leads", "", with("wrong"), 401, "unauthorized"},
		{"basic", "GET", "leads", "", http.Header{"User-Agent": {"test"}, "Authorization": {"Basic " + ok}}, 401, "unauthorized"},
		{"token of an inactive user", "GET", "leads", "", with("inactive"), 401, "unauthorized"},
		{"token of a deleted user", "GET", "leads", "", with("deleted"), 401, "unauthorized"},
		{"revoked token", "GET", "leads", "", with("revoked"), 401, "unauthorized"},
		{"HTML", "GET", "leads", "", with(ok, "Accept", "text/html"), 406, "invalid_header"},
		{"JSON among others", "GET", "leads", "", with(ok, "Accept", "text/plain, application/json;q=0.9"), 200, ""},
		{"anything", "GET", "leads", "", with(ok, "Accept", "*/*"), 200, ""},
		{"read with read", "GET", "leads", "", with("reader"), 200, ""},
		{"write with read", "POST", "leads", `{"data":{}}`, with("reader"), 403, "insufficient_scope"},
		{"read with write", "GET", "leads", "", with("writer"), 403, "insufficient_scope"},
		{"users with read", "GET", "users/self", "", with("reader"), 403, "insufficient_scope"},
		{"account with read", "GET", "accounts/self", "", with("reader"), 403, "insufficient_scope"},
		{"users with profile", "GET", "users", "", with("profile"), 200, ""},
		{"leads with profile", "GET", "leads", "", with("profile"), 403, "insufficient_scope"},
		{"product by no admin", "POST", "products", `{"data":{"name":"a"}}`, with("agent"), 403, "insufficient_scope"},
		{"products for no admin", "GET", "products", "", with("agent"), 200, ""},
		{"unknown parameter", "GET", "users/self?unknown=param", "", with(ok), 400, "invalid_param"},
		{"unknown filter", "GET", "leads?mail=a", "", with(ok), 400, "invalid_param"},
		{"unknown parameter of one", "GET", "leads/1?x=1", "", with(ok), 400, "invalid_param"},
		{"unknown parameter of a write", "POST", "leads?x=1", `{"data":{"last_name":"a"}}`, with(ok), 400, "invalid_param"},
		{"broken query", "GET", "leads?email=%zz", "", with(ok), 400, "invalid_param"},
		{"page of 200", "GET", "leads?per_page=200", "", with(ok), 400, "invalid_param"},
		{"page of 0", "GET", "leads?per_page=0", "", with(ok), 400, "invalid_param"},
		{"page of 500 products", "GET", "products?per_page=500", "", with(ok), 200, ""},
		{"page of 501 orders", "GET", "orders?per_page=501", "", with(ok), 400, "invalid_param"},
		{"page of 200 visit outcomes", "GET", "visit_outcomes?per_page=200", "", with(ok), 200, ""},
		{"page 0", "GET", "leads?page=0", "", with(ok), 400, "invalid_param"},
		{"page two", "GET", "leads?page=two", "", with(ok), 400, "invalid_param"},
		{"page past the end", "GET", "leads?page=9", "", with(ok), 200, ""},
		{"unknown order", "GET", "leads?sort_by=phone", "", with(ok), 400, "invalid_param"},
		{"order of calls", "GET", "calls?sort_by=id", "", with(ok), 400, "invalid_param"},
		{"order of orders", "GET", "orders?sort_by=deal_id", "", with(ok), 400, "invalid_param"},
		{"order of line items", "GET", "orders/1/line_items?sort_by=price", "", with(ok), 400, "invalid_param"},
		{"order of collaborations", "GET", "collaborations?sort_by=id", "", with(ok), 400, "invalid_param"},
		{"the same twice", "GET", "leads?ids=1&ids=2", "", with(ok), 400, "invalid_param"},
		{"includes of contacts", "GET", "contacts?includes=organization", "", with(ok), 400, "invalid_param"},
		{"includes of a note", "GET", "leads/1?includes=notes", "", with(ok), 400, "invalid_param"},
		{"other includes of deals", "GET", "deals?includes=contact", "", with(ok), 400, "invalid_param"},
		{"includes of a new deal", "POST", "deals?includes=associated_contacts", `{"data":{}}`, with(ok), 400, "invalid_param"},
		{"order of text messages by time", "GET", "text_messages?sort_by=sent_at", "", with(ok), 400, "invalid_param"},
		{"order of text messages by id", "GET", "text_messages?sort_by=id", "", with(ok), 200, ""},
		{"text messages with a type", "GET", "text_messages?resource_type=lead", "", with(ok), 400, "invalid_param"},
		{"text messages with a record", "GET", "text_messages?resource_id=1", "", with(ok), 400, "invalid_param"},
		{"visits with a type", "GET", "visits?resource_type=lead", "", with(ok), 400, "invalid_param"},
		{"visits with a record", "GET", "visits?resource_id=1", "", with(ok), 400, "invalid_param"},
		{"notes with a type", "GET", "notes?resource_type=lead", "", with(ok), 200, ""},
		{"ids that are none", "GET", "leads?ids=1,b", "", with(ok), 400, "invalid_param"},
		{"ids of call outcomes", "GET", "call_outcomes?ids=1", "", with(ok), 400, "invalid_param"},
		{"bool in capitals", "GET", "users?confirmed=True", "", with(ok), 400, "invalid_param"},
		{"number that is none", "GET", "leads?owner_id=me", "", with(ok), 400, "invalid_param"},
		{"empty filter", "GET", "leads?email=", "", with(ok), 400, "invalid_param"},
		{"unknown part of an address", "GET", "leads?address[street]=a", "", with(ok), 400, "invalid_param"},
		{"whole address", "GET", "leads?address=a", "", with(ok), 400, "invalid_param"},
		{"documents of nothing", "GET", "documents", "", with(ok), 400, "invalid_param"},
		{"no JSON", "POST", "leads", `{"data":`, with(ok), 400, "invalid_payload"},
		{"no body", "POST", "leads", ``, with(ok), 400, "invalid_payload"},
		{"no envelope", "POST", "leads", `{"last_name":"a"}`, with(ok), 422, "incorrect_payload"},
		{"no object", "POST", "leads", `[{"last_name":"a"}]`, with(ok), 422, "incorrect_payload"},
		{"no data", "POST", "leads", `{"meta":{"type":"lead"}}`, with(ok), 422, "incorrect_payload"},
		{"data that is text", "POST", "leads", `{"data":"a"}`, with(ok), 422, "incorrect_payload"},
		{"with meta", "POST", "leads", `{"data":{"last_name":"a"},"meta":{"type":"lead"}}`, with(ok), 200, ""},
		{"unknown id", "GET", "leads/5", "", with(ok), 404, "not_found"},
		{"id that is no number", "GET", "leads/abc", "", with(ok), 404, "not_found"},
		{"list in an unknown record", "GET", "deals/5/associated_contacts", "", with(ok), 404, "not_found"},
		{"update of an unknown id", "PUT", "leads/5", `{"data":{}}`, with(ok), 404, "not_found"},
		{"delete of an unknown id", "DELETE", "leads/5", "", with(ok), 404, "not_found"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := a
			a.t = t
			r := a.request(test.method, "/v2/"+test.path, test.body, test.header).is(test.status)
			if r.header.Get("X-Request-Id") == "" || r.header.Get("Date") == "" ||
				r.header.Get("Content-Language") != "en" || r.header.Get("Vary") != "Accept, Accept-Language" {
				t.Errorf("header = %v", r.header)
			}
			if test.status >= 400 {
				if got := r.problems(); got != test.problems {
					t.Errorf("problems = %s, want %s", got, test.problems)
				}
			}
		})
	}
}

func TestPageSizeErrorNamesTheRange(t *testing.T) {
	r := newAPI(t).get("leads?per_page=200").is(400)
	if details := r.at("errors.0.error.details"); !strings.Contains(details, "1 to 100") {
		t.Errorf("details = %q", details)
	}
}

func TestUnknownRoutes(t *testing.T) {
	a := newAPI(t)
	for _, route := range []string{"GET /v2/nothing", "GET /v2/leads.json", "PATCH /v2/leads/1", "PUT /v2/orders/1/line_items/2", "POST /v2/pipelines", "GET /v3/pipelines/stream", "GET /oauth2/token/info"} {
		method, path, _ := strings.Cut(route, " ")
		r := a.request(method, path, "", http.Header{"User-Agent": {"test"}}).is(501)
		if !strings.Contains(r.body, route) {
			t.Errorf("%s: body = %q", route, r.body)
		}
	}
}

func TestHead(t *testing.T) {
	a := newAPI(t)
	if r := a.do("HEAD", "users/self", "").is(200); r.body != "" || r.header.Get("Content-Type") == "" {
		t.Errorf("body = %q, header = %v", r.body, r.header)
	}
}

func TestOpenAccess(t *testing.T) {
	a := newAPI(t, selltest.WithOpenAccess())
	a.fake.Seed("users", `{"id":5,"name":"Ana"}`)
	a.fake.AddToken("ana", 5)
	a.as("whatever").get("users/self").is(200).want("data.id", "1")
	a.as("ana").get("users/self").is(200).want("data.id", "5")
	a.request("GET", "/v2/users/self", "", http.Header{"User-Agent": {"test"}}).is(200).want("data.id", "1")
}

func TestToken(t *testing.T) {
	if n := len(selltest.DefaultToken); n != 64 {
		t.Errorf("the default token has %d characters", n)
	}
	a := newAPI(t, selltest.WithToken("mine"))
	a.as("mine").get("users/self").is(200).want("data.role", "admin")
	a.get("users/self").is(401)
}

func TestListEnvelope(t *testing.T) {
	a := newAPI(t)
	for name := range strings.FieldsSeq("a b c d e") {
		a.make("lead_sources", `{"name":"`+name+`"}`)
	}
	base := "https://api.getbase.com/v2/lead_sources?"
	a.get("lead_sources?per_page=2").is(200).
		want("meta.type", "collection").want("meta.count", "2").
		want("meta.links", `{"self":"`+base+`page=1&per_page=2","next_page":"`+base+`page=2&per_page=2"}`)
	a.get("lead_sources?per_page=2&page=2&sort_by=id").
		want("meta.links.self", base+"page=2&per_page=2&sort_by=id").
		want("meta.links.first_page", base+"page=1&per_page=2&sort_by=id").
		want("meta.links.prev_page", base+"page=1&per_page=2&sort_by=id").
		want("meta.links.next_page", base+"page=3&per_page=2&sort_by=id")
	a.get("lead_sources?per_page=2&page=3").want("meta.count", "1").want("meta.links.next_page", "").want("items.0.meta.type", "source")
	a.get("lead_sources").want("meta.count", "5").want("meta.links", `{"self":"`+base+`page=1&per_page=25"}`)
	a.get("lead_sources?page=2").want("items", "[]").want("meta.count", "0").want("meta.links.next_page", "")
}

// Clients follow links: none may lead from the stand-in to the real service.
func TestLinksOfAPort(t *testing.T) {
	server := httptest.NewServer(selltest.New(selltest.WithOpenAccess()))
	defer server.Close()
	for _, test := range []struct{ method, path, link, to string }{
		{"GET", "/v2/stages?per_page=1", "meta.links.next_page", "/v2/stages?page=2&per_page=1"},
		{"POST", "/v2/sync/start", "data.queues.0.meta.links.self", "/v2/sync/29f2aeeb-8d68-4ea7-0000-000000000001/queues/main"},
		{"GET", "/v3/leads/stream?position=tail", "meta.links.next", "/v3/leads/stream?position="},
	} {
		r, err := http.NewRequestWithContext(t.Context(), test.method, server.URL+test.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("X-Basecrm-Device-UUID", "d")
		res, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		answer := reply{t, res.StatusCode, res.Header, string(body)}
		if got := answer.at(test.link); !strings.HasPrefix(got, server.URL+test.to) {
			t.Errorf("%s links to %s", test.path, got)
		}
	}
}

// Nobody documents pages of custom fields: who asks for none gets all.
func TestDefinitionsAreServedWhole(t *testing.T) {
	a := newAPI(t)
	for _, kind := range []string{"lead/custom_fields", "deal/custom_fields"} {
		for i := range 29 {
			a.fake.Seed(kind, fmt.Sprintf(`{"id":%d,"name":"N%02d"}`, i+1, i))
		}
		a.get(kind).is(200).want("meta.count", "30").want("meta.links", `{"self":"https://api.getbase.com/v2/`+kind+`"}`)
		a.get(kind+"?per_page=20").is(200).want("meta.count", "20").
			want("meta.links.next_page", "https://api.getbase.com/v2/"+kind+"?page=2&per_page=20")
		a.get(kind+"?page=2").is(200).want("meta.count", "5")
		a.get(kind + "?per_page=101").is(400)
	}
}

func TestClock(t *testing.T) {
	at := time.Date(2026, 8, 27, 16, 32, 56, 999, time.FixedZone("", 7200))
	a := newAPI(t, selltest.WithClock(func() time.Time { return at }))
	r := a.post("leads", `{"last_name":"Ruiz"}`).is(200).want("data.created_at", "2026-08-27T14:32:56Z")
	if got := r.header.Get("Date"); got != "Thu, 27 Aug 2026 14:32:56 GMT" {
		t.Errorf("Date = %q", got)
	}
	at = at.Add(time.Hour)
	a.put("leads/"+r.at("data.id"), `{"last_name":"Ruiz"}`).is(200).
		want("data.created_at", "2026-08-27T14:32:56Z").want("data.updated_at", "2026-08-27T15:32:56Z")
}

func TestLag(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, selltest.WithLag(2*time.Second))
		id := a.make("leads", `{"last_name":"Ruiz","email":"ana@example.com"}`)
		a.get("leads").want("meta.count", "0")
		a.get("leads/"+id).is(200).want("data.last_name", "Ruiz")
		second := a.post("leads/upsert?email=ana@example.com", `{"last_name":"Ruiz","email":"ana@example.com"}`).is(200).at("data.id")
		if second == id {
			t.Error("the upsert found a lead that lists do not show yet")
		}
		time.Sleep(2 * time.Second)
		a.get("leads").want("meta.count", "2")
		a.put("leads/"+id, `{"last_name":"Soto"}`).is(200)
		a.del("leads/" + second).is(204)
		a.get("leads?sort_by=id").want("meta.count", "2").want("items.0.data.last_name", "Ruiz")
		a.get("leads/" + second).is(404)
		time.Sleep(2 * time.Second)
		a.get("leads").want("meta.count", "1").want("items.0.data.last_name", "Soto")
	})
}

func TestLagOfEachWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lags := []time.Duration{2 * time.Second, 0, time.Second}
		a := newAPI(t, selltest.WithLags(func() time.Duration {
			lag := lags[0]
			lags = lags[1:]
			return lag
		}))
		for _, name := range []string{"a", "b", "c"} {
			a.make("leads", `{"last_name":"`+name+`"}`)
		}
		for _, want := range []string{"b", "b c", "a b c"} {
			if got := a.get("leads?sort_by=last_name").each("last_name"); got != want {
				t.Errorf("list = %q, want %q", got, want)
			}
			time.Sleep(time.Second)
		}
	})
}
