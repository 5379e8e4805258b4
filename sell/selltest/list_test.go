package selltest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/sell/selltest"
)

func TestFilters(t *testing.T) {
	a := newAPI(t)
	f := a.fake
	f.Seed("users",
		`{"id":10,"name":"Ana","email":"ana@example.com","role":"admin","zendesk_user_id":"500","identity_type":"person","confirmed":false,"roles":[{"id":3,"name":"Rep"}]}`,
		`{"id":11,"name":"Ana B","email":"Ana@example.com","status":"inactive","zendesk_user_id":501,"identity_type":"integration"}`)
	f.Seed("leads",
		`{"id":1,"first_name":"Eva","last_name":"Ruiz","email":"eva@example.com","phone":"+51 1","mobile":"9","status":"new","owner_id":10,"source_id":4,"address":{"city":"Lima","postal_code":"15","state":"L","country":"Peru"}}`,
		`{"id":2,"last_name":"ruiz","organization_name":"Acme","status":"Working","owner_id":11,"creator_id":10}`)
	f.Seed("contacts",
		`{"id":1,"name":"Acme","is_organization":true,"customer_status":"current"}`,
		`{"id":2,"name":"Eva Ruiz","first_name":"Eva","last_name":"Ruiz","is_organization":false,"contact_id":1,"prospect_status":"lost","mobile":"9","address":{"city":"Lima"}}`)
	f.Seed("deals",
		`{"id":1,"name":"A","contact_id":2,"organization_id":1,"hot":true,"stage_id":2,"source_id":4,"estimated_close_date":"2026-01-02"}`,
		`{"id":2,"name":"B","contact_id":1,"hot":false,"stage_id":3}`)
	f.Seed("stages", `{"id":90,"pipeline_id":7,"active":false,"name":"Gone"}`)
	f.Seed("pipelines", `{"id":7,"name":"Old","disabled":true}`)
	f.Seed("notes",
		`{"id":1,"content":"Wants a Quote","resource_type":"lead","resource_id":1,"creator_id":10}`,
		`{"id":2,"content":"Called","resource_type":"deal","resource_id":1}`)
	f.Seed("tasks",
		`{"id":1,"content":"Call","resource_type":"lead","resource_id":1,"completed":true,"remind_at":"2026-01-01T00:00:00Z"}`,
		`{"id":2,"content":"Rest","owner_id":10}`,
		`{"id":3,"content":"Write","resource_type":"lead","resource_id":1,"due_date":"2014-09-27T16:32:56Z"}`,
		`{"id":4,"content":"Sent","resource_type":"lead","resource_id":1,"due_date":"2014-09-27T16:32:56Z","completed":true,"remind_at":"2014-09-26T00:00:00Z"}`)
	f.Seed("tags", `{"id":1,"name":"vip","resource_type":"lead"}`, `{"id":2,"name":"VIP","resource_type":"deal"}`)
	f.Seed("calls",
		`{"id":1,"resource_type":"lead","resource_id":1,"associated_deal_ids":[5,1]}`,
		`{"id":2,"resource_type":"contact","resource_id":2,"associated_deal_ids":[]}`)
	f.Seed("documents", `{"id":5,"resource_type":"lead","resource_id":7,"name":"a"}`, `{"id":6,"resource_type":"deal","resource_id":8,"name":"b"}`)
	f.Seed("visits", `{"id":5,"outcome_id":9,"resource_type":"lead","resource_id":1,"rep_location_verification_status":"ok"}`)
	f.Seed("text_messages", `{"id":5,"resource_type":"lead","resource_id":1}`)
	f.Seed("products", `{"id":1,"name":"Pen","sku":"P","active":true}`, `{"id":2,"name":"Ink","active":false}`)
	f.Seed("orders", `{"id":1,"deal_id":1}`, `{"id":2,"deal_id":2}`)
	f.Seed("orders/1/line_items", `{"id":1,"quantity":2,"value":"5.00"}`, `{"id":2,"quantity":3,"value":"6.50"}`)
	f.Seed("sequence_enrollments",
		`{"id":1,"resource_type":"lead","resource_id":1,"state":"active","sequence":{"data":{"id":1}}}`,
		`{"id":2,"resource_type":"contact","resource_id":2,"state":"finished","sequence":{"data":{"id":2}}}`)
	f.Seed("collaborations", `{"id":1,"resource_type":"lead","resource_id":1,"collaborator_id":11}`, `{"id":2,"resource_type":"deal","resource_id":1,"creator_id":10}`)
	f.Seed("lead_conversions", `{"id":1,"lead_id":8,"individual_id":2}`, `{"id":2,"lead_id":9,"organization_id":1,"deal_id":1}`)

	for query, want := range map[string]string{
		"users?ids=11,10,99": "10 11", "users?name=Ana": "10", "users?email=ana@example.com": "10", "users?role=admin": "1 10", "users?role_id=3": "10",
		"users?status=inactive": "11", "users?confirmed=false": "10", "users?zendesk_user_ids=500,501": "10 11", "users?identity_type=integration": "11",
		"leads?email=eva@example.com": "1", "leads?email=Eva@example.com": "", "leads?phone=%2B51+1": "1", "leads?phone=+51+1": "", "leads?mobile=9": "1",
		"leads?status=New": "1", "leads?owner_id=11": "2", "leads?creator_id=10": "2", "leads?source_id=4": "1", "leads?first_name=Eva": "1",
		"leads?last_name=Ruiz": "1", "leads?organization_name=Acme": "2", "leads?address[city]=Lima": "1", "leads?address%5Bpostal_code%5D=15": "1",
		"leads?address[state]=L": "1", "leads?address[country]=Peru": "1", "leads?address[city]=Cusco": "", "leads?ids=2,1&status=working": "2", "leads?ids=7": "",
		"contacts?is_organization=true": "1", "contacts?is_organization=false": "2", "contacts?contact_id=1": "2", "contacts?customer_status=current": "1",
		"contacts?prospect_status=lost": "2", "contacts?name=Acme": "1", "contacts?mobile=9&address[city]=Lima": "2",
		"deals?contact_id=2": "1", "deals?organization_id=1": "1", "deals?hot=true": "1", "deals?stage_id=3": "2", "deals?source_id=4": "1", "deals?name=B": "2",
		"deals?estimated_close_date=2026-01-02": "1", "stages?pipeline_id=7": "90", "stages?active=false&name=Gone": "90", "pipelines?disabled=true": "7",
		"pipelines?name=Old": "7", "notes?q=quote": "1", "notes?resource_type=deal&resource_id=1": "2", "notes?creator_id=10": "1",
		"tasks?type=floating": "2", "tasks?type=related": "1 3 4", "tasks?completed=true": "1 4", "tasks?remind=true": "1 4", "tasks?remind=false": "2 3",
		"tasks?q=REST": "2", "tasks?owner_id=10": "2", "tasks?overdue=false": "1 2 4", "tasks?overdue=true": "3", "tags?name=vip": "1", "tags?resource_type=deal": "2",
		"calls?associated_deal_id=1": "1", "calls?resource_type=contact&resource_id=2": "2",
		"documents?resource_type=lead,deal&resource_id=7,8": "5 6", "documents?resource_type=lead&resource_id=7,8": "5", "documents?resource_type=lead&resource_id=7&name=b": "",
		"visits?outcome_id=9": "5", "visits?rep_location_verification_status=ok": "5", "text_messages?resource_type=lead&resource_id=1": "5",
		"products?active=false": "2", "products?sku=P": "1", "orders?deal_id=2": "2", "orders/1/line_items?value=6.5": "2", "orders/1/line_items?quantity=2": "1",
		"sequence_enrollments?resource_ids=1,2&resource_type=lead": "1", "sequence_enrollments?resource_id=2": "2", "sequence_enrollments?sequence_id=2": "2",
		"sequence_enrollments?state=active": "1", "collaborations?resource_type=deal": "2", "collaborations?creator_id=10": "2",
		"lead_conversions?lead_id=8": "1", "lead_conversions?individual_id=2": "1", "lead_conversions?organization_id=1": "2", "lead_conversions?deal_id=1": "2",
	} {
		if got := a.get(query).is(200).each("id"); got != want {
			t.Errorf("%s = %q, want %q", query, got, want)
		}
	}
	a.get("tasks?type=odd").is(400)
}

