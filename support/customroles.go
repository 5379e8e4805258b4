package support

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// CustomRolesService reads and writes the roles of agents, if the account's plan has
// custom roles; otherwise the error is [zendesk.ErrForbidden] or
// [zendesk.ErrNotFound]. Every agent may list roles; only admins may read a single
// one and write. A listing has only one page.
//
// API page: Custom Agent Roles (ticketing/account-configuration/custom_roles).
//
//zendesk:resource CustomRole /api/v2/custom_roles Get List Create Update Delete
type CustomRolesService struct{ rc *rest.Client }

// CustomRole says what some agents may do. Listings include the system's roles.
type CustomRole struct {
	ID              int64                   `json:"id"`
	Name            string                  `json:"name,omitzero"`
	Description     string                  `json:"description,omitzero"`
	RoleType        *RoleType               `json:"role_type,omitzero"`
	TeamMemberCount int64                   `json:"team_member_count,omitzero"` // agents with the role
	Configuration   CustomRoleConfiguration `json:"configuration,omitzero"`
	CreatedAt       time.Time               `json:"created_at,omitzero"`
	UpdatedAt       time.Time               `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// CustomRoleParams are the attributes of a role to write. A new role needs a
// Name.
type CustomRoleParams struct {
	Name          zendesk.Opt[string]                        `json:"name,omitzero"`
	Description   zendesk.Opt[string]                        `json:"description,omitzero"`
	Configuration zendesk.Opt[CustomRoleConfigurationParams] `json:"configuration,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// CustomRoleQuery has no filters, because the API has none here.
type CustomRoleQuery struct{}

// TicketAccess says which tickets the agents of a role may see.
type TicketAccess string

// Kinds of access to tickets.
const (
	TicketAccessAll                TicketAccess = "all"
	TicketAccessWithinGroups       TicketAccess = "within-groups"
	TicketAccessWithPublicGroups   TicketAccess = "within-groups-and-public-groups"
	TicketAccessWithinOrganization TicketAccess = "within-organization"
	TicketAccessAssignedOnly       TicketAccess = "assigned-only"
)

// CustomRoleConfiguration says what the agents of a role may do. New permissions
// without a field are in Extra.
type CustomRoleConfiguration struct {
	EndUserProfileAccess string       `json:"end_user_profile_access,omitzero"` // readonly, edit, edit-within-org or full
	EndUserListAccess    string       `json:"end_user_list_access,omitzero"`    // full or none
	TicketAccess         TicketAccess `json:"ticket_access,omitzero"`
	TicketCommentAccess  string       `json:"ticket_comment_access,omitzero"` // public or none
	MacroAccess          string       `json:"macro_access,omitzero"`          // readonly, manage-personal, manage-group or full
	ViewAccess           string       `json:"view_access,omitzero"`           // readonly, playonly, manage-personal, manage-group or full
	UserViewAccess       string       `json:"user_view_access,omitzero"`      // none, readonly, manage-personal, manage-group or full
	ReportAccess         string       `json:"report_access,omitzero"`         // none, readonly or full
	ExploreAccess        string       `json:"explore_access,omitzero"`        // none, readonly, edit or full
	ForumAccess          string       `json:"forum_access,omitzero"`          // readonly, edit-topics or full
	ActionsAccess        string       `json:"actions_access,omitzero"`        // none, workflows_and_zendesk or all
	CapacityRulesAccess  string       `json:"capacity_rules_access,omitzero"` // none, view-and-assign or all

	AssignTicketsToAnyGroup  bool `json:"assign_tickets_to_any_group,omitzero"` // read only
	ChatAccess               bool `json:"chat_access,omitzero"`                 // read only
	GroupAccess              bool `json:"group_access,omitzero"`                // read only
	LightAgent               bool `json:"light_agent,omitzero"`                 // read only
	ModerateForums           bool `json:"moderate_forums,omitzero"`             // read only
	OrganizationNotesEditing bool `json:"organization_notes_editing,omitzero"`  // read only

	ForumAccessRestrictedContent    bool `json:"forum_access_restricted_content,omitzero"`
	OrganizationEditing             bool `json:"organization_editing,omitzero"`
	ManageBusinessRules             bool `json:"manage_business_rules,omitzero"`
	ManageContextualWorkspaces      bool `json:"manage_contextual_workspaces,omitzero"`
	ManageDynamicContent            bool `json:"manage_dynamic_content,omitzero"`
	ManageExtensionsAndChannels     bool `json:"manage_extensions_and_channels,omitzero"`
	ManageFacebook                  bool `json:"manage_facebook,omitzero"`
	ManageOrganizationFields        bool `json:"manage_organization_fields,omitzero"`
	ManageTicketFields              bool `json:"manage_ticket_fields,omitzero"`
	ManageTicketForms               bool `json:"manage_ticket_forms,omitzero"`
	ManageUserFields                bool `json:"manage_user_fields,omitzero"`
	SideConversationCreate          bool `json:"side_conversation_create,omitzero"`
	TicketDeletion                  bool `json:"ticket_deletion,omitzero"`
	TicketEditing                   bool `json:"ticket_editing,omitzero"`
	TicketMerge                     bool `json:"ticket_merge,omitzero"`
	TicketTagEditing                bool `json:"ticket_tag_editing,omitzero"`
	TwitterSearchAccess             bool `json:"twitter_search_access,omitzero"`
	ViewDeletedTickets              bool `json:"view_deleted_tickets,omitzero"`
	VoiceAccess                     bool `json:"voice_access,omitzero"`
	VoiceDashboardAccess            bool `json:"voice_dashboard_access,omitzero"`
	ExecuteITAssetManagementActions bool `json:"execute_it_asset_management_actions,omitzero"`
	ExportViews                     bool `json:"export_views,omitzero"`
	ManageAPICredentials            bool `json:"manage_api_credentials,omitzero"`
	ManageTicketSettings            bool `json:"manage_ticket_settings,omitzero"`
	ManageUserOwnContacts           bool `json:"manage_user_own_contacts,omitzero"`
	ManageUserOwnForwardingNumbers  bool `json:"manage_user_own_forwarding_numbers,omitzero"`
	ManageUserOwnPhoto              bool `json:"manage_user_own_photo,omitzero"`
	ModifyClosedTickets             bool `json:"modify_closed_tickets,omitzero"`
	UpdateAPISettings               bool `json:"update_api_settings,omitzero"`
	UpdateUserOwnAlias              bool `json:"update_user_own_alias,omitzero"`
	UpdateUserOwnName               bool `json:"update_user_own_name,omitzero"`
	UpdateUserOwnSignature          bool `json:"update_user_own_signature,omitzero"`
	ViewAccessLogs                  bool `json:"view_access_logs,omitzero"`
	ViewAuditLogs                   bool `json:"view_audit_logs,omitzero"`
	ViewFilterTickets               bool `json:"view_filter_tickets,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// CustomRoleConfigurationParams are the permissions of a role to write; see
// [CustomRoleConfiguration].
type CustomRoleConfigurationParams struct {
	EndUserProfileAccess zendesk.Opt[string]       `json:"end_user_profile_access,omitzero"`
	EndUserListAccess    zendesk.Opt[string]       `json:"end_user_list_access,omitzero"`
	TicketAccess         zendesk.Opt[TicketAccess] `json:"ticket_access,omitzero"`
	TicketCommentAccess  zendesk.Opt[string]       `json:"ticket_comment_access,omitzero"`
	MacroAccess          zendesk.Opt[string]       `json:"macro_access,omitzero"`
	ViewAccess           zendesk.Opt[string]       `json:"view_access,omitzero"`
	UserViewAccess       zendesk.Opt[string]       `json:"user_view_access,omitzero"`
	ReportAccess         zendesk.Opt[string]       `json:"report_access,omitzero"`
	ExploreAccess        zendesk.Opt[string]       `json:"explore_access,omitzero"`
	ForumAccess          zendesk.Opt[string]       `json:"forum_access,omitzero"`
	ActionsAccess        zendesk.Opt[string]       `json:"actions_access,omitzero"`
	CapacityRulesAccess  zendesk.Opt[string]       `json:"capacity_rules_access,omitzero"`

	ForumAccessRestrictedContent    zendesk.Opt[bool] `json:"forum_access_restricted_content,omitzero"`
	OrganizationEditing             zendesk.Opt[bool] `json:"organization_editing,omitzero"`
	ManageBusinessRules             zendesk.Opt[bool] `json:"manage_business_rules,omitzero"`
	ManageContextualWorkspaces      zendesk.Opt[bool] `json:"manage_contextual_workspaces,omitzero"`
	ManageDynamicContent            zendesk.Opt[bool] `json:"manage_dynamic_content,omitzero"`
	ManageExtensionsAndChannels     zendesk.Opt[bool] `json:"manage_extensions_and_channels,omitzero"`
	ManageFacebook                  zendesk.Opt[bool] `json:"manage_facebook,omitzero"`
	ManageOrganizationFields        zendesk.Opt[bool] `json:"manage_organization_fields,omitzero"`
	ManageTicketFields              zendesk.Opt[bool] `json:"manage_ticket_fields,omitzero"`
	ManageTicketForms               zendesk.Opt[bool] `json:"manage_ticket_forms,omitzero"`
	ManageUserFields                zendesk.Opt[bool] `json:"manage_user_fields,omitzero"`
	SideConversationCreate          zendesk.Opt[bool] `json:"side_conversation_create,omitzero"`
	TicketDeletion                  zendesk.Opt[bool] `json:"ticket_deletion,omitzero"`
	TicketEditing                   zendesk.Opt[bool] `json:"ticket_editing,omitzero"`
	TicketMerge                     zendesk.Opt[bool] `json:"ticket_merge,omitzero"`
	TicketTagEditing                zendesk.Opt[bool] `json:"ticket_tag_editing,omitzero"`
	TwitterSearchAccess             zendesk.Opt[bool] `json:"twitter_search_access,omitzero"`
	ViewDeletedTickets              zendesk.Opt[bool] `json:"view_deleted_tickets,omitzero"`
	VoiceAccess                     zendesk.Opt[bool] `json:"voice_access,omitzero"`
	VoiceDashboardAccess            zendesk.Opt[bool] `json:"voice_dashboard_access,omitzero"`
	ExecuteITAssetManagementActions zendesk.Opt[bool] `json:"execute_it_asset_management_actions,omitzero"`
	ExportViews                     zendesk.Opt[bool] `json:"export_views,omitzero"`
	ManageAPICredentials            zendesk.Opt[bool] `json:"manage_api_credentials,omitzero"`
	ManageTicketSettings            zendesk.Opt[bool] `json:"manage_ticket_settings,omitzero"`
	ManageUserOwnContacts           zendesk.Opt[bool] `json:"manage_user_own_contacts,omitzero"`
	ManageUserOwnForwardingNumbers  zendesk.Opt[bool] `json:"manage_user_own_forwarding_numbers,omitzero"`
	ManageUserOwnPhoto              zendesk.Opt[bool] `json:"manage_user_own_photo,omitzero"`
	ModifyClosedTickets             zendesk.Opt[bool] `json:"modify_closed_tickets,omitzero"`
	UpdateAPISettings               zendesk.Opt[bool] `json:"update_api_settings,omitzero"`
	UpdateUserOwnAlias              zendesk.Opt[bool] `json:"update_user_own_alias,omitzero"`
	UpdateUserOwnName               zendesk.Opt[bool] `json:"update_user_own_name,omitzero"`
	UpdateUserOwnSignature          zendesk.Opt[bool] `json:"update_user_own_signature,omitzero"`
	ViewAccessLogs                  zendesk.Opt[bool] `json:"view_access_logs,omitzero"`
	ViewAuditLogs                   zendesk.Opt[bool] `json:"view_audit_logs,omitzero"`
	ViewFilterTickets               zendesk.Opt[bool] `json:"view_filter_tickets,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}
