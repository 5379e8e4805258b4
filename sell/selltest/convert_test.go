package selltest_test

import (
	"testing"
)

func TestConversions(t *testing.T) {
	a := newAPI(t)
	a.fake.Seed("users", `{"id":5}`, `{"id":6}`)
	source := a.make("lead_sources", `{"name":"Fair"}`)
	lead := a.make("leads", `{"first_name":"Ana","last_name":"Ruiz","organization_name":"Acme","owner_id":5,"source_id":`+source+`,"phone":"1","description":"d","website":"w","tags":["vip"],"address":{"city":"Lima"}}`)
	note := a.make("notes", `{"content":"a","resource_type":"lead","resource_id":`+lead+`}`)
	r := a.post("lead_conversions", `{"lead_id":`+lead+`}`).is(200).want("data.lead_id", lead).want("data.creator_id", "1").want("data.owner_id", "")
	person, organization, deal := r.at("data.individual_id"), r.at("data.organization_id"), r.at("data.deal_id")
	a.get("contacts/"+person).is(200).want("data.name", "Ana Ruiz").want("data.contact_id", organization).want("data.owner_id", "5").
		want("data.phone", "1").want("data.tags", `["vip"]`).want("data.address.city", "Lima").want("data.is_organization", "false")
	a.get("contacts/"+organization).is(200).want("data.name", "Acme").want("data.is_organization", "true").want("data.website", "w").want("data.phone", "null")
	a.get("deals/"+deal).is(200).want("data.name", "Acme").want("data.contact_id", person).want("data.organization_id", organization).want("data.owner_id", "5").
		want("data.source_id", a.get("deal_sources?name=Fair").want("meta.count", "1").at("items.0.data.id"))
	a.get("contacts/"+person).want("data.description", "d").want("data.source_id", "")
	a.get("contacts/"+organization).want("data.description", "null")
	a.get("notes/"+note).want("data.resource_type", "contact").want("data.resource_id", person)
	a.get("leads/" + lead).is(404)
	a.post("lead_conversions", `{"lead_id":`+lead+`}`).is(422)

	lead = a.make("leads", `{"last_name":"Soto","owner_id":5}`)
	a.post("lead_conversions", `{"lead_id":`+lead+`,"create_deal":false,"owner_id":6}`).is(200).want("data.organization_id", "null").want("data.deal_id", "null")
	a.get("contacts?last_name=Soto").want("items.0.data.owner_id", "6")
	lead = a.make("leads", `{"organization_name":"Solo"}`)
	a.post("lead_conversions", `{"lead_id":`+lead+`}`).is(200).want("data.individual_id", "null")
	a.get("deals?name=Solo").want("meta.count", "1")
}

func TestConvertedSources(t *testing.T) {
	a := newAPI(t)
	fair := a.make("deal_sources", `{"name":"Fair"}`)
	for _, test := range []struct{ kind, name string }{{"lead_sources", "Fair"}, {"sources", "Web"}} {
		source := a.make(test.kind, `{"name":"`+test.name+`"}`)
		lead := a.make("leads", `{"last_name":"a","source_id":`+source+`}`)
		want := source
		if test.name == "Fair" {
			want = fair
		}
		deal := a.post("lead_conversions", `{"lead_id":`+lead+`}`).is(200).at("data.deal_id")
		a.get("deals/"+deal).want("data.source_id", want)
	}
	deal := a.post("lead_conversions", `{"lead_id":`+a.make("leads", `{"last_name":"a"}`)+`}`).is(200).at("data.deal_id")
	a.get("deals/"+deal).want("data.source_id", "null")
	if got := a.get("deal_sources").each("name"); got != "Fair" {
		t.Errorf("deal sources = %s", got)
	}
}

func TestSequences(t *testing.T) {
	a := newAPI(t)
	lead := a.make("leads", `{"last_name":"a"}`)
	a.fake.Seed("sequences", `{"id":2,"name":"Second"}`)
	enroll := func(sequence string) string {
		return a.make("sequence_enrollments", `{"sequence_id":`+sequence+`,"resource_type":"lead","resource_id":`+lead+`}`)
	}
	first, second := enroll("1"), enroll("2")
	a.get("sequence_enrollments/"+first).want("data.state", "active").want("data.sequence.data.id", "1").want("data.actor_id", "1").
		want("data.enrollment_steps.items.0.data.action_type", "task").want("data.enrollment_steps.items.0.data.overdue", "").
		want("data.enrollment_steps.items.0.data.action.data", `{"status":null,"executed_at":"1970-01-01T00:00:00Z","estimated_execute_at":"1970-01-01T00:00:00Z","failure_reason":null,"task_id":null,"task_content":null}`).
		want("data.finished_at", "null")
	a.put("sequence_enrollments/"+first, `{"state":"paused"}`).is(422)
	a.put("sequence_enrollments/"+first, `{"resource_id":5}`).is(422)
	a.put("sequence_enrollments/"+first, `{"state":"finished"}`).is(200).want("data.finished_reason", "manual").want("data.finished_actor_id", "1").
		want("data.enrollment_steps.items.0.data.action.data.status", "cancelled").want("data.enrollment_steps.items.0.data.action.data.executed_at", "null")
	if got := a.put("sequence_enrollments/"+first, `{"state":"active"}`).is(422).problems(); got != "state incorrect_value" {
		t.Errorf("one that is finished is resumed: %s", got)
	}
	a.fake.Seed("sequence_enrollments", `{"id":7,"resource_type":"lead","resource_id":`+lead+`,"state":"blocked"}`)
	a.put("sequence_enrollments/7", `{"state":"active"}`).is(200).want("data.state", "active")
	a.put("sequence_enrollments/7", `{"state":"finished"}`).is(200)
	enroll("1")

	finish := "sequence_enrollments/finish_ongoing_for_resource"
	a.post(finish, `{"resource_type":"lead"}`).is(422)
	if got := a.post(finish, `{"resource_type":"lead","resource_id":`+lead+`,"sequences":[2]}`).is(422).problems(); got != "sequences unknown" {
		t.Errorf("problems = %s", got)
	}
	a.post(finish, `{"resource_type":"lead","resource_id":`+lead+`,"sequence_ids":["a"]}`).is(422)
	a.post(finish, `{"resource_type":"lead","resource_id":`+lead+`,"sequence_ids":[2]}`).is(200).
		want("data.updated_enrollments.meta.count", "1").want("data.updated_enrollments.items.0.data.id", second)
	a.post(finish, `{"resource_type":"lead","resource_id":`+lead+`,"sequence_ids":[]}`).is(200).want("data.updated_enrollments.meta.count", "1")
	a.get("sequence_enrollments?state=active").want("meta.count", "0")
}