func TestOrders(t *testing.T) {
	a := newAPI(t)
	at := func(day int) string { return fmt.Sprintf(`"2026-01-%02dT00:00:00Z"`, day) }
	a.fake.Seed("leads",
		`{"id":1,"last_name":"c","first_name":"x","updated_at":`+at(3)+`,"created_at":`+at(1)+`}`,
		`{"id":2,"last_name":"a","first_name":null,"updated_at":`+at(1)+`,"created_at":`+at(3)+`}`,
		`{"id":3,"last_name":"b","first_name":"x","updated_at":`+at(2)+`,"created_at":`+at(2)+`}`)
	a.fake.Seed("contacts", `{"id":1,"last_name":"b"}`, `{"id":2,"last_name":"a"}`, `{"id":3,"last_name":"b"}`)
	a.fake.Seed("deals", `{"id":1,"value":"9.50","stage_id":3}`, `{"id":2,"value":10}`, `{"id":3,"value":null}`)
	a.fake.Seed("calls", `{"id":1,"made_at":`+at(1)+`}`, `{"id":2,"made_at":`+at(2)+`}`)
	a.fake.Seed("text_messages", `{"id":7}`, `{"id":8}`)
	a.fake.Seed("lead_conversions", `{"id":7}`, `{"id":8}`)
	a.fake.Seed("notes", `{"id":1,"updated_at":`+at(2)+`}`, `{"id":2,"updated_at":`+at(1)+`}`)
	a.fake.Seed("stages", `{"id":100,"position":0}`)
	for query, want := range map[string]string{
		"leads": "2 3 1", "leads?sort_by=id": "1 2 3", "leads?sort_by=id:desc": "3 2 1", "leads?sort_by=last_name": "2 3 1", "leads?sort_by=last_name:asc": "2 3 1",
		"leads?sort_by=updated_at:desc": "1 3 2", "leads?sort_by=created_at": "1 3 2", "leads?sort_by=first_name": "2 1 3", "leads?sort_by=first_name:desc": "1 3 2",
		"contacts": "2 1 3", "deals": "1 2 3", "deals?sort_by=value": "3 1 2", "deals?sort_by=value:desc": "2 1 3",
		"calls": "2 1", "text_messages": "8 7 1", "lead_conversions": "8 7", "notes": "2 1", "stages?sort_by=position": "100 1 2 3 4 5",
	} {
		if got := a.get(query).is(200).each("id"); got != want {
			t.Errorf("%s = %q, want %q", query, got, want)
		}
	}
}

