package sell_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// operations are all operations of the client: the names that errors, metrics
// and limiters know them by, their methods and their routes. A download goes
// where its document says.
const operations = `
sell.Accounts.Self GET /v2/accounts/self
sell.AssociatedContacts.Create POST /v2/deals/{deal_id}/associated_contacts
sell.AssociatedContacts.Delete DELETE /v2/deals/{deal_id}/associated_contacts/{contact_id}
sell.AssociatedContacts.List GET /v2/deals/{deal_id}/associated_contacts
sell.CallOutcomes.List GET /v2/call_outcomes
sell.Calls.Create POST /v2/calls
sell.Calls.Delete DELETE /v2/calls/{id}
sell.Calls.Get GET /v2/calls/{id}
sell.Calls.List GET /v2/calls
sell.Calls.Update PUT /v2/calls/{id}
sell.Collaborations.Create POST /v2/collaborations
sell.Collaborations.Delete DELETE /v2/collaborations/{id}
sell.Collaborations.Get GET /v2/collaborations/{id}
sell.Collaborations.List GET /v2/collaborations
sell.Contacts.Create POST /v2/contacts
sell.Contacts.Delete DELETE /v2/contacts/{id}
sell.Contacts.Get GET /v2/contacts/{id}
sell.Contacts.List GET /v2/contacts
sell.Contacts.Update PUT /v2/contacts/{id}
sell.Contacts.Upsert POST /v2/contacts/upsert
sell.CustomFields.List GET /v2/{resource}/custom_fields
sell.CustomFields.SearchMapping GET /v3/{index}/custom_fields
sell.DealSources.Create POST /v2/deal_sources
sell.DealSources.Delete DELETE /v2/deal_sources/{id}
sell.DealSources.Get GET /v2/deal_sources/{id}
sell.DealSources.List GET /v2/deal_sources
sell.DealSources.Update PUT /v2/deal_sources/{id}
sell.DealUnqualifiedReasons.Create POST /v2/deal_unqualified_reasons
sell.DealUnqualifiedReasons.Delete DELETE /v2/deal_unqualified_reasons/{id}
sell.DealUnqualifiedReasons.Get GET /v2/deal_unqualified_reasons/{id}
sell.DealUnqualifiedReasons.List GET /v2/deal_unqualified_reasons
sell.DealUnqualifiedReasons.Update PUT /v2/deal_unqualified_reasons/{id}
sell.Deals.Create POST /v2/deals
sell.Deals.Delete DELETE /v2/deals/{id}
sell.Deals.Get GET /v2/deals/{id}
sell.Deals.List GET /v2/deals
sell.Deals.Update PUT /v2/deals/{id}
sell.Deals.Upsert POST /v2/deals/upsert
sell.Documents.Download GET
sell.Documents.Get GET /v2/documents/{id}
sell.Documents.List GET /v2/documents
sell.Firehose.Appointments.List GET /v3/appointments/stream
sell.Firehose.Collaborations.List GET /v3/collaborations/stream
sell.Firehose.Contacts.List GET /v3/contacts/stream
sell.Firehose.CustomFields.List GET /v3/custom_fields/stream
sell.Firehose.Deals.List GET /v3/deals/stream
sell.Firehose.Documents.List GET /v3/documents/stream
sell.Firehose.Leads.List GET /v3/leads/stream
sell.Firehose.Stream.List GET /v3/{resource}/stream
sell.Firehose.Tags.List GET /v3/tags/stream
sell.Firehose.UnqualifiedReasons.List GET /v3/unqualified_reasons/stream
sell.Firehose.Users.List GET /v3/users/stream
sell.Industries.List GET /v2/{resource}/industries
sell.LeadConversions.Convert POST /v2/lead_conversions
sell.LeadConversions.List GET /v2/lead_conversions
sell.LeadSources.Create POST /v2/lead_sources
sell.LeadSources.Delete DELETE /v2/lead_sources/{id}
sell.LeadSources.Get GET /v2/lead_sources/{id}
sell.LeadSources.List GET /v2/lead_sources
sell.LeadSources.Update PUT /v2/lead_sources/{id}
sell.LeadStatuses.List GET /v2/lead_statuses
sell.LeadUnqualifiedReasons.List GET /v2/lead_unqualified_reasons
sell.Leads.Create POST /v2/leads
sell.Leads.Delete DELETE /v2/leads/{id}
sell.Leads.Get GET /v2/leads/{id}
sell.Leads.List GET /v2/leads
sell.Leads.Update PUT /v2/leads/{id}
sell.Leads.Upsert POST /v2/leads/upsert
sell.LineItems.Create POST /v2/orders/{order_id}/line_items
sell.LineItems.Delete DELETE /v2/orders/{order_id}/line_items/{id}
sell.LineItems.Get GET /v2/orders/{order_id}/line_items/{id}
sell.LineItems.List GET /v2/orders/{order_id}/line_items
sell.LossReasons.Create POST /v2/loss_reasons
sell.LossReasons.Delete DELETE /v2/loss_reasons/{id}
sell.LossReasons.Get GET /v2/loss_reasons/{id}
sell.LossReasons.List GET /v2/loss_reasons
sell.LossReasons.Update PUT /v2/loss_reasons/{id}
sell.Notes.Create POST /v2/notes
sell.Notes.Delete DELETE /v2/notes/{id}
sell.Notes.Get GET /v2/notes/{id}
sell.Notes.List GET /v2/notes
sell.Notes.Update PUT /v2/notes/{id}
sell.Orders.Create POST /v2/orders
sell.Orders.Delete DELETE /v2/orders/{id}
sell.Orders.Get GET /v2/orders/{id}
sell.Orders.List GET /v2/orders
sell.Orders.Update PUT /v2/orders/{id}
sell.Pipelines.List GET /v2/pipelines
sell.Products.Create POST /v2/products
sell.Products.Delete DELETE /v2/products/{id}
sell.Products.Get GET /v2/products/{id}
sell.Products.List GET /v2/products
sell.Products.Update PUT /v2/products/{id}
sell.Search.Contacts.Batch POST /v3/contacts/search
sell.Search.Contacts.List POST /v3/contacts/search
sell.Search.Contacts.Schema GET /v3/contacts/schema
sell.Search.Deals.Batch POST /v3/deals/search
sell.Search.Deals.List POST /v3/deals/search
sell.Search.Deals.Schema GET /v3/deals/schema
sell.Search.Leads.Batch POST /v3/leads/search
sell.Search.Leads.List POST /v3/leads/search
sell.Search.Leads.Schema GET /v3/leads/schema
sell.Search.Notes.Batch POST /v3/notes/search
sell.Search.Notes.List POST /v3/notes/search
sell.Search.Notes.Schema GET /v3/notes/schema
sell.Search.RequestSchema GET /v3/search-schema
sell.Search.Tasks.Batch POST /v3/tasks/search
sell.Search.Tasks.List POST /v3/tasks/search
sell.Search.Tasks.Schema GET /v3/tasks/schema
sell.SequenceEnrollments.Create POST /v2/sequence_enrollments
sell.SequenceEnrollments.FinishOngoingForResource POST /v2/sequence_enrollments/finish_ongoing_for_resource
sell.SequenceEnrollments.Get GET /v2/sequence_enrollments/{id}
sell.SequenceEnrollments.List GET /v2/sequence_enrollments
sell.SequenceEnrollments.Update PUT /v2/sequence_enrollments/{id}
sell.Sequences.Get GET /v2/sequences/{id}
sell.Sequences.List GET /v2/sequences
sell.Sources.Create POST /v2/sources
sell.Sources.Delete DELETE /v2/sources/{id}
sell.Sources.Get GET /v2/sources/{id}
sell.Sources.List GET /v2/sources
sell.Sources.Update PUT /v2/sources/{id}
sell.Stages.List GET /v2/stages
sell.Sync.Ack POST /v2/sync/ack
sell.Sync.Fetch GET /v2/sync/{session}/queues/main
sell.Sync.Start POST /v2/sync/start
sell.Tags.Create POST /v2/tags
sell.Tags.Delete DELETE /v2/tags/{id}
sell.Tags.Get GET /v2/tags/{id}
sell.Tags.List GET /v2/tags
sell.Tags.Update PUT /v2/tags/{id}
sell.Tasks.Create POST /v2/tasks
sell.Tasks.Delete DELETE /v2/tasks/{id}
sell.Tasks.Get GET /v2/tasks/{id}
sell.Tasks.List GET /v2/tasks
sell.Tasks.Update PUT /v2/tasks/{id}
sell.TextMessages.Get GET /v2/text_messages/{id}
sell.TextMessages.List GET /v2/text_messages
sell.Users.Get GET /v2/users/{id}
sell.Users.List GET /v2/users
sell.Users.Self GET /v2/users/self
sell.VisitOutcomes.List GET /v2/visit_outcomes
sell.Visits.List GET /v2/visits
`

