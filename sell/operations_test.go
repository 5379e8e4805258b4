package sell_test

import (
	"context"
	"fmt"
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
// and limiters know them by, their methods and their routes.
const operations = `
sell.Accounts.Self GET /v2/accounts/self
sell.AssociatedContacts.Create POST /v2/deals/{deal_id}/associated_contacts
sell.AssociatedContacts.Delete DELETE /v2/deals/{deal_id}/associated_contacts/{contact_id}
sell.AssociatedContacts.List GET /v2/deals/{deal_id}/associated_contacts
sell.Contacts.Create POST /v2/contacts
sell.Contacts.Delete DELETE /v2/contacts/{id}
sell.Contacts.Get GET /v2/contacts/{id}
sell.Contacts.List GET /v2/contacts
sell.Contacts.Update PUT /v2/contacts/{id}
sell.Contacts.Upsert POST /v2/contacts/upsert
sell.CustomFields.List GET /v2/{resource}/custom_fields
sell.DealSources.Create POST /v2/deal_sources
sell.DealSources.Delete DELETE /v2/deal_sources/{id}
sell.DealSources.Get GET /v2/deal_sources/{id}
sell.DealSources.List GET /v2/deal_sources
sell.DealSources.Update PUT /v2/deal_sources/{id}
sell.Deals.Create POST /v2/deals
sell.Deals.Delete DELETE /v2/deals/{id}
sell.Deals.Get GET /v2/deals/{id}
sell.Deals.List GET /v2/deals
sell.Deals.Update PUT /v2/deals/{id}
sell.Deals.Upsert POST /v2/deals/upsert
sell.LeadSources.Create POST /v2/lead_sources
sell.LeadSources.Delete DELETE /v2/lead_sources/{id}
sell.LeadSources.Get GET /v2/lead_sources/{id}
sell.LeadSources.List GET /v2/lead_sources
sell.LeadSources.Update PUT /v2/lead_sources/{id}
sell.LeadStatuses.List GET /v2/lead_statuses
sell.Leads.Create POST /v2/leads
sell.Leads.Delete DELETE /v2/leads/{id}
sell.Leads.Get GET /v2/leads/{id}
sell.Leads.List GET /v2/leads
sell.Leads.Update PUT /v2/leads/{id}
sell.Leads.Upsert POST /v2/leads/upsert
sell.Notes.Create POST /v2/notes
sell.Notes.Delete DELETE /v2/notes/{id}
sell.Notes.Get GET /v2/notes/{id}
sell.Notes.List GET /v2/notes
sell.Notes.Update PUT /v2/notes/{id}
sell.Pipelines.List GET /v2/pipelines
sell.Stages.List GET /v2/stages
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
sell.Users.Get GET /v2/users/{id}
sell.Users.List GET /v2/users
sell.Users.Self GET /v2/users/self
`

// Every method of every service is called, found by reflection, so that none is
// forgotten in the table above or in the stand-in.
func TestOperations(t *testing.T) {
	fake := selltest.New()
	var seen []string
	var status int
	crm := connectObserved(t, fake.Transport(), func(_ context.Context, a zendesk.Attempt) {
		status = a.Status
		seen = append(seen, fmt.Sprint(a.Op.Name, " ", a.Op.Method, " ", a.Op.Route))
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
	for i := range m.call.Type().NumIn() - 2 { // without the context and the options
		arg := reflect.New(m.in(i)).Elem()
		switch {
		case arg.Kind() == reflect.Int64:
			arg.SetInt(1)
		case arg.Type() == reflect.TypeFor[sell.ResourceType]():
			arg.SetString(string(sell.ResourceLead))
		case m.name == "Upsert" && i == 0:
			arg.Field(0).SetString("example")
		}
		args = append(args, arg)
	}
	return args
}