func TestListsFollowWrites(t *testing.T) {
	a := newAPI(t)
	ids := a.fake.Seed("leads", `{"last_name":"a"}`, `{"last_name":"b"}`, `{"last_name":"c"}`)
	first := a.get("leads?sort_by=last_name&per_page=2").each("last_name")
	a.make("leads", `{"last_name":"aa"}`)
	second := a.get("leads?sort_by=last_name&per_page=2").each("last_name")
	a.del(fmt.Sprint("leads/", ids[0])).is(204)
	a.fake.Seed("leads", `{"last_name":"ab"}`)
	third := a.get("leads?sort_by=last_name&per_page=2").each("last_name")
	if got := []string{first, second, third}; strings.Join(got, "|") != "a b|a aa|aa ab" {
		t.Errorf("pages = %q", got)
	}
	a.fake.Seed("users", `{"id":5}`)
	a.fake.AddToken("five", 5)
	a.as("five").get("leads?sort_by=last_name&per_page=2").want("meta.count", "0")
}

func TestLeadConversionsGoOnByCursor(t *testing.T) {
	a := newAPI(t)
	for id := 1; id <= 53; id++ {
		a.fake.Seed("lead_conversions", fmt.Sprintf(`{"id":%d}`, id))
	}
	a.get("lead_conversions?per_page=1&page=51").is(400)
	a.get("lead_conversions?per_page=200").is(200).want("meta.count", "53")
	a.get("lead_conversions?cursor=oops").is(400)
	a.get("leads?cursor=oops").is(400)
	next, seen := "lead_conversions?per_page=1", 0
	for next != "" {
		r := a.get(next).is(200).want("meta.count", "1").want("items.0.data.id", fmt.Sprint(53-seen))
		seen++
		link, err := url.Parse(r.at("meta.links.next_page"))
		if err != nil {
			t.Fatal(err)
		}
		if next = ""; link.Path != "" {
			next = strings.TrimPrefix(link.RequestURI(), "/v2/")
		}
		if got := link.Query().Has("cursor"); got != (seen >= 50 && seen < 53) {
			t.Errorf("next_page after %d = %s", seen, link)
		}
	}
	if seen != 53 {
		t.Errorf("%d conversions were listed", seen)
	}
}

