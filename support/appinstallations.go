package support

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// AppInstallationsService reads which apps are installed.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:resource AppInstallation /api/v2/apps/installations one= Get(unlisted) List(unlisted)
type AppInstallationsService struct{ rc *rest.Client }

// AppInstallation is an installed app with its configuration.
type AppInstallation struct {
	ID                        int64           `json:"id"`
	AppID                     int64           `json:"app_id,omitzero"`
	Product                   string          `json:"product,omitzero"` // support, sell or chat
	Enabled                   bool            `json:"enabled,omitzero"`
	Settings                  json.RawMessage `json:"settings,omitzero"`           // an object; each app has the setting "name"
	SettingsObjects           []AppSetting    `json:"settings_objects,omitzero"`   // the settings as a list
	RoleRestrictions          []zendesk.Text  `json:"role_restrictions,omitzero"`  // ids of the roles that see the app, as text or as numbers; none means all, unless Extra has the member
	GroupRestrictions         []int64         `json:"group_restrictions,omitzero"` // ids of the groups that see the app; likewise
	Collapsible               bool            `json:"collapsible,omitzero"`
	Servable                  bool            `json:"servable,omitzero"` // whether the token's user may use it
	Paid                      bool            `json:"paid,omitzero"`
	RecurringPayment          bool            `json:"recurring_payment,omitzero"`
	PlanInformation           *AppPlan        `json:"plan_information,omitzero"`
	HasUnpaidSubscription     bool            `json:"has_unpaid_subscription,omitzero"`
	HasIncompleteSubscription bool            `json:"has_incomplete_subscription,omitzero"`
	PendingInstallation       bool            `json:"pending_installation,omitzero"`
	PendingJobID              string          `json:"pending_job_id,omitzero"`
	RedirectPath              string          `json:"redirect_path,omitzero"`
	Updated                   string          `json:"updated,omitzero"` // the old form of UpdatedAt: YYYYMMDDhhmmss
	CreatedAt                 time.Time       `json:"created_at,omitzero"`
	UpdatedAt                 time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppSetting is one setting of an installed app.
type AppSetting struct {
	Name  string          `json:"name,omitzero"`
	Value json.RawMessage `json:"value,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppPlan is the paid plan of an app.
type AppPlan struct {
	Name string `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppInstallationQuery says which related records a listing of installations
// includes. The listing is not paginated.
type AppInstallationQuery struct {
	Include []Include `query:"include"` // app
}
