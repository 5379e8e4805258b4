package support_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

// What holds the body of a response is used again for the next: nothing that was
// read may share its bytes.
func TestNothingOfABodyIsKept(t *testing.T) {
	const ticket = `{"id":7,"subject":"s\u00e9","tags":["vip",2024,"a"],"custom_fields":[{"id":40,"value":"gold"},{"id":41,"value":["a","b"]}],"unknown":{"a":[1, 2]},"priority":7,"satisfaction_rating":{"score":"good"}}`
	const plain = `{"id":7,"subject":"plain","tags":["vip"],"custom_fields":[{"id":40,"value":"gold"}],"unknown":{"a":[1, 2]},"satisfaction_rating":{"score":"good"}}`
	const user = `{"id":8,"name":"Ana","user_fields":{"tier":"gold"},"more":[1]}`
	for name, c := range map[string]struct {
		body string
		call func(d *support.Client) (any, error)
	}{
		"a record":      {`{"ticket":` + plain + `}`, func(d *support.Client) (any, error) { return d.Tickets.Get(t.Context(), 7) }},
		"an odd record": {`{"ticket":` + ticket + `}`, func(d *support.Client) (any, error) { return d.Tickets.Get(t.Context(), 7) }},
		"a page": {`{"tickets":[` + plain + `,` + plain + `],"users":[` + user + `],"brands":[{"id":1}],"meta":{"has_more":true,"after_cursor":"abc"}}`,
			func(d *support.Client) (any, error) { return d.Tickets.List(t.Context(), support.TicketQuery{}, "") }},
		"an odd page": {`{"tickets":[` + plain + `,` + ticket + `,7],"users":[` + user + `,{"id":"x"}],"links":{"next":"https://acme.zendesk.com/x?page[after]=abc"},"meta":{"has_more":true}}`,
			func(d *support.Client) (any, error) { return d.Tickets.List(t.Context(), support.TicketQuery{}, "") }},
		"a raw page": {`{"tickets":[` + ticket + `],"meta":{"has_more":false}}`,
			func(d *support.Client) (any, error) {
				return d.Tickets.Raw().List(t.Context(), support.TicketQuery{}, "")
			}},
		"a job": {`{"job_status":{"id":"V3-1","status":"completed","results":[{"id":7,"action":"update"}]}}`,
			func(d *support.Client) (any, error) { return d.JobStatuses.Get(t.Context(), "V3-1") }},
		"an export": {`{"tickets":[` + ticket + `],"after_cursor":"abc","end_of_stream":true}`,
			func(d *support.Client) (any, error) {
				for page, err := range d.Incremental.TicketPages(t.Context(), support.IncrementalQuery{Since: someTime}) {
					return page, err
				}
				return nil, nil
			}},
		"a search": {`{"results":[{"result_type":"ticket","id":7,"subject":"s"}],"count":1,"facets":{"a":1}}`,
			func(d *support.Client) (any, error) {
				return d.Search.List(t.Context(), support.SearchQuery{Query: "a"}, "")
			}},
		"tags": {`{"tags":["vip",2024]}`, func(d *support.Client) (any, error) { return d.Tickets.Tags(t.Context(), 7) }},
		"a call": {`{"any":{"thing":[1, 2]}}`, func(d *support.Client) (any, error) {
			var raw json.RawMessage
			err := d.Call(t.Context(), zendesk.Request{Op: "support.Any.Get", Method: "GET", Route: "/api/v2/any"}, &raw)
			return raw, err
		}},
	} {
		t.Run(name, func(t *testing.T) {
			overwrite := false
			rt := roundTrip(func(req *http.Request) (*http.Response, error) {
				body := c.body
				if overwrite {
					body = strings.Repeat("#", len(body)+100)
				}
				return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)), Request: req}, nil
			})
			desk := connect(t, rt)
			got, err := c.call(desk)
			if err != nil {
				t.Fatal(err)
			}
			before := printed(t, got)
			overwrite = true
			for range 10 {
				if _, err := c.call(desk); err == nil {
					t.Fatal("no error")
				}
			}
			if after := printed(t, got); !bytes.Equal(before, after) {
				t.Errorf("it was\n%s\nand is now\n%s", before, after)
			}
		})
	}
}

// printed is all that v holds, raw members included.
func printed(t *testing.T, v any) []byte {
	t.Helper()
	data, err := zendesk.Encode(v)
	if err != nil {
		t.Fatal(err)
	}
	return append(bytes.Clone(data), fmt.Sprintf("%+v", v)...)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(req *http.Request) (*http.Response, error) { return f(req) }
