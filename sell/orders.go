package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// OrdersService reads and writes the orders of deals. Deleting an order deletes its
// line items; see [OrdersService.LineItems].
//
// API page: Orders (sales-crm/resources/orders).
//
//zendesk:resource Order /v2/orders Get List Create Update Delete
type OrdersService struct{ rc *rest.Client }

// Order is what is sold in a deal, as line items. A deal has at most one.
type Order struct {
	ID        int64     `json:"id"`
	DealID    int64     `json:"deal_id,omitzero"`
	Discount  int64     `json:"discount,omitzero"` // percent of the whole order
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// OrderParams are the attributes of an order to write. A new order needs
// DealID. Sell rejects a second order for a deal.
type OrderParams struct {
	DealID   zendesk.Opt[int64] `json:"deal_id,omitzero"`
	Discount zendesk.Opt[int64] `json:"discount,omitzero"` // percent; default 0

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// OrderQuery filters and sorts a listing of orders. The zero query lists all.
type OrderQuery struct {
	IDs     []int64   `query:"ids,max=100"` // at most 100
	DealID  int64     `query:"deal_id"`
	SortBy  OrderSort `query:"sort_by,default=id"`
	PerPage int       `query:"per_page,max=500,default=100"` // default 100, because not all sources allow more
}

// OrderSort is a key to sort orders by, ascending; see [Descending].
type OrderSort string

// OrdersByID is the only sort key of orders.
const OrdersByID OrderSort = "id"
