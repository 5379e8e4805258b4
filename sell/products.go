package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// ProductsService reads and writes the product catalogue. Only admins can write;
// others get [zendesk.ErrForbidden], as does everyone on a plan without
// products. Deleting a product does not change existing line items.
//
// API page: Products (sales-crm/resources/products).
//
//zendesk:resource Product /v2/products Get List Create Update Delete
type ProductsService struct{ rc *rest.Client }

// Product is something that is sold.
type Product struct {
	ID           int64           `json:"id"`
	Name         string          `json:"name,omitzero"`
	Description  string          `json:"description,omitzero"`
	SKU          string          `json:"sku,omitzero"`
	Active       bool            `json:"active,omitzero"`        // whether new line items can use it
	MaxDiscount  *int64          `json:"max_discount,omitzero"`  // percent, 0 to 100; nil: none is set
	MaxMarkup    zendesk.Decimal `json:"max_markup,omitzero"`    // percent, sent as a number or as text
	Cost         zendesk.Decimal `json:"cost,omitzero"`          // in units of CostCurrency; only admins see it
	CostCurrency string          `json:"cost_currency,omitzero"` // ISO 4217; only admins see it
	Prices       []Price         `json:"prices,omitzero"`        // one per currency
	Version      int64           `json:"version,omitzero"`       // undocumented
	CreatedAt    time.Time       `json:"created_at,omitzero"`
	UpdatedAt    time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Price is what a product costs the customer in one currency.
type Price struct {
	Amount   zendesk.Decimal `json:"amount,omitzero"`
	Currency string          `json:"currency,omitzero"` // ISO 4217

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ProductParams are the attributes of a product to write. A new product needs
// Name, and in practice at least one of Prices.
type ProductParams struct {
	Name         zendesk.Opt[string]          `json:"name,omitzero"`
	Description  zendesk.Opt[string]          `json:"description,omitzero"`
	SKU          zendesk.Opt[string]          `json:"sku,omitzero"`
	Active       zendesk.Opt[bool]            `json:"active,omitzero"`       // default true
	MaxDiscount  zendesk.Opt[int64]           `json:"max_discount,omitzero"` // percent, 0 to 100
	MaxMarkup    zendesk.Opt[int64]           `json:"max_markup,omitzero"`   // percent; written as a number, as the API page has it
	Cost         zendesk.Opt[zendesk.Decimal] `json:"cost,omitzero"`
	CostCurrency zendesk.Opt[string]          `json:"cost_currency,omitzero"` // ISO 4217
	Prices       zendesk.Opt[[]Price]         `json:"prices,omitzero"`        // replaces all

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// ProductQuery filters and sorts a listing of products. The zero query lists
// all, including inactive ones.
type ProductQuery struct {
	IDs     []int64           `query:"ids,max=100"` // at most 100
	Name    string            `query:"name"`
	SKU     string            `query:"sku"`
	Active  zendesk.Opt[bool] `query:"active"`
	SortBy  ProductSort       `query:"sort_by,default=id"`
	PerPage int               `query:"per_page,max=500,default=100"` // default 100, because not all sources allow more
}

// ProductSort is a key to sort products by, ascending; see [Descending].
type ProductSort string

// Sort keys of products. The API page lists only ProductsByID; Zendesk's own app uses
// the other.
const (
	ProductsByID        ProductSort = "id"
	ProductsByCreatedAt ProductSort = "created_at"
)
