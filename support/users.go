package support

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk/internal/rest"
)

// User is an end user (a customer), an agent or an admin.
type User struct {
	ID                   int64           `json:"id"`
	URL                  string          `json:"url,omitzero"`
	Name                 string          `json:"name,omitzero"`
	Email                string          `json:"email,omitzero"` // the primary address; see Identities for the others
	Role                 string          `json:"role,omitzero"`
	RoleType             *int64          `json:"role_type,omitzero"` // nil for end users; see the constants
	CustomRoleID         int64           `json:"custom_role_id,omitzero"`
	RestrictedAgent      bool            `json:"restricted_agent,omitzero"`
	TicketRestriction    string          `json:"ticket_restriction,omitzero"` // "" is all tickets
	OnlyPrivateComments  bool            `json:"only_private_comments,omitzero"`
	Moderator            bool            `json:"moderator,omitzero"`
	DefaultGroupID       int64           `json:"default_group_id,omitzero"`
	OrganizationID       int64           `json:"organization_id,omitzero"` // the default one
	ExternalID           string          `json:"external_id,omitzero"`
	Phone                string          `json:"phone,omitzero"`
	SharedPhoneNumber    *bool           `json:"shared_phone_number,omitzero"`
	Alias                string          `json:"alias,omitzero"`
	Details              string          `json:"details,omitzero"`
	Notes                string          `json:"notes,omitzero"`
	Signature            string          `json:"signature,omitzero"`
	Tags                 []string        `json:"tags,omitzero"`
	UserFields           KeyedFields     `json:"user_fields,omitzero"`
	Locale               string          `json:"locale,omitzero"`
	LocaleID             int64           `json:"locale_id,omitzero"`
	TimeZone             string          `json:"time_zone,omitzero"`
	IANATimeZone         string          `json:"iana_time_zone,omitzero"`
	Photo                *Attachment     `json:"photo,omitzero"`
	Active               bool            `json:"active,omitzero"` // false: deleted
	Suspended            bool            `json:"suspended,omitzero"`
	SuspensionDetails    json.RawMessage `json:"suspension_details,omitzero"`
	Verified             bool            `json:"verified,omitzero"`
	Shared               bool            `json:"shared,omitzero"` // from another account: cannot be updated
	SharedAgent          bool            `json:"shared_agent,omitzero"`
	ChatOnly             bool            `json:"chat_only,omitzero"`
	TwoFactorAuthEnabled *bool           `json:"two_factor_auth_enabled,omitzero"`
	LastLoginAt          time.Time       `json:"last_login_at,omitzero"`
	ReportCSV            bool            `json:"report_csv,omitzero"` // without effect
	PermanentlyDeleted   bool            `json:"permanently_deleted,omitzero"`
	Separation           json.RawMessage `json:"separation,omitzero"`
	AuthenticityToken    rest.Discarded  `json:"authenticity_token,omitzero"` // a secret of the session, never kept
	CreatedAt            time.Time       `json:"created_at,omitzero"`
	UpdatedAt            time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}
