package supporttest

import (
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// bornSettings are the settings of an account as it is made. Seeded
// account_settings go over them.
const bornSettings = `{
	"active_features":{"agent_forwarding":false,"allow_ccs":false,"allow_email_template_customization":false,
		"automatic_answers":false,"bcc_archiving":false,"benchmark_opt_out":false,"business_hours":false,"chat":false,
		"chat_about_my_ticket":false,"csat_reason_code":false,"custom_dkim_domain":false,"customer_context_as_default":false,
		"customer_satisfaction":false,"dynamic_contents":false,"explore":false,"explore_on_support_ent_plan":false,
		"explore_on_support_pro_plan":false,"facebook":false,"facebook_login":false,"fallback_composer":false,"forum_analytics":false,
		"good_data_and_explore":false,"google_login":false,"is_abusive":false,"light_agents":true,"markdown":false,
		"on_hold_status":true,"organization_access_enabled":true,"rich_content_in_emails":false,"sandbox":true,
		"satisfaction_prediction":false,"suspended_ticket_notification":false,"ticket_forms":true,"ticket_tagging":true,
		"topic_suggestion":false,"twitter":false,"twitter_login":false,"user_org_fields":true,"user_tagging":true,"voice":false},
	"agents":{"agent_home":true,"agent_workspace":true,"aw_self_serve_migration_enabled":false,"focus_mode":false,
		"idle_timeout_enabled":false,"unified_agent_statuses":false},
	"api":{"accepted_api_agreement":true,"api_password_access":"false","api_token_access":"true"},
	"apps":{"create_private":true,"create_public":false,"use":true},
	"billing":{"backend":"internal"},
	"branding":{"favicon_url":null,"header_color":"333333","header_logo_url":null,"page_background_color":"FFFFFF",
		"tab_background_color":"333333","text_color":"FFFFFF"},
	"brands":{"default_brand_id":0,"require_brand_on_new_tickets":false},
	"cdn":{"cdn_provider":"","fallback_cdn_provider":"","hosts":[]},
	"chat":{"available":false,"enabled":false,"integrated":false,"maximum_request_count":0,"welcome_message":""},
	"cross_sell":{"show_chat_tooltip":false,"xsell_source":null},
	"email":{"accept_wildcard_emails":false,"custom_dkim_domain":false,"email_sender_authentication":false,
		"email_sender_authentication_profile":"","email_status":false,"email_template_photos":false,"email_template_section":false,
		"gmail_actions":false,"modern_email_template":false,"no_mail_delimiter":false,"personalized_replies":false,
		"send_gmail_messages_via_gmail":false},
	"google_apps":{"has_google_apps":false,"has_google_apps_admin":false},
	"groups":{"check_group_name_uniqueness":false},
	"limits":{"attachment_size":52428800},
	"localization":{"locale_ids":[1]},
	"lotus":{"pod_id":1,"prefer_lotus":false,"reporting":false},
	"metrics":{"account_size":"1-99"},
	"onboarding":{"checklist_onboarding_version":0,"onboarding_segments":null,"product_sign_up":null},
	"routing":{"autorouting_tag":"","enabled":false,"max_email_capacity":0,"max_messaging_capacity":0,
		"reassignment_messaging_enabled":false,"reassignment_messaging_timeout":0,"reassignment_talk_timeout":0},
	"rule":{"macro_most_used":false,"macro_order":"alphabetical","skill_based_filtered_views":[],"using_skill_based_routing":false},
	"side_conversations":{"email_channel":false,"msteams_channel":false,"show_in_context_panel":false,"slack_channel":false,
		"tickets_channel":false},
	"statistics":{"forum":false,"rule_usage":false,"search":false},
	"ticket_form":{"raw_ticket_forms_instructions":"","ticket_forms_instructions":""},
	"tickets":{"accepted_new_collaboration_tos":false,"agent_collision":false,"agent_invitation_enabled":false,
		"agent_ticket_deletion":false,"allow_group_reset":false,"assign_default_organization":false,"assign_tickets_upon_solve":false,
		"auto_translation_enabled":false,"auto_updated_ccs_followers_rules":false,"chat_sla_enablement":false,"collaboration":false,
		"comments_public_by_default":false,"default_solved_ticket_reassignment_strategy":"","email_attachments":false,
		"emoji_autocompletion":false,"follower_and_email_cc_collaborations":false,"has_color_text":false,
		"is_first_comment_private_enabled":false,"light_agent_email_ccs_allowed":false,"list_empty_views":false,
		"list_newest_comments_first":false,"markdown_ticket_comments":false,"maximum_personal_views_to_list":8,
		"modern_ticket_reassignment":false,"private_attachments":false,"rich_text_comments":false,
		"show_modern_ticket_reassignment":false,"status_hold":false,"tagging":false,"using_skill_based_routing":false},
	"twitter":{"shorten_url":""},
	"user":{"agent_created_welcome_emails":false,"end_user_phone_number_validation":false,"have_gravatars_enabled":false,
		"language_selection":false,"multiple_organizations":true,"tagging":true,"time_zone_selection":false},
	"voice":{"agent_confirmation_when_forwarding":false,"agent_wrap_up_after_calls":false,"enabled":false,"logging":false,
		"maximum_queue_size":0,"maximum_queue_wait_time":0,"only_during_business_hours":false,"outbound_enabled":false,
		"recordings_public":false,"uk_mobile_forwarding":false}
}`

// fixedSettings are the groups that cannot be written; beside them only settings
// that are there.
var fixedSettings = []string{
	"billing", "cdn", "chat", "cross_sell", "google_apps", "limits", "lotus", "metrics", "onboarding", "statistics", "twitter", "voice",
}

// settings are the settings as they are.
func (c *call) settings() fake.Object {
	settings, err := fake.ParseObject([]byte(bornSettings))
	if err != nil {
		panic("settings: " + err.Error())
	}
	for _, o := range c.all("account_settings") {
		settings = overlaid(settings, o.Without("id", "url", "created_at"))
	}
	return settings
}

// overlaid sets the members of the groups in a change.
func overlaid(settings, change fake.Object) fake.Object {
	for _, m := range change {
		group, err := fake.ParseObject(m.Value)
		if err != nil {
			continue
		}
		before, _ := fake.ParseObject(orNull(settings.Raw(m.Name)))
		settings = settings.With(m.Name, before.Merge(group))
	}
	return settings
}

func showSettings(c *call) (any, error) { return object("settings", c.settings()), nil }

// updateSettings changes settings that the account has, to values of the same
// type; all others are ignored.
func updateSettings(c *call) (any, error) {
	in, _, err := c.envelope("settings")
	if err != nil {
		return nil, err
	}
	settings := c.settings()
	var change fake.Object
	var ignored []string
	for _, m := range in {
		before, known := fake.ParseObject(orNull(settings.Raw(m.Name)))
		group, err := fake.ParseObject(m.Value)
		if known != nil || err != nil || slices.Contains(fixedSettings, m.Name) {
			ignored = append(ignored, m.Name)
			continue
		}
		var set fake.Object
		for _, s := range group {
			old := before.Raw(s.Name)
			switch {
			case old == nil:
				ignored = append(ignored, m.Name+"."+s.Name)
			case kindOfJSON(old) != kindOfJSON(s.Value):
				return nil, badValue(m.Name+"."+s.Name, "has another type")
			default:
				set = append(set, s)
			}
		}
		change = change.With(m.Name, append(fake.Object{}, set...))
	}
	c.warn(ignored)
	key, old := int64(1), fake.Object(nil)
	for k, o := range c.all("account_settings") {
		key, old = k, o // the last one counts
	}
	c.put("account_settings", key, overlaid(old, change))
	return showSettings(c)
}

// kindOfJSON tells truth values, numbers, texts and others apart. Null may become
// a text.
func kindOfJSON(raw []byte) byte {
	switch raw[0] {
	case 't', 'f':
		return 'b'
	case '"', 'n':
		return 's'
	case '[', '{':
		return raw[0]
	}
	return 'n'
}
