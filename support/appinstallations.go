package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// AppInstallationsService reads and writes which apps are installed. Every agent
// may read them, administrators write them. The installation of an app with
// requirements, such as a webhook or a field, goes on as a job: PendingJobID
// names it for [AppInstallationsService.Job].
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:resource AppInstallation /api/v2/apps/installations one= Get(unlisted) List(unlisted) Create(unlisted) Update(unlisted) Delete(unlisted)
type AppInstallationsService struct{ rc *rest.Client }

// Requirements returns what an installation has made in the account.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:op GET /api/v2/apps/installations/{id}/requirements returns=requirements unlisted
func (s AppInstallationsService) Requirements(ctx context.Context, id int64, opts ...zendesk.CallOption) ([]*AppRequirement, error) {
	return many[AppRequirement](ctx, s.rc, opAppInstallationsRequirements.Request(id), opts)
}

// JobStatus returns how far the job of an installation is.
//
// API page: Apps (ticketing/apps/apps).
//
//zendesk:op GET /api/v2/apps/installations/job_statuses/{id} returns= unlisted
func (s AppInstallationsService) JobStatus(ctx context.Context, id string, opts ...zendesk.CallOption) (*AppJobStatus, error) {
	return one[AppJobStatus](ctx, s.rc, opAppInstallationsJobStatus.Request(id), opts)
}

// Job returns the job with that id, to wait for it. It asks Support nothing yet.
func (s AppInstallationsService) Job(id string) *AppJob { return &AppJob{ID: id, status: s.JobStatus} }

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

// AppInstallationParams are the attributes of an installation to write. A new
// one needs AppID and Settings, with the setting "name". On update settings that
// are left out stay.
type AppInstallationParams struct {
	AppID             zendesk.Opt[int64]          `json:"app_id,omitzero"`   // on create
	Settings          json.RawMessage             `json:"settings,omitzero"` // an object, which may hold secrets of the app
	SettingsObjects   zendesk.Opt[[]AppSetting]   `json:"settings_objects,omitzero"`
	Enabled           zendesk.Opt[bool]           `json:"enabled,omitzero"`
	RoleRestrictions  zendesk.Opt[[]zendesk.Text] `json:"role_restrictions,omitzero"`
	GroupRestrictions zendesk.Opt[[]int64]        `json:"group_restrictions,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AppRequirement is something that an app needs and its installation has made.
type AppRequirement struct {
	AccountID       int64     `json:"account_id,omitzero"`
	Identifier      string    `json:"identifier,omitzero"` // as the app calls it
	RequirementID   int64     `json:"requirement_id,omitzero"`
	RequirementType string    `json:"requirement_type,omitzero"` // such as ticket_fields
	CreatedAt       time.Time `json:"created_at,omitzero"`
	UpdatedAt       time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppInstallationQuery says which related records a listing of installations
// includes. The listing is not paginated.
type AppInstallationQuery struct {
	Include []Include `query:"include"` // app
}
