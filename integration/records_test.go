package integration_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell"
)

func refs(records *integration.Records) []string {
	var all []string
	for _, m := range records.Matches {
		all = append(all, fmt.Sprintf("%v by %s", m.Ref, m.By))
	}
	for _, d := range records.Deals {
		all = append(all, integration.Deal(d.ID).String())
	}
	return all
}

func recordsOf(t *testing.T, a *integration.Agent) *integration.Records {
	t.Helper()
	r, err := a.Records(t.Context(), openTicket)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Which leads belong to a requester with carl@example.com, +49 171 2345678 and
// the identities that each case adds.
func TestRecordsMatch(t *testing.T) {
	for name, test := range map[string]struct {
		identities []string
		lead       string // its e-mail and numbers
		by         string // "" if it is none of theirs
	}{
		"e-mail":                      {nil, `"email":"carl@example.com"`, "email"},
		"e-mail and phone":            {nil, `"email":"carl@example.com","phone":"+49 171 2345678"`, "email"},
		"another e-mail":              {nil, `"email":"karl@example.com"`, ""},
		"as typed":                    {nil, `"phone":"+49 171 2345678"`, "phone"},
		"E.164":                       {nil, `"phone":"+491712345678"`, "phone"},
		"digits":                      {nil, `"phone":"491712345678"`, "phone"},
		"mobile":                      {nil, `"mobile":"+491712345678"`, "phone"},
		"other number":                {nil, `"phone":"+491712345679"`, ""},
		"second e-mail":               {[]string{`"type":"email","value":"castle@example.com"`}, `"email":"castle@example.com"`, "email"},
		"e-mail in capitals":          {[]string{`"type":"email","value":"Castle@Example.COM"`}, `"email":"castle@example.com"`, "email"},
		"second number":               {[]string{`"type":"phone_number","value":"+44 20 7946 0018"`}, `"phone":"+442079460018"`, "phone"},
		"national number":             {[]string{`"type":"phone_number","value":"020 7946 0018"`}, `"phone":"02079460018"`, "phone"},
		"00 for +":                    {[]string{`"type":"phone_number","value":"0044 20 7946 0018"`}, `"phone":"+442079460018"`, "phone"},
		"an identity of another kind": {[]string{`"type":"twitter","value":"castle@example.com"`}, `"email":"castle@example.com"`, ""},
		"identity of Facebook":        {[]string{`"type":"facebook","value":"2079460018"`}, `"phone":"2079460018"`, ""},
		"extension does not count":    {[]string{`"type":"phone_number","value":"+44 20 7946 0018 x12"`}, `"phone":"+442079460018"`, "phone"},
		"blanks around the address":   {[]string{`"type":"email","value":" castle@example.com "`}, `"email":"castle@example.com"`, "email"},
		"no digits":                   {[]string{`"type":"phone_number","value":"unknown"`}, `"phone":"unknown"`, ""},
		"only the prefix":             {[]string{`"type":"phone_number","value":"+"`}, `"phone":"+"`, ""},
		"company number, same end":    {[]string{`"type":"phone_number","value":"12345678"`}, `"phone":"12345678"`, "phone"},
		"address of nobody is no key": {[]string{`"type":"email","value":""`}, `"email":""`, ""},
		"lead without anything":       {nil, `"email":null,"phone":null`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(nil, nil)
			w.identities(append(test.identities, `"type":"email","value":"carl@example.com"`, `"type":"phone_number","value":"+49 171 2345678"`)...)
			w.sell.Seed("leads", `{"id":900,"last_name":"Castle","owner_id":7,`+test.lead+`}`)
			var want []string
			if test.by != "" {
				want = []string{"lead 900 by " + test.by}
			}
			a := as(t, w.integrate(t, nil), agent)
			if got := refs(recordsOf(t, a)); !slices.Equal(got, want) {
				t.Errorf("found %q, want %q", got, want)
			}
			w.sell.Use(withoutSearch(http.StatusForbidden))
			if got := refs(recordsOf(t, a)); !slices.Equal(got, want) {
				t.Errorf("without Search found %q, want %q", got, want)
			}
		})
	}
}

// identities replaces those of the customer.
func (w *world) identities(all ...string) {
	for i, identity := range all {
		w.support.Seed("identities", fmt.Sprintf(`{"id":%d,"user_id":200,%s}`, 500+i, identity))
	}
}

