package selltest

import "strings"

// searchIndex is one kind of record as the Search API has it.
type searchIndex struct {
	kind     string // "leads"
	typ      string // "lead"
	attrs    []searchAttr
	wallTime bool // compares times by the clock of the account's zone
}

// searchAttr is one attribute, read from a line of a table: name, type and
// where its value comes from.
//
//   - nowhere: the attribute exists and is always null
//     email           a member of the record
//     address/city    a member of an object in the record
//     owner_id>users.name  a member of the record that is referred to
//     @full           one of searchValues
//
// A type that begins with [] has several values. Of an object whose parts are
// not documented, the name alone stands here.
type searchAttr struct{ name, typ, source string }

func (a searchAttr) many() bool   { return strings.HasPrefix(a.typ, "[]") }
func (a searchAttr) base() string { return strings.TrimPrefix(a.typ, "[]") }

func parseSearchAttrs(table string) []searchAttr {
	var attrs []searchAttr
	for line := range strings.Lines(table) {
		if words := strings.Fields(line); len(words) > 0 {
			attrs = append(attrs, searchAttr{words[0], words[1], words[2]})
		}
	}
	return attrs
}

// searchRef is a record that is referred to: its id and its name.
func searchRef(name, member, kinds string) string {
	return "\n" + name + ".id long " + member + "\n" + name + ".name keyword " + member + ">" + kinds + ".name"
}

// searchUnknown are parts of an object that no resource here holds.
func searchUnknown(name string, parts ...string) string {
	var b strings.Builder
	for _, part := range parts { // "id long"
		b.WriteString("\n" + name + "." + part + " -")
	}
	return b.String()
}

func searchAddress(name, member string) string {
	var b strings.Builder
	for _, part := range [][2]string{{"street", "line1"}, {"city", "city"}, {"region", "state"}, {"zip_code", "postal_code"}, {"country", "country"}} {
		b.WriteString("\n" + name + "." + part[0] + " keyword " + member + "/" + part[1])
	}
	return b.String()
}

var (
	searchCommon = `
		id         id        id
		uid        keyword   -
		version    version   @version
		created_at date_time created_at
		updated_at date_time updated_at` + searchRef("owner", "owner_id", "users") + searchRef("creator", "creator_id", "users")

	searchPermissions = searchUnknown("permission_group", "id long", "name keyword") + searchUnknown("permission_team", "id long", "name keyword")

	searchFollowUp = `
		actionable object -` +
		searchUnknown("communication.last_touch", "at date_time", "medium keyword", "direction keyword", "participating_user_ids []long") +
		searchUnknown("next_task", "id long", "content string", "due_date date_time", "remind_at date_time", "owner_id long", "creator_id long", "created_at date_time", "updated_at date_time") +
		searchUnknown("smart_attributes", "days_since_last_communication integer", "days_with_no_reply integer", "last_touch_at date_time")

	searchPerson = searchCommon + searchPermissions + searchFollowUp + `
		first_name           string    first_name
		last_name            string    last_name
		display_name         string    @display_name
		first_or_company_name string   @first_or_company_name
		last_or_company_name string    @last_or_company_name
		email                keyword   email
		phone_numbers.phone  keyword   phone
		phone_numbers.mobile keyword   mobile
		normalized_phone_numbers.national_number []keyword @national_number
		fax                  keyword   fax
		website              keyword   website
		title                string    title
		description          string    description
		industry             keyword   industry
		twitter              keyword   twitter
		facebook             keyword   facebook
		linkedin             keyword   linkedin
		skype                keyword   skype
		collaborators        []long    @collaborators
		tags                 []keyword tags
		tag_ids              []long    -
		last_activity_date   date_time -
		street               keyword   address/line1
		city                 keyword   address/city
		region               keyword   address/state
		state                keyword   address/state
		zip                  keyword   address/postal_code
		zip_code             keyword   address/postal_code
		country              keyword   address/country
		location             geo_point -
		imports              object    -
		custom_fields        object    -
		next_email           object    -` + searchAddress("address", "address") +
		searchUnknown("import", "id long", "user_id long", "created_at date_time") +
		searchUnknown("enrollments", "id long", "sequence_id long", "active_sequence_ids []long", "finished_sequence_ids []long", "current_step integer", "started_at date_time", "finished_at date_time")

	searchActivity = searchCommon + searchPermissions + `
		content       string  content
		resource.id   long    resource_id
		resource.type keyword resource_type
	`
)

