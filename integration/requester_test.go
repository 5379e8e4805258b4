package integration_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/sell"
	"github.com/sellsupport/zendesk/sell/selltest"
)

// What a lead is made of: name, address, number, social names, organization.
func TestLeadOfRequester(t *testing.T) {
	for name, test := range map[string]struct {
		user       string
		identities []string
		lead       map[string]any // nil: not set
	}{
		"one word":        {`"name":"Cher","email":"cher@example.com"`, nil, map[string]any{"first_name": nil, "last_name": "Cher", "email": "cher@example.com", "phone": nil}},
		"three words":     {`"name":" Ana  Maria Ruiz ","email":"a@example.com"`, nil, map[string]any{"first_name": "Ana Maria", "last_name": "Ruiz"}},
		"no e-mail":       {`"name":"Ana Ruiz","phone":"+1 555 0100"`, nil, map[string]any{"last_name": "Ruiz", "email": nil, "phone": "+1 555 0100"}},
		"only e-mail":     {`"name":"","email":"ana.ruiz@example.com"`, nil, map[string]any{"last_name": "ana.ruiz", "email": "ana.ruiz@example.com"}},
		"only a phone":    {`"name":"","phone":"+1 555 0100"`, nil, map[string]any{"last_name": "+1 555 0100", "phone": "+1 555 0100"}},
		"only a name":     {`"name":"Ana Ruiz"`, nil, map[string]any{"last_name": "Ruiz", "email": nil, "phone": nil}},
		"only a company":  {`"name":"","organization_id":60`, nil, map[string]any{"last_name": nil, "organization_name": "Castle Ltd"}},
		"nothing":         {`"name":""`, nil, map[string]any{"last_name": "Ticket 3000", "organization_name": nil}},
		"company is gone": {`"name":"Ana Ruiz","organization_id":61`, nil, map[string]any{"last_name": "Ruiz", "organization_name": nil}},
		"all": {
			`"name":"Ana Ruiz","email":"a@example.com","phone":"+1 555 0100","organization_id":60`,
			[]string{`"type":"twitter","value":"ana"`, `"type":"twitter","value":"ana2"`, `"type":"facebook","value":"4711"`, `"type":"email","value":"b@example.com"`},
			map[string]any{"first_name": "Ana", "email": "a@example.com", "twitter": "ana", "facebook": "4711", "organization_name": "Castle Ltd", "phone": "+1 555 0100"},
		},
		"other address": {`"name":"Ana Ruiz"`, []string{`"type":"email","value":"B@Example.com"`, `"type":"phone_number","value":"5550199"`}, map[string]any{"email": "b@example.com", "phone": "5550199"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				w.support.Seed("organizations", `{"id":60,"name":"Castle Ltd"}`)
				w.support.Seed("users", `{"id":200,"role":"end-user","active":true,`+test.user+`}`)
				w.identities(test.identities...)
				res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
				lead := w.leads(t)[0]
				for member, want := range test.lead {
					if lead[member] != want {
						t.Errorf("%s = %v, want %v", member, lead[member], want)
					}
				}
				w.assertOneLead(t, res.LeadID)
				if nameless := strings.HasPrefix(test.user, `"name":""`) && lead["organization_name"] == nil; nameless != (len(res.Warnings) == 1) {
					t.Errorf("warnings %q", res.Warnings)
				}
			})
		})
	}
}

// The organization of the ticket counts before that of its requester.
func TestLeadOfTicketsOrganization(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.support.Seed("organizations", `{"id":60,"name":"Castle Ltd"}`, `{"id":61,"name":"Tower Ltd"}`)
		w.support.Seed("users", `{"id":200,"name":"Carl Castle","role":"end-user","active":true,"organization_id":60}`)
		w.support.Seed("tickets", `{"id":3000,"status":"open","requester_id":200,"organization_id":61}`)
		res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
		if res.Lead.OrganizationName != "Tower Ltd" {
			t.Errorf("organization %q", res.Lead.OrganizationName)
		}
	})
}

