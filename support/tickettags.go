package support

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// TicketTagsParams are tags to add to a ticket, to remove from it, or to replace all its
// tags with. Support converts them to lower case.
type TicketTagsParams struct {
	Tags []string `json:"tags"`

	// SafeUpdate is the UpdatedAt of the ticket that was read; see
	// [TicketParams]. Such a change is not retried if the response is lost.
	SafeUpdate time.Time `json:"-"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// Tags returns the tags of a ticket.
//
// API page: Tags (ticketing/ticket-management/tags).
//
//zendesk:op GET /api/v2/tickets/{id}/tags returns=tags
func (s TicketsService) Tags(ctx context.Context, id int64, opts ...zendesk.CallOption) ([]string, error) {
	return s.tags(ctx, opTicketsTags.Request(id), opts)
}

// AddTags adds tags to a ticket and returns all its tags.
//
//zendesk:op PUT /api/v2/tickets/{id}/tags class=idempotent,append sends= returns=tags
func (s TicketsService) AddTags(ctx context.Context, id int64, p TicketTagsParams, opts ...zendesk.CallOption) ([]string, error) {
	return s.tags(ctx, tagging(opTicketsAddTags.Request(id), p), opts)
}

// SetTags replaces all tags of a ticket and returns them.
//
//zendesk:op POST /api/v2/tickets/{id}/tags class=idempotent,append sends= returns=tags
func (s TicketsService) SetTags(ctx context.Context, id int64, p TicketTagsParams, opts ...zendesk.CallOption) ([]string, error) {
	if p.Tags == nil {
		p.Tags = []string{}
	}
	return s.tags(ctx, tagging(opTicketsSetTags.Request(id), p), opts)
}

// RemoveTags removes tags from a ticket. It is not an error if the ticket does not have
// them.
//
//zendesk:op DELETE /api/v2/tickets/{id}/tags class=idempotent,append sends=
func (s TicketsService) RemoveTags(ctx context.Context, id int64, p TicketTagsParams, opts ...zendesk.CallOption) error {
	return do(ctx, s.rc, tagging(opTicketsRemoveTags.Request(id), p), opts)
}

type tagChange struct {
	TicketTagsParams
	safeStamp
}

// tagging returns a request that can be retried, because tags are a set. A safe one
// cannot: it would conflict with its own first attempt.
func tagging(req rest.Request, p TicketTagsParams) rest.Request {
	if !p.SafeUpdate.IsZero() {
		req.Class = zendesk.Append
	}
	return req.With(tagChange{p, stampOf(p.SafeUpdate)})
}

// tags reads tags one by one, so that an odd one does not fail the others. A number is
// read as text, so that setting the tags again does not change them.
func (s TicketsService) tags(ctx context.Context, req rest.Request, opts []zendesk.CallOption) (tags []string, err error) {
	err = s.rc.Do(ctx, req.Request, opts, func(body []byte) (odd []string, err error) {
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
