package sell_test

import (
	"errors"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

func testCalls(t *testing.T, a account) {
	a.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`)
	made := time.Date(2026, 3, 4, 10, 0, 0, 0, time.UTC)
	call := sell.CallParams{
		PhoneNumber: zendesk.Set("+351 555 0100"), OutcomeID: zendesk.Set[int64](1), Duration: zendesk.Set[int64](372),
		Incoming: zendesk.Set(true), ExternalID: zendesk.Set("ext-1"), AssociatedDealIDs: zendesk.Set([]int64{901}), MadeAt: zendesk.Set(made),
	}
	testWrites(t, a, a.crm.Calls, "/v2/calls", call,
		`{"phone_number":"+351 555 0100","outcome_id":1,"duration":372,"incoming":true,"external_id":"ext-1","associated_deal_ids":[901],"made_at":"2026-03-04T10:00:00Z"}`,
		sell.CallParams{ResourceType: zendesk.Set(sell.ResourceLead), ResourceID: zendesk.Set[int64](11)}, // attach it
		`{"resource_type":"lead","resource_id":11}`)
	must(a.crm.Calls.Create(t.Context(), call))
	must(a.crm.Calls.Create(t.Context(), sell.CallParams{
		PhoneNumber: zendesk.Set("+351 555 0101"), ResourceType: zendesk.Set(sell.ResourceLead), ResourceID: zendesk.Set[int64](11), MadeAt: zendesk.Set(made.Add(time.Hour)),
	}))
	calls := testLists(t, a, a.crm.Calls, "/v2/calls", sell.CallQuery{}, "", 2)
	equal(t, "latest first", calls[0].PhoneNumber, "+351 555 0101")
	testLists(t, a, a.crm.Calls, "/v2/calls", sell.CallQuery{AssociatedDealID: 901}, "associated_deal_id=901", 1)
	testLists(t, a, a.crm.Calls, "/v2/calls", sell.CallQuery{ResourceType: sell.ResourceLead, ResourceID: 11}, "resource_type=lead&resource_id=11", 1)
}

func testTextMessages(t *testing.T, a account) {
	a.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`)
	a.Seed("text_messages", `{"id":7,"content":"Five o'clock?","incoming":true,"resource_type":"lead","resource_id":11}`)
	const path = "/v2/text_messages"
	got := must(a.crm.TextMessages.Get(t.Context(), 7))
	equal(t, "Get", a.sent(t), "GET "+path+"/7")
	holds(t, "text message", got, `{"id":7,"content":"Five o'clock?","incoming":true,"resource_type":"lead","resource_id":11}`)
	all := testLists(t, a, a.crm.TextMessages, path, sell.TextMessageQuery{}, "sort_by=id", 2)
	equal(t, "of no record", all[0].ResourceType, sell.ResourceNone)
	testLists(t, a, a.crm.TextMessages, path, sell.TextMessageQuery{ResourceType: sell.ResourceLead, ResourceID: 11}, "resource_type=lead&resource_id=11&sort_by=id", 1)
}

func testVisits(t *testing.T, a account) {
	a.Seed("contacts", `{"id":51,"last_name":"Ruiz","owner_id":1}`)
	a.Seed("visits", `{"id":7,"outcome_id":1,"resource_type":"contact","resource_id":51,"resource_address":"Porto","rep_location_verification_status":"verified"}`)
	testLists(t, a, a.crm.Visits, "/v2/visits", sell.VisitQuery{}, "sort_by=id", 2)
	got := testLists(t, a, a.crm.Visits, "/v2/visits", sell.VisitQuery{OutcomeID: 1, ResourceType: sell.ResourceContact, ResourceID: 51, SortBy: sell.Descending(sell.VisitsByVisitedAt)},
		"outcome_id=1&resource_type=contact&resource_id=51&sort_by=visited_at:desc", 1)
	holds(t, "visit", got[0], `{"id":7,"outcome_id":1,"resource_address":"Porto","rep_location_verification_status":"verified"}`)
	a.Seed("visit_outcomes", `{"id":7,"name":"Nobody there"}`)
	outcomes := testLists(t, a, a.crm.VisitOutcomes, "/v2/visit_outcomes", sell.VisitOutcomeQuery{}, "", 2)
	equal(t, "outcome", outcomes[1].Name, "Nobody there")
}