func TestCreateLeadBadTicket(t *testing.T) {
	w := newWorld(nil, nil)
	w.support.Seed("tickets", `{"id":3002,"status":"new","requester_id":null}`, `{"id":3003,"status":"new","requester_id":299}`)
	a := as(t, w.integrate(t, nil), agent)
	for ticket, want := range map[int64]error{-1: integration.ErrTicketNotVisible, 0: integration.ErrTicketNotVisible, 9999: integration.ErrTicketNotVisible, 3002: integration.ErrNoRequester, 3003: integration.ErrNoRequester} {
		res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: ticket})
		if !errors.Is(err, want) || res == nil || res.Outcome != "" || !strings.Contains(err.Error(), fmt.Sprint(ticket)) && ticket != 3003 {
			t.Errorf("%d: %v", ticket, err)
		}
	}
	if got := w.writes(); len(got) != 0 {
		t.Errorf("wrote %v", got)
	}
}

// Where Sell knows the requester, nothing is written.
func TestCreateLeadMatched(t *testing.T) {
	for name, test := range map[string]struct {
		kind, record string
		want         integration.Ref
	}{
		"person":       {"contacts", `{"id":800,"name":"Carl","email":"carl@example.com","owner_id":7}`, integration.Contact(800)},
		"company":      {"contacts", `{"id":800,"name":"Ltd","is_organization":true,"phone":"+491712345678","owner_id":7}`, integration.Contact(800)},
		"lead":         {"leads", `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":7}`, integration.Lead(900)},
		"other ticket": {"leads", `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":7,"custom_fields":{"Zendesk ticket":"30001"}}`, integration.Lead(900)},
	} {
		for _, dry := range []bool{false, true} {
			t.Run(fmt.Sprint(name, dry), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(nil, nil)
					w.sell.Seed(test.kind, test.record)
					a := as(t, w.integrate(t, nil), agent)
					res := create(t, a, integration.LeadRequest{Ticket: openTicket, DryRun: dry})
					if res.Outcome != integration.Matched || len(res.Matches) != 1 || res.Matches[0].Ref != test.want || res.LeadID != 0 || steps(res) != "match:done" {
						t.Errorf("%+v", res)
					}
					if got := w.writes(); len(got) != 0 {
						t.Errorf("wrote %v", got)
					}
					if dry {
						return
					}
					res = create(t, a, integration.LeadRequest{Ticket: openTicket, DespiteMatches: true})
					if res.Outcome != integration.Created || len(res.Matches) != 1 {
						t.Errorf("despite the match: %+v", res)
					}
					if again := create(t, a, integration.LeadRequest{Ticket: openTicket, DespiteMatches: true}); again.Outcome != integration.Existing || again.LeadID != res.LeadID {
						t.Errorf("again: %+v", again)
					}
				})
			})
		}
	}
}

// Somebody makes a record of the requester while the run waits for its lease.
func TestCreateLeadMatchedUnderTheLease(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.sell.Seed("contacts", `{"id":800,"name":"Carl","email":"carl@example.com","owner_id":7}`)
		w.leaveClaim(t, agent, 0) // so a run began, whose work the record may be
		res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
		if res.Outcome != integration.Matched || len(w.leads(t)) != 0 || len(res.Matches) != 1 {
			t.Errorf("%+v", res)
		}
		if tags := w.tags(t, openTicket); !slices.Equal(tags, []string{"vip"}) {
			t.Errorf("tags %v", tags)
		}
	})
}

