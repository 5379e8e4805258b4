package support_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

// What stands beside the records need not be as documented, unless the next page
// cannot be found without it.
func TestOddPages(t *testing.T) {
	const link = `"links":{"next":"https://acme.zendesk.com/api/v2/tickets?page%5Bafter%5D=xyz"}`
	for _, c := range []struct {
		beside, next, odd string
	}{
		{`"meta":{"has_more":false,"after_cursor":7}`, "", "/meta/after_cursor"},
		{`"meta":{"has_more":false,"after_cursor":{}},"links":[]`, "", "/meta/after_cursor /links"},
		{`"meta":{"has_more":false},` + link, "", ""},
		{`"meta":{"has_more":null},` + link, "", ""},
		{`"meta":{"has_more":true,"after_cursor":"abc"},"links":""`, "after=abc", "/links"},
		{`"meta":{"has_more":true,"after_cursor":"abc"},"links":7`, "after=abc", "/links"},
		{`"meta":{"has_more":true,"after_cursor":17}`, "after=17", "/meta/after_cursor"},
		{`"meta":{"has_more":true,"after_cursor":null},` + link, "after=xyz", ""},
		{`"meta":{"has_more":true,"after_cursor":[]},` + link, "after=xyz", "/meta/after_cursor"},
		{`"meta":{"has_more":"true","after_cursor":"abc"}`, "after=abc", "/meta/has_more"},
		{`"meta":[],` + link, "after=xyz", "/meta"},
		{`"meta":[]`, "", "/meta"},
		{`"meta":""`, "", "/meta"},
		{`"next_page":false`, "", ""},
		{`"next_page":null,"count":"x"`, "", "/count"},
		{`"next_page":"","count":{"value":5}`, "", ""},
		{`"next_page":"https://acme.zendesk.com/api/v2/tickets?page=3"`, "page=3", ""},
		{`"users":7,"groups":{},"facets":null`, "", ""},
	} {
		body := `{"tickets":[{"id":1},7,"x",{"id":2},null],` + c.beside + `}`
		var meta zendesk.Meta
		page, err := connect(t, ok(body)).Tickets.List(t.Context(), support.TicketQuery{}, "", zendesk.Into(&meta))
		if err != nil {
			t.Errorf("%s: %v", c.beside, err)
			continue
		}
		odd := strings.TrimSpace("/tickets/1 /tickets/2 /tickets/4 " + c.odd)
		if got := fmt.Sprint(idsOf(page.Items)); got != "[1 2]" || page.Next != c.next || strings.Join(meta.Odd, " ") != odd {
			t.Errorf("%s: %s, next %q, odd %v", c.beside, got, page.Next, meta.Odd)
		}
	}
	for _, body := range []string{
		`{"tickets":[{"id":1}]} x`, `{"tickets":[{"id":1}]}{}`, `{"tickets":[{"id":1}]`, `[]`, `7`, ``, `{}`, `{"tickets":{}}`, `{"tickets":7}`, `{"tickets":[{"id":"x"}]}`,
		`{"tickets":[{"id":1}],"meta":{"has_more":true}}`, `{"tickets":[{"id":1}],"next_page":"x"}`, `{"tickets":[{"id":1}],"next_page":7}`,
	} {
		if page, err := connect(t, ok(body)).Tickets.List(t.Context(), support.TicketQuery{}, ""); err == nil {
			t.Errorf("%s: %v", body, page)
		}
	}
	for _, body := range []string{`{"ticket":{"id":1}} x`, `{"ticket":{"id":1}}{"ticket":{"id":2}}`} {
		if ticket, err := connect(t, ok(body)).Tickets.Get(t.Context(), 1); err == nil {
			t.Errorf("%s: %v", body, ticket)
		}
	}
}

// One event costs no other, and a file no other file.
func TestOddEntriesOfAnAudit(t *testing.T) {
	var events []string
	for i := range 11 {
		name := `"status"`
		if i == 5 {
			name = `24`
		}
		events = append(events, fmt.Sprintf(`{"id":%d,"type":"Change","field_name":%s,"value":"open"}`, i+1, name))
	}
	events = append(events, `{"id":12,"type":"Comment","attachments":[{"id":1,"inline":true},{"id":2,"inline":"false"},{"id":null},{"id":4}]}`)
	var meta zendesk.Meta
	audit := must(connect(t, ok(`{"audit":{"id":7,"events":[`+strings.Join(events, ",")+`]}}`)).Tickets.Audit(t.Context(), 1, 7, zendesk.Into(&meta)))
	equal(t, "odd", meta.Odd, []string{"/audit/events/5/field_name", "/audit/events/11/attachments/1/inline", "/audit/events/11/attachments/2/id"})
	equal(t, "events", len(audit.Events), 12)
	equal(t, "names", []string{audit.Events[4].FieldName, audit.Events[5].FieldName, string(audit.Events[5].Extra["field_name"])}, []string{"status", "", "24"})
	files := audit.Events[11].Attachments
	equal(t, "files", []any{len(files), files[0].Inline, string(files[1].Extra["inline"]), files[3].ID}, []any{4, true, `"false"`, int64(4)})
}