// Where Sell does not filter by the number as typed, the comparison knows
// national from international numbers.
func TestRecordsNationalNumber(t *testing.T) {
	for stored, want := range map[string]bool{
		"0171 2345678": true, "(0171) 234-5678": true, "+49 (171) 2345678": true, "1712345678": true,
		"0049 171 2345678": true, "2345678": false, "+43 171 2345678": false, "0171 2345679": false,
	} {
		w := newWorld(nil, nil)
		w.sell.Use(withoutSearch(http.StatusForbidden))
		w.sell.Use(ignoringFilters)
		w.sell.Seed("contacts", fmt.Sprintf(`{"id":800,"name":"Carl","owner_id":7,"phone":%q}`, stored))
		got := refs(recordsOf(t, as(t, w.integrate(t, nil), agent)))
		if (len(got) == 1) != want {
			t.Errorf("%s: %q", stored, got)
		}
	}
}

// Of a requester with very many addresses the first 50 count, addresses before
// numbers.
func TestRecordsFirstKeys(t *testing.T) {
	w := newWorld(nil, nil)
	var identities []string
	for i := range 60 {
		identities = append(identities, fmt.Sprintf(`"type":"email","value":"c%02d@example.com"`, i))
	}
	w.identities(append(identities, `"type":"phone_number","value":"+49 171 2345678"`)...)
	w.sell.Seed("leads",
		`{"id":901,"last_name":"First","owner_id":7,"email":"c00@example.com"}`,
		`{"id":948,"last_name":"Last","owner_id":7,"email":"c48@example.com"}`,
		`{"id":949,"last_name":"Beyond","owner_id":7,"email":"c49@example.com"}`,
		`{"id":950,"last_name":"Phone","owner_id":7,"phone":"+49 171 2345678"}`)
	w.sell.Use(withoutSearch(http.StatusForbidden))
	got := refs(recordsOf(t, as(t, w.integrate(t, nil), agent)))
	slices.Sort(got)
	// carl@example.com is the first of the 50.
	if want := []string{"lead 901 by email", "lead 948 by email"}; !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	looked := 0
	for _, r := range w.sell.Requests() {
		if r.Path == "/v2/leads" {
			looked++
		}
	}
	if looked != integration.MaxKeys {
		t.Errorf("%d look-ups of leads", looked)
	}
}

func TestRecordsRanking(t *testing.T) {
	w := newWorld(nil, nil)
	const mail = `"email":"carl@example.com","owner_id":7`
	w.sell.Seed("leads",
		`{"id":901,"last_name":"New","updated_at":"2026-05-01T00:00:00Z",`+mail+`}`,
		`{"id":902,"last_name":"Old","first_name":"Carl","updated_at":"2026-01-01T00:00:00Z",`+mail+`}`,
		`{"id":903,"organization_name":"Org","updated_at":"2026-01-01T00:00:00Z",`+mail+`}`)
	w.sell.Seed("contacts",
		`{"id":801,"name":"Company","is_organization":true,"updated_at":"2026-06-01T00:00:00Z",`+mail+`}`,
		`{"id":802,"name":"Person","is_organization":false,"updated_at":"2026-01-01T00:00:00Z",`+mail+`}`,
		`{"id":803,"name":"Later","is_organization":false,"updated_at":"2026-02-01T00:00:00Z",`+mail+`}`)
	w.sell.Seed("deals",
		`{"id":701,"name":"Of the person","contact_id":802,"organization_id":801,"owner_id":7}`,
		`{"id":702,"name":"Of the company","contact_id":804,"organization_id":801,"owner_id":7}`,
		`{"id":703,"name":"Of another","contact_id":804,"organization_id":805,"owner_id":7}`)
	r := recordsOf(t, as(t, w.integrate(t, nil), agent))
	want := []string{
		"contact 803 by email", "contact 802 by email", "contact 801 by email",
		"lead 901 by email", "lead 902 by email", "lead 903 by email", "deal 701", "deal 702",
	}
	if got := refs(r); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}
	if r.Primary == nil || r.Primary.Ref != integration.Contact(803) || r.Primary.Name != "Later" || r.Primary.OwnerID != 7 {
		t.Errorf("primary %+v", r.Primary)
	}
	if names := []string{r.Matches[3].Name, r.Matches[4].Name, r.Matches[5].Name}; !slices.Equal(names, []string{"New", "Carl Old", "Org"}) {
		t.Errorf("names %q", names)
	}
}

