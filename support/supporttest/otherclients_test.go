package supporttest_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// Requests in the forms in which clients of other languages send them, over HTTP: a
// suffix or none, parameters encoded in their way, an API token, bodies that mean
// nothing, and the answers that these clients look for.
func TestFormsOfOtherClients(t *testing.T) {
	fake := staff()
	fake.Seed("organizations", `{"id":71,"name":"Casa","external_id":"crm-1"}`)
	fake.Seed("identities", `{"id":1,"user_id":5,"type":"email","value":"ana@example.com","primary":true}`, `{"id":2,"user_id":5,"type":"email","value":"ana@example.org"}`)
	server := httptest.NewServer(fake)
	defer server.Close()
	basic := "admin@example.com/token:" + supporttest.DefaultToken
	for _, test := range []struct {
		client, call, body string
		status             int
		want               want
	}{
		// node-zendesk
		{"node", "GET /tickets.json?page[size]=2", "", 200, want{"#tickets": "2", "meta.has_more": "true"}},
		{"node", "GET /users/show_many.json?ids=5%2C10", "", 200, want{"#users": "2"}},
		{"node", "PUT /tickets/update_many.json?ids=1,2", `{"ticket":{"priority":"high"}}`, 200, want{"job_status.status": `"queued"`}},
		{"node", "PUT /tickets/1/tags.json", `{"tags":["one","two"]}`, 200, want{"tags": `["one","two"]`}},
		{"node", "DELETE /tickets/1/tags.json", `{"tags":["one"]}`, 204, nil},
		{"node", "GET /search.json?query=type%3Aticket%20tags%3Atwo", "", 200, want{"count": "1", "results.0.id": "1", "next_page": "null"}},
		{"node", "GET /incremental/users.json?start_time=0&include=organizations", "", 200, want{"end_of_stream": "true"}},
		{"node", "GET /incremental/tickets/sample.json?start_time=0", "", 200, want{"end_of_stream": "true"}},
		{"node", "GET /users/5/identities.json", "", 200, want{"#identities": "2"}},
		{"node", "GET /job_statuses/nosuch.json", "", 404, want{"error": `"RecordNotFound"`}},
		// zenpy
		{"zenpy", "GET /users/me.json", "", 200, want{"user.role": `"admin"`}},
		{"zenpy", "GET /search.json?query=created%3E%3D2015-10-09T00%3A00%3A00Z+created%3C2100-01-01+type%3Auser&sort_by=created_at&sort_order=asc", "", 200, want{"results.0.result_type": `"user"`}},
		{"zenpy", "GET /search/count.json?query=type%3Aorganization", "", 200, want{"count": "2"}},
		{"zenpy", "GET /search/export.json?query=casa&filter%5Btype%5D=organization&page%5Bsize%5D=100", "", 200, want{"results.0.id": "71", "meta.has_more": "false"}},
		{"zenpy", "GET /organizations/search.json?external_id=CRM-1", "", 200, want{"organizations.0.id": "71"}},
		{"zenpy", "POST /tickets.json", `{"ticket":{"subject":"Testing","description":"Testing","requester":{"name":"bob","email":"bob@example.com"}}}`, 201, want{"ticket.id": "4", "audit.ticket_id": "4"}},
		{"zenpy", "POST /users/create_or_update_many.json", `{"users":[{"name":"Bob","email":"bob@example.com"},{"name":"New","email":"new@example.com"}]}`, 200, want{"job_status.total": "2"}},
		{"zenpy", "GET /tickets/4/comments.json?sort_order=desc", "", 200, want{"#comments": "1"}},
		{"zenpy", "GET /tickets/999.json", "", 404, want{"error": `"RecordNotFound"`, "description": `"Not found"`}},
		{"zenpy", "PUT /deleted_tickets/restore_many.json?ids=999", "", 404, nil},
		{"zenpy", "DELETE /tickets/destroy_many.json?ids=4", "", 200, want{"job_status.total": "1"}},
		{"zenpy", "GET /incremental/tickets/cursor.json?start_time=0&include=users%2Cgroups", "", 200, want{"before_cursor": "null"}},
		// The official clients of PHP and Ruby
		{"php", "GET /tickets.json?sideload=&include=users%2Cgroups&sort_by=created_at&sort_order=desc&per_page=1&page=2", "", 200, want{"#tickets": "1", "tickets.0.id": "3", "users.0.id": "5"}},
		{"php", "DELETE /organizations/71.json", `[]`, 204, nil},
		{"php", "PUT /users/5/identities/2/make_primary.json", `[]`, 200, want{"#identities": "2"}},
		{"php", "POST /users.json", `{"user":{"name":"Roger Wilco","email":"roge@example.org","verified":true}}`, 201, want{"user.email": `"roge@example.org"`}},
		{"php", "POST /users.json", `{"user":{"name":"Roger Wilco","email":"roge@example.org"}}`, 422, want{"error": `"RecordInvalid"`, "details.email.0.error": `"DuplicateValue"`}},
		{"ruby", "GET /search?query=x&page%5Bsize%5D=100", "", 400, want{"error.message": `"You passed an invalid value for the page attribute. Invalid parameter: page must be an integer"`}},
		{"ruby", "GET /tickets?page%5Bsize%5D=100&include=users", "", 200, want{"meta.has_more": "false", "count": ""}},
		{"ruby", "PUT /tickets/2", `{"ticket":{"comment":{"value":"Hi","public":false},"safe_update":true,"updated_stamp":"2000-01-01T00:00:00Z"}}`, 409, want{"error": `"UpdateConflict"`}},
		{"ruby", "GET /users//5", "", 200, want{"user.id": "5"}},
	} {
		method, path, _ := strings.Cut(test.call, " ")
		r, err := http.NewRequestWithContext(t.Context(), method, server.URL+"/api/v2"+path, strings.NewReader(test.body))
		if err != nil {
			t.Fatal(err)
		}
		user, secret, _ := strings.Cut(basic, ":")
		r.SetBasicAuth(user, secret)
		r.Header.Set("Accept", "application/json")
		r.Header.Set("Content-Type", map[string]string{"node": "application/json", "zenpy": "application/json", "php": "application/json", "ruby": "application/json; charset=utf-8"}[test.client])
		res, err := server.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		a := answer{status: res.StatusCode, header: res.Header, text: string(raw)}
		dec := json.NewDecoder(bytes.NewReader(raw))
		dec.UseNumber()
		_ = dec.Decode(&a.body)
		if a.status != test.status {
			t.Errorf("%s: %s: %d %s, want %d", test.client, test.call, a.status, a.text, test.status)
		}
		expect(t, test.client+": "+test.call, a, test.want)
	}
}
