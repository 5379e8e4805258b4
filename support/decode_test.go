package support_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

func TestOddValuesDoNotFailTheirPage(t *testing.T) {
	server := ok(`{"tickets":[
		{"id":1,"subject":7,"tags":"vip","unknown":[1,2]},
		null,
		{"id":null,"subject":"Smoke","created_at":"yesterday","satisfaction_rating":"offered"},
		{"id":3,"subject":"A","subject":"B"},
		{"id":4,"subject":"` + "\xff" + `","satisfaction_rating":null,"custom_fields":{"7":1}}],
		"users":[{"id":9,"name":5}],"count":5,"next_page":null}`)
	var meta zendesk.Meta
	page := must(connect(t, server).Tickets.List(t.Context(), support.TicketQuery{}, "", zendesk.Into(&meta)))
	equal(t, "odd members", meta.Odd, []string{
		"/tickets/0/subject", "/tickets/0/tags", "/tickets/1", "/tickets/2/id", "/tickets/2/created_at", "/tickets/2/satisfaction_rating",
		"/tickets/3/subject", "/tickets/4/subject", "/tickets/4/custom_fields", "/users/0/name",
	})
	equal(t, "ids", idsOf(page.Items), []any{int64(1), int64(0), int64(3), int64(4)})
	first, second := page.Items[0], page.Items[1]
	equal(t, "subjects", []string{first.Subject, second.Subject, page.Items[2].Subject}, []string{"", "Smoke", "B"})
	equal(t, "Extra of the first", first.Extra, map[string]json.RawMessage{
		"subject": json.RawMessage(`7`), "tags": json.RawMessage(`"vip"`), "unknown": json.RawMessage(`[1,2]`),
	})
	if !second.CreatedAt.IsZero() || second.SatisfactionRating != nil || len(second.Extra) != 2 {
		t.Errorf("odd fields are set: %v, %v, %v", second.CreatedAt, second.SatisfactionRating, second.Extra)
	}
	equal(t, "fields that are no list", page.Items[3].CustomFields.IDs(), nil)
}

func TestOddValuesOfOneRecord(t *testing.T) {
	var meta zendesk.Meta
	server := ok(`{"user":{"id":5,"role":7,"name":"Ana"}}`)
	user := must(connect(t, server).Users.Get(t.Context(), 5, zendesk.Into(&meta)))
	equal(t, "odd members", meta.Odd, []string{"/user/role"})
	equal(t, "values", []string{user.Name, string(user.Extra["role"])}, []string{"Ana", "7"})

	server = ok(`{"id":50,"enabled":"yes","settings":"none"}`) // not wrapped
	installation := must(connect(t, server).AppInstallations.Get(t.Context(), 50, zendesk.Into(&meta)))
	equal(t, "odd members", meta.Odd, []string{"/enabled"})
	equal(t, "settings", string(installation.Settings), `"none"`)
}

func TestOddTags(t *testing.T) {
	var meta zendesk.Meta
	server := ok(`{"tags":["a",5,null,["b"],"c","1.50",2.50]}`)
	tags := must(connect(t, server).Tickets.Tags(t.Context(), 1, zendesk.Into(&meta)))
	equal(t, "tags", tags, []string{"a", "5", "c", "1.50", "2.50"}) // a number must not get lost when they are set again
	equal(t, "odd", meta.Odd, []string{"/tags/1", "/tags/2", "/tags/3", "/tags/6"})
}

// Related records only accompany the others: one that cannot be used is left
// out.
func TestOddRelatedRecords(t *testing.T) {
	var meta zendesk.Meta
	server := ok(`{"tickets":[{"id":1}],"users":[{"id":"7"},{"id":8,"name":5},null,{"id":9,"name":"Ana"}],"groups":[{"id":{}}],"meta":{"has_more":false}}`)
	page := must(connect(t, server).Tickets.List(t.Context(), support.TicketQuery{Include: []support.Include{support.IncludeUsers}}, "", zendesk.Into(&meta)))
	equal(t, "ids", []any{idsOf(page.Items), idsOf(page.Included.Users), idsOf(page.Included.Groups)}, []any{[]any{int64(1)}, []any{int64(8), int64(9)}, []any{}})
	equal(t, "odd", meta.Odd, []string{"/users/0", "/users/1/name", "/users/2", "/groups/0"})

	server = ok(`{"tickets":[{"id":1}],"users":[{"id":"7"}],"after_cursor":"c","end_of_stream":true}`)
	for page, err := range connect(t, server).Incremental.TicketPages(t.Context(), support.IncrementalQuery{}) {
		equal(t, "export", []any{err, idsOf(page.Items), len(page.Included.Users)}, []any{nil, []any{int64(1)}, 0})
	}
}

