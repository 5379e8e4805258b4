package selltest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell/selltest"
)

// Requests in the forms in which the official clients of other languages send
// them, over HTTP.
func TestFormsOfOtherClients(t *testing.T) {
	fake := selltest.New(selltest.WithUserTokens())
	fake.AddCustomField("contacts", selltest.CustomField{Name: "known via", Filterable: true})
	fake.Seed("contacts", `{"id":5,"owner_id":1,"is_organization":true,"name":"Casa","address":{"city":"New York"},"custom_fields":{"known via":"tom"}}`)
	fake.Seed("products", `{"id":3,"name":"Tile","active":true,"prices":[{"amount":"1599.99","currency":"USD"}]}`)
	server := httptest.NewServer(fake)
	defer server.Close()
	for _, test := range []struct {
		client, call, body string
		status             int
		want               map[string]string
	}{
		{"ruby", "GET /v2/contacts?page=1&per_page=100&sort_by=name%3Adesc&is_organization=true", "", 200, map[string]string{"meta.count": "1"}},
		{"ruby", "GET /v2/contacts?custom_fields%5Bknown+via%5D=tom&address%5Bcity%5D=New+York", "", 200, map[string]string{"items.0.data.id": "5"}},
		{"ruby", "POST /v2/deals", `{"data":{"name":"Website Redesign","value":1000,"currency":"USD","contact_id":5,"hot":true,"added_on":null,"estimated_close_date":"2014-09-27","tags":["important"],"custom_fields":{}}}`, 200,
			map[string]string{"data.value": "1000", "data.estimated_close_date": "2014-09-27"}},
		{"ruby", "PUT /v2/deals/{deal}", `{"data":{"name":"Website","value":"1000.50","contact_id":5,"dropbox_email":null,"added_on":null,"loss_reason_id":null}}`, 422, nil},
		{"ruby", "PUT /v2/deals/{deal}", `{"data":{"name":"Website","value":"1000.50","contact_id":5,"added_on":null,"loss_reason_id":null}}`, 200, map[string]string{"data.value": "1000.50"}},
		{"ruby", "POST /v2/deals/{deal}/associated_contacts", `{"data":{"contact_id":5,"role":"involved"}}`, 200, map[string]string{"meta.type": "associated_contact"}},
		{"ruby", "DELETE /v2/deals/{deal}/associated_contacts/5", "", 204, nil},
		{"ruby", "POST /v2/sync/start", "", 201, map[string]string{"data.queues.0.data.name": "main"}},
		{"python", "POST /v2/leads", `{"data": {"first_name": "Mark", "last_name": "Johnson", "organization_name": "Design Services Company", "custom_fields": {"any": "thing"}, "tags": []}}`, 200, map[string]string{"data.status": "New"}},
		{"python", "POST /v2/leads", `{"data": {}}`, 422, map[string]string{"errors.0.error.field": "/last_name", "errors.1": ""}},
		{"python", "GET /v2/users/self?unknown=param", "", 400, map[string]string{"errors.0.error.code": "invalid_param"}},
		{"python", "GET /v2/contacts?is_organization=True", "", 400, nil},
		{"python", "GET /v2/leads?ids=1%2C2%2C3", "", 200, map[string]string{"meta.count": "0"}},
		{"php", "POST /v2/leads", `{"data":{"last_name":"Johnson","address":[],"custom_fields":[],"tags":[]}}`, 200, map[string]string{"data.custom_fields": "{}"}},
		{"php", "PUT /v2/contacts/5", `{"data":[]}`, 200, map[string]string{"data.name": "Casa"}},
		{"php", "POST /v2/orders", `{"data":{"deal_id":{deal},"discount":4}}`, 200, map[string]string{"data.discount": "4"}},
		{"php", "POST /v2/contacts/upsert?email=a%40example.com", `{"data":{"last_name":"Ruiz","email":"a@example.com"}}`, 200, map[string]string{"data.email": "a@example.com"}},
		{"java", "PUT /v2/deals/{deal}", `{"data":{"estimated_close_date":"2015-01-02T00:00:00Z"}}`, 200, map[string]string{"data.estimated_close_date": "2015-01-02"}},
		{"java", "GET /v2/leads", "", 200, map[string]string{"meta.type": "collection"}},
		{"java", "POST /v2/notes", `{"data":{"resource_type":"deal","resource_id":{deal},"content":"Called"},"meta":{"type":"note"}}`, 200, map[string]string{"data.type": "regular"}},
		{"java", "DELETE /v2/contacts/999", "", 404, map[string]string{"errors.0.error.code": "not_found"}},
	} {
		deal := "0"
		if deals := fake.Records("deals"); len(deals) > 0 {
			deal = reply{t, 200, nil, string(deals[0])}.at("id")
		}
		with := strings.NewReplacer("{deal}", deal)
		method, path, _ := strings.Cut(with.Replace(test.call), " ")
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+path, strings.NewReader(with.Replace(test.body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header = http.Header{
			"Authorization": {"Bearer " + selltest.UserToken(1)}, "Accept": {"application/json"}, "Content-Type": {"application/json"},
			"User-Agent": {"BaseCRM/v2 " + test.client}, "X-Basecrm-Device-Uuid": {"6dadcec8-6e61-4691-b318-1aab27b8fecf"}, "X-Client-Type": {"api"},
		}
		res, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		if res.StatusCode != test.status {
			t.Errorf("%s: %s: %s %s, want %d", test.client, test.call, res.Status, raw, test.status)
		}
		answer := reply{t, res.StatusCode, res.Header, string(raw)}
		for at, want := range test.want {
			if got := answer.at(at); got != want {
				t.Errorf("%s: %s: %s is %s, want %s", test.client, test.call, at, got, want)
			}
		}
	}
}
