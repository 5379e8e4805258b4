package support

import (
	"context"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// BrandsService reads and writes brands.
//
// API page: Brands (ticketing/account-configuration/brands). Admins write.
//
//zendesk:resource Brand /api/v2/brands Get List(limit=brands:10/min) Create Delete(class=append)
type BrandsService struct{ rc *rest.Client }

// Check tells whether a host can be mapped to a brand.
//
//zendesk:op GET /api/v2/brands/check_host_mapping?live=true returns= unlisted
func (s BrandsService) Check(ctx context.Context, host string, opts ...zendesk.CallOption) (*HostMapping, error) {
	return one[HostMapping](ctx, s.rc, opBrandsCheck.Request(), opts)
}

// Agents lists the agents of a brand.
//
//zendesk:op GET /api/v2/brands/{id}/agents returns=agents
func (s BrandsService) Agents(id int64) Listing[Agent, AgentQuery] {
	return list[Agent, AgentQuery](s.rc, opBrandsAgents, id)
}

// Clone starts a job.
//
//zendesk:op POST /api/v2/brands/{id}/clone sends=
func (s BrandsService) Clone(ctx context.Context, id int64, p BrandCloneParams, opts ...zendesk.CallOption) (*Job, error) {
	return startJob(ctx, s.rc, opBrandsClone.Request(id).With(p), opts)
}

// LogosService reads the logos of one brand.
//
//zendesk:resource Logo /api/v2/brands/{brand_id}/logos id=string many=images Get List
type LogosService struct {
	rc      *rest.Client
	brandID int64
}

// LogoQuery brings the brand along.
type LogoQuery struct {
	Include []Include
}
