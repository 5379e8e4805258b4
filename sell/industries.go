package sell

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// IndustriesService lists the industries that leads and contacts can be in.
//
// API page: none. The endpoints are undocumented, but Zendesk's own clients use
// them.
type IndustriesService struct{ rc *rest.Client }

// List returns all industries of a type of record: [ResourceLead] or
// [ResourceContact].
//
//zendesk:op GET /v2/{resource}/industries
func (s IndustriesService) List(ctx context.Context, of ResourceType, opts ...zendesk.CallOption) ([]*Industry, error) {
	switch of {
	case ResourceLead, ResourceContact:
		r := opIndustriesList.Request(string(of))
		r.Query = url.Values{"per_page": {"100"}} // without it Sell sends 25
		return many[Industry](ctx, s.rc, r, opts)
	}
	return nil, &zendesk.ArgumentError{Op: opIndustriesList.Name, Argument: "of", Problem: "must be lead or contact"}
}

// Industry is a line of business. It has no id: a [Lead] or [Contact] refers to it by
// name.
type Industry struct {
	Name      string    `json:"name,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
