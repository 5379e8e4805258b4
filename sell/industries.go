package sell

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// IndustriesService lists the industries that leads and contacts can be in.
//
// API page: none. The endpoints are undocumented, but in use by Zendesk's own
// clients.
type IndustriesService struct{ rc *rest.Client }

// List returns all industries of a type of record: [ResourceLead] or
// [ResourceContact].
//
//zendesk:op GET /v2/{resource}/industries
func (s IndustriesService) List(ctx context.Context, of ResourceType, opts ...zendesk.CallOption) ([]*Industry, error) {
	switch of {
	case ResourceLead, ResourceContact:
		l := list[Industry, industryQuery](s.rc, opIndustriesList, string(of))
		return zendesk.Collect(l.All(ctx, industryQuery{}, opts...), 0)
	}
	return nil, &zendesk.ArgumentError{Op: opIndustriesList.Name, Argument: "of", Problem: "must be lead or contact"}
}

// industryQuery asks for large pages. Who asks for none gets a first small one.
type industryQuery struct {
	PerPage int `query:"per_page,max=100"`
}

// Industry is a line of business. It has no id: a [Lead] and a [Contact] hold
// its name.
type Industry struct {
	Name      string    `json:"name,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}
