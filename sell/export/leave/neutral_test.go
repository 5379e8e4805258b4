package leave_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

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