func TestSeedKeepsRecordsAsTheyAre(t *testing.T) {
	a := newAPI(t)
	ids := a.fake.Seed("leads",
		`{"id":9007199254740993,"last_name":5,"value":1.10,"own":{"a" : [1]},"created_at":"yesterday","updated_at":null}`,
		`{"id":null,"last_name":"no id"}`, `{"id":"12","last_name":"id in text"}`, `{"last_name":"new"}`)
	if ids[0] != 9007199254740993 || ids[1] != 0 || ids[2] != 12 || ids[3] <= ids[0] {
		t.Errorf("ids = %v", ids)
	}
	list := a.get("leads?sort_by=id").is(200).want("meta.count", "4").
		want("items.0.data.id", "null").want("items.1.data.id", "12").want("items.1.data.owner_id", "1").want("items.1.data.creator_id", "1")
	if !strings.Contains(list.body, `"id":9007199254740993,"last_name":5,"value":1.10,"own":{"a" : [1]},"created_at":"yesterday","updated_at":null`) ||
		!strings.Contains(list.body, `"id":"12"`) {
		t.Errorf("list = %s", list.body)
	}
	if list.at("items.0.data.created_at") == "" {
		t.Error("created_at is missing")
	}
	a.get("leads/12").is(200)
	a.get("leads/9007199254740993").is(200)

	// Records still in the envelope of an answer.
	a.fake.Seed("contacts", `{"data":{"id":3,"last_name":"a"},"meta":{"type":"contact","version":36}}`)
	a.get("contacts/3").is(200).want("data.last_name", "a").want("meta.version", "36")

	a.fake.Seed("accounts", `{"id":77,"name":"Real","currency":"USD"}`)
	a.get("accounts/self").want("data.id", "77").want("data.name", "Real")

	a.fake.Seed("users", `{"id":5}`)
	a.get("users/5").want("data.name", "User 5").want("data.email", "user-5@example.com").want("data.status", "active").want("data.role", "user").want("data.roles", "[]")
}

func TestSeedPanics(t *testing.T) {
	for _, args := range [][2]string{{"leads", `{"a":`}, {"leads", `[]`}, {"leads", `{} {}`}, {"nothings", `{}`}, {"deals/x/associated_contacts", `{}`}, {"pets/5/associated_contacts", `{}`}} {
		func() {
			defer func() {
				if p := recover(); p == nil || !strings.HasPrefix(fmt.Sprint(p), "selltest: "+args[0]) {
					t.Errorf("Seed(%q, %q) recovered %v", args[0], args[1], p)
				}
			}()
			selltest.New().Seed(args[0], args[1])
		}()
	}
}

