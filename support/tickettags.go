package support

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
)

// TagsParams are tags to add to a ticket, to take away, or to replace all with.
// Support writes them in lower case.
type TagsParams struct {
	Tags []string `json:"tags"`

	// SafeUpdate is the UpdatedAt of the ticket that was read; see
	// [TicketParams]. Such a change is not repeated after a lost answer.
	SafeUpdate time.Time `json:"-"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// Tags returns the tags of a ticket.
//
// API page: Tags (ticketing/ticket-management/tags).
func (s TicketsService) Tags(ctx context.Context, id int64, opts ...zendesk.CallOption) ([]string, error) {
	return s.tags(ctx, s.request("Tags", http.MethodGet, "/{id}/tags", id), opts)
}

// AddTags adds tags to those that a ticket has, and returns all.
func (s TicketsService) AddTags(ctx context.Context, id int64, p TagsParams, opts ...zendesk.CallOption) ([]string, error) {
	return s.tags(ctx, tagging(s.request("AddTags", http.MethodPut, "/{id}/tags", id), p), opts)
}

// SetTags replaces all tags of a ticket, and returns them.
func (s TicketsService) SetTags(ctx context.Context, id int64, p TagsParams, opts ...zendesk.CallOption) ([]string, error) {
	if p.Tags == nil {
		p.Tags = []string{}
	}
	return s.tags(ctx, tagging(s.request("SetTags", http.MethodPost, "/{id}/tags", id), p), opts)
}

// RemoveTags takes tags away from a ticket. Those that it does not have are no
// error.
func (s TicketsService) RemoveTags(ctx context.Context, id int64, p TagsParams, opts ...zendesk.CallOption) error {
	return s.rc.Do(ctx, tagging(s.request("RemoveTags", http.MethodDelete, "/{id}/tags", id), p), opts, nil)
}

type tagChange struct {
	TagsParams
	safeStamp
}

// tagging makes a request that can be repeated, since tags are a set; but a
// safe one would meet its own first attempt.
func tagging(req zendesk.Request, p TagsParams) zendesk.Request {
	req.Body, req.Class = tagChange{p, stampOf(p.SafeUpdate)}, zendesk.Idempotent
	if !p.SafeUpdate.IsZero() {
		req.Class = zendesk.Append
	}
	return req
}

// tags reads tags one by one: an odd one must not fail the others. A number is
// read as its text, so that what is set again is what was there.
func (s TicketsService) tags(ctx context.Context, req zendesk.Request, opts []zendesk.CallOption) (tags []string, err error) {
	err = s.rc.Do(ctx, req, opts, func(body []byte) (odd []string, err error) {
		if err := record.Check(body); err != nil {
			return nil, err
		}
		list := record.Member(body, "tags")
		if kind := record.Kind(list); record.Present(list) && kind != "list" {
			return nil, fmt.Errorf("/tags: a JSON %s where a list belongs", kind)
		}
		for i, value := range record.Elements(list) {
			tag, ok := record.Text(value)
			if ok && tag != "" {
				tags = append(tags, tag)
			}
			if record.Kind(value) != "string" || !record.Sound(value) {
				odd = append(odd, "/tags/"+strconv.Itoa(i))
			}
		}
		return odd, nil
	})
	if err != nil {
		return nil, err
	}
	return tags, nil
}
