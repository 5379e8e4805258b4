package support

import "encoding/json"

// AccountActiveFeatures are the features that an account has. Sell is not among them.
type AccountActiveFeatures struct {
	AgentForwarding                 bool `json:"agent_forwarding,omitzero"`
	AllowCCs                        bool `json:"allow_ccs,omitzero"`
	AllowEmailTemplateCustomization bool `json:"allow_email_template_customization,omitzero"`
	AutomaticAnswers                bool `json:"automatic_answers,omitzero"`
	BCCArchiving                    bool `json:"bcc_archiving,omitzero"`
	BenchmarkOptOut                 bool `json:"benchmark_opt_out,omitzero"`
	BusinessHours                   bool `json:"business_hours,omitzero"`
	Chat                            bool `json:"chat,omitzero"`
	ChatAboutMyTicket               bool `json:"chat_about_my_ticket,omitzero"`
	CSATReasonCode                  bool `json:"csat_reason_code,omitzero"`
	CustomDKIMDomain                bool `json:"custom_dkim_domain,omitzero"`
	CustomerContextAsDefault        bool `json:"customer_context_as_default,omitzero"`
	CustomerSatisfaction            bool `json:"customer_satisfaction,omitzero"`
	DynamicContents                 bool `json:"dynamic_contents,omitzero"`
	Explore                         bool `json:"explore,omitzero"`
	ExploreOnSupportEntPlan         bool `json:"explore_on_support_ent_plan,omitzero"`
	ExploreOnSupportProPlan         bool `json:"explore_on_support_pro_plan,omitzero"`
	Facebook                        bool `json:"facebook,omitzero"`
	FacebookLogin                   bool `json:"facebook_login,omitzero"`
	FallbackComposer                bool `json:"fallback_composer,omitzero"`
	ForumAnalytics                  bool `json:"forum_analytics,omitzero"`
	GoodDataAndExplore              bool `json:"good_data_and_explore,omitzero"`
	GoogleLogin                     bool `json:"google_login,omitzero"`
	IsAbusive                       bool `json:"is_abusive,omitzero"`
	LightAgents                     bool `json:"light_agents,omitzero"`
	Markdown                        bool `json:"markdown,omitzero"`
	OnHoldStatus                    bool `json:"on_hold_status,omitzero"`
	OrganizationAccessEnabled       bool `json:"organization_access_enabled,omitzero"`
	RichContentInEmails             bool `json:"rich_content_in_emails,omitzero"`
	Sandbox                         bool `json:"sandbox,omitzero"`
	SatisfactionPrediction          bool `json:"satisfaction_prediction,omitzero"`
	SuspendedTicketNotification     bool `json:"suspended_ticket_notification,omitzero"`
	TicketForms                     bool `json:"ticket_forms,omitzero"`
	TicketTagging                   bool `json:"ticket_tagging,omitzero"`
	TopicSuggestion                 bool `json:"topic_suggestion,omitzero"`
	Twitter                         bool `json:"twitter,omitzero"`
	TwitterLogin                    bool `json:"twitter_login,omitzero"`
	UserOrgFields                   bool `json:"user_org_fields,omitzero"`
	UserTagging                     bool `json:"user_tagging,omitzero"`
	Voice                           bool `json:"voice,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountAgentSettings are settings of the agents' workspace.
type AccountAgentSettings struct {
	AgentHome                   bool `json:"agent_home,omitzero"`
	AgentWorkspace              bool `json:"agent_workspace,omitzero"`
	AWSelfServeMigrationEnabled bool `json:"aw_self_serve_migration_enabled,omitzero"`
	FocusMode                   bool `json:"focus_mode,omitzero"`
	IdleTimeoutEnabled          bool `json:"idle_timeout_enabled,omitzero"`
	UnifiedAgentStatuses        bool `json:"unified_agent_statuses,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountAPISettings are settings of the API.
type AccountAPISettings struct {
	AcceptedAPIAgreement bool   `json:"accepted_api_agreement,omitzero"`
	APIPasswordAccess    string `json:"api_password_access,omitzero"` // "true" or "false"
	APITokenAccess       string `json:"api_token_access,omitzero"`    // "true" or "false"

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountAppsSettings say which apps an account may create and use.
type AccountAppsSettings struct {
	CreatePrivate bool `json:"create_private,omitzero"`
	CreatePublic  bool `json:"create_public,omitzero"`
	Use           bool `json:"use,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountBillingSettings say how an account is billed.
type AccountBillingSettings struct {
	Backend string `json:"backend,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountBrandingSettings are the colors and logos of an account.
type AccountBrandingSettings struct {
	FaviconURL          string `json:"favicon_url,omitzero"`
	HeaderColor         string `json:"header_color,omitzero"` // as hexadecimal digits
	HeaderLogoURL       string `json:"header_logo_url,omitzero"`
	PageBackgroundColor string `json:"page_background_color,omitzero"`
	TabBackgroundColor  string `json:"tab_background_color,omitzero"`
	TextColor           string `json:"text_color,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountBrandsSettings are settings of brands.
type AccountBrandsSettings struct {
	DefaultBrandID           int64 `json:"default_brand_id,omitzero"`
	RequireBrandOnNewTickets bool  `json:"require_brand_on_new_tickets,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountCDNSettings say where the product's files are loaded from.
type AccountCDNSettings struct {
	CDNProvider         string           `json:"cdn_provider,omitzero"`
	FallbackCDNProvider string           `json:"fallback_cdn_provider,omitzero"`
	Hosts               []AccountCDNHost `json:"hosts,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountCDNHost is a host of the product's files.
type AccountCDNHost struct {
	Name string `json:"name,omitzero"`
	URL  string `json:"url,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountChatSettings are settings of Chat.
type AccountChatSettings struct {
	Available           bool   `json:"available,omitzero"`
	Enabled             bool   `json:"enabled,omitzero"`
	Integrated          bool   `json:"integrated,omitzero"`
	MaximumRequestCount int64  `json:"maximum_request_count,omitzero"`
	WelcomeMessage      string `json:"welcome_message,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountCrossSellSettings are what Zendesk offers to an account.
type AccountCrossSellSettings struct {
	ShowChatTooltip bool   `json:"show_chat_tooltip,omitzero"`
	XsellSource     string `json:"xsell_source,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountEmailSettings are settings of mail.
type AccountEmailSettings struct {
	AcceptWildcardEmails             bool   `json:"accept_wildcard_emails,omitzero"`
	CustomDKIMDomain                 bool   `json:"custom_dkim_domain,omitzero"`
	EmailSenderAuthentication        bool   `json:"email_sender_authentication,omitzero"`
	EmailSenderAuthenticationProfile string `json:"email_sender_authentication_profile,omitzero"` // default or enhanced
	EmailStatus                      bool   `json:"email_status,omitzero"`
	EmailTemplatePhotos              bool   `json:"email_template_photos,omitzero"`
	EmailTemplateSection             bool   `json:"email_template_section,omitzero"`
	GmailActions                     bool   `json:"gmail_actions,omitzero"`
	ModernEmailTemplate              bool   `json:"modern_email_template,omitzero"`
	NoMailDelimiter                  bool   `json:"no_mail_delimiter,omitzero"`
	PersonalizedReplies              bool   `json:"personalized_replies,omitzero"`
	SendGmailMessagesViaGmail        bool   `json:"send_gmail_messages_via_gmail,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountGoogleAppsSettings are settings of Google Workspace.
type AccountGoogleAppsSettings struct {
	HasGoogleApps      bool `json:"has_google_apps,omitzero"`
	HasGoogleAppsAdmin bool `json:"has_google_apps_admin,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountGroupSettings are settings of groups.
type AccountGroupSettings struct {
	CheckGroupNameUniqueness bool `json:"check_group_name_uniqueness,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountLimitsSettings are limits of an account.
type AccountLimitsSettings struct {
	AttachmentSize int64 `json:"attachment_size,omitzero"` // bytes

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountLocalizationSettings are the languages of an account.
type AccountLocalizationSettings struct {
	LocaleIDs []int64 `json:"locale_ids,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountLotusSettings are settings of the agent interface.
type AccountLotusSettings struct {
	PodID       int64 `json:"pod_id,omitzero"` // where the account's data is
	PreferLotus bool  `json:"prefer_lotus,omitzero"`
	Reporting   bool  `json:"reporting,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountMetricsSettings say how large an account is.
type AccountMetricsSettings struct {
	AccountSize string `json:"account_size,omitzero"` // the number of agents, such as "100-399"

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountOnboardingSettings say how an account was started.
type AccountOnboardingSettings struct {
	ChecklistOnboardingVersion int64  `json:"checklist_onboarding_version,omitzero"`
	OnboardingSegments         string `json:"onboarding_segments,omitzero"`
	ProductSignUp              string `json:"product_sign_up,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountRoutingSettings are settings of routing.
type AccountRoutingSettings struct {
	AutoroutingTag               string `json:"autorouting_tag,omitzero"`
	Enabled                      bool   `json:"enabled,omitzero"`
	MaxEmailCapacity             int64  `json:"max_email_capacity,omitzero"`
	MaxMessagingCapacity         int64  `json:"max_messaging_capacity,omitzero"`
	ReassignmentMessagingEnabled bool   `json:"reassignment_messaging_enabled,omitzero"`
	ReassignmentMessagingTimeout int64  `json:"reassignment_messaging_timeout,omitzero"`
	ReassignmentTalkTimeout      int64  `json:"reassignment_talk_timeout,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountRuleSettings are settings of views, macros and other rules.
type AccountRuleSettings struct {
	MacroMostUsed           bool              `json:"macro_most_used,omitzero"`
	MacroOrder              string            `json:"macro_order,omitzero"`
	SkillBasedFilteredViews []json.RawMessage `json:"skill_based_filtered_views,omitzero"`
	UsingSkillBasedRouting  bool              `json:"using_skill_based_routing,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountSideConversationsSettings are settings of side conversations.
type AccountSideConversationsSettings struct {
	EmailChannel       bool `json:"email_channel,omitzero"`
	MsteamsChannel     bool `json:"msteams_channel,omitzero"`
	ShowInContextPanel bool `json:"show_in_context_panel,omitzero"`
	SlackChannel       bool `json:"slack_channel,omitzero"`
	TicketsChannel     bool `json:"tickets_channel,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountStatisticsSettings say which statistics an account has.
type AccountStatisticsSettings struct {
	Forum     bool `json:"forum,omitzero"`
	RuleUsage bool `json:"rule_usage,omitzero"`
	Search    bool `json:"search,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountTicketFormSettings are the texts of ticket forms.
type AccountTicketFormSettings struct {
	RawTicketFormsInstructions string `json:"raw_ticket_forms_instructions,omitzero"`
	TicketFormsInstructions    string `json:"ticket_forms_instructions,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountTicketSettings are settings of tickets.
type AccountTicketSettings struct {
	AcceptedNewCollaborationTos             bool   `json:"accepted_new_collaboration_tos,omitzero"`
	AgentCollision                          bool   `json:"agent_collision,omitzero"`
	AgentInvitationEnabled                  bool   `json:"agent_invitation_enabled,omitzero"`
	AgentTicketDeletion                     bool   `json:"agent_ticket_deletion,omitzero"`
	AllowGroupReset                         bool   `json:"allow_group_reset,omitzero"`
	AssignDefaultOrganization               bool   `json:"assign_default_organization,omitzero"`
	AssignTicketsUponSolve                  bool   `json:"assign_tickets_upon_solve,omitzero"`
	AutoTranslationEnabled                  bool   `json:"auto_translation_enabled,omitzero"`
	AutoUpdatedCCsFollowersRules            bool   `json:"auto_updated_ccs_followers_rules,omitzero"`
	ChatSLAEnablement                       bool   `json:"chat_sla_enablement,omitzero"`
	Collaboration                           bool   `json:"collaboration,omitzero"`
	CommentsPublicByDefault                 bool   `json:"comments_public_by_default,omitzero"`
	DefaultSolvedTicketReassignmentStrategy string `json:"default_solved_ticket_reassignment_strategy,omitzero"`
	EmailAttachments                        bool   `json:"email_attachments,omitzero"`
	EmojiAutocompletion                     bool   `json:"emoji_autocompletion,omitzero"`
	FollowerAndEmailCcCollaborations        bool   `json:"follower_and_email_cc_collaborations,omitzero"`
	HasColorText                            bool   `json:"has_color_text,omitzero"`
	IsFirstCommentPrivateEnabled            bool   `json:"is_first_comment_private_enabled,omitzero"`
	LightAgentEmailCCsAllowed               bool   `json:"light_agent_email_ccs_allowed,omitzero"`
	ListEmptyViews                          bool   `json:"list_empty_views,omitzero"`
	ListNewestCommentsFirst                 bool   `json:"list_newest_comments_first,omitzero"`
	MarkdownTicketComments                  bool   `json:"markdown_ticket_comments,omitzero"`
	MaximumPersonalViewsToList              int64  `json:"maximum_personal_views_to_list,omitzero"`
	ModernTicketReassignment                bool   `json:"modern_ticket_reassignment,omitzero"`
	PrivateAttachments                      bool   `json:"private_attachments,omitzero"`
	RichTextComments                        bool   `json:"rich_text_comments,omitzero"`
	ShowModernTicketReassignment            bool   `json:"show_modern_ticket_reassignment,omitzero"`
	StatusHold                              bool   `json:"status_hold,omitzero"`
	Tagging                                 bool   `json:"tagging,omitzero"`
	UsingSkillBasedRouting                  bool   `json:"using_skill_based_routing,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountTwitterSettings are settings of X.
type AccountTwitterSettings struct {
	ShortenURL string `json:"shorten_url,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountUserSettings are settings of users.
type AccountUserSettings struct {
	AgentCreatedWelcomeEmails    bool `json:"agent_created_welcome_emails,omitzero"`
	EndUserPhoneNumberValidation bool `json:"end_user_phone_number_validation,omitzero"`
	HaveGravatarsEnabled         bool `json:"have_gravatars_enabled,omitzero"`
	LanguageSelection            bool `json:"language_selection,omitzero"`
	MultipleOrganizations        bool `json:"multiple_organizations,omitzero"`
	Tagging                      bool `json:"tagging,omitzero"`
	TimeZoneSelection            bool `json:"time_zone_selection,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AccountVoiceSettings are settings of Talk.
type AccountVoiceSettings struct {
	AgentConfirmationWhenForwarding bool  `json:"agent_confirmation_when_forwarding,omitzero"`
	AgentWrapUpAfterCalls           bool  `json:"agent_wrap_up_after_calls,omitzero"`
	Enabled                         bool  `json:"enabled,omitzero"`
	Logging                         bool  `json:"logging,omitzero"`
	MaximumQueueSize                int64 `json:"maximum_queue_size,omitzero"`
	MaximumQueueWaitTime            int64 `json:"maximum_queue_wait_time,omitzero"`
	OnlyDuringBusinessHours         bool  `json:"only_during_business_hours,omitzero"`
	OutboundEnabled                 bool  `json:"outbound_enabled,omitzero"`
	RecordingsPublic                bool  `json:"recordings_public,omitzero"`
	UkMobileForwarding              bool  `json:"uk_mobile_forwarding,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