func TestRecords(t *testing.T) {
	a := newAPI(t, selltest.WithLag(time.Hour))
	a.make("leads", `{"last_name":"a"}`)
	if got := a.fake.Records("leads"); len(got) != 1 || strings.Contains(string(got[0]), "version") || !strings.Contains(string(got[0]), `"last_name":"a"`) {
		t.Errorf("records = %s", got)
	}
	if got := a.fake.Records("notes"); len(got) != 0 || got == nil {
		t.Errorf("notes = %v", got)
	}
}

func TestFaultsAndLog(t *testing.T) {
	a := newAPI(t)
	a.fake.FailNext(1, 429, http.Header{"Retry-After": {"20"}})
	if r := a.get("leads").is(429); r.header.Get("Retry-After") != "20" || r.header.Get("X-Request-Id") == "" || r.header.Get("Date") == "" {
		t.Errorf("header = %v", r.header)
	}
	a.get("leads").is(200)
	a.fake.DropNext(1)
	if err := a.dropped("POST", "leads", `{"data":{"last_name":"a"}}`); err == nil || len(a.fake.Records("leads")) != 0 {
		t.Errorf("err = %v", err)
	}
	a.fake.DropAnswers(1)
	if err := a.dropped("POST", "leads", `{"data":{"last_name":"a"}}`); err == nil || len(a.fake.Records("leads")) != 1 {
		t.Errorf("err = %v", err)
	}
	a.fake.TruncateNext(1)
	if err := a.dropped("GET", "leads", ""); err == nil || !strings.Contains(err.Error(), "EOF") {
		t.Errorf("err = %v", err)
	}
	log := a.fake.Requests()
	if len(log) != 5 || log[0].Method != "GET" || log[0].Path != "/v2/leads" || log[0].Status != 429 || log[1].Status != 200 ||
		log[2].Status != 0 || string(log[3].Body) != `{"data":{"last_name":"a"}}` || log[4].Header.Get("User-Agent") != "test" {
		t.Errorf("log = %+v", log)
	}
	a.fake.ForgetRequests()
	a.fake.Use(func(inside http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method == http.MethodDelete {
				w.WriteHeader(http.StatusTeapot)
				return
			}
			inside.ServeHTTP(w, r)
		})
	})
	a.del("leads/1").is(418)
	a.fake.LimitTo(1, time.Hour, nil)
	a.get("leads?page=2").is(200)
	a.get("leads").is(429)
	if log := a.fake.Requests(); len(log) != 3 || log[1].Query.Get("page") != "2" {
		t.Errorf("log = %+v", log)
	}
	a.fake.Quiet()
	a.get("leads").is(429)
	if log := a.fake.Requests(); len(log) != 0 {
		t.Errorf("log = %+v", log)
	}
}

func BenchmarkList(b *testing.B) {
	fake := selltest.New()
	records := make([]string, 100_000)
	for i := range records {
		records[i] = fmt.Sprintf(`{"id":%d,"last_name":"L%d","owner_id":1}`, i+1, i)
	}
	fake.Seed("leads", records...)
	for _, order := range []string{"id", "updated_at"} {
		b.Run(order, func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				r, err := http.NewRequestWithContext(b.Context(), http.MethodGet, fmt.Sprintf("https://api.getbase.com/v2/leads?per_page=100&page=%d&sort_by=%s", i%1000+1, order), nil)
				if err != nil {
					b.Fatal(err)
				}
				r.Header = http.Header{"Authorization": {"Bearer " + selltest.DefaultToken}, "User-Agent": {"bench"}}
				res, err := fake.Transport().RoundTrip(r)
				if err != nil || res.StatusCode != http.StatusOK {
					b.Fatal(res, err)
				}
			}
		})
	}
}