// searchIndexes are the kinds of records that can be searched.
func searchIndexes() []*searchIndex {
	return []*searchIndex{
		{kind: "leads", typ: "lead", attrs: parseSearchAttrs(searchPerson + `
			name            string  @name
			company_name    string  organization_name
			status.id       long    @status_id
			status.position integer -` +
			searchRef("source", "source_id", "lead_sources|sources") +
			searchRef("unqualified_reason", "unqualified_reason_id", "lead_unqualified_reasons") +
			searchAddress("shipping_address", "-"))},
		{kind: "contacts", typ: "contact", attrs: parseSearchAttrs(searchPerson + `
			name                string  name
			company_name        string  contact_id>contacts.name
			created_via         keyword -
			subscription        object  -
			is_organisation     boolean is_organization
			is_sales_account    boolean @is_sales_account
			customer_status     keyword customer_status
			prospect_status     keyword prospect_status
			company_id          long    contact_id
			parent_company_id   long    parent_organization_id
			parent_company_name keyword parent_organization_id>contacts.name` +
			searchRef("company", "contact_id", "contacts") +
			searchRef("parent_company", "parent_organization_id", "contacts") +
			searchAddress("billing_address", "billing_address") + searchAddress("shipping_address", "shipping_address"))},
		{kind: "deals", typ: "deal", attrs: parseSearchAttrs(searchCommon + searchFollowUp + `
			name                 string    name
			decimal_value        double    value
			normalized_decimal_value double -
			forecasted_value     double    -
			currency             keyword   currency
			hot                  boolean   hot
			is_won               boolean   @is_won
			is_closed            boolean   @is_closed
			stage.id             long      stage_id
			stage.is_active      boolean   stage_id>stages.active
			stage.position       integer   stage_id>stages.position
			pipeline             keyword   @pipeline
			pipeline_id          long      stage_id>stages.pipeline_id
			previous_pipeline_stage_id long -
			last_stage_change_at date_time last_stage_change_at
			estimated_close_date date      estimated_close_date
			estimated_win_likelihood integer customized_win_likelihood
			close_date           date      -
			close_date_with_time date_time -
			added_at             date      @added_date
			added_at_with_time   date_time added_at
			last_activity_date   date_time last_activity_at
			collaborators        []long    @collaborators
			tags                 []keyword tags
			scope                keyword   -
			products             object    -
			consumption          object    -
			custom_fields        object    -
			contact.last_name    string    contact_id>contacts.last_name` + searchAddress("address", "-") +
			searchUnknown("exchange_rate", "rate double", "value double") + searchUnknown("booking_period", "start_at date_time", "end_at date_time") +
			searchRef("contact", "contact_id", "contacts") + searchRef("company", "organization_id", "contacts") +
			searchRef("source", "source_id", "deal_sources|sources") + searchRef("loss_reason", "loss_reason_id", "loss_reasons") +
			searchRef("unqualified_reason", "unqualified_reason_id", "deal_unqualified_reasons"))},
		{kind: "notes", typ: "note", attrs: parseSearchAttrs(strings.ReplaceAll(searchActivity, "owner_id", "creator_id") + `
			type         keyword   type
			is_important boolean   is_important
			tags         []keyword tags
			tag_ids      []long    -
			associated_deal_ids    []long -
			associated_contact_ids []long -`)},
		{kind: "tasks", typ: "task", wallTime: true, attrs: parseSearchAttrs(searchActivity + `
			completed    boolean   completed
			completed_at date_time completed_at
			overdue      boolean   overdue
			due_date     date_time due_date
			remind_at    date_time remind_at
			reminder_offset integer -` + searchRef("assignee", "owner_id", "users") + searchRef("done_by", "-", "users"))},
	}
}