func TestAnswersThatCannotBeUsed(t *testing.T) {
	const private = "ana@example.com"
	for name, body := range map[string]string{
		"a wrong id":            `{"user":{"id":"` + private + `"}}`,
		"a record that is none": `{"user":"` + private + `"}`,
		"no record":             `{"ticket":{"id":1}}`,
		"null":                  `{"user":null}`,
		"no JSON":               "<p>" + private,
		"cut off":               `{"user":{"id":1,"email":"` + private,
		"nothing":               "",
	} {
		t.Run(name, func(t *testing.T) {
			user, err := connect(t, ok(body)).Users.Get(t.Context(), 1)
			e, isError := errors.AsType[*zendesk.Error](err)
			if user != nil || !isError || e.Status != 200 || e.Op.Name != "support.Users.Get" {
				t.Fatalf("user %v, error %v", user, err)
			}
			if strings.Contains(err.Error(), private) {
				t.Errorf("the error quotes the answer: %v", err)
			}
		})
	}
}

func TestMe(t *testing.T) {
	anonymous := ok(`{"user":{"id":null,"url":null,"name":"Anonymous user","role":"end-user","authenticity_token":"s"}}`)
	if user, err := connect(t, anonymous).Users.Me(t.Context()); user != nil || !errors.Is(err, zendesk.ErrUnauthorized) {
		t.Errorf("user %v, error %v", user, err)
	}
	if _, err := connect(t, &canned{replies: []reply{{status: 401}}}).Users.Me(t.Context()); !errors.Is(err, zendesk.ErrUnauthorized) {
		t.Errorf("error %v", err)
	}
}

func TestUserKeepsNoSecret(t *testing.T) {
	const secret = "invented-secret"
	for _, token := range []string{`"` + secret + `"`, `null`, `{"` + secret + `":1}`} {
		user := must(connect(t, ok(`{"user":{"id":1,"authenticity_token":`+token+`}}`)).Users.Me(t.Context()))
		if len(user.Extra) > 0 {
			t.Errorf("Extra holds %v", user.Extra)
		}
		if text := string(must(jsonv2.Marshal(user))); strings.Contains(text, secret) {
			t.Error("the secret is written")
		}
	}
}

func TestTicketRelated(t *testing.T) {
	for _, body := range []string{
		`{"ticket_related":{"url":"https://acme.zendesk.com/api/v2/tickets/1/related.json","incidents":2,"followup_source_ids":["7"]}}`,
		`{"url":"https://acme.zendesk.com/api/v2/tickets/1/related.json","incidents":2,"followup_source_ids":["7"]}`,
	} {
		related := must(connect(t, ok(body)).Tickets.Related(t.Context(), 1))
		equal(t, "incidents", related.Incidents, int64(2))
		equal(t, "sources", related.FollowupSourceIDs, []string{"7"})
	}
	if _, err := connect(t, &canned{replies: []reply{{status: 404}}}).Tickets.Related(t.Context(), 1); !errors.Is(err, zendesk.ErrNotFound) {
		t.Errorf("error %v", err)
	}
}

func TestCustomFields(t *testing.T) {
	server := ok(`{"ticket":{"id":1,"custom_fields":[{"id":7,"value":"gold"},{"id":8,"value":1.50},{"id":9,"value":null}]}}`)
	ticket := must(connect(t, server).Tickets.Get(t.Context(), 1))
	equal(t, "ids", ticket.CustomFields.IDs(), []int64{7, 8, 9})
	tier, known, err := zendesk.Field[string](ticket.CustomFields, 7)
	amount, _, _ := zendesk.Field[zendesk.Decimal](ticket.CustomFields, 8)
	_, set, _ := zendesk.Field[string](ticket.CustomFields, 9)
	equal(t, "values", []any{tier, known, err, amount.String(), set}, []any{"gold", true, nil, "1.50", false})

	var fields support.CustomFields
	for _, err := range []error{
		zendesk.SetField(&fields, int64(7), "silver"), zendesk.SetField(&fields, int64(8), nil), zendesk.SetField(&fields, int64(7), []string{"a"}),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	equal(t, "written", string(must(jsonv2.Marshal(fields))), `[{"id":7,"value":["a"]},{"id":8,"value":null}]`)
	if zendesk.SetField(&fields, int64(0), "a") == nil || fields.SetRaw(7, json.RawMessage("{")) == nil {
		t.Error("a bad field passed")
	}

	server = ok(`{"user":{"id":1,"user_fields":{"tier":"gold","since":"2026-01-02T00:00:00+00:00"}}}`)
	user := must(connect(t, server).Users.Get(t.Context(), 1))
	since, _, err := zendesk.Field[zendesk.Date](user.UserFields, "since")
	equal(t, "date", []any{since.String(), err, len(user.UserFields.Map())}, []any{"2026-01-02", nil, 2})
	var keyed support.KeyedFields
	must(0, zendesk.SetField(&keyed, "tier", "gold"))
	must(0, zendesk.SetField(&keyed, "alt", nil))
	equal(t, "written", string(must(jsonv2.Marshal(keyed))), `{"tier":"gold","alt":null}`)
	if zendesk.SetField(&keyed, "", "a") == nil || keyed.SetRaw("a", json.RawMessage("{")) == nil {
		t.Error("a bad field passed")
	}
}