// A recorded answer has numbers where the documentation has texts: both limit who
// sees an app. Anything else is odd and must not pass for no limit.
func TestRestrictionsAreReadInBothForms(t *testing.T) {
	for restrictions, want := range map[string]string{
		`[2,1500001601021]`:     "[2 1500001601021] true",
		`["2","1500001601021"]`: "[2 1500001601021] true",
		`["2",1500001601021]`:   "[2 1500001601021] true",
		`null`:                  "[] true",
		`[]`:                    "[] true",
		`[2,null]`:              "[2] false",
		`[2,{"id":3}]`:          "[2] false",
		`"2"`:                   "[] false",
		`7`:                     "[] false",
	} {
		var meta zendesk.Meta
		app := must(connect(t, ok(`{"id":50,"role_restrictions":`+restrictions+`}`)).AppInstallations.Get(t.Context(), 50, zendesk.Into(&meta)))
		_, odd := app.Extra["role_restrictions"]
		if got := fmt.Sprint(app.RoleRestrictions, meta.Odd == nil); got != want || odd == (meta.Odd == nil) {
			t.Errorf("%s: %s, odd %v, Extra %s", restrictions, got, meta.Odd, app.Extra)
		}
		if written := string(must(zendesk.Encode(app))); len(app.RoleRestrictions) > 0 && !strings.Contains(written, `"role_restrictions":`+restrictions) {
			t.Errorf("%s is written as %s", restrictions, written)
		}
	}
}

// The end of an export may come without a cursor. The run that follows must not
// start from the beginning.
func TestExportKeepsItsCursor(t *testing.T) {
	next := func(body, cursor string) []string {
		var all []string
		for page, err := range connect(t, &canned{replies: []reply{{status: 200, body: body}}}).Incremental.TicketPages(t.Context(), support.IncrementalQuery{Since: time.Unix(1700000000, 0), Cursor: cursor}) {
			if err != nil {
				return append(all, err.Error())
			}
			all = append(all, page.Next)
			if !page.Last {
				break
			}
		}
		return all
	}
	for _, c := range []struct{ after, cursor, want string }{
		{`"after_cursor":null,`, "c1", "c1"}, {``, "c1", "c1"}, {`"after_cursor":"",`, "c1", "c1"}, {`"after_cursor":false,`, "c1", "c1"}, {`"after_cursor":{},`, "c1", "c1"},
		{`"after_cursor":"c2",`, "c1", "c2"}, {`"after_cursor":22,`, "c1", "22"}, {`"after_cursor":null,`, "", ""},
	} {
		equal(t, c.after+c.cursor, next(`{"tickets":[],`+c.after+`"end_of_stream":true}`, c.cursor), []string{c.want})
	}
	if got := next(`{"tickets":[],"after_cursor":null,"end_of_stream":false}`, "c1"); len(got) != 1 || !strings.Contains(got[0], "there is more, but no cursor") {
		t.Errorf("an export that goes on without a cursor: %v", got)
	}
}

// An OAuth refusal says in error_description what is wrong, and the other shapes
// keep where.
func TestErrorsSayWhatIsWrong(t *testing.T) {
	for body, want := range map[string]zendesk.FieldError{
		`{"error":"invalid_token","error_description":"The access token provided is expired"}`:                                  {Code: "invalid_token", Message: "The access token provided is expired"},
		`{"errors":[{"code":"InvalidValue","title":"Invalid","detail":"no such group","source":{"pointer":"/data/group_id"}}]}`: {Field: "data/group_id", Pointer: "/data/group_id", Code: "InvalidValue", Message: "no such group"},
		`{"error":{"title":"Forbidden","message":"You cannot","extra":7}}`:                                                      {Code: "Forbidden", Message: "You cannot"},
		`{"error":7,"error_description":"Something","details":{"a":[{"error":"Blank","description":{}}]}}`:                      {Message: "Something"},
	} {
		_, err := connect(t, &canned{replies: []reply{{status: 401, body: body}}}).Tickets.Get(t.Context(), 1)
		e, is := errors.AsType[*zendesk.Error](err)
		if !is || len(e.Fields) == 0 || e.Fields[0] != want {
			t.Errorf("%s: %v, %+v", body, err, e.Fields)
		}
		if strings.Contains(err.Error(), "expired") {
			t.Errorf("the error quotes the answer: %v", err)
		}
	}
}
