package integration_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/integration"
	"github.com/sellsupport/zendesk/leadrouting"
	"github.com/sellsupport/zendesk/support"
)

// rita is the agent with these attributes beside her name.
func rita(attributes string) string {
	return `{"id":107,"name":"Rita Rep","email":"rita@example.com","active":true,` + attributes + `}`
}

// gallery is the world with a ticket for each way to see one. Group 30 is the
// agent's, 31 another one, 32 is private and 33 private and the agent's.
func gallery() *world {
	w := newWorld(nil, nil)
	w.support.Seed("groups", `{"id":30,"name":"Sales"}`, `{"id":31,"name":"Help"}`, `{"id":32,"name":"Board","is_public":false}`, `{"id":33,"name":"Legal","is_public":false}`)
	w.support.Seed("group_memberships", `{"id":41,"user_id":107,"group_id":30}`, `{"id":42,"user_id":107,"group_id":33}`, `{"id":43,"user_id":101,"group_id":31}`)
	w.support.Seed("organizations", `{"id":60,"name":"Acme"}`, `{"id":61,"name":"Other"}`)
	w.support.Seed("organization_memberships", `{"id":44,"user_id":107,"organization_id":60,"default":true}`)
	for id, ticket := range map[int]string{
		1:  ``,
		2:  `,"group_id":30`,
		3:  `,"group_id":31`,
		4:  `,"group_id":32`,
		5:  `,"group_id":33`,
		6:  `,"organization_id":60`,
		7:  `,"organization_id":61`,
		8:  `,"organization_id":60,"group_id":32`,
		9:  `,"organization_id":60,"group_id":33`,
		10: `,"assignee_id":107,"group_id":31`,
		11: `,"assignee_id":107,"group_id":33`,
		12: `,"assignee_id":107`,
		13: `,"group_id":32,"email_cc_ids":[107]`,
		14: `,"group_id":32,"follower_ids":[101,107]`,
		15: `,"group_id":32,"collaborator_ids":[107]`,
		16: `,"group_id":32,"follower_ids":[101],"email_cc_ids":[200]`,
	} {
		w.support.Seed("tickets", fmt.Sprintf(`{"id":%d,"status":"open","requester_id":200%s}`, id, ticket))
	}
	w.support.Seed("tickets", `{"id":17,"status":"open","requester_id":107,"group_id":32}`, `{"id":18,"status":"open","requester_id":107}`)
	w.sell.Seed("leads", `{"id":900,"last_name":"Castle","email":"carl@example.com","owner_id":7}`)
	return w
}

// galleryTickets are the tickets of a gallery.
const galleryTickets = 18

// seen are the tickets of the gallery that an agent can ask for the records of.
func seen(t *testing.T, a *integration.Agent) []int64 {
	t.Helper()
	var sees []int64
	for id := int64(1); id <= galleryTickets; id++ {
		_, err := a.Records(t.Context(), id)
		switch {
		case err == nil:
			sees = append(sees, id)
		case !errors.Is(err, integration.ErrTicketNotVisible):
			t.Errorf("%d: %v", id, err)
		}
	}
	return sees
}