// A filter that Sell ignores lists the whole account: nothing of it may count as
// a match, and not all of it may be read.
func TestRecordsWithIgnoredFilters(t *testing.T) {
	w := newWorld(nil, nil)
	var leads []string
	for i := range 300 {
		leads = append(leads, fmt.Sprintf(`{"id":%d,"last_name":"Other","email":"o%d@example.com","owner_id":7}`, 1000+i, i))
	}
	w.sell.Seed("leads", append(leads, `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":7}`)...)
	w.sell.Seed("contacts", `{"id":800,"name":"Other","email":"o@example.com","owner_id":7}`)
	w.sell.Seed("deals", `{"id":700,"name":"Other","contact_id":800,"owner_id":7}`)
	w.sell.Use(withoutSearch(http.StatusForbidden))
	w.sell.Use(ignoringFilters)
	got := refs(recordsOf(t, as(t, w.integrate(t, nil), agent)))
	if !slices.Equal(got, []string{"lead 900 by email"}) {
		t.Errorf("found %q", got)
	}
	for _, r := range w.sell.Requests() {
		if page := r.Query.Get("page"); page != "" && page != "1" {
			t.Errorf("%s page %s was read", r.Path, page)
		}
	}
}

// In the mode Only Sell users a rep finds their own records; where all agents
// have access, everybody finds all.
func TestRecordsByAccessMode(t *testing.T) {
	w := newWorld(nil, nil)
	w.sell.Seed("leads", `{"id":901,"last_name":"Mine","email":"carl@example.com","owner_id":7}`, `{"id":902,"last_name":"Hers","email":"carl@example.com","owner_id":1}`)
	w.sell.Seed("contacts", `{"id":801,"name":"Hers","email":"carl@example.com","owner_id":1}`)
	w.sell.Seed("deals", `{"id":701,"name":"Hers","contact_id":801,"owner_id":1}`)
	if got := refs(recordsOf(t, as(t, w.integrate(t, nil), agent))); !slices.Equal(got, []string{"lead 901 by email"}) {
		t.Errorf("only Sell users: %q", got)
	}
	want := []string{"contact 801 by email", "lead 901 by email", "lead 902 by email", "deal 701"}
	if got := refs(recordsOf(t, as(t, w.integrate(t, allAgents), agent))); !slices.Equal(got, want) {
		t.Errorf("all agents: %q, want %q", got, want)
	}
	a := as(t, w.integrate(t, nil), agent)
	for _, hidden := range []integration.Ref{integration.Lead(902), integration.Contact(801), integration.Deal(701)} {
		if _, err := a.SendNote(t.Context(), openTicket, hidden, "hello"); !errors.Is(err, zendesk.ErrNotFound) {
			t.Errorf("a note on %v: %v", hidden, err)
		}
		for ticket, err := range a.Tickets(t.Context(), hidden) {
			if ticket != nil || !errors.Is(err, zendesk.ErrNotFound) {
				t.Errorf("tickets of %v: %v", hidden, err)
			}
		}
	}
	if got := w.writes(); len(got) != 0 {
		t.Errorf("wrote %v", got)
	}
}

func TestRecordsRefused(t *testing.T) {
	w := newWorld(nil, nil)
	w.support.Seed("tickets", `{"id":3002,"status":"new","requester_id":null}`)
	a := as(t, w.integrate(t, nil), agent)
	for ticket, want := range map[int64]error{3002: integration.ErrNoRequester, 9999: integration.ErrTicketNotVisible} {
		if _, err := a.Records(t.Context(), ticket); !errors.Is(err, want) {
			t.Errorf("%d: %v", ticket, err)
		}
	}
	off := as(t, w.integrate(t, func(c *integration.Config) { c.Settings.SellInSupport = false }), agent)
	w.sell.ForgetRequests()
	_, err := off.Records(t.Context(), openTicket)
	_, errNote := off.SendNote(t.Context(), openTicket, integration.Lead(1), "hello")
	_, errLead := off.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
	for _, err := range []error{err, errNote, errLead} {
		if !errors.Is(err, integration.ErrSwitchedOff) {
			t.Error(err)
		}
	}
	if n := len(w.sell.Requests()); n != 0 {
		t.Errorf("%d requests to Sell", n)
	}
}