// Every method of every service is called, found by reflection, so that none is
// forgotten in the table above or in the stand-in.
func TestOperations(t *testing.T) {
	fake := selltest.New()
	var seen []string
	var status int
	crm := connectObserved(t, fake.Transport(), func(_ context.Context, a zendesk.Attempt) {
		status = a.Status
		seen = append(seen, strings.TrimSpace(fmt.Sprint(a.Op.Name, " ", a.Op.Method, " ", a.Op.Route)))
	})
	for _, m := range methods(crm) {
		if !m.sends() {
			continue // Pages, All and Raw send what List sends
		}
		before := len(seen)
		m.call.Call(arguments(t, m))
		if len(seen) != before+1 || !strings.HasPrefix(seen[before], "sell."+m.String()+" ") {
			t.Errorf("%v is seen as %q", m, seen[before:])
		}
		if status == http.StatusNotImplemented || status == 0 {
			t.Errorf("%v: the stand-in answers %d", m, status)
		}
	}
	slices.Sort(seen)
	if got := strings.Join(seen, "\n"); got != strings.TrimSpace(operations) {
		t.Errorf("operations:\n%s", got)
	}
}

// arguments makes arguments that pass the client, with which the stand-in may
// find no record.
func arguments(t *testing.T, m method) []reflect.Value {
	args := []reflect.Value{reflect.ValueOf(t.Context())}
	n := m.call.Type().NumIn() - 1 // without the context
	if m.call.Type().IsVariadic() {
		n-- // nor the options
	}
	for i := range n {
		arg := reflect.New(m.in(i)).Elem()
		switch {
		case arg.Type() == reflect.TypeFor[*sell.Document]():
			arg.Set(reflect.ValueOf(&sell.Document{ID: 1, DownloadURL: "https://files.example.com/files/1?expires=9999999999"}))
		case arg.Type() == reflect.TypeFor[io.Writer]():
			arg.Set(reflect.ValueOf(io.Discard))
		case arg.Type() == reflect.TypeFor[sell.StreamQuery]():
			arg.Set(reflect.ValueOf(sell.StreamQuery{Position: sell.PositionTail}))
		case m.service == "Sync" && arg.Kind() == reflect.String:
			arg.SetString("example")
		case m.service == "Sync" && arg.Kind() == reflect.Slice:
			arg.Set(reflect.ValueOf([]string{"Lead-1-1"}))
		case m.name == "List" && i == 0 && arg.Kind() == reflect.Struct:
			arg = zeroQuery(arg.Type())
		case arg.Kind() == reflect.Int64:
			arg.SetInt(1)
		case arg.Type() == reflect.TypeFor[sell.ResourceType]():
			arg.SetString(string(sell.ResourceLead))
		case arg.Type() == reflect.TypeFor[[]sell.SearchQuery]():
			arg.Set(reflect.ValueOf([]sell.SearchQuery{{}, {}}))
		case m.name == "Upsert" && i == 0:
			arg.Field(0).SetString("example")
		}
		args = append(args, arg)
	}
	return args
}
