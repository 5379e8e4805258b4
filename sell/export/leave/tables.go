package leave

import "strings"

const stamps = " created_at=datetime updated_at=datetime"

const contactColumns = " is_organization=boolean owner_key>users creator_key>users industry website email phone mobile fax twitter facebook linkedin skype" +
	" customer_status prospect_status title description" + stamps

// tableDefs are all tables, parents first.
var tableDefs = []struct{ name, about, columns string }{
	{"records", "Every key of the neutral form, once, and the table that holds it.", "key=key in_table"},
	{"accounts", "The account that was copied.", "key>records sell_id=integer name currency time_format timezone phone subdomain" + stamps},
	{"users", "Users of Sell, also inactive ones, integrations and the stand-ins of distribution pools.",
		"key>records sell_id=integer name email status role identity_type zendesk_user_id reports_to_key>users phone_number team_name timezone invited=boolean confirmed=boolean detached=boolean sell_login_disabled=boolean deleted_at=datetime" + stamps},
	{"tag_names", "Tags that are known to Sell, by the kind of record.", "key>records sell_id=integer name record_type creator_key>users" + stamps},
	{"sources", "Where leads and deals come from. list is the list of Sell: lead_sources, deal_sources or the older sources.", "key>records sell_id=integer list name record_type creator_key>users" + stamps},
	{"reasons", "Why leads and deals were given up. list is loss_reasons, deal_unqualified_reasons or lead_unqualified_reasons.", "key>records sell_id=integer list name creator_key>users" + stamps},
	{"outcomes", "Outcomes of calls and visits. list is call_outcomes or visit_outcomes.", "key>records sell_id=integer list name creator_key>users" + stamps},
	{"lead_statuses", "Statuses that a lead may have.", "key>records sell_id=integer name" + stamps},
	{"industries", "Industries on offer. list is lead_industries or contact_industries.", "key>records sell_id=integer list name" + stamps},
	{"pipelines", "Pipelines of deals.", "key>records sell_id=integer name disabled=boolean locale_key" + stamps},
	{"stages", "Stages of pipelines.", "key>records sell_id=integer pipeline_key>pipelines name category position=integer active=boolean likelihood=integer locale_key" + stamps},
	{"companies", "Contacts of Sell that are organizations.", "key>records sell_id=integer name parent_key>companies" + contactColumns},
	{"people", "Contacts of Sell that are persons.", "key>records sell_id=integer name first_name last_name company_key>companies" + contactColumns},
	{"leads", "Leads. Of a converted one, person_key, company_key and deal_key say what it became.",
		"key>records sell_id=integer owner_key>users creator_key>users first_name last_name company_name status source_key>sources unqualified_reason_key>reasons title description industry website email phone mobile fax twitter facebook linkedin skype" +
			" converted=boolean person_key>people company_key>companies deal_key>deals converted_at=datetime" + stamps},
	{"deals", "Deals. status is open, won, lost or unqualified, as the category of the stage says; closed_at is the last change of the stage of a deal that is not open. primary_key is the primary contact, a person or a company.",
		"key>records sell_id=integer name value=decimal currency stage_key>stages pipeline_key>pipelines status primary_key>records company_key>companies owner_key>users creator_key>users source_key>sources loss_reason_key>reasons unqualified_reason_key>reasons" +
			" hot=boolean win_likelihood=integer estimated_close_date=date closed_at=datetime added_at=datetime added_on=datetime last_stage_change_at=datetime last_stage_change_by_key>users last_activity_at=datetime dropbox_email" + stamps},
	{"deal_people", "Who takes part in a deal: its primary contact, and the associated ones, which have associated = true. person_key may be a company.",
		"key>records deal_key>deals person_key>records role is_primary=boolean associated=boolean" + stamps},
	{"collaborators", "Users who were let in on a record.", "key>records sell_id=integer record_type record_key>records user_key>users creator_key>users" + stamps},
	{"conversions", "Leads that were converted. lead_sell_id also names leads that are no longer in the account.",
		"key>records sell_id=integer lead_sell_id=integer lead_key>leads person_key>people company_key>companies deal_key>deals creator_key>users created_at=datetime"},
	{"addresses", "Addresses. kind is main, billing or shipping, or the key of a custom field.", "!record_key>records !kind line1 city postal_code state country"},
	{"tags", "Tags of records.", "!record_key>records !position=integer tag"},
	{"custom_fields", "Definitions of custom fields. applies_to is lead, contact, deal or prospect_and_customer.",
		"key>records sell_id=integer applies_to name type position=integer for_contact=boolean for_organisation=boolean for_company=boolean" + stamps},
	{"custom_choices", "Choices of custom fields. listed_as is the member that holds them: choices or options.", "!field_key>custom_fields !position=integer choice_id name listed_as"},
	{"custom_values", "Values of custom fields, one a row. text is the value of text fields and choices, and the value as it was sent where another column holds it in another form. zone_known is false where Sell writes Z and means local time.",
		"!record_key>records !field_key>custom_fields !position=integer text number=decimal boolean=boolean date=date datetime=datetime zone_known=boolean"},
	{"activities", "Notes, tasks, calls, texts and visits, as kind says. subject is the first line of body; at is when it happened. private notes were for their author only.",
		"key>records sell_id=integer kind subject body body_type owner_key>users author_key>users at=datetime due_at=datetime remind_at=datetime done=boolean done_at=datetime overdue=boolean duration_s=integer direction missed=boolean outcome_key>outcomes phone user_phone" +
			" recording_url public_recording_url external_id address location_status record_type private=boolean note_type important=boolean" + stamps},
	{"activity_links", "What activities belong to. A floating task has no row here.", "!activity_key>activities !record_key>records position=integer is_main=boolean"},
	{"products", "The product catalogue.", "key>records sell_id=integer name description sku active=boolean max_discount=integer max_markup=decimal cost=decimal cost_currency version=integer" + stamps},
	{"prices", "Prices of products, one a currency.", "key=key product_key>products position=integer amount=decimal currency"},
	{"orders", "Orders of deals.", "key>records sell_id=integer deal_key>deals discount_percent=integer" + stamps},
	{"line_items", "Line items of orders. product_key is the product of the same SKU and name, where there is exactly one; Sell does not say; price_key is its price in the currency of the item.",
		"key>records sell_id=integer order_key>orders product_key>products price_key>prices name sku description currency price=decimal variation=decimal value=decimal quantity=integer" + stamps},
	{"documents", "Files on records. list is the list of the copy: lead_documents, contact_documents or deal_documents. path is the file below this folder; missing is the status with which Sell refused it.",
		"key>records sell_id=integer list record_type record_key>records creator_key>users name content_type size=integer sha256 path missing=integer" + stamps},
	{"recordings", "The sound of calls. path is the file below this folder; missing is the status with which it was refused, 0 where nothing was copied.",
		"call_key>activities size=integer sha256 path missing=integer"},
	{"sequences", "Sequences. Their steps are in extra.", "key>records sell_id=integer name steps_total=integer creator_key>users" + stamps},
	{"enrollments", "Who was in which sequence. The steps are in extra.", "key>records sell_id=integer sequence_key>sequences actor_key>users record_type record_key>records state current_step_position=integer previously_executed_step_position=integer finished_at=datetime finished_reason finished_actor_key>users" + stamps},
	{"ticket_links", "Tickets of Support that belong to records. found_in is note, field or tag.", "!record_key>records !ticket_id=integer !found_in url source_key>records"},
	{"extra", "Members of Sell's records that have no column, as JSON. An object is merged with what the tables hold; anything else takes the place of that.", "!record_key>records !member json=json"},
	{"crosswalk", "What became of records. In the neutral form these are converted leads: target is sell and target_id a key of another record.", "!key>records !target !target_id loaded_at=datetime"},
	{"report", "All that was left out (effect left-out) or changed (effect changed).", "number=integer key=key in_table field effect reason value_excerpt"},
}

