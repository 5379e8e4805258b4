package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// LineItemsService reads and writes the line items of one order. The API cannot
// change one: delete it and create another.
//
// API page: Line Items (sales-crm/resources/line-items).
//
//zendesk:resource LineItem /v2/orders/{order_id}/line_items Get List Create Delete
type LineItemsService struct {
	rc      *rest.Client
	orderID int64
}

// LineItems returns the service for the line items of an order. It sends nothing.
func (s OrdersService) LineItems(orderID int64) LineItemsService {
	return LineItemsService{s.rc, orderID}
}

// LineItem is a quantity of a product in an order. Name, SKU, Description and
// Price are copies that outlive the product. The item does not hold the product's id.
type LineItem struct {
	ID          int64           `json:"id"`
	Name        string          `json:"name,omitzero"`
	SKU         string          `json:"sku,omitzero"`
	Description string          `json:"description,omitzero"`
	Currency    string          `json:"currency,omitzero"`  // ISO 4217
	Price       zendesk.Decimal `json:"price,omitzero"`     // per unit, as in the catalogue
	Variation   zendesk.Decimal `json:"variation,omitzero"` // percent of the price: 5 is a markup, -10 a discount
	Value       zendesk.Decimal `json:"value,omitzero"`     // per unit, including the variation
	Quantity    int64           `json:"quantity,omitzero"`
	CreatedAt   time.Time       `json:"created_at,omitzero"`
	UpdatedAt   time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// LineItemParams are the attributes of a line item to create. ProductID and Currency
// are required; the product must have a price in that currency.
type LineItemParams struct {
	ProductID zendesk.Opt[int64]           `json:"product_id,omitzero"`
	Currency  zendesk.Opt[string]          `json:"currency,omitzero"`  // ISO 4217
	Variation zendesk.Opt[zendesk.Decimal] `json:"variation,omitzero"` // percent of the price, as in LineItem
	Value     zendesk.Opt[zendesk.Decimal] `json:"value,omitzero"`     // default: computed from the variation
	Quantity  zendesk.Opt[int64]           `json:"quantity,omitzero"`  // default 1

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// LineItemQuery filters and sorts a listing of line items. The zero query lists
// all line items of the order.
type LineItemQuery struct {
	IDs      []int64         `query:"ids,max=100"` // at most 100
	Quantity int64           `query:"quantity"`
	Value    zendesk.Decimal `query:"value"`
	SortBy   LineItemSort    `query:"sort_by,default=id"`
	PerPage  int             `query:"per_page,max=100"`
}

// LineItemSort is a key to sort line items by, ascending; see [Descending].
type LineItemSort string

// Sort keys of line items.
const (
	LineItemsByID        LineItemSort = "id"
	LineItemsByUpdatedAt LineItemSort = "updated_at"
)
