package support

import (
	"context"
	"encoding/json"

	"github.com/sellsupport/zendesk"
)

// CreateMany starts a job that creates up to 100 tickets. Triggers fire for each of
// them. It accepts no idempotency key, and is not retried if the response is lost: the
// error is then [zendesk.ErrUnclear].
//
//zendesk:op POST /api/v2/tickets/create_many sends=tickets
func (s TicketsService) CreateMany(ctx context.Context, tickets []TicketParams, opts ...zendesk.CallOption) (*Job, error) {
	for _, p := range tickets {
		if err := p.check(opTicketsCreateMany.Name, false); err != nil {
			return nil, err
		}
	}
	return createMany(ctx, s.rc, opTicketsCreateMany, tickets, opts)
}

// UpdateMany starts a job that makes the same change to up to 100 tickets. It
// is not retried if the response is lost, because that could add a comment twice.
//
//zendesk:op PUT /api/v2/tickets/update_many limit=tickets-update:100/min
func (s TicketsService) UpdateMany(ctx context.Context, ids []int64, p TicketParams, opts ...zendesk.CallOption) (*Job, error) {
	if err := p.checkBulk(opTicketsUpdateMany.Name); err != nil {
		return nil, err
	}
	return changeMany(ctx, s.rc, opTicketsUpdateMany.Request().With(p), ids, opts)
}

// CreateAll creates any number of tickets; see [TicketsService.UpdateAll].
func (s TicketsService) CreateAll(ctx context.Context, tickets []TicketParams, progress func(Progress), opts ...zendesk.CallOption) ([]BulkItem, error) {
	for _, p := range tickets {
		if err := p.check(opTicketsCreateMany.Name, false); err != nil {
			return nil, err
		}
	}
	return bulk(ctx, s.rc, opTicketsCreateMany, tickets, nil, s.CreateMany, progress, opts)
}

// TicketUpdate is the change of one of many tickets.
type TicketUpdate struct {
	ID int64 `json:"id"`
	TicketParams
}

func (u TicketUpdate) check(op string) (id int64, err error) { return u.ID, u.checkBulk(op) }

func (p TicketParams) checkBulk(op string) error {
	if !p.SafeUpdate.IsZero() {
		return &zendesk.ArgumentError{Op: op, Argument: "SafeUpdate", Problem: "is for the update of one ticket"}
	}
	return nil
}

// TicketMergeParams say which tickets to merge into another, and how.
type TicketMergeParams struct {
	IDs                   []int64 `json:"ids"`                               // the tickets to close
	TargetComment         string  `json:"target_comment,omitzero"`           // on the ticket that stays; default: Support's own text
	SourceComment         string  `json:"source_comment,omitzero"`           // on the tickets that are closed
	TargetCommentIsPublic bool    `json:"target_comment_is_public,omitzero"` // default: private
	SourceCommentIsPublic bool    `json:"source_comment_is_public,omitzero"` // default: private

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// Merge starts a job that closes tickets and adds their comments to the ticket with the
// given id. It cannot be undone, and is not retried if the response is lost.
//
//zendesk:op POST /api/v2/tickets/{id}/merge sends=
func (s TicketsService) Merge(ctx context.Context, id int64, p TicketMergeParams, opts ...zendesk.CallOption) (*Job, error) {
	if err := fits(opTicketsMerge.Name, "IDs", len(p.IDs)); err != nil {
		return nil, err
	}
	return startJob(ctx, s.rc, opTicketsMerge.Request(id).With(p), opts)
}
