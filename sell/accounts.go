package sell

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// AccountsService reads the account that the token belongs to.
//
// API page: Accounts (sales-crm/resources/accounts). It needs the scope
// "profile".
type AccountsService struct{ rc *rest.Client }

// Self returns the account of the token. If the token lacks the scope "profile", the
// error is [zendesk.ErrForbidden].
//
//zendesk:op GET /v2/accounts/self
func (s AccountsService) Self(ctx context.Context, opts ...zendesk.CallOption) (*Account, error) {
	return one[Account](ctx, s.rc, opAccountsSelf.Request(), opts)
}

// Account is a Sell account.
type Account struct {
	ID         int64     `json:"id"`
	Name       string    `json:"name,omitzero"`
	Currency   string    `json:"currency,omitzero"`    // ISO 4217; the default for deals
	TimeFormat string    `json:"time_format,omitzero"` // "12H" or "24H"
	Timezone   string    `json:"timezone,omitzero"`    // "UTC+01:00"
	Phone      string    `json:"phone,omitzero"`
	Subdomain  string    `json:"subdomain,omitzero"` // of the Zendesk account; "" for a legacy account that has none
	CreatedAt  time.Time `json:"created_at,omitzero"`
	UpdatedAt  time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
