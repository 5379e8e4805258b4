package supporttest

// The resources as data.
var (
	tickets = &kind{
		plural: "tickets", one: "ticket", title: "Ticket",
		fresh: `{"external_id":null,"via":{"channel":"api","source":{"from":{},"to":{},"rel":null}},"type":null,"subject":null,"raw_subject":null,
			"description":null,"priority":null,"status":"new","recipient":null,"requester_id":null,"submitter_id":null,"assignee_id":null,
			"organization_id":null,"group_id":null,"collaborator_ids":[],"follower_ids":[],"email_cc_ids":[],"forum_topic_id":null,
			"problem_id":null,"has_incidents":false,"is_public":true,"due_at":null,"tags":[],"custom_fields":[],"satisfaction_rating":null,
			"sharing_agreement_ids":[],"custom_status_id":null,"followup_ids":[],"ticket_form_id":null,"brand_id":null,
			"allow_channelback":false,"allow_attachments":true,"from_messaging_channel":false}`,
		write: attributes{
			"external_id": text, "type": choice, "subject": text, "raw_subject": text, "description": text, "comment": anything,
			"priority": choice, "status": text, "custom_status_id": number, "recipient": text, "requester_id": number, "requester": anything,
			"submitter_id": number, "assignee_id": number, "assignee_email": text, "group_id": number, "organization_id": number,
			"collaborator_ids": numbers, "collaborators": list, "additional_collaborators": list, "email_ccs": list, "followers": list,
			"problem_id": number, "due_at": date, "tags": words, "custom_fields": list, "fields": list, "via": keyed,
			"via_followup_source_id": number, "via_id": number, "sharing_agreement_ids": numbers, "ticket_form_id": number,
			"brand_id": number, "macro_id": number, "macro_ids": numbers, "attribute_value_ids": numbers, "metadata": mapping,
			"safe_update": boolean, "updated_stamp": text, "additional_tags": words, "remove_tags": words, "voice_comment": mapping,
		},
		unknown: []string{"macro_id", "macro_ids", "attribute_value_ids", "sharing_agreement_ids"},
		sorts:   []string{"updated_at", "id", "status"},
		sortBys: []string{"assignee", "created_at", "group", "id", "locale", "requester"},
		sideload: map[string]sideload{
			"users":         {users, []string{"requester_id", "submitter_id", "assignee_id", "collaborator_ids", "follower_ids", "email_cc_ids"}},
			"groups":        {groups, []string{"group_id"}},
			"organizations": {organizations, []string{"organization_id"}},
		},
	}
	deletedTickets = &kind{plural: "deleted_tickets", one: "deleted_ticket", title: "Ticket", undated: true, sortBys: []string{"id", "subject", "deleted_at"}}

	comments = &kind{
		plural: "comments", one: "comment", title: "Comment", parent: "ticket_id", needsParent: true, undated: true, unlinked: true,
		sorts:    []string{"created_at"},
		sideload: map[string]sideload{"users": {users, []string{"author_id"}}},
	}
	audits = &kind{plural: "ticket_audits", one: "audit", title: "Audit", parent: "ticket_id", needsParent: true, undated: true, sorts: []string{"created_at"}}

	users = &kind{
		plural: "users", one: "user", title: "User", byKey: true,
		fresh: `{"name":null,"email":null,"role":"end-user","role_type":null,"custom_role_id":null,"active":true,"verified":false,"suspended":false,
			"alias":null,"details":null,"notes":null,"signature":null,"phone":null,"shared_phone_number":null,"external_id":null,
			"organization_id":null,"default_group_id":null,"tags":[],"user_fields":{},"locale":"en-US","locale_id":1,"time_zone":"UTC",
			"iana_time_zone":"Etc/UTC","photo":null,"restricted_agent":true,"ticket_restriction":"requested","only_private_comments":false,
			"moderator":false,"shared":false,"shared_agent":false,"chat_only":false,"two_factor_auth_enabled":null,"last_login_at":null,
			"report_csv":false}`,
		write: attributes{
			"photo": anything, "name": text, "email": text, "role": text, "custom_role_id": number, "ticket_restriction": text, "only_private_comments": boolean,
			"moderator": boolean, "default_group_id": number, "group_ids": numbers, "group_id": number, "agent_brand_ids": numbers,
			"active_brand_id": number, "organization_id": number, "organization_ids": numbers, "organization": mapping, "external_id": text,
			"phone": text, "shared_phone_number": boolean, "alias": text, "details": text, "notes": text, "signature": text, "tags": words,
			"user_fields": keyed, "locale": text, "locale_id": number, "time_zone": text, "remote_photo_url": text, "suspended": boolean,
			"verified": boolean, "skip_verify_email": boolean, "password": text, "identities": list, "separation": mapping, "id": number,
		},
		required: []string{"name"},
		sorts:    []string{"id"},
		sideload: map[string]sideload{
			"organizations": {organizations, []string{"organization_id"}},
			"groups":        {groups, []string{"default_group_id"}},
			"roles":         {customRoles, []string{"custom_role_id"}},
		},
	}
	deletedUsers = &kind{plural: "deleted_users", one: "deleted_user", title: "User", sorts: []string{"id"}}

	identities = &kind{
		plural: "identities", one: "identity", title: "Identity", parent: "user_id",
		write: attributes{
			"type": text, "value": text, "verified": boolean, "verification_method": text, "primary": boolean, "skip_verify_email": boolean,
		},
		required: []string{"type", "value"}, sorts: []string{"id"},
	}

	groups = &kind{
		plural: "groups", one: "group", title: "Group",
		fresh:    `{"name":null,"description":"","default":false,"deleted":false,"is_public":true}`,
		write:    attributes{"name": text, "description": text, "is_public": boolean},
		required: []string{"name"}, sorts: []string{"id"},
	}
	groupMemberships = &kind{
		plural: "group_memberships", one: "group_membership", title: "GroupMembership", parent: "user_id",
		fresh:    `{"user_id":null,"group_id":null,"default":false}`,
		write:    attributes{"user_id": number, "group_id": number, "default": boolean},
		required: []string{"user_id", "group_id"}, sorts: []string{"id"},
		sideload: map[string]sideload{"users": {users, []string{"user_id"}}, "groups": {groups, []string{"group_id"}}},
	}

	customRoles = &kind{
		plural: "custom_roles", one: "custom_role", title: "CustomRole",
		fresh:    `{"name":null,"description":"","role_type":0,"team_member_count":0,"configuration":{}}`,
		write:    attributes{"name": text, "description": text, "configuration": keyed},
		required: []string{"name"},
	}

	organizations = &kind{
		plural: "organizations", one: "organization", title: "Organization", byKey: true,
		fresh: `{"name":null,"external_id":null,"domain_names":[],"details":null,"notes":null,"group_id":null,"shared_tickets":false,
			"shared_comments":false,"tags":[],"organization_fields":{}}`,
		write: attributes{
			"name": text, "external_id": text, "domain_names": words, "details": text, "notes": text, "group_id": number,
			"shared_tickets": boolean, "shared_comments": boolean, "tags": words, "organization_fields": keyed, "id": number,
		},
		required: []string{"name"}, sorts: []string{"id"},
	}
	organizationMemberships = &kind{
		plural: "organization_memberships", one: "organization_membership", title: "OrganizationMembership", parent: "user_id",
		fresh:    `{"user_id":null,"organization_id":null,"organization_name":null,"default":null,"view_tickets":false}`,
		write:    attributes{"user_id": number, "organization_id": number, "default": boolean},
		required: []string{"user_id", "organization_id"}, sorts: []string{"id"},
		sideload: map[string]sideload{"users": {users, []string{"user_id"}}, "organizations": {organizations, []string{"organization_id"}}},
	}

	triggers = &kind{
		plural: "triggers", one: "trigger", title: "Trigger", order: "position",
		fresh: `{"title":null,"raw_title":null,"description":null,"active":true,"position":0,"default":false,
			"conditions":{"all":[],"any":[]},"actions":[],"category_id":null}`,
		write: attributes{
			"title": text, "raw_title": text, "description": text, "active": boolean, "position": number, "conditions": mapping,
			"actions": list, "category_id": text,
		},
		required: []string{"title", "conditions", "actions"},
		sorts:    []string{"alphabetical", "created_at", "updated_at", "position"},
		sortBys:  []string{"alphabetical", "created_at", "updated_at", "position", "usage_1h", "usage_24h", "usage_7d"},
		falling:  []string{"created_at", "updated_at", "usage_1h", "usage_24h", "usage_7d"},
	}

	ticketFields = &kind{
		plural: "ticket_fields", one: "ticket_field", title: "TicketField",
		fresh: `{"type":null,"title":null,"raw_title":null,"description":"","raw_description":"","position":9999,"active":true,"required":false,
			"collapsed_for_agents":false,"regexp_for_validation":null,"title_in_portal":null,"raw_title_in_portal":null,
			"visible_in_portal":false,"editable_in_portal":false,"required_in_portal":false,"agent_can_edit":true,"tag":null,"removable":true,
			"key":null,"agent_description":null}`,
		write: attributes{
			"type": text, "title": text, "raw_title": text, "description": text, "raw_description": text, "position": number,
			"active": boolean, "required": boolean, "collapsed_for_agents": boolean, "regexp_for_validation": text, "title_in_portal": text,
			"raw_title_in_portal": text, "visible_in_portal": boolean, "editable_in_portal": boolean, "required_in_portal": boolean,
			"tag": text, "agent_description": text, "custom_field_options": list, "sub_type_id": number, "relationship_target_type": text,
			"relationship_filter": mapping, "creator_app_name": text, "creator_user_id": number, "key": text,
		},
		required: []string{"type", "title"}, sorts: []string{"id"},
		sideload: map[string]sideload{"users": {users, []string{"creator_user_id"}}},
	}

	userFields         = definitions("user_fields", "user_field", "UserField")
	organizationFields = definitions("organization_fields", "organization_field", "OrganizationField")

	ticketForms = &kind{
		plural: "ticket_forms", one: "ticket_form", title: "TicketForm",
		fresh: `{"name":null,"raw_name":null,"display_name":null,"raw_display_name":null,"end_user_visible":true,"position":0,"ticket_field_ids":[],
			"active":true,"default":false,"in_all_brands":true,"restricted_brand_ids":[],"agent_conditions":[],"end_user_conditions":[]}`,
		write: attributes{
			"name": text, "raw_name": text, "display_name": text, "raw_display_name": text, "end_user_visible": boolean, "position": number,
			"ticket_field_ids": numbers, "active": boolean, "default": boolean, "in_all_brands": boolean, "agent_conditions": list,
			"end_user_conditions": list,
		},
		required: []string{"name"},
	}

	views = &kind{
		plural: "views", one: "view", title: "View", order: "position",
		fresh: `{"title":null,"raw_title":null,"description":null,"active":true,"position":0,"default":false,"conditions":{"all":[],"any":[]},
			"execution":{"columns":[],"group_by":null,"group_order":null,"sort_by":null,"sort_order":null},"restriction":null}`,
		write: attributes{
			"title": text, "raw_title": text, "description": text, "active": boolean, "position": number, "all": list, "any": list,
			"output": mapping, "restriction": mapping,
		},
		required: []string{"title", "all"},
		sorts:    []string{"created_at"}, sortBys: []string{"alphabetical", "created_at", "updated_at", "position"}, falling: []string{"created_at", "updated_at"},
	}

	webhooks = &kind{
		plural: "webhooks", one: "webhook", title: "Webhook", undated: true, unlinked: true,
		fresh: `{"name":null,"description":null,"status":null,"endpoint":null,"http_method":null,"request_format":null,"subscriptions":[],
			"external_source":null}`,
		write: attributes{
			"name": text, "description": text, "status": text, "endpoint": text, "http_method": text, "request_format": text,
			"subscriptions": list, "authentication": mapping, "custom_headers": mapping, "external_source": mapping,
		},
		required: []string{"name", "status", "endpoint", "http_method", "request_format"},
		sorts:    []string{"name", "status"},
	}
	webhookInvocations = &kind{plural: "webhook_invocations", one: "invocation", title: "Invocation", undated: true, unlinked: true}
	webhookAttempts    = &kind{plural: "webhook_attempts", one: "attempt", title: "Attempt", undated: true, unlinked: true}

	accountSettings = &kind{plural: "account_settings", one: "settings", title: "Settings", undated: true, unlinked: true}

	apps = &kind{
		plural: "apps", one: "app", title: "App", unlinked: true,
		fresh: `{"name":null,"short_description":null,"long_description":null,"author_name":null,"author_email":null,"version":null,"framework_version":null,
			"state":"ready","visibility":"private","products":[],"locations":[],"parameters":[],"single_install":false,"installable":true,
			"deprecated":false,"obsolete":false,"owner_id":1}`,
		write: attributes{"name": text, "short_description": text, "upload_id": number},
	}
	installations = &kind{
		plural: "installations", one: "installation", title: "Installation", at: "apps/installations",
		fresh: `{"app_id":null,"product":"support","enabled":true,"settings":{},"settings_objects":[],"role_restrictions":null,"group_restrictions":[],
			"collapsible":true,"servable":true,"paid":false,"recurring_payment":false,"plan_information":{"name":null},
			"has_unpaid_subscription":false,"has_incomplete_subscription":false,"pending_installation":false,"pending_job_id":null,"redirect_path":null}`,
		write: attributes{
			"app_id": number, "settings": mapping, "settings_objects": list, "enabled": boolean, "role_restrictions": words, "group_restrictions": numbers,
		},
	}
	appRequirements = &kind{plural: "app_requirements", one: "requirement", title: "Requirement", unlinked: true}

	jobStatuses = &kind{plural: "job_statuses", one: "job_status", title: "Job", undated: true, sorts: []string{"id"}}
)