// source says how a resource of the copy becomes rows of a table.
type source struct {
	resource string
	table    string // of the main row; "contacts" is split into companies and people
	kind     string // in keys
	// columns are written "column", "column:member" or "column:member/kind", where
	// the kind is that of the record whose id the member holds.
	columns string
	fixed   string // "column=value" of all rows
}

type field struct{ column, member, kind string }

func (s source) parse() []field {
	var fields []field
	for word := range strings.FieldsSeq(s.columns) {
		word, kind, _ := strings.Cut(word, "/")
		column, member, ok := strings.Cut(word, ":")
		if !ok {
			member = column
		}
		fields = append(fields, field{column, member, kind})
	}
	return fields
}

func (s source) tables() []string {
	if s.table == "contacts" {
		return []string{"companies", "people"}
	}
	return []string{s.table}
}

const (
	ofID      = "sell_id:id "
	bornOnly  = " created_at"
	born      = " created_at updated_at"
	byCreator = " creator_key:creator_id/user"
	byOwner   = " owner_key:owner_id/user"
	card      = " title description industry website email phone mobile fax twitter facebook linkedin skype"
	onRecord  = " record_type:resource_type record_key:resource_id/record"
)

// sources are the resources of the copy, parents first.
var sources = []source{
	{"accounts", "accounts", "account", ofID + "name currency time_format timezone phone subdomain" + born, ""},
	{"users", "users", "user", ofID + "name email status role identity_type zendesk_user_id reports_to_key:reports_to/user phone_number team_name timezone invited confirmed detached sell_login_disabled deleted_at" + born, ""},
	{"tags", "tag_names", "tag", ofID + "name record_type:resource_type" + byCreator + born, ""},
	{"lead_sources", "sources", "lead-source", ofID + "name record_type:resource_type" + byCreator + born, "list=lead_sources"},
	{"deal_sources", "sources", "deal-source", ofID + "name record_type:resource_type" + byCreator + born, "list=deal_sources"},
	{"sources", "sources", "source", ofID + "name record_type:resource_type" + byCreator + born, "list=sources"},
	{"loss_reasons", "reasons", "loss-reason", ofID + "name" + byCreator + born, "list=loss_reasons"},
	{"deal_unqualified_reasons", "reasons", "deal-unqualified-reason", ofID + "name" + byCreator + born, "list=deal_unqualified_reasons"},
	{"lead_unqualified_reasons", "reasons", "lead-unqualified-reason", ofID + "name" + byCreator + born, "list=lead_unqualified_reasons"},
	{"call_outcomes", "outcomes", "call-outcome", ofID + "name" + byCreator + born, "list=call_outcomes"},
	{"visit_outcomes", "outcomes", "visit-outcome", ofID + "name" + byCreator + born, "list=visit_outcomes"},
	{"lead_statuses", "lead_statuses", "lead-status", ofID + "name" + born, ""},
	{"lead_industries", "industries", "lead-industry", ofID + "name" + born, "list=lead_industries"},
	{"contact_industries", "industries", "contact-industry", ofID + "name" + born, "list=contact_industries"},
	{"pipelines", "pipelines", "pipeline", ofID + "name disabled locale_key" + born, ""},
	{"stages", "stages", "stage", ofID + "pipeline_key:pipeline_id/pipeline name category position active likelihood locale_key" + born, ""},
	{"lead_custom_fields", "custom_fields", "lead-field", ofID + "name type for_contact for_organisation for_company" + born, "applies_to=lead"},
	{"contact_custom_fields", "custom_fields", "contact-field", ofID + "name type for_contact for_organisation for_company" + born, "applies_to=contact"},
	{"deal_custom_fields", "custom_fields", "deal-field", ofID + "name type for_contact for_organisation for_company" + born, "applies_to=deal"},
	{"prospect_and_customer_custom_fields", "custom_fields", "customer-field", ofID + "name type for_contact for_organisation for_company" + born, "applies_to=prospect_and_customer"},
	{"contacts", "contacts", "contact", ofID + "is_organization name first_name last_name company_key:contact_id/contact parent_key:parent_organization_id/contact customer_status prospect_status" + byOwner + byCreator + card + born, ""},
	{"leads", "leads", "lead", ofID + "first_name last_name company_name:organization_name status source_key:source_id/lead-source unqualified_reason_key:unqualified_reason_id/lead-unqualified-reason" + byOwner + byCreator + card + born, ""},
	{"deals", "deals", "deal", ofID + "name value currency stage_key:stage_id/stage primary_key:contact_id/contact company_key:organization_id/contact source_key:source_id/deal-source loss_reason_key:loss_reason_id/loss-reason unqualified_reason_key:unqualified_reason_id/deal-unqualified-reason hot win_likelihood:customized_win_likelihood estimated_close_date added_at added_on last_stage_change_at last_stage_change_by_key:last_stage_change_by_id/user last_activity_at dropbox_email" + byOwner + byCreator + born, ""},
	{"associated_contacts", "deal_people", "associated-contact", "deal_key:deal_id/deal person_key:contact_id/contact role" + born, "associated=true"},
	{"collaborations", "collaborators", "collaboration", ofID + "user_key:collaborator_id/user" + onRecord + byCreator + born, ""},
	{"lead_conversions", "conversions", "conversion", ofID + "lead_sell_id:lead_id person_key:individual_id/contact company_key:organization_id/contact deal_key:deal_id/deal" + byCreator + bornOnly, ""},
	{"notes", "activities", "note", ofID + "body:content author_key:creator_id/user note_type:type important:is_important record_type:resource_type" + born, "kind=note body_type=text"},
	{"tasks", "activities", "task", ofID + "body:content owner_key:owner_id/user author_key:creator_id/user due_at:due_date remind_at done:completed done_at:completed_at overdue record_type:resource_type" + born, "kind=task body_type=text"},
	{"calls", "activities", "call", ofID + "body:summary owner_key:user_id/user at:made_at duration_s:duration direction:incoming missed outcome_key:outcome_id/call-outcome phone:phone_number recording_url public_recording_url:public_api_recording_url external_id record_type:resource_type" + born, "kind=call body_type=text"},
	{"text_messages", "activities", "text", ofID + "body:content owner_key:user_id/user at:sent_at direction:incoming phone:resource_phone_number user_phone:user_phone_number record_type:resource_type" + born, "kind=text body_type=text"},
	{"visits", "activities", "visit", ofID + "body:summary author_key:creator_id/user at:visited_at outcome_key:outcome_id/visit-outcome address:resource_address location_status:rep_location_verification_status record_type:resource_type" + born, "kind=visit body_type=text"},
	{"products", "products", "product", ofID + "name description sku active max_discount max_markup cost cost_currency version" + born, ""},
	{"orders", "orders", "order", ofID + "deal_key:deal_id/deal discount_percent:discount" + born, ""},
	{"line_items", "line_items", "line-item", ofID + "order_key:order_id/order name sku description currency price variation value quantity" + born, ""},
	{"lead_documents", "documents", "document", ofID + "name content_type size" + onRecord + byCreator + born, "list=lead_documents"},
	{"contact_documents", "documents", "document", ofID + "name content_type size" + onRecord + byCreator + born, "list=contact_documents"},
	{"deal_documents", "documents", "document", ofID + "name content_type size" + onRecord + byCreator + born, "list=deal_documents"},
	{"sequences", "sequences", "sequence", ofID + "name steps_total" + byCreator + born, ""},
	{"sequence_enrollments", "enrollments", "enrollment", ofID + "actor_key:actor_id/user state current_step_position previously_executed_step_position finished_at finished_reason finished_actor_key:finished_actor_id/user" + onRecord + born, ""},
}