func TestCreateLeadSource(t *testing.T) {
	named := func(name string) func(*integration.Config) {
		return func(c *integration.Config) { c.Settings.Lead.Source = name }
	}
	run := func(t *testing.T, before func(*testing.T, *world), change func(*integration.Config), step string, sources int) *integration.Result {
		t.Helper()
		var res *integration.Result
		synctest.Test(t, func(t *testing.T) {
			w := newWorld([]selltest.Option{selltest.WithLag(2 * time.Second)}, nil)
			if before != nil {
				before(t, w)
			}
			had := len(w.sell.Records("lead_sources"))
			res = create(t, as(t, w.integrate(t, change), agent), integration.LeadRequest{Ticket: openTicket})
			if step != "" && !strings.Contains(steps(res), "source:"+step) || step == "" && strings.Contains(steps(res), "source") {
				t.Errorf("steps %s", steps(res))
			}
			if made := len(w.sell.Records("lead_sources")) - had; made != sources {
				t.Errorf("%d sources made, want %d", made, sources)
			}
			for _, s := range records(t, w.sell.Records("lead_sources")) {
				if step != "" && s["name"] == "Support" && int64(s["id"].(float64)) != res.Lead.SourceID {
					t.Errorf("source %v, the lead has %d", s["id"], res.Lead.SourceID)
				}
			}
		})
		return res
	}
	seeded := func(_ *testing.T, w *world) {
		w.sell.Seed("lead_sources", `{"id":50,"name":"Support","resource_type":"lead"}`)
	}
	t.Run("found", func(t *testing.T) { run(t, seeded, named("Support"), "already", 0) })
	t.Run("made", func(t *testing.T) { run(t, nil, named("Support"), "done", 1) })
	t.Run("none", func(t *testing.T) {
		if res := run(t, seeded, named(""), "", 0); res.Lead.SourceID != 0 {
			t.Errorf("source %d", res.Lead.SourceID)
		}
	})
	t.Run("made by somebody else meanwhile", func(t *testing.T) {
		run(t, func(t *testing.T, w *world) {
			other := w.crm()
			once := true
			w.sell.Use(onRequestTo("POST", "/v2/lead_sources", func() {
				if once {
					once = false
					if _, err := other.LeadSources.Create(t.Context(), sell.SourceParams{Name: zendesk.Set("Support")}); err != nil {
						t.Error(err)
					}
				}
			}))
		}, named("Support"), "already", 1)
	})
	t.Run("whose answer was lost", func(t *testing.T) {
		run(t, func(_ *testing.T, w *world) { w.sell.Use(losingAnswers(1, "POST", "/v2/lead_sources")) }, named("Support"), "already", 1)
	})
	t.Run("refused", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			a := as(t, w.integrate(t, nil), agent)
			w.sell.Use(refusing(1, 403, "POST", "/v2/lead_sources"))
			res, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
			if err != nil || !strings.Contains(steps(res), "source:skipped") || len(res.Warnings) != 1 || !strings.Contains(res.Warnings[0], "no source") {
				t.Errorf("%v, %s, warnings %q", err, steps(res), res.Warnings)
			}
			w.assertOneLead(t, res.LeadID)
		})
	})
}

func TestCreateLeadStatus(t *testing.T) {
	status := func(name string) func(*integration.Config) {
		return func(c *integration.Config) { c.Settings.Lead.Status = name }
	}
	for name, test := range map[string]struct {
		status, want string
		hidden       int // how the account answers for its statuses
	}{
		"as in the account":    {"Unqualified", "Unqualified", 0},
		"in another spelling":  {"nEW", "New", 0},
		"none":                 {"", "New", 0},
		"statuses not offered": {"New", "New", 404},
		"statuses forbidden":   {"New", "New", 403},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(nil, nil)
				a := as(t, w.integrate(t, status(test.status)), agent)
				if test.hidden != 0 {
					w.sell.Use(refusing(9, test.hidden, "GET", "/v2/lead_statuses"))
				}
				create(t, a, integration.LeadRequest{Ticket: openTicket})
				if got := w.leads(t)[0]["status"]; got != test.want {
					t.Errorf("status %v, want %s", got, test.want)
				}
			})
		})
	}
	w := newWorld(nil, nil)
	res, err := as(t, w.integrate(t, status("Warm")), agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket})
	if err == nil || !strings.Contains(err.Error(), `lead.status: the account has no lead status "Warm"`) || len(w.writes()) != 0 || res.Outcome != "" {
		t.Errorf("%v, wrote %v", err, w.writes())
	}
}

