package support

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/sellsupport/zendesk"
)

// CreateMany starts a job that makes up to 100 tickets; triggers fire for each.
// It is not repeated after an answer that was lost, and takes no idempotency
// key; such an error is [zendesk.ErrUnclear].
func (s TicketsService) CreateMany(ctx context.Context, tickets []TicketParams, opts ...zendesk.CallOption) (*Job, error) {
	req := s.request("CreateMany", http.MethodPost, "/create_many")
	if err := fits(req.Op, "tickets", len(tickets)); err != nil {
		return nil, err
	}
	for _, p := range tickets {
		if err := p.check(req.Op, false); err != nil {
			return nil, err
		}
	}
	req.Body = map[string]any{s.many: tickets}
	return startJob(ctx, s.rc, req, opts)
}

// UpdateMany starts a job that makes the same change to up to 100 tickets. It
// is not repeated after an answer that was lost: it could comment twice.
func (s TicketsService) UpdateMany(ctx context.Context, ids []int64, p TicketParams, opts ...zendesk.CallOption) (*Job, error) {
	req := s.request("UpdateMany", http.MethodPut, "/update_many")
	if err := name(&req, ids); err != nil {
		return nil, err
	}
	if err := p.checkBulk(req.Op); err != nil {
		return nil, err
	}
	req.Body = s.body(p)
	return startJob(ctx, s.rc, req, opts)
}

// TicketUpdate is the change of one ticket among many.
type TicketUpdate struct {
	ID int64 `json:"id"`
	TicketParams
}

// UpdateEach starts a job that changes up to 100 tickets, each in its own way.
// It is not repeated after an answer that was lost: it could comment twice.
func (s TicketsService) UpdateEach(ctx context.Context, updates []TicketUpdate, opts ...zendesk.CallOption) (*Job, error) {
	req := s.request("UpdateEach", http.MethodPut, "/update_many")
	if err := fits(req.Op, "updates", len(updates)); err != nil {
		return nil, err
	}
	for _, u := range updates {
		if u.ID <= 0 {
			return nil, &zendesk.ArgumentError{Op: req.Op, Argument: "updates", Problem: "one has no ID"}
		}
		if err := u.checkBulk(req.Op); err != nil {
			return nil, err
		}
	}
	req.Body = map[string]any{s.many: updates}
	return startJob(ctx, s.rc, req, opts)
}

func (p TicketParams) checkBulk(op string) error {
	if !p.SafeUpdate.IsZero() {
		return &zendesk.ArgumentError{Op: op, Argument: "SafeUpdate", Problem: "is for the update of one ticket"}
	}
	return nil
}

// MergeParams say how tickets are merged into another.
type MergeParams struct {
	IDs                   []int64 `json:"ids"`                               // the tickets that are closed
	TargetComment         string  `json:"target_comment,omitzero"`           // on the ticket that stays; default: Support's own text
	SourceComment         string  `json:"source_comment,omitzero"`           // on those that are closed
	TargetCommentIsPublic bool    `json:"target_comment_is_public,omitzero"` // default: private
	SourceCommentIsPublic bool    `json:"source_comment_is_public,omitzero"` // default: private

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// Merge starts a job that closes tickets and puts their comments on the ticket
// with that id. It cannot be undone and is not repeated after a lost answer.
func (s TicketsService) Merge(ctx context.Context, id int64, p MergeParams, opts ...zendesk.CallOption) (*Job, error) {
	req := s.request("Merge", http.MethodPost, "/{id}/merge", id)
	if err := fits(req.Op, "IDs", len(p.IDs)); err != nil {
		return nil, err
	}
	req.Body = p // not wrapped
	return startJob(ctx, s.rc, req, opts)
}
