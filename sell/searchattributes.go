package sell

import "strconv"

// SearchAttribute is the name of an attribute in Search. Parts of an object follow a
// dot, as in "address.city". The names differ from those of the records. Any name can be
// used as a string: [SearchIndex.Schema] lists all.
type SearchAttribute string

// SearchField returns a custom field of leads or deals, by the id of its definition;
// [CustomFieldsService.SearchMapping] returns the names of all.
func SearchField(id int64) SearchAttribute { return customField("", id) }

// SearchContactField returns a custom field of contacts, by the id of its definition.
func SearchContactField(id int64) SearchAttribute { return customField("contact:", id) }

// SearchSalesAccountField returns a custom field of contacts as customers and prospects
// ([ResourceProspectAndCustomer]), by the id of its definition.
func SearchSalesAccountField(id int64) SearchAttribute { return customField("sales_account:", id) }

func customField(of string, id int64) SearchAttribute {
	return SearchAttribute("custom_fields." + of + strconv.FormatInt(id, 10))
}

// Ascending returns a sort key with the lowest value of the attribute first.
func (a SearchAttribute) Ascending() SearchSort { return SearchSort{a, SearchAscending} }

// Descending returns a sort key with the highest value of the attribute first.
func (a SearchAttribute) Descending() SearchSort { return SearchSort{a, SearchDescending} }

// Attributes of all kinds of records.
const (
	AttrID        SearchAttribute = "id"
	AttrVersion   SearchAttribute = "version"
	AttrOwner     SearchAttribute = "owner" // for projections
	AttrOwnerID   SearchAttribute = "owner.id"
	AttrCreatorID SearchAttribute = "creator.id"
	AttrCreatedAt SearchAttribute = "created_at"
	AttrUpdatedAt SearchAttribute = "updated_at"
)

// Attributes of leads, contacts and deals.
const (
	AttrName             SearchAttribute = "name"
	AttrTags             SearchAttribute = "tags" // also of notes
	AttrLastActivityDate SearchAttribute = "last_activity_date"
	AttrCity             SearchAttribute = "address.city"
	AttrCountry          SearchAttribute = "address.country"
)

// Attributes of leads and contacts.
const (
	AttrFirstName      SearchAttribute = "first_name"
	AttrLastName       SearchAttribute = "last_name"
	AttrEmail          SearchAttribute = "email"
	AttrPhone          SearchAttribute = "phone_numbers.phone"
	AttrMobile         SearchAttribute = "phone_numbers.mobile"
	AttrNationalNumber SearchAttribute = "normalized_phone_numbers.national_number" // digits only, without the country
)

// Attributes of leads.
const (
	AttrCompanyName SearchAttribute = "company_name"
	AttrStatusID    SearchAttribute = "status.id"
	AttrSourceID    SearchAttribute = "source.id" // also of deals
)

// Attributes of contacts.
const (
	AttrIsOrganisation  SearchAttribute = "is_organisation"
	AttrIsSalesAccount  SearchAttribute = "is_sales_account"
	AttrCustomerStatus  SearchAttribute = "customer_status"
	AttrProspectStatus  SearchAttribute = "prospect_status"
	AttrCompanyID       SearchAttribute = "company_id"        // the organization that a person belongs to
	AttrParentCompanyID SearchAttribute = "parent_company_id" // the organization that an organization belongs to
)

// Attributes of deals.
const (
	AttrDecimalValue       SearchAttribute = "decimal_value"
	AttrCurrency           SearchAttribute = "currency"
	AttrHot                SearchAttribute = "hot"
	AttrIsWon              SearchAttribute = "is_won"
	AttrIsClosed           SearchAttribute = "is_closed"
	AttrStageID            SearchAttribute = "stage.id"
	AttrPipelineID         SearchAttribute = "pipeline_id"
	AttrContactID          SearchAttribute = "contact.id"
	AttrDealCompanyID      SearchAttribute = "company.id"
	AttrEstimatedCloseDate SearchAttribute = "estimated_close_date"
	AttrAddedAt            SearchAttribute = "added_at" // a date
)

// Attributes of notes and tasks.
const (
	AttrContent      SearchAttribute = "content"
	AttrResourceID   SearchAttribute = "resource.id"
	AttrResourceType SearchAttribute = "resource.type"
	AttrIsImportant  SearchAttribute = "is_important" // of notes
	AttrCompleted    SearchAttribute = "completed"    // of tasks
	AttrOverdue      SearchAttribute = "overdue"      // of tasks
	AttrDueDate      SearchAttribute = "due_date"     // of tasks
	AttrAssigneeID   SearchAttribute = "assignee.id"  // of tasks
)