// A closed ticket takes neither claim nor comment: lead and note are made.
func TestCreateLeadOfClosedTicket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		res := create(t, a, integration.LeadRequest{Ticket: closedTicket, Note: "hello"})
		if got, want := steps(res), "match:done owner:done lease:skipped lead:done source:done lead_source:done note:done comment:skipped link:skipped"; got != want || res.Outcome != integration.Created {
			t.Errorf("%s, steps %s, want %s", res.Outcome, got, want)
		}
		again := create(t, a, integration.LeadRequest{Ticket: closedTicket, Note: "hello"})
		if again.Outcome != integration.Existing || again.LeadID != res.LeadID || !strings.Contains(steps(again), "note:already") {
			t.Errorf("%+v", again)
		}
		if len(w.leads(t)) != 1 || len(w.notes(t)) != 1 || len(w.comments(t, closedTicket)) != 1 || len(w.tags(t, closedTicket)) != 0 {
			t.Errorf("leads %v, notes %v", w.leads(t), w.notes(t))
		}
	})
}

// It is closed while the lead is made.
func TestTicketClosedMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		a := as(t, w.integrate(t, nil), agent)
		w.sell.Use(onRequestTo("POST", "/v2/notes", func() {
			w.support.Seed("tickets", `{"id":3000,"status":"closed","requester_id":200,"tags":["vip"],"updated_at":"1999-12-01T00:00:00Z"}`)
		}))
		res := create(t, a, integration.LeadRequest{Ticket: openTicket})
		if res.Outcome != integration.Created || !strings.HasSuffix(steps(res), "comment:skipped link:skipped") {
			t.Errorf("%s, steps %s", res.Outcome, steps(res))
		}
	})
}

// The custom field for the ticket may be missing, or not filterable: then a
// lead is created, not upserted.
func TestCreateLeadWithoutTicketField(t *testing.T) {
	for name, test := range map[string]struct {
		field *selltest.CustomField
		holds any
		path  string
	}{
		"missing":        {nil, nil, "sell POST /v2/leads"},
		"not filterable": {&selltest.CustomField{Name: integration.DefaultTicketField}, "3000", "sell POST /v2/leads"},
		"filterable":     {&selltest.CustomField{Name: integration.DefaultTicketField, Filterable: true}, "3000", "sell POST /v2/leads/upsert"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorldWith(false, nil, nil)
				if test.field != nil {
					w.sell.AddCustomField("leads", *test.field)
				}
				a := as(t, w.integrate(t, nil), agent)
				res := create(t, a, integration.LeadRequest{Ticket: openTicket})
				fields, _ := w.leads(t)[0]["custom_fields"].(map[string]any)
				if fields[integration.DefaultTicketField] != test.holds || !slices.Contains(w.writes(), test.path) {
					t.Errorf("custom fields %v, wrote %v", fields, w.writes())
				}
				w.assertOneLead(t, res.LeadID)
			})
		})
	}
}

