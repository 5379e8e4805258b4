package leave_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sellsupport/zendesk/sell/export/leave"
	"github.com/sellsupport/zendesk/sell/selltest"
)

func writeNeutral(t testing.TB, dir string, opts *leave.Options) (*leave.Result, string) {
	t.Helper()
	out := t.TempDir()
	res, err := open(t, dir).WriteNeutral(t.Context(), out, opts)
	if err != nil {
		t.Fatal(err)
	}
	return res, out
}

func TestRoundTrip(t *testing.T) {
	dir := copyOf(t, company(t))
	_, out := writeNeutral(t, dir, nil)
	roundTrip(t, dir, out)
}

// odd has records as no documentation shows them.
func odd() *selltest.Server {
	fake := selltest.New()
	fake.Seed("contact/custom_fields", `{"id":1,"name":"Color","type":"list","options":[{"id":1,"name":"red"}]}`, `{"id":2,"name":"When","type":"datetime"}`,
		`{"id":3,"name":"Count","type":"number"}`, `{"id":4,"name":"Where","type":"address"}`, `{"id":5,"name":"Many","type":"multi_select_list"}`, `{"id":6,"name":"Day","type":"date"}`)
	fake.Seed("contacts",
		`{"id":11,"is_organization":true,"name":"A\r\nB \u0000 \ud800 <\u2028>","first_name":"odd","contact_id":999,"owner_id":77,"tags":["x","x",null,""],"later":{"kept":[1.50]},
		  "address":{"line1":"a","line2":"b","city":5},"created_at":"2020-01-01T02:00:00.5+02:00","custom_fields":{"Color":{"id":1,"name":"red"},"When":"4/28/2016 6:00","Count":7,"Where":{"city":"X","floor":2},"Many":[{"id":1,"name":"m"},"n"],"Day":"sometime","Undefined":"u"}}`,
		`{"id":12,"is_organization":false,"name":"P","last_name":" P ","contact_id":11,"parent_organization_id":11,"customer_status":5,"custom_fields":{"When":"2016-04-28T06:00:00+02:00","Count":"1e3","Many":"alone","Color":"red"},"email":["a"]}`,
		`{"id":13,"is_organization":false,"name":"Q","contact_id":12,"phone":"\\.","title":"\t","fax":"\ufeffx"}`)
	fake.Seed("deals", `{"id":21,"name":"D","value":"abc","contact_id":12,"stage_id":1,"estimated_close_date":"2015-06-19T00:00:00Z","hot":"yes","customized_win_likelihood":"35"}`,
		`{"id":22,"name":"E","value":12.5,"contact_id":0,"stage_id":404}`, `{"id":23,"name":"F","value":"10","contact_id":"12","stage_id":3}`)
	fake.Seed("calls", `{"id":31,"resource_type":"contact","resource_id":404,"associated_deal_ids":[21,21,404],"incoming":"maybe","phone_number":"1"}`)
	fake.Seed("products", `{"id":41,"name":"X","prices":[{"amount":1.5,"currency":"EUR","net":true}],"max_markup":5,"cost":"1E2"}`, `{"id":42,"name":"X","sku":null}`)
	fake.Seed("orders", `{"id":51,"deal_id":21}`)
	fake.Seed("orders/51/line_items", `{"id":61,"name":"X","quantity":2.5,"value":8}`)
	fake.Seed("users", `{"id":71,"name":"U","email":"u@example.com","confirmation_token":"a-secret","roles":[{"id":1,"name":"r"}],"zendesk_user_id":5}`)
	return fake
}

func TestRoundTripOfOddRecords(t *testing.T) {
	dir := copyOf(t, odd())
	_, out := writeNeutral(t, dir, nil)
	roundTrip(t, dir, out)
	if strings.Contains(contents(t, filepath.Join(out, "extra.csv"))+contents(t, filepath.Join(out, "users.csv")), "a-secret") {
		t.Error("a secret was copied on")
	}
}

func TestTwoRunsAreEqual(t *testing.T) {
	dir := copyOf(t, company(t))
	_, one := writeNeutral(t, dir, nil)
	_, two := writeNeutral(t, dir, nil)
	n := 0
	err := filepath.WalkDir(one, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		n++
		rel, _ := filepath.Rel(one, path)
		if contents(t, path) != contents(t, filepath.Join(two, rel)) {
			t.Errorf("%s differs", rel)
		}
		return nil
	})
	if err != nil || n < 50 {
		t.Errorf("%d files, %v", n, err)
	}
}

// row finds the row of a table with a value.
func row(t *testing.T, rows table, column, value string) map[string]string {
	t.Helper()
	for _, r := range rows {
		if r[column] == value {
			return r
		}
	}
	t.Fatalf("no row has %s %s", column, value)
	return nil
}

