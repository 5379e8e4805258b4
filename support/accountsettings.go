package support

import (
	"context"
	"encoding/json"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// AccountSettingsService reads and writes the settings of the account. Every agent may
// read them; only admins may write them. They do not say whether the account has Sell.
//
// API page: Account Settings (ticketing/account-configuration/account_settings).
type AccountSettingsService struct{ rc *rest.Client }

// Get returns the settings.
//
//zendesk:op GET /api/v2/account/settings returns=settings
func (s AccountSettingsService) Get(ctx context.Context, opts ...zendesk.CallOption) (*AccountSettings, error) {
	return one[AccountSettings](ctx, s.rc, opAccountSettingsGet.Request(), opts)
}

// Update changes the settings that p sets and returns all settings.
//
//zendesk:op PUT /api/v2/account/settings sends=settings returns=settings
func (s AccountSettingsService) Update(ctx context.Context, p AccountSettingsParams, opts ...zendesk.CallOption) (*AccountSettings, error) {
	return one[AccountSettings](ctx, s.rc, opAccountSettingsUpdate.Request().With(p), opts)
}

// AccountSettings are the settings of an account, in groups.
type AccountSettings struct {
	ActiveFeatures    AccountActiveFeatures            `json:"active_features,omitzero"`
	Agents            AccountAgentSettings             `json:"agents,omitzero"`
	API               AccountAPISettings               `json:"api,omitzero"`
	Apps              AccountAppsSettings              `json:"apps,omitzero"`
	Billing           AccountBillingSettings           `json:"billing,omitzero"`
	Branding          AccountBrandingSettings          `json:"branding,omitzero"`
	Brands            AccountBrandsSettings            `json:"brands,omitzero"`
	CDN               AccountCDNSettings               `json:"cdn,omitzero"`
	Chat              AccountChatSettings              `json:"chat,omitzero"`
	CrossSell         AccountCrossSellSettings         `json:"cross_sell,omitzero"`
	Email             AccountEmailSettings             `json:"email,omitzero"`
	GoogleApps        AccountGoogleAppsSettings        `json:"google_apps,omitzero"`
	Groups            AccountGroupSettings             `json:"groups,omitzero"`
	Limits            AccountLimitsSettings            `json:"limits,omitzero"`
	Localization      AccountLocalizationSettings      `json:"localization,omitzero"`
	Lotus             AccountLotusSettings             `json:"lotus,omitzero"`
	Metrics           AccountMetricsSettings           `json:"metrics,omitzero"`
	Onboarding        AccountOnboardingSettings        `json:"onboarding,omitzero"`
	Routing           AccountRoutingSettings           `json:"routing,omitzero"`
	Rule              AccountRuleSettings              `json:"rule,omitzero"`
	SideConversations AccountSideConversationsSettings `json:"side_conversations,omitzero"`
	Statistics        AccountStatisticsSettings        `json:"statistics,omitzero"`
	TicketForm        AccountTicketFormSettings        `json:"ticket_form,omitzero"`
	Tickets           AccountTicketSettings            `json:"tickets,omitzero"`
	Twitter           AccountTwitterSettings           `json:"twitter,omitzero"`
	User              AccountUserSettings              `json:"user,omitzero"`
	Voice             AccountVoiceSettings             `json:"voice,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
