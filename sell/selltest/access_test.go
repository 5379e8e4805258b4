package selltest_test

import (
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// team is a hierarchy: boss 2 has the reps 3 and 4, 5 is on their own, all below
// the admin 1. Each user has a token, and a lead and a contact of their number.
func team(t *testing.T) api {
	a := newAPI(t)
	a.fake.Seed("users", `{"id":2,"reports_to":1}`, `{"id":3,"reports_to":2}`, `{"id":4,"reports_to":3}`, `{"id":5,"reports_to":1}`)
	for id, token := range map[int64]string{2: "boss", 3: "rep", 4: "junior", 5: "loner"} {
		a.fake.AddToken(token, id)
	}
	a.fake.Seed("leads", `{"id":1,"owner_id":1,"last_name":"a"}`, `{"id":2,"owner_id":2,"last_name":"b"}`, `{"id":3,"owner_id":3,"last_name":"c"}`,
		`{"id":4,"owner_id":4,"last_name":"d"}`, `{"id":5,"owner_id":5,"last_name":"e"}`, `{"id":6,"owner_id":null,"last_name":"f"}`)
	a.fake.Seed("contacts", `{"id":3,"owner_id":3,"last_name":"c"}`, `{"id":5,"owner_id":5,"last_name":"e"}`)
	return a
}

func TestWhoSeesWhat(t *testing.T) {
	a := team(t)
	for token, want := range map[string]string{"boss": "2 3 4", "rep": "3 4", "junior": "4", "loner": "5", a.token: "1 2 3 4 5 6"} {
		b := a.as(token)
		if got := b.get("leads?sort_by=id").is(200).each("id"); got != want {
			t.Errorf("%s sees %q, want %q", token, got, want)
		}
		b.get("users").is(200)
	}
	rep := a.as("rep")
	rep.get("leads/2").is(404)
	rep.put("leads/2", `{"last_name":"x"}`).is(404)
	rep.del("leads/2").is(404)
	rep.get("leads/4").is(200)
	rep.post("notes", `{"content":"a","resource_type":"lead","resource_id":2}`).is(422)
	rep.post("deals", `{"name":"a","contact_id":5}`).is(422)
	rep.post("lead_conversions", `{"lead_id":2}`).is(422)
}

func TestCollaborators(t *testing.T) {
	a := team(t)
	loner := a.as("loner")
	a.make("collaborations", `{"resource_type":"lead","resource_id":3,"collaborator_id":5}`)
	if got := loner.get("leads?sort_by=id").each("id"); got != "3 5" {
		t.Errorf("the collaborator sees %q", got)
	}
	loner.get("contacts/3").is(404)
	if got := loner.get("collaborations").is(200).each("resource_id"); got != "3" {
		t.Errorf("collaborations = %q", got)
	}
	a.as("junior").get("collaborations").want("meta.count", "0")
}

// An upsert neither finds nor counts what its user cannot see.
func TestUpsertSeesLikeItsUser(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("users", `{"id":5}`)
	a.fake.AddToken("five", 5)
	a.fake.Seed("leads", `{"id":1,"owner_id":1,"email":"ana@example.com","last_name":"a"}`, `{"id":2,"owner_id":5,"email":"ana@example.com","last_name":"b"}`)
	a.post("leads/upsert?email=ana@example.com", `{"title":"CEO"}`).is(409)
	a.as("five").post("leads/upsert?email=ana@example.com", `{"title":"CEO"}`).is(200).want("data.id", "2")
	a.as("five").post("leads/upsert?last_name=a", `{"last_name":"a"}`).is(200).want("data.owner_id", "5")
}

func TestWhatBelongsToARecordIsSeenWithIt(t *testing.T) {
	a := team(t)
	for _, id := range []string{"3", "5"} {
		a.fake.Seed("notes", `{"id":`+id+`,"content":"a","creator_id":1,"resource_type":"lead","resource_id":`+id+`}`)
		a.fake.Seed("tasks", `{"id":`+id+`,"content":"a","creator_id":1,"owner_id":1,"resource_type":"contact","resource_id":`+id+`}`)
		a.fake.Seed("calls", `{"id":`+id+`,"user_id":1,"resource_type":"lead","resource_id":`+id+`}`)
		a.fake.Seed("documents", `{"id":1`+id+`,"creator_id":1,"resource_type":"sales_account","resource_id":`+id+`}`)
		a.fake.Seed("deals", `{"id":`+id+`,"name":"a","owner_id":`+id+`}`)
		a.fake.Seed("orders", `{"id":`+id+`,"deal_id":`+id+`}`)
		a.fake.Seed("orders/"+id+"/line_items", `{"id":`+id+`}`)
		a.fake.Seed("lead_conversions", `{"id":`+id+`,"creator_id":1,"individual_id":`+id+`}`)
		a.fake.Seed("sequence_enrollments", `{"id":`+id+`,"actor_id":1,"resource_type":"lead","resource_id":`+id+`}`)
	}
	a.fake.Seed("tasks", `{"id":40,"content":"a","creator_id":1,"owner_id":4}`, `{"id":50,"content":"a","creator_id":5,"owner_id":1}`)
	boss := a.as("boss")
	for path, want := range map[string]string{
		"notes": "3", "tasks": "3 40", "calls": "3", "deals": "3", "orders": "3", "lead_conversions": "3", "sequence_enrollments": "3",
		"documents?resource_type=sales_account&resource_id=3,5": "13", "orders/3/line_items": "3",
	} {
		if got := boss.get(path).is(200).each("id"); got != want {
			t.Errorf("%s = %q, want %q", path, got, want)
		}
	}
	for path := range strings.FieldsSeq("notes/5 tasks/5 tasks/50 calls/5 deals/5 orders/5 orders/5/line_items orders/5/line_items/5 orders/3/line_items/5 deals/5/associated_contacts documents/15") {
		boss.get(path).is(404)
	}
}

func TestRestrictedNotes(t *testing.T) {
	a := team(t)
	rep := a.as("rep")
	id := rep.make("notes", `{"content":"psst","type":"restricted","resource_type":"lead","resource_id":3}`)
	rep.get("notes/"+id).is(200).want("data.creator_id", "3")
	for _, token := range []string{"boss", a.token} {
		a.as(token).get("notes/" + id).is(404)
		a.as(token).get("notes").want("meta.count", "0")
	}
}

func TestCostsAreForAdmins(t *testing.T) {
	a := team(t)
	id := a.make("products", `{"name":"Pen","cost":"2.5","cost_currency":"EUR"}`)
	a.get("products/"+id).want("data.cost", "2.50").want("data.cost_currency", "EUR")
	a.as("rep").get("products/"+id).is(200).want("data.cost", "").want("data.cost_currency", "").want("data.name", "Pen")
	a.as("rep").put("products/"+id, `{"name":"x"}`).is(403)
	a.as("rep").del("products/" + id).is(403)
}

// With an option, each user has a token, whenever the user was made.
func TestUserTokens(t *testing.T) {
	a := newAPI(t, selltest.WithUserTokens())
	a.fake.Seed("users", `{"id":5,"name":"Ana"}`, `{"id":6,"status":"inactive"}`)
	if got := selltest.UserToken(5); len(got) != 64 || !strings.HasPrefix(got, "sell-user-0") || !strings.HasSuffix(got, "05") {
		t.Errorf("UserToken(5) = %q", got)
	}
	for _, token := range []string{selltest.UserToken(5), "sell-user-5"} {
		a.as(token).get("users/self").is(200).want("data.id", "5")
		a.as(token).post("products", `{"name":"a"}`).is(403)
	}
	for _, token := range []string{selltest.UserToken(6), "sell-user-7", "sell-user-", "sell-user-x"} {
		a.as(token).get("users/self").is(401)
	}
	a.fake.RevokeToken("sell-user-5")
	a.as("sell-user-5").get("users/self").is(401)
	newAPI(t).as(selltest.UserToken(1)).get("users/self").is(401)
}
