package support

import (
	"context"
	"encoding/json"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// AppLocationsService reads where apps can show, and says in which order they
// do. A listing has one page.
//
// API page: App Location Installations (ticketing/apps/app_location_installations).
//
//zendesk:resource AppLocation /api/v2/apps/locations many=locations List(unlisted)
type AppLocationsService struct{ rc *rest.Client }

// Installations returns which installations show in which places, in their
// order.
//
// API page: App Location Installations (ticketing/apps/app_location_installations).
//
//zendesk:op GET /api/v2/apps/location_installations returns=location_installations unlisted
func (s AppLocationsService) Installations(ctx context.Context, opts ...zendesk.CallOption) ([]*AppLocationInstallations, error) {
	return many[AppLocationInstallations](ctx, s.rc, opAppLocationsInstallations.Request(), opts)
}

// Reorder puts the installations in a place in the order of their ids. The place
// is named as in [AppLocationInstallations].
//
// API page: App Location Installations (ticketing/apps/app_location_installations).
//
//zendesk:op POST /api/v2/apps/location_installations/reorder class=idempotent sends= unlisted
func (s AppLocationsService) Reorder(ctx context.Context, location string, installationIDs []int64, opts ...zendesk.CallOption) error {
	req := opAppLocationsReorder.Request()
	if location == "" || len(installationIDs) == 0 {
		return &zendesk.ArgumentError{Op: req.Op, Argument: "location", Problem: "and installationIDs must not be empty: give all of a place in their new order"}
	}
	return do(ctx, s.rc, req.With(AppLocationInstallations{LocationName: location, Installations: installationIDs}), opts)
}

// AppLocation is a place in a product where apps can show.
type AppLocation struct {
	ID              int64  `json:"id"`
	Name            string `json:"name,omitzero"`             // such as ticket_sidebar, or deal_card in Sell
	HostApplication string `json:"host_application,omitzero"` // zendesk or sell
	ProductCode     int64  `json:"product_code,omitzero"`     // 1 is Support, 4 is Sell
	Orderable       bool   `json:"orderable,omitzero"`
	Collapsible     bool   `json:"collapsible,omitzero"`
	Visible         bool   `json:"visible,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppLocationInstallations are the installations in a place, in their order.
type AppLocationInstallations struct {
	LocationName  string  `json:"location_name,omitzero"`
	Installations []int64 `json:"installations,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppLocationQuery has no filters: the listing of places takes none.
type AppLocationQuery struct{}
