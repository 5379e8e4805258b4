package support

import (
	"encoding/json"

	"github.com/sellsupport/zendesk"
)

// AccountSettingsParams are the settings to write. All others stay as they are.
// Support ignores settings that cannot be changed, and its reference does not say which
// these are: check what Update returns.
type AccountSettingsParams struct {
	ActiveFeatures    zendesk.Opt[AccountActiveFeaturesParams]            `json:"active_features,omitzero"`
	Agents            zendesk.Opt[AccountAgentSettingsParams]             `json:"agents,omitzero"`
	API               zendesk.Opt[AccountAPISettingsParams]               `json:"api,omitzero"`
	Apps              zendesk.Opt[AccountAppsSettingsParams]              `json:"apps,omitzero"`
	Branding          zendesk.Opt[AccountBrandingSettingsParams]          `json:"branding,omitzero"`
	Brands            zendesk.Opt[AccountBrandsSettingsParams]            `json:"brands,omitzero"`
	Email             zendesk.Opt[AccountEmailSettingsParams]             `json:"email,omitzero"`
	Groups            zendesk.Opt[AccountGroupSettingsParams]             `json:"groups,omitzero"`
	Localization      zendesk.Opt[AccountLocalizationSettingsParams]      `json:"localization,omitzero"`
	Routing           zendesk.Opt[AccountRoutingSettingsParams]           `json:"routing,omitzero"`
	Rule              zendesk.Opt[AccountRuleSettingsParams]              `json:"rule,omitzero"`
	SideConversations zendesk.Opt[AccountSideConversationsSettingsParams] `json:"side_conversations,omitzero"`
	TicketForm        zendesk.Opt[AccountTicketFormSettingsParams]        `json:"ticket_form,omitzero"`
	Tickets           zendesk.Opt[AccountTicketSettingsParams]            `json:"tickets,omitzero"`
	User              zendesk.Opt[AccountUserSettingsParams]              `json:"user,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountActiveFeaturesParams are the attributes to write of [AccountActiveFeatures].
type AccountActiveFeaturesParams struct {
	AgentForwarding                 zendesk.Opt[bool] `json:"agent_forwarding,omitzero"`
	AllowCCs                        zendesk.Opt[bool] `json:"allow_ccs,omitzero"`
	AllowEmailTemplateCustomization zendesk.Opt[bool] `json:"allow_email_template_customization,omitzero"`
	AutomaticAnswers                zendesk.Opt[bool] `json:"automatic_answers,omitzero"`
	BCCArchiving                    zendesk.Opt[bool] `json:"bcc_archiving,omitzero"`
	BenchmarkOptOut                 zendesk.Opt[bool] `json:"benchmark_opt_out,omitzero"`
	BusinessHours                   zendesk.Opt[bool] `json:"business_hours,omitzero"`
	Chat                            zendesk.Opt[bool] `json:"chat,omitzero"`
	ChatAboutMyTicket               zendesk.Opt[bool] `json:"chat_about_my_ticket,omitzero"`
	CSATReasonCode                  zendesk.Opt[bool] `json:"csat_reason_code,omitzero"`
	CustomDKIMDomain                zendesk.Opt[bool] `json:"custom_dkim_domain,omitzero"`
	CustomerContextAsDefault        zendesk.Opt[bool] `json:"customer_context_as_default,omitzero"`
	CustomerSatisfaction            zendesk.Opt[bool] `json:"customer_satisfaction,omitzero"`
	DynamicContents                 zendesk.Opt[bool] `json:"dynamic_contents,omitzero"`
	Explore                         zendesk.Opt[bool] `json:"explore,omitzero"`
	ExploreOnSupportEntPlan         zendesk.Opt[bool] `json:"explore_on_support_ent_plan,omitzero"`
	ExploreOnSupportProPlan         zendesk.Opt[bool] `json:"explore_on_support_pro_plan,omitzero"`
	Facebook                        zendesk.Opt[bool] `json:"facebook,omitzero"`
	FacebookLogin                   zendesk.Opt[bool] `json:"facebook_login,omitzero"`
	FallbackComposer                zendesk.Opt[bool] `json:"fallback_composer,omitzero"`
	ForumAnalytics                  zendesk.Opt[bool] `json:"forum_analytics,omitzero"`
	GoodDataAndExplore              zendesk.Opt[bool] `json:"good_data_and_explore,omitzero"`
	GoogleLogin                     zendesk.Opt[bool] `json:"google_login,omitzero"`
	LightAgents                     zendesk.Opt[bool] `json:"light_agents,omitzero"`
	Markdown                        zendesk.Opt[bool] `json:"markdown,omitzero"`
	OnHoldStatus                    zendesk.Opt[bool] `json:"on_hold_status,omitzero"`
	OrganizationAccessEnabled       zendesk.Opt[bool] `json:"organization_access_enabled,omitzero"`
	RichContentInEmails             zendesk.Opt[bool] `json:"rich_content_in_emails,omitzero"`
	Sandbox                         zendesk.Opt[bool] `json:"sandbox,omitzero"`
	SatisfactionPrediction          zendesk.Opt[bool] `json:"satisfaction_prediction,omitzero"`
	SuspendedTicketNotification     zendesk.Opt[bool] `json:"suspended_ticket_notification,omitzero"`
	TicketForms                     zendesk.Opt[bool] `json:"ticket_forms,omitzero"`
	TicketTagging                   zendesk.Opt[bool] `json:"ticket_tagging,omitzero"`
	TopicSuggestion                 zendesk.Opt[bool] `json:"topic_suggestion,omitzero"`
	Twitter                         zendesk.Opt[bool] `json:"twitter,omitzero"`
	TwitterLogin                    zendesk.Opt[bool] `json:"twitter_login,omitzero"`
	UserOrgFields                   zendesk.Opt[bool] `json:"user_org_fields,omitzero"`
	UserTagging                     zendesk.Opt[bool] `json:"user_tagging,omitzero"`
	Voice                           zendesk.Opt[bool] `json:"voice,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountAgentSettingsParams are the attributes to write of [AccountAgentSettings].
type AccountAgentSettingsParams struct {
	AgentHome                   zendesk.Opt[bool] `json:"agent_home,omitzero"`
	AgentWorkspace              zendesk.Opt[bool] `json:"agent_workspace,omitzero"`
	AWSelfServeMigrationEnabled zendesk.Opt[bool] `json:"aw_self_serve_migration_enabled,omitzero"`
	FocusMode                   zendesk.Opt[bool] `json:"focus_mode,omitzero"`
	IdleTimeoutEnabled          zendesk.Opt[bool] `json:"idle_timeout_enabled,omitzero"`
	UnifiedAgentStatuses        zendesk.Opt[bool] `json:"unified_agent_statuses,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountAPISettingsParams are the attributes to write of [AccountAPISettings].
type AccountAPISettingsParams struct {
	AcceptedAPIAgreement zendesk.Opt[bool]   `json:"accepted_api_agreement,omitzero"`
	APIPasswordAccess    zendesk.Opt[string] `json:"api_password_access,omitzero"`
	APITokenAccess       zendesk.Opt[string] `json:"api_token_access,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountAppsSettingsParams are the attributes to write of [AccountAppsSettings].
type AccountAppsSettingsParams struct {
	CreatePrivate zendesk.Opt[bool] `json:"create_private,omitzero"`
	CreatePublic  zendesk.Opt[bool] `json:"create_public,omitzero"`
	Use           zendesk.Opt[bool] `json:"use,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountBrandingSettingsParams are the attributes to write of
// [AccountBrandingSettings].
type AccountBrandingSettingsParams struct {
	FaviconURL          zendesk.Opt[string] `json:"favicon_url,omitzero"`
	HeaderColor         zendesk.Opt[string] `json:"header_color,omitzero"`
	HeaderLogoURL       zendesk.Opt[string] `json:"header_logo_url,omitzero"`
	PageBackgroundColor zendesk.Opt[string] `json:"page_background_color,omitzero"`
	TabBackgroundColor  zendesk.Opt[string] `json:"tab_background_color,omitzero"`
	TextColor           zendesk.Opt[string] `json:"text_color,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountBrandsSettingsParams are the attributes to write of [AccountBrandsSettings].
type AccountBrandsSettingsParams struct {
	DefaultBrandID           zendesk.Opt[int64] `json:"default_brand_id,omitzero"`
	RequireBrandOnNewTickets zendesk.Opt[bool]  `json:"require_brand_on_new_tickets,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountEmailSettingsParams are the attributes to write of [AccountEmailSettings].
type AccountEmailSettingsParams struct {
	AcceptWildcardEmails             zendesk.Opt[bool]   `json:"accept_wildcard_emails,omitzero"`
	CustomDKIMDomain                 zendesk.Opt[bool]   `json:"custom_dkim_domain,omitzero"`
	EmailSenderAuthentication        zendesk.Opt[bool]   `json:"email_sender_authentication,omitzero"`
	EmailSenderAuthenticationProfile zendesk.Opt[string] `json:"email_sender_authentication_profile,omitzero"`
	EmailStatus                      zendesk.Opt[bool]   `json:"email_status,omitzero"`
	EmailTemplatePhotos              zendesk.Opt[bool]   `json:"email_template_photos,omitzero"`
	EmailTemplateSection             zendesk.Opt[bool]   `json:"email_template_section,omitzero"`
	GmailActions                     zendesk.Opt[bool]   `json:"gmail_actions,omitzero"`
	ModernEmailTemplate              zendesk.Opt[bool]   `json:"modern_email_template,omitzero"`
	NoMailDelimiter                  zendesk.Opt[bool]   `json:"no_mail_delimiter,omitzero"`
	PersonalizedReplies              zendesk.Opt[bool]   `json:"personalized_replies,omitzero"`
	SendGmailMessagesViaGmail        zendesk.Opt[bool]   `json:"send_gmail_messages_via_gmail,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountGroupSettingsParams are the attributes to write of [AccountGroupSettings].
type AccountGroupSettingsParams struct {
	CheckGroupNameUniqueness zendesk.Opt[bool] `json:"check_group_name_uniqueness,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountLocalizationSettingsParams are the attributes to write of
// [AccountLocalizationSettings].
type AccountLocalizationSettingsParams struct {
	LocaleIDs zendesk.Opt[[]int64] `json:"locale_ids,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountRoutingSettingsParams are the attributes to write of [AccountRoutingSettings].
type AccountRoutingSettingsParams struct {
	AutoroutingTag               zendesk.Opt[string] `json:"autorouting_tag,omitzero"`
	Enabled                      zendesk.Opt[bool]   `json:"enabled,omitzero"`
	MaxEmailCapacity             zendesk.Opt[int64]  `json:"max_email_capacity,omitzero"`
	MaxMessagingCapacity         zendesk.Opt[int64]  `json:"max_messaging_capacity,omitzero"`
	ReassignmentMessagingEnabled zendesk.Opt[bool]   `json:"reassignment_messaging_enabled,omitzero"`
	ReassignmentMessagingTimeout zendesk.Opt[int64]  `json:"reassignment_messaging_timeout,omitzero"`
	ReassignmentTalkTimeout      zendesk.Opt[int64]  `json:"reassignment_talk_timeout,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountRuleSettingsParams are the attributes to write of [AccountRuleSettings].
type AccountRuleSettingsParams struct {
	MacroMostUsed           zendesk.Opt[bool]              `json:"macro_most_used,omitzero"`
	MacroOrder              zendesk.Opt[string]            `json:"macro_order,omitzero"`
	SkillBasedFilteredViews zendesk.Opt[[]json.RawMessage] `json:"skill_based_filtered_views,omitzero"`
	UsingSkillBasedRouting  zendesk.Opt[bool]              `json:"using_skill_based_routing,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountSideConversationsSettingsParams are the attributes to write of
// [AccountSideConversationsSettings].
type AccountSideConversationsSettingsParams struct {
	EmailChannel       zendesk.Opt[bool] `json:"email_channel,omitzero"`
	MsteamsChannel     zendesk.Opt[bool] `json:"msteams_channel,omitzero"`
	ShowInContextPanel zendesk.Opt[bool] `json:"show_in_context_panel,omitzero"`
	SlackChannel       zendesk.Opt[bool] `json:"slack_channel,omitzero"`
	TicketsChannel     zendesk.Opt[bool] `json:"tickets_channel,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountTicketFormSettingsParams are the attributes to write of
// [AccountTicketFormSettings].
type AccountTicketFormSettingsParams struct {
	RawTicketFormsInstructions zendesk.Opt[string] `json:"raw_ticket_forms_instructions,omitzero"`
	TicketFormsInstructions    zendesk.Opt[string] `json:"ticket_forms_instructions,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountTicketSettingsParams are the attributes to write of [AccountTicketSettings].
type AccountTicketSettingsParams struct {
	AcceptedNewCollaborationTos             zendesk.Opt[bool]   `json:"accepted_new_collaboration_tos,omitzero"`
	AgentCollision                          zendesk.Opt[bool]   `json:"agent_collision,omitzero"`
	AgentInvitationEnabled                  zendesk.Opt[bool]   `json:"agent_invitation_enabled,omitzero"`
	AgentTicketDeletion                     zendesk.Opt[bool]   `json:"agent_ticket_deletion,omitzero"`
	AllowGroupReset                         zendesk.Opt[bool]   `json:"allow_group_reset,omitzero"`
	AssignDefaultOrganization               zendesk.Opt[bool]   `json:"assign_default_organization,omitzero"`
	AssignTicketsUponSolve                  zendesk.Opt[bool]   `json:"assign_tickets_upon_solve,omitzero"`
	AutoTranslationEnabled                  zendesk.Opt[bool]   `json:"auto_translation_enabled,omitzero"`
	AutoUpdatedCCsFollowersRules            zendesk.Opt[bool]   `json:"auto_updated_ccs_followers_rules,omitzero"`
	ChatSLAEnablement                       zendesk.Opt[bool]   `json:"chat_sla_enablement,omitzero"`
	Collaboration                           zendesk.Opt[bool]   `json:"collaboration,omitzero"`
	CommentsPublicByDefault                 zendesk.Opt[bool]   `json:"comments_public_by_default,omitzero"`
	DefaultSolvedTicketReassignmentStrategy zendesk.Opt[string] `json:"default_solved_ticket_reassignment_strategy,omitzero"`
	EmailAttachments                        zendesk.Opt[bool]   `json:"email_attachments,omitzero"`
	EmojiAutocompletion                     zendesk.Opt[bool]   `json:"emoji_autocompletion,omitzero"`
	FollowerAndEmailCcCollaborations        zendesk.Opt[bool]   `json:"follower_and_email_cc_collaborations,omitzero"`
	HasColorText                            zendesk.Opt[bool]   `json:"has_color_text,omitzero"`
	IsFirstCommentPrivateEnabled            zendesk.Opt[bool]   `json:"is_first_comment_private_enabled,omitzero"`
	LightAgentEmailCCsAllowed               zendesk.Opt[bool]   `json:"light_agent_email_ccs_allowed,omitzero"`
	ListEmptyViews                          zendesk.Opt[bool]   `json:"list_empty_views,omitzero"`
	ListNewestCommentsFirst                 zendesk.Opt[bool]   `json:"list_newest_comments_first,omitzero"`
	MarkdownTicketComments                  zendesk.Opt[bool]   `json:"markdown_ticket_comments,omitzero"`
	MaximumPersonalViewsToList              zendesk.Opt[int64]  `json:"maximum_personal_views_to_list,omitzero"`
	ModernTicketReassignment                zendesk.Opt[bool]   `json:"modern_ticket_reassignment,omitzero"`
	PrivateAttachments                      zendesk.Opt[bool]   `json:"private_attachments,omitzero"`
	RichTextComments                        zendesk.Opt[bool]   `json:"rich_text_comments,omitzero"`
	ShowModernTicketReassignment            zendesk.Opt[bool]   `json:"show_modern_ticket_reassignment,omitzero"`
	StatusHold                              zendesk.Opt[bool]   `json:"status_hold,omitzero"`
	Tagging                                 zendesk.Opt[bool]   `json:"tagging,omitzero"`
	UsingSkillBasedRouting                  zendesk.Opt[bool]   `json:"using_skill_based_routing,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// AccountUserSettingsParams are the attributes to write of [AccountUserSettings].
type AccountUserSettingsParams struct {
	AgentCreatedWelcomeEmails    zendesk.Opt[bool] `json:"agent_created_welcome_emails,omitzero"`
	EndUserPhoneNumberValidation zendesk.Opt[bool] `json:"end_user_phone_number_validation,omitzero"`
	HaveGravatarsEnabled         zendesk.Opt[bool] `json:"have_gravatars_enabled,omitzero"`
	LanguageSelection            zendesk.Opt[bool] `json:"language_selection,omitzero"`
	MultipleOrganizations        zendesk.Opt[bool] `json:"multiple_organizations,omitzero"`
	Tagging                      zendesk.Opt[bool] `json:"tagging,omitzero"`
	TimeZoneSelection            zendesk.Opt[bool] `json:"time_zone_selection,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}