// Without the field, the lead of a run that broke off is known by the address of
// the ticket in its description, and by nothing else.
func TestAdoptLeadOfBrokenRun(t *testing.T) {
	const marker = `"description":"From Zendesk Support:\nhttps://acme.zendesk.com/agent/tickets/3000"`
	for name, test := range map[string]struct {
		user    string
		lead    string
		outcome integration.Outcome
		leads   int
	}{
		"its lead":                {`"email":"carl@example.com"`, `"email":"carl@example.com",` + marker, integration.Existing, 1},
		"of another creator":      {`"email":"carl@example.com"`, `"email":"carl@example.com","creator_id":1,` + marker, integration.Existing, 1},
		"whose address was fixed": {`"email":"carl@example.com"`, `"email":"karl@example.com",` + marker, integration.Existing, 1},
		"without the marker":      {`"email":"carl@example.com"`, `"email":"carl@example.com","creator_id":7`, integration.Matched, 1},
		"of another ticket":       {`"email":"carl@example.com"`, `"email":"carl@example.com","description":"https://acme.zendesk.com/agent/tickets/30001"`, integration.Matched, 1},
		"by no key":               {`"email":null`, `"first_name":"Carl",` + marker, integration.Existing, 1},
		"of a namesake":           {`"email":null`, `"first_name":"Carl","creator_id":7`, integration.Created, 2},
		"nothing was made":        {`"email":"carl@example.com"`, `"email":"other@example.com","creator_id":7`, integration.Created, 2},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorldWith(false, nil, nil)
				w.support.Seed("users", `{"id":200,"name":"Carl Castle","role":"end-user","active":true,`+test.user+`}`)
				w.leaveClaim(t, agent, 0)
				wait(t, 10*time.Second)
				w.sell.Seed("leads", `{"id":900,"last_name":"Castle","owner_id":7,`+test.lead+`}`)
				wait(t, integration.LeaseTTL)
				res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket})
				if res.Outcome != test.outcome || len(w.leads(t)) != test.leads || test.outcome == integration.Existing && res.LeadID != 900 {
					t.Errorf("%s, lead %d, %d leads", res.Outcome, res.LeadID, len(w.leads(t)))
				}
			})
		})
	}
}

func TestDryRun(t *testing.T) {
	w := newWorld(nil, nil)
	a := as(t, w.integrate(t, nil), agent)
	res := create(t, a, integration.LeadRequest{Ticket: openTicket, DryRun: true})
	if res.Outcome != integration.Planned || res.LeadID != 0 || res.Decision.Owner.ID() != sellRep {
		t.Errorf("%+v", res)
	}
	if got, want := steps(res), "match:done owner:done lead:planned source:planned note:planned comment:planned link:planned"; got != want {
		t.Errorf("steps %s, want %s", got, want)
	}
	if got, want := res.Steps[2].Detail, `create the lead "Carl van Castle" for user:7`; got != want {
		t.Errorf("detail %q, want %q", got, want)
	}
	if got := w.writes(); len(got) != 0 {
		t.Errorf("wrote %v", got)
	}
}

func TestNoteText(t *testing.T) {
	for note, want := range map[string]string{
		"":                  "From Zendesk Support, by Rita Rep:\nhttps://acme.zendesk.com/agent/tickets/3000",
		"\t":                "From Zendesk Support, by Rita Rep:\nhttps://acme.zendesk.com/agent/tickets/3000",
		"one\n\n<b>two</b>": "one\n\n<b>two</b>\n\nFrom Zendesk Support, by Rita Rep:\nhttps://acme.zendesk.com/agent/tickets/3000",
	} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(nil, nil)
			create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: openTicket, Note: note})
			if notes := w.notes(t); len(notes) != 1 || notes[0]["content"] != want || notes[0]["resource_type"] != "lead" {
				t.Errorf("notes %v", notes)
			}
		})
	}
}

// The note of ticket 3000 is not taken for that of ticket 300.
func TestNoteOfAnotherTicket(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(nil, nil)
		w.support.Seed("tickets", `{"id":300,"status":"open","requester_id":200}`)
		w.sell.Seed("leads", `{"id":900,"last_name":"Castle","owner_id":7,"custom_fields":{"Zendesk ticket":"300"}}`)
		w.sell.Seed("notes",
			`{"id":950,"resource_type":"lead","resource_id":900,"content":"hello\nhttps://acme.zendesk.com/agent/tickets/3000"}`,
			`{"id":951,"resource_type":"contact","resource_id":900,"content":"https://acme.zendesk.com/agent/tickets/300"}`)
		res := create(t, as(t, w.integrate(t, nil), agent), integration.LeadRequest{Ticket: 300})
		if res.Outcome != integration.Existing || res.LeadID != 900 || !strings.Contains(steps(res), "note:done") || len(w.notes(t)) != 3 {
			t.Errorf("%s, %s, %d notes", res.Outcome, steps(res), len(w.notes(t)))
		}
	})
}