func TestSendNote(t *testing.T) {
	w := newWorld(nil, nil)
	w.sell.Seed("leads", `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":7}`, `{"id":901,"last_name":"Other","email":"o@example.com","owner_id":7}`)
	w.sell.Seed("contacts", `{"id":800,"name":"Carl","email":"carl@example.com","owner_id":7}`)
	w.sell.Seed("deals", `{"id":700,"name":"Deal","contact_id":800,"owner_id":7}`)
	a := as(t, w.integrate(t, nil), agent)
	for i, ref := range []integration.Ref{integration.Lead(900), integration.Contact(800), integration.Deal(700)} {
		n, err := a.SendNote(t.Context(), openTicket, ref, "  call back\n")
		if err != nil {
			t.Fatalf("%v: %v", ref, err)
		}
		if want := "call back\n\nFrom Zendesk Support, by Rita Rep:\nhttps://acme.zendesk.com/agent/tickets/3000"; n.Content != want || n.ResourceID != ref.ID || n.ResourceType != sell.ResourceType(ref.Kind) {
			t.Errorf("%v: %+v", ref, n)
		}
		if notes := w.notes(t); len(notes) != i+1 || notes[i]["creator_id"] != float64(sellRep) {
			t.Errorf("notes %v", notes)
		}
	}
	for name, err := range map[string]error{
		"a stranger's lead": second(a.SendNote(t.Context(), openTicket, integration.Lead(901), "hello")),
		"no record":         second(a.SendNote(t.Context(), openTicket, integration.Lead(902), "hello")),
		"lead as a contact": second(a.SendNote(t.Context(), openTicket, integration.Contact(900), "hello")),
		"no text":           second(a.SendNote(t.Context(), openTicket, integration.Lead(900), " \n")),
	} {
		if err == nil || len(w.notes(t)) != 3 {
			t.Errorf("%s: %v, %d notes", name, err, len(w.notes(t)))
		}
	}
}

func second[T any](_ T, err error) error { return err }

func TestRef(t *testing.T) {
	for ref, want := range map[integration.Ref][2]string{
		integration.Lead(17):    {"lead 17", "https://app.futuresimple.com/leads/17"},
		integration.Contact(17): {"contact 17", "https://app.futuresimple.com/crm/contacts/17"},
		integration.Deal(17):    {"deal 17", "https://app.futuresimple.com/sales/deals/17"},
		{Kind: "x", ID: 1}:      {"x 1", ""},
	} {
		if ref.String() != want[0] || ref.URL() != want[1] {
			t.Errorf("%v, %s", ref, ref.URL())
		}
	}
}

// What a card shows, in the order of the settings.
func TestCard(t *testing.T) {
	w := newWorld(nil, nil)
	w.sell.Seed("lead/custom_fields", `{"id":60,"name":"Tags","type":"multi_select_list"}`, `{"id":61,"name":"VIP","type":"bool"}`)
	w.sell.Seed("leads", `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":7,"status":"New","twitter":"",
		"address":{"line1":"1 Road","city":"Bonn","postal_code":"53111","country":"DE"},"tags":["a","b"],"custom_fields":{"Tags":["x","y"],"VIP":true,"Zendesk ticket":null}}`)
	w.sell.Seed("contacts", `{"id":800,"name":"Carl","email":"carl@example.com","phone":"1","owner_id":7}`, `{"id":801,"name":"Ltd","is_organization":true,"email":"carl@example.com","website":"example.com","owner_id":7}`)
	settings := integration.DefaultSettings()
	r := recordsOf(t, as(t, w.integrate(t, nil), agent))
	card := func(i int) string {
		var all []string
		for _, f := range settings.Card(r.Matches[i]) {
			all = append(all, f.Name+"="+f.Value)
		}
		return strings.Join(all, "|")
	}
	for i, want := range []string{
		"owner_id=7|email=carl@example.com|phone=1",
		"owner_id=7|email=carl@example.com|website=example.com",
		"status=New|owner_id=7|email=carl@example.com|address=1 Road, 53111, Bonn, DE",
	} {
		if got := card(i); got != want {
			t.Errorf("default card %d: %s, want %s", i, got, want)
		}
	}
	settings.Fields = integration.FieldSettings{
		Lead: []string{"custom:VIP", "tags", "custom:Tags", "custom:None", "title", "last_name"}, Person: []string{"phone"}, Company: []string{"name"},
	}
	for i, want := range []string{"phone=1", "name=Ltd", "custom:VIP=yes|tags=a, b|custom:Tags=x, y|last_name=Castle"} {
		if got := card(i); got != want {
			t.Errorf("card %d: %s, want %s", i, got, want)
		}
	}
}

// A lookup that fails is an error and no empty result.
func TestRecordsFailure(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, path := range []string{"/v2/leads", "/v2/contacts", "/v2/deals"} {
			w := newWorld(nil, nil)
			w.sell.Seed("contacts", `{"id":800,"name":"Carl","email":"carl@example.com","owner_id":7}`)
			a := as(t, w.integrate(t, nil), agent)
			w.sell.Use(withoutSearch(http.StatusForbidden))
			w.sell.Use(refusing(99, http.StatusForbidden, "GET", path))
			if _, err := a.Records(t.Context(), openTicket); !errors.Is(err, zendesk.ErrForbidden) || strings.Contains(err.Error(), "@") {
				t.Errorf("%s: %v", path, err)
			}
		}
	})
}
