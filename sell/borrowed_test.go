package sell_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/sell"
)

// What holds the body of a response is used again for the next: nothing that was
// read may share its bytes.
func TestNothingOfABodyIsKept(t *testing.T) {
	const odd = `{"id":7,"last_name":"Ruiz","tags":["vip",2024],"custom_fields":{"Tier":"Gold"},"title":7,"unknown":{"a":[1, 2]}}`
	const plain = `{"id":7,"last_name":"Ruiz","tags":["vip"],"custom_fields":{"Tier":"Gold"},"unknown":{"a":[1, 2]}}`
	for name, c := range map[string]struct {
		body string
		call func(c *sell.Client) (any, error)
	}{
		"a record":      {`{"data":` + plain + `,"meta":{"type":"lead"}}`, func(c *sell.Client) (any, error) { return c.Leads.Get(t.Context(), 7) }},
		"an odd record": {`{"data":` + odd + `,"meta":{"type":"lead"}}`, func(c *sell.Client) (any, error) { return c.Leads.Get(t.Context(), 7) }},
		"a page": {`{"items":[{"data":` + plain + `}],"meta":{"type":"collection","links":{"next_page":"https://api.getbase.com/v2/leads?page=2"}}}`,
			func(c *sell.Client) (any, error) { return c.Leads.List(t.Context(), sell.LeadQuery{}, "") }},
		"an odd page": {`{"items":[{"data":` + plain + `},{"data":` + odd + `},7],"meta":{"type":"collection","links":{"next_page":"https://api.getbase.com/v2/leads?page=2"}}}`,
			func(c *sell.Client) (any, error) { return c.Leads.List(t.Context(), sell.LeadQuery{}, "") }},
		"a raw page": {`{"items":[{"data":` + odd + `}],"meta":{"type":"collection"}}`,
			func(c *sell.Client) (any, error) { return c.Leads.Raw().List(t.Context(), sell.LeadQuery{}, "") }},
		"a schema": {`{"any":[1, 2]}`, func(c *sell.Client) (any, error) { return c.Search.RequestSchema(t.Context()) }},
		"a stream": {`{"items":[{"data":` + odd + `,"meta":{"sync":{"event_type":"updated"},"sequence":7}}],"meta":{"position":"abc","top":false}}`,
			func(c *sell.Client) (any, error) {
				return c.Firehose.Leads().List(t.Context(), sell.StreamQuery{Position: sell.PositionTail})
			}},
		"a search": {`{"items":[{"items":[{"data":{"id":7,"last_name":"Ruiz","unknown":[1]}}],"meta":{"total_count":1,"aggregations":{"a":{"b":1}}},"successful":true}]}`,
			func(c *sell.Client) (any, error) { return c.Search.Leads().List(t.Context(), sell.SearchQuery{}, "") }},
		"a call": {`{"any":{"thing":[1, 2]}}`, func(c *sell.Client) (any, error) {
			var raw json.RawMessage
			err := c.Call(t.Context(), zendesk.Request{Op: "sell.Any.Get", Method: "GET", Route: "/v2/any"}, &raw)
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
			crm := connect(t, rt)
			got, err := c.call(crm)
			if err != nil {
				t.Fatal(err)
			}
			before := printed(t, got)
			overwrite = true
			for range 10 {
				if _, err := c.call(crm); err == nil {
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