// definitions are the fields of users or organizations.
func definitions(plural, one, title string) *kind {
	return &kind{
		plural: plural, one: one, title: title, order: "position",
		fresh: `{"type":"text","key":null,"title":null,"raw_title":null,"description":"","raw_description":"","position":9999,"active":true,
			"system":false,"regexp_for_validation":null}`,
		write: attributes{
			"type": text, "key": text, "title": text, "raw_title": text, "description": text, "raw_description": text, "position": number,
			"active": boolean, "regexp_for_validation": text, "tag": text, "custom_field_options": list, "relationship_target_type": text,
			"relationship_filter": mapping,
		},
		required: []string{"key", "title"},
	}
}

// kinds are what records are kept of, in the order in which documents are
// stored: a user's organization before the user.
var kinds = []*kind{
	groups, organizations, customRoles, users, deletedUsers, identities, groupMemberships, organizationMemberships, tickets, deletedTickets,
	comments, audits, triggers, views, ticketFields, ticketForms, userFields, organizationFields, webhooks, webhookInvocations, webhookAttempts,
	accountSettings, apps, installations, appRequirements, jobStatuses,
}

// fieldOption describes the options of drop-downs, which are kept inside the
// ticket field and are written one by one.
var fieldOption = &kind{
	plural: "custom_field_options", one: "custom_field_option", title: "CustomFieldOption",
	write: attributes{"id": number, "name": text, "value": text, "position": number}, required: []string{"name", "value"}, sorts: []string{"id"},
}
