package sell_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sellsupport/zendesk/sell"
)

// Whatever answers look like, nothing panics or goes on for ever, no record is
// nil, and only events that were taken are acknowledged.
func FuzzAnswers(f *testing.F) {
	f.Add(items(`{"id":1,"email":5,"tags":null,"custom_fields":{"a":[1]}}`, `{"id":"2"}`))
	f.Add(`{"items":[{"successful":true,"items":[{"data":{"id":"1","owner":{"id":2}}}],"meta":{"total_count":1,"aggregations":{"a":1},"links":{"next_page":"c"}}}]}`)
	f.Add(`{"items":[{"successful":false,"errors":[{"error":{"code":"x","message":"m"}}],"meta":{"http_status":"400 Bad Request"}}]}`)
	f.Add(`{"items":[{"data":{"id":1},"meta":{"type":"lead","sync":{"event_type":"created","ack_key":"Lead-1-1","revision":1}}}],"meta":{"count":1,"count_left":"7"}}`)
	f.Add(`{"items":[{"data":{"id":1},"meta":{"sync":{"ack_key":7}}},{"data":null,"meta":null},null,5],"meta":[]}`)
	f.Add(`{"items":[{"data":{"id":1,"value":"1.5"},"meta":{"event_id":"e","event_time":"2026-01-01T00:00:00Z","sequence":"3","previous":{"a":null}}}],"meta":{"position":"p","top":false}}`)
	f.Add(`{"items":null,"meta":{"position":5,"top":1}}`)
	f.Fuzz(func(t *testing.T, body string) {
		ctx := t.Context()
		crm := connect(t, ok(body))
		if page, err := crm.Leads.List(ctx, sell.LeadQuery{}, ""); err == nil {
			whole(t, page.Items)
		}
		if page, err := crm.Search.Deals().List(ctx, sell.SearchQuery{}, ""); err == nil {
			whole(t, page.Items)
		}
		pages := 0
		for page, err := range crm.Firehose.Deals().Pages(ctx, sell.StreamQuery{Position: sell.PositionTail}) {
			if pages++; pages > 1000 {
				t.Fatal("the stream does not end")
			}
			if err != nil {
				break
			}
			whole(t, page.Events)
		}

		queue := &syncQueue{page: body}
		var took []string
		_ = connect(t, queue).Sync.Run(ctx, "device", func(_ context.Context, e *sell.SyncEvent) error {
			if strings.HasSuffix(e.AckKey, "1") {
				return sell.ErrDeclined
			}
			took = append(took, e.AckKey)
			return nil
		})
		took = slices.DeleteFunc(took, func(key string) bool { return key == "" })
		if !slices.Equal(queue.acked, took) {
			t.Errorf("%q are acknowledged, and %q were taken", queue.acked, took)
		}
	})
}

func whole[T any](t *testing.T, records []*T) {
	if slices.Contains(records, nil) {
		t.Error("a record is nil")
	}
}

// syncQueue is a session with one page.
type syncQueue struct {
	page    string
	fetched bool
	acked   []string
}

func (q *syncQueue) RoundTrip(r *http.Request) (*http.Response, error) {
	status, body := http.StatusOK, q.page
	switch {
	case strings.HasSuffix(r.URL.Path, "/start"):
		body = `{"data":{"id":"s"}}`
	case strings.HasSuffix(r.URL.Path, "/ack"):
		var sent struct {
			Data struct {
				Keys []string `json:"ack_keys"`
			}
		}
		if err := json.NewDecoder(r.Body).Decode(&sent); err != nil {
			return nil, err
		}
		q.acked = append(q.acked, sent.Data.Keys...)
		status, body = http.StatusAccepted, ""
	case q.fetched:
		status, body = http.StatusNoContent, ""
	}
	q.fetched = q.fetched || strings.Contains(r.URL.Path, "/queues/")
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body)), Request: r}, nil
}