func all(but ...int64) []int64 {
	var ids []int64
	for id := int64(1); id <= galleryTickets; id++ {
		if !slices.Contains(but, id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// Who sees which ticket. The stand-in answers the same when the agent asks for
// themselves, but for custom roles: it knows what they grant.
func TestWhoSeesATicket(t *testing.T) {
	public := all(4, 8, 16)
	groups := []int64{2, 5, 9, 11}
	for name, test := range map[string]struct {
		attributes string
		sees       []int64
	}{
		"agent":                       {`"role":"agent"`, public},
		"agent of type custom":        {`"role":"agent","role_type":0`, public},
		"admin":                       {`"role":"admin","role_type":4`, all()},
		"admin, type not filled":      {`"role":"admin"`, all()},
		"groups":                      {`"role":"agent","ticket_restriction":"groups"`, groups},
		"organization":                {`"role":"agent","ticket_restriction":"organization","organization_id":60`, []int64{6, 9}},
		"assigned":                    {`"role":"agent","ticket_restriction":"assigned"`, []int64{10, 11, 12}},
		"requested":                   {`"role":"agent","ticket_restriction":"requested"`, []int64{17, 18}},
		"restricted, unsaid by what":  {`"role":"agent","restricted_agent":true`, []int64{10, 11, 12}},
		"restricted to groups":        {`"role":"agent","restricted_agent":true,"ticket_restriction":"groups"`, groups},
		"contributor":                 {`"role":"agent","role_type":3`, groups},
		"contributor, assigned":       {`"role":"agent","role_type":3,"ticket_restriction":"assigned"`, []int64{10, 11, 12}},
		"light agent":                 {`"role":"agent","role_type":1`, public},
		"light agent of their groups": {`"role":"agent","role_type":1,"ticket_restriction":"groups"`, groups},
		"chat agent":                  {`"role":"agent","role_type":2`, nil},
		"for chats only":              {`"role":"agent","chat_only":true`, nil},
		"chat agent in groups":        {`"role":"agent","role_type":2,"ticket_restriction":"groups"`, nil},
		"team leader":                 {`"role":"agent","role_type":0,"custom_role_id":500`, public},
		"custom role, restricted":     {`"role":"agent","role_type":0,"custom_role_id":500,"restricted_agent":true`, []int64{10, 11, 12}},
	} {
		t.Run(name, func(t *testing.T) {
			w := gallery()
			w.support.Seed("custom_roles", `{"id":500,"name":"Team lead","configuration":{"ticket_access":"all"}}`)
			w.support.Seed("users", rita(test.attributes))
			w.support.AddToken("rita", agent)
			a := as(t, w.integrate(t, nil), agent)
			if sees := seen(t, a); !slices.Equal(sees, test.sees) {
				t.Errorf("sees %v, want %v", sees, test.sees)
			}
			for id := int64(1); id <= galleryTickets; id++ {
				_, err := a.CreateLead(t.Context(), integration.LeadRequest{Ticket: id, DryRun: true})
				if errors.Is(err, integration.ErrTicketNotVisible) == slices.Contains(test.sees, id) {
					t.Errorf("a lead of %d: %v", id, err)
				}
			}
			var card []int64
			for ticket, err := range a.Tickets(t.Context(), integration.Lead(900)) {
				if err != nil {
					t.Fatal(err)
				}
				if ticket.ID <= galleryTickets {
					card = append(card, ticket.ID)
				}
			}
			slices.Sort(card)
			ofCarl := slices.DeleteFunc(slices.Clone(test.sees), func(id int64) bool { return id > 16 })
			if !slices.Equal(card, ofCarl) {
				t.Errorf("the card has %v, want %v", card, ofCarl)
			}
			if strings.Contains(test.attributes, "custom_role_id") {
				return
			}
			var own []int64
			for ticket, err := range w.support.ClientFor("rita", &support.Config{Limiter: noLimit{}}).Tickets.All(t.Context(), support.TicketQuery{}) {
				if err != nil {
					t.Fatal(err)
				}
				if ticket.ID <= galleryTickets {
					own = append(own, ticket.ID)
				}
			}
			slices.Sort(own)
			if !slices.Equal(own, test.sees) {
				t.Errorf("in Support they see %v, here %v", own, test.sees)
			}
		})
	}
}

// What is not known widens nothing: roles and restrictions that came later, and
// groups that are not listed or say nothing.
func TestUnknownSight(t *testing.T) {
	for attributes, want := range map[string][]int64{
		`"role":"agent","role_type":9`:                         nil,
		`"role":"agent","ticket_restriction":"moon"`:           nil,
		`"role":"agent","ticket_restriction":"GROUPS"`:         nil,
		`"role":"admin","role_type":5`:                         all(4, 8, 16), // a billing admin is no admin
		`"role":"admin","role_type":5,"restricted_agent":true`: {10, 11, 12},
		`"role":"admin","role_type":2`:                         nil,
	} {
		w := gallery()
		w.support.Seed("users", rita(attributes))
		if sees := seen(t, as(t, w.integrate(t, nil), agent)); !slices.Equal(sees, want) {
			t.Errorf("%s: sees %v, want %v", attributes, sees, want)
		}
	}
	for _, group := range []string{`{"id":31,"name":"Help","is_public":null}`, `{"id":31,"name":"Help","is_public":0}`, `{"id":31,"name":"Help","is_public":false}`} {
		w := gallery()
		w.support.Seed("groups", group)
		w.support.Seed("users", rita(`"role":"agent"`))
		w.support.Seed("tickets", `{"id":1,"status":"open","requester_id":200,"group_id":39}`)                // a group that is not listed
		if sees := seen(t, as(t, w.integrate(t, nil), agent)); !slices.Equal(sees, all(1, 3, 4, 8, 10, 16)) { // 10: nobody assigns outside of a private group
			t.Errorf("%s: sees %v", group, sees)
		}
	}
	w := gallery()
	for _, role := range []string{`"moderator"`, `"Admin"`, `""`} {
		w.support.Seed("users", rita(`"role":`+role))
		if _, err := w.integrate(t, nil).As(t.Context(), agent); !errors.Is(err, integration.ErrUnknownAgent) {
			t.Errorf("role %s: %v", role, err)
		}
	}
}

// oddities are values of a wrong type for most members.
var oddities = []string{`"true"`, `"false"`, `"7"`, `""`, `7`, `0`, `1.5`, `true`, `false`, `[]`, `[107]`, `["agent"]`, `{}`, `{"id":107}`}

// with returns a record with one member replaced.
func with(t *testing.T, record, member, value string) string {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal([]byte(record), &members); err != nil {
		t.Fatal(err)
	}
	members = maps.Clone(members)
	members[member] = json.RawMessage(value)
	raw, err := json.Marshal(members)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// No member of a wrong type lets an agent see more than they did, or refuses
// without saying which it was.
func TestOddWidensNothing(t *testing.T) {
	for name, test := range map[string]struct {
		kind, record string
		members      []string
		id           int64 // of the one ticket that can change, 0 for all
	}{
		"restricted agent": {"users", rita(`"role":"agent","role_type":0,"custom_role_id":500,"restricted_agent":true,"ticket_restriction":"groups","chat_only":false,"suspended":false,"organization_id":60`),
			[]string{"role", "role_type", "custom_role_id", "restricted_agent", "ticket_restriction", "chat_only", "suspended", "active", "organization_id", "permanently_deleted"}, 0},
		"to an organization": {"users", rita(`"role":"agent","ticket_restriction":"organization","organization_id":60`), []string{"ticket_restriction", "organization_id"}, 0},
		"contributor":        {"users", rita(`"role":"agent","role_type":3,"chat_only":false`), []string{"role", "role_type", "ticket_restriction"}, 0},
		"chats only":         {"users", rita(`"role":"agent","chat_only":true`), []string{"chat_only", "role"}, 0},
		"suspended":          {"users", rita(`"role":"agent","suspended":true`), []string{"suspended", "role"}, 0},
		"private group":      {"groups", `{"id":32,"name":"Board","is_public":false}`, []string{"is_public"}, 0},
		"a membership":       {"group_memberships", `{"id":42,"user_id":107,"group_id":33}`, []string{"group_id", "user_id"}, 0},
		"in a private group": {"tickets", `{"id":4,"status":"open","requester_id":200,"group_id":32,"organization_id":61,"assignee_id":101}`,
			[]string{"group_id", "requester_id", "assignee_id", "organization_id", "email_cc_ids", "follower_ids", "collaborator_ids"}, 4},
	} {
		look := func(record string) (sees []int64, err error) {
			w := gallery()
			w.support.Seed("users", rita(`"role":"agent"`))
			w.support.Seed(test.kind, record)
			a, err := w.integrate(t, nil).As(t.Context(), agent)
			if err != nil {
				return nil, err
			}
			for id := int64(1); id <= galleryTickets; id++ {
				if test.id != 0 && id != test.id {
					continue
				}
				_, problem := a.Records(t.Context(), id)
				switch {
				case problem == nil || errors.Is(problem, integration.ErrNoRequester):
					sees = append(sees, id)
				case errors.Is(problem, integration.ErrOdd):
					err = problem
				case !errors.Is(problem, integration.ErrTicketNotVisible):
					t.Errorf("%s: %v", record, problem)
				}
			}
			return sees, err
		}
		before, _ := look(test.record)
		for _, member := range test.members {
			for _, value := range oddities {
				record := with(t, test.record, member, value)
				after, err := look(record)
				if errors.Is(err, integration.ErrOdd) && !strings.Contains(err.Error(), member) {
					t.Errorf("%s: %s: the error does not say which member: %v", name, record, err)
				}
				documented := value == "false" && slices.Contains([]string{"restricted_agent", "chat_only", "suspended"}, member) ||
					value == "true" && slices.Contains([]string{"is_public", "active"}, member) ||
					value == `""` && member == "ticket_restriction" || value == "0" || value == "7" || value == "[107]" && strings.HasSuffix(member, "_ids")
				for _, id := range after {
					if !slices.Contains(before, id) && !documented {
						t.Errorf("%s: %s shows %d", name, record, id)
					}
				}
			}
		}
	}
}

// An odd ticket or group does not blank the card of a customer.
func TestOddTicketsAreLeftOut(t *testing.T) {
	w := gallery()
	w.support.Seed("users", rita(`"role":"agent"`))
	w.support.Seed("tickets", `{"id":3,"status":"open","requester_id":200,"group_id":"thirty"}`)
	w.support.Seed("groups", `{"id":32,"name":"Board","is_public":"yes"}`)
	var card []int64
	a := as(t, w.integrate(t, nil), agent)
	for ticket, err := range a.Tickets(t.Context(), integration.Lead(900)) {
		if err != nil {
			t.Fatal(err)
		}
		if ticket.ID <= galleryTickets {
			card = append(card, ticket.ID)
		}
	}
	slices.Sort(card)
	if want := all(3, 4, 8, 16, 17, 18); !slices.Equal(card, want) {
		t.Errorf("the card has %v, want %v", card, want)
	}
	for id, member := range map[int64]string{3: "group_id of ticket 3", 4: "is_public of group 32"} {
		if _, err := a.Records(t.Context(), id); !errors.Is(err, integration.ErrOdd) || !errors.Is(err, integration.ErrTicketNotVisible) || !strings.Contains(err.Error(), member) {
			t.Errorf("%d: %v", id, err)
		}
	}
}

// Who cannot be read to be the agent is not taken for them, and nothing is given
// to who cannot be read to be an active person.
func TestOddSellUsers(t *testing.T) {
	const self = `{"id":7,"name":"Rita Rep","email":"rita@example.com","role":"user","status":"active","identity_type":"person","reports_to":1,"zendesk_user_id":"107"}`
	for _, member := range []string{"zendesk_user_id", "email"} {
		for _, value := range []string{`true`, `[]`, `{"id":107}`, `[107]`} {
			w := newWorld(nil, nil)
			w.sell.Seed("users", with(t, self, member, value))
			_, err := w.integrate(t, nil).As(t.Context(), agent)
			if !errors.Is(err, integration.ErrOdd) || !strings.Contains(err.Error(), member+" of Sell user 7") {
				t.Errorf("%s %s: %v", member, value, err)
			}
		}
	}
	for member, value := range map[string]string{"status": `true`, "deleted_at": `{}`, "identity_type": `{}`} {
		w := newWorld(nil, nil)
		w.sell.Seed("users", with(t, `{"id":9,"name":"Odd","email":"odd@example.com","role":"user","status":"active","identity_type":"person","reports_to":1}`, member, value))
		a := as(t, w.integrate(t, func(c *integration.Config) { c.Settings.Routing.AllowAnyOwner = true }), agent)
		offer, err := a.Owners(t.Context())
		if err != nil || slices.Contains(offer.Owners, leadrouting.User(9)) || !slices.Contains(offer.Owners, leadrouting.User(sellRep)) {
			t.Errorf("%s %s: %v, %v", member, value, offer, err)
		}
	}
	w := newWorld(nil, nil) // a manager that cannot be read does not make two topmost ones
	w.sell.Seed("users", `{"id":9,"name":"Odd","email":"odd@example.com","role":"user","status":"active","identity_type":"person","reports_to":{"id":1}}`)
	res, err := as(t, w.integrate(t, allAgents), agent).CreateLead(t.Context(), integration.LeadRequest{Ticket: openTicket, DryRun: true})
	if err != nil || res.Decision.Owner != leadrouting.User(sellAdmin) {
		t.Errorf("%v, %v", res.Decision, err)
	}
}