func TestNeutralForm(t *testing.T) {
	dir := copyOf(t, company(t))
	result, out := writeNeutral(t, dir, nil)
	addsUp(t, out, dir, result)
	all, _ := neutralTables(t, out)
	for _, want := range []struct{ table, key, column, value string }{
		{"leads", "sell-lead-4201", "converted", "true"},
		{"leads", "sell-lead-4201", "person_key", "sell-contact-3204"},
		{"leads", "sell-lead-4201", "deal_key", "sell-deal-5201"},
		{"leads", "sell-lead-4101", "converted", "false"},
		{"conversions", "sell-conversion-8302", "lead_sell_id", "3999"},
		{"conversions", "sell-conversion-8302", "lead_key", ""},
		{"companies", "sell-contact-3201", "parent_key", "sell-contact-3203"},
		{"people", "sell-contact-3204", "company_key", "sell-contact-3202"},
		{"deals", "sell-deal-5201", "status", "won"},
		{"deals", "sell-deal-5201", "closed_at", "2025-05-02T10:00:00Z"},
		{"deals", "sell-deal-5203", "status", "lost"},
		{"deals", "sell-deal-5202", "primary_key", "sell-contact-3203"},
		{"deals", "sell-deal-5201", "value", "1000.50"},
		{"deal_people", "sell-deal-5201-contact-3204", "is_primary", "true"},
		{"deal_people", "sell-deal-5201-contact-3204", "associated", "true"},
		{"deal_people", "sell-deal-5201-contact-3205", "is_primary", "false"},
		{"deal_people", "sell-deal-5101-contact-3102", "associated", "false"},
		{"activities", "sell-note-6202", "private", "true"},
		{"activities", "sell-call-6401", "direction", "outgoing"},
		{"activities", "sell-call-6401", "outcome_key", "sell-call-outcome-7431"},
		{"activities", "sell-task-6302", "done_at", "2025-05-01T09:30:00Z"},
		{"activities", "sell-note-6201", "subject", "From https://acme.zendesk.com/agent/tickets/35401"},
		{"line_items", "sell-order-9201-item-9301", "product_key", "sell-product-9101"},
		{"line_items", "sell-order-9201-item-9301", "price_key", "sell-product-9101-price-2"},
		{"line_items", "sell-order-9201-item-9302", "product_key", ""},
		{"documents", "sell-document-9404", "missing", "404"},
		{"documents", "sell-document-9403", "record_key", "sell-lead-4201"},
		{"users", "sell-user-2107", "identity_type", "integration"},
	} {
		if got := row(t, all[want.table], "key", want.key)[want.column]; got != want.value {
			t.Errorf("%s %s: %s is %q, want %q", want.table, want.key, want.column, got, want.value)
		}
	}
	if got := row(t, all["custom_values"], "field_key", "sell-deal-field-7222"); got["datetime"] != "2025-07-01T09:00:00Z" || got["zone_known"] != "false" {
		t.Errorf("a time with a false Z: %v", got)
	}
	if got := row(t, all["custom_values"], "field_key", "sell-deal-field-7223"); got["date"] != "2025-07-01" || got["text"] != "7/1/2025" {
		t.Errorf("a date as Americans write it: %v", got)
	}
	if got := row(t, all["addresses"], "kind", "sell-contact-field-7213"); got["line1"] != "Gate 4" {
		t.Errorf("an address in a custom field: %v", got)
	}
	for _, link := range all["activity_links"] {
		if link["activity_key"] == "sell-task-6301" {
			t.Error("a floating task has a link")
		}
	}
	links := ""
	for _, l := range all["ticket_links"] {
		links += l["record_key"] + " " + l["ticket_id"] + " " + l["found_in"] + "\n"
	}
	if links != "sell-lead-4201 35402 field\nsell-lead-4202 35420 field\nsell-lead-4201 35401 note:sell-note-6201\n" {
		t.Errorf("links to tickets:\n%s", links)
	}
	if got := column(all["crosswalk"], "target_id"); got != "sell-contact-3204 sell-contact-3202 sell-deal-5201" {
		t.Errorf("what became of leads: %s", got)
	}
	for path, want := range map[string]string{
		"documents/sell-deal-5201/sell-document-9401/Offer.pdf":             "first",
		"documents/sell-deal-5201/sell-document-9402/Offer.pdf":             "second",
		"documents/sell-lead-4201/sell-document-9403/Photo_ front_door.jpg": "picture",
		"recordings/sell-call-6401.mp3":                                     "first",
	} {
		if got := contents(t, filepath.Join(out, filepath.FromSlash(path))); got != want {
			t.Errorf("%s holds %q", path, got)
		}
	}
	page := contents(t, filepath.Join(out, "report.html"))
	for _, want := range []string{"In the copy = written", "e-mails and their templates", "Signature", `style="width:100.00%"`, "1 of its files could not be had"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	if strings.Contains(page, "ZgotmplZ") || strings.Contains(page, "does not add up") {
		t.Error("the page is broken")
	}
}

// Records of Support's tags: only a tag that names its own ticket counts, and a
// lead that was converted stands for what it became.
func TestTicketTags(t *testing.T) {
	links := func(yield func(leave.Link, error) bool) {
		for _, l := range []leave.Link{
			{Ticket: 7, URL: "https://acme.zendesk.com/agent/tickets/7", Tags: []string{"x", "sell_lead_7_4101", "sell_lead_6_4102"}},
			{Ticket: 8, Tags: []string{"sell_lead_8_3999"}}, {Ticket: 9, Tags: []string{"sell_lead_9_77777"}},
		} {
			if !yield(l, nil) {
				return
			}
		}
	}
	_, out := writeNeutral(t, copyOf(t, company(t)), &leave.Options{Links: links})
	all, schema := neutralTables(t, out)
	integrity(t, all, schema)
	got := ""
	for _, l := range all["ticket_links"] {
		if l["found_in"] == "tag" {
			got += l["record_key"] + " " + l["ticket_id"] + "\n"
		}
	}
	if got != "sell-lead-4101 7\nsell-contact-3206 8\n" {
		t.Errorf("links:\n%s", got)
	}
	if !strings.Contains(contents(t, filepath.Join(out, "report.csv")), "sell-lead-77777,ticket_links,tag,left-out,the tag of a ticket names a lead that is not in the copy") {
		t.Error("a tag of an unknown lead is not said")
	}
}

// unfold undoes the folding of vCard and iCalendar lines, and checks them.
func unfold(t *testing.T, path string) []string {
	t.Helper()
	data := contents(t, path)
	for line := range strings.SplitSeq(strings.TrimSuffix(data, "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("%s: the line %q is too long, cut in a character or holds a line end", path, line)
		}
	}
	return strings.Split(strings.ReplaceAll(strings.TrimSuffix(data, "\r\n"), "\r\n ", ""), "\r\n")
}

func TestCardsAndCalendars(t *testing.T) {
	_, out := writeNeutral(t, copyOf(t, company(t)), nil)
	cards := strings.Join(unfold(t, filepath.Join(out, "vcard", "people.vcf")), "\n")
	for _, want := range []string{"UID:sell-contact-3204\nFN:Ivan Petrov\nN:Petrov;Ivan;;;\nORG:Harbour Cafés North\n", "TEL;TYPE=CELL:+351910000002", `CATEGORIES:vip,speaks\; portuguese`, `NOTE:Says "maybe"\nnext line\; with\, commas ☕`, "FN:ليلى حداد"} {
		if !strings.Contains(cards, want) {
			t.Errorf("no %q in\n%s", want, cards)
		}
	}
	if n := strings.Count(cards, "BEGIN:VCARD\nVERSION:3.0\n"); n != 7 || n != strings.Count(cards, "END:VCARD") {
		t.Errorf("%d cards", n)
	}
	companies := strings.Join(unfold(t, filepath.Join(out, "vcard", "companies.vcf")), "\n")
	if !strings.Contains(companies, "FN:Harbour Cafés North\nN:Harbour Cafés North;;;;\nX-ABSHOWAS:COMPANY") || !strings.Contains(companies, `ADR;TYPE=WORK,POSTAL:;;P.O. Box 7;Porto;;4000-001;PT`) {
		t.Errorf("companies:\n%s", companies)
	}
	leads := strings.Join(unfold(t, filepath.Join(out, "vcard", "leads.vcf")), "\n")
	if strings.Contains(leads, "sell-lead-4201") || !strings.Contains(leads, "FN:Station Bakery") {
		t.Errorf("leads:\n%s", leads)
	}
	calendar := strings.Join(unfold(t, filepath.Join(out, "calendar", "sell-user-2103.ics")), "\n")
	for _, want := range []string{"BEGIN:VCALENDAR\nVERSION:2.0\n", "BEGIN:VTODO\nUID:sell-task-6301\n", "DUE:20250620T100000Z\nSTATUS:NEEDS-ACTION", "TRIGGER;VALUE=DATE-TIME:20250619T090000Z", "BEGIN:VEVENT\nUID:sell-visit-6601\n", "DTSTART:20250506T100000Z", "LOCATION:12 Harbour Street", "END:VCALENDAR"} {
		if !strings.Contains(calendar, want) {
			t.Errorf("no %q in\n%s", want, calendar)
		}
	}
	if _, err := os.Stat(filepath.Join(out, "calendar", "sell-user-2106.ics")); err == nil {
		t.Error("a task that is done is in a calendar")
	}
}