func testDocuments(t *testing.T, a account) {
	a.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`)
	a.Seed("deals", `{"id":12,"name":"Bikes","owner_id":1}`)
	a.Seed("documents", `{"id":7,"resource_type":"lead","resource_id":11,"name":"a.txt","size":5,"content_type":"text/plain","download_url":"https://files.example.com/7"}`,
		`{"id":8,"resource_type":"deal","resource_id":12,"name":"b.txt","download_url":"https://files.example.com/8"}`)
	const path = "/v2/documents"
	got := must(a.crm.Documents.Get(t.Context(), 7))
	equal(t, "Get", a.sent(t), "GET "+path+"/7")
	holds(t, "document", got, `{"id":7,"resource_type":"lead","resource_id":11,"name":"a.txt","size":5,"content_type":"text/plain","download_url":"https://files.example.com/7"}`)
	both := sell.DocumentQuery{ResourceType: []sell.ResourceType{sell.ResourceLead, sell.ResourceDeal}, ResourceID: []int64{11, 12}}
	testLists(t, a, a.crm.Documents, path, both, "resource_type=lead,deal&resource_id=11,12&sort_by=id", 2)
	both.Name = "b.txt"
	testLists(t, a, a.crm.Documents, path, both, "resource_type=lead,deal&resource_id=11,12&name=b.txt&sort_by=id", 1)
}

func testSequences(t *testing.T, a account) {
	a.Seed("sequences", `{"id":7,"name":"Renewal","steps":null}`)
	const path = "/v2/sequences"
	welcome := must(a.crm.Sequences.Get(t.Context(), 1))
	equal(t, "Get", a.sent(t), "GET "+path+"/1")
	equal(t, "steps", welcome.Steps, sell.Collection[sell.SequenceStep]{{
		ID: 1, ActionType: sell.ActionTask, DelayFromPreviousStep: 1, DelayFromPreviousStepUnit: sell.DelayWeekdays,
		ActionProperties: sell.ActionProperties{TaskContent: "Call back"},
	}})
	testLists(t, a, a.crm.Sequences, path, sell.SequenceQuery{}, "", 2)
	found := testLists(t, a, a.crm.Sequences, path, sell.SequenceQuery{Name: "Renewal"}, "name=Renewal", 1)
	equal(t, "steps of none", len(found[0].Steps), 0)
}

func testSequenceEnrollments(t *testing.T, a account) {
	ctx := t.Context()
	a.Seed("leads", `{"id":11,"last_name":"Ruiz","owner_id":1}`, `{"id":12,"last_name":"Costa","owner_id":1}`)
	a.Seed("sequences", `{"id":7,"name":"Renewal"}`)
	const path = "/v2/sequence_enrollments"
	enroll := func(sequence, lead int64) *sell.SequenceEnrollment {
		t.Helper()
		return must(a.crm.SequenceEnrollments.Create(ctx, sell.SequenceEnrollmentParams{
			SequenceID: zendesk.Set(sequence), ResourceType: zendesk.Set(sell.ResourceLead), ResourceID: zendesk.Set(lead),
		}))
	}
	first := enroll(1, 11)
	equal(t, "Create", a.sent(t), "POST "+path+` {"data":{"sequence_id":1,"resource_type":"lead","resource_id":11}}`)
	equal(t, "sequence", first.Sequence.Data.Name, "Welcome")
	equal(t, "step", first.EnrollmentSteps[0].ActionProperties.TaskContent, "Call back")
	equal(t, "Get", must(a.crm.SequenceEnrollments.Get(ctx, first.ID)), first)
	a.ForgetRequests()
	got := must(a.crm.SequenceEnrollments.Update(ctx, first.ID, sell.SequenceEnrollmentParams{State: zendesk.Set(sell.EnrollmentFinished)}))
	equal(t, "state", got.State, sell.EnrollmentFinished)
	equal(t, "end", []any{got.FinishedReason, got.FinishedActorID, got.FinishedAt.IsZero()}, []any{"manual", int64(1), false})

	second, third := enroll(1, 12), enroll(7, 12)
	testLists(t, a, a.crm.SequenceEnrollments, path, sell.SequenceEnrollmentQuery{}, "", 3)
	testLists(t, a, a.crm.SequenceEnrollments, path, sell.SequenceEnrollmentQuery{ResourceIDs: []int64{11, 12}, SequenceID: 1}, "resource_ids=11,12&sequence_id=1", 2)
	testLists(t, a, a.crm.SequenceEnrollments, path, sell.SequenceEnrollmentQuery{State: sell.EnrollmentActive, ResourceType: sell.ResourceLead}, "state=active&resource_type=lead", 2)

	finish := sell.FinishOngoingParams{ResourceType: zendesk.Set(sell.ResourceLead), ResourceID: zendesk.Set[int64](12), SequenceIDs: zendesk.Set([]int64{7})}
	done := must(a.crm.SequenceEnrollments.FinishOngoingForResource(ctx, finish))
	equal(t, "FinishOngoingForResource", a.sent(t), "POST "+path+`/finish_ongoing_for_resource {"data":{"resource_type":"lead","resource_id":12,"sequence_ids":[7]}}`)
	equal(t, "ended", []any{len(done.UpdatedEnrollments), done.UpdatedEnrollments[0].ID, done.EnrollmentAction}, []any{1, third.ID, "finish"})
	finish.SequenceIDs = zendesk.Set([]int64{})
	if _, err := a.crm.SequenceEnrollments.FinishOngoingForResource(ctx, finish); !errors.Is(err, zendesk.ErrInvalid) {
		t.Errorf("an empty list of sequences: %v", err)
	}
	finish.SequenceIDs = zendesk.Opt[[]int64]{}
	done = must(a.crm.SequenceEnrollments.FinishOngoingForResource(ctx, finish))
	equal(t, "in all sequences", a.sent(t), "POST "+path+`/finish_ongoing_for_resource {"data":{"resource_type":"lead","resource_id":12,"sequence_ids":[]}}`)
	equal(t, "ended then", []int64{done.UpdatedEnrollments[0].ID, int64(len(done.UpdatedEnrollments))}, []int64{second.ID, 1})
}
