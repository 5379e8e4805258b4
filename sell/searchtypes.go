package sell

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/sellsupport/zendesk"
)

// searchKind is a kind of record that can be searched, or several of them.
type searchKind uint8

const (
	searchLeads searchKind = 1 << iota
	searchContacts
	searchDeals
	searchNotes
	searchTasks

	searchPeople     = searchLeads | searchContacts
	searchRecords    = searchPeople | searchDeals
	searchActivities = searchNotes | searchTasks
	searchAll        = searchRecords | searchActivities
)

func (k searchKind) String() string {
	var names []string
	for i, name := range []string{"leads", "contacts", "deals", "notes", "tasks"} {
		if k&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// wallTime reports whether only the clock of a time counts, and not its zone.
func (k searchKind) wallTime() bool { return k == searchTasks }

// searchType is what an attribute holds.
type searchType string

const (
	searchTexts    searchType = "texts"
	searchBooleans searchType = "booleans"
	searchIDs      searchType = "ids"
	searchIntegers searchType = "integers"
	searchDecimals searchType = "numbers"
	searchDates    searchType = "dates"
	searchTimes    searchType = "times"
	searchObjects  searchType = "parts"

	// searchUnsure is any of these: public sources contain only the name.
	searchUnsure searchType = ""
)

// searchGive is what to compare an attribute with.
var searchGive = map[searchType]string{
	searchTexts:    "a string",
	searchBooleans: "true or false",
	searchIDs:      "an integer",
	searchIntegers: "an integer",
	searchDecimals: "an integer or a zendesk.Decimal",
	searchDates:    "a zendesk.Date",
	searchTimes:    "a time.Time",
}

// searchTypes are the known attributes: which kinds of records have them, and what they
// hold. Those that end in [] have several values.
var searchTypes = []struct {
	of    searchKind
	holds searchType
	names string
}{
	{searchAll, searchIDs, "id version"},
	{searchAll, searchUnsure, "uid"},
	{searchAll, searchIntegers, "owner.id creator.id"},
	{searchAll, searchTexts, "owner.name creator.name"},
	{searchAll, searchTimes, "created_at updated_at"},

	{searchRecords, searchTexts, "name address.street address.city address.region address.zip_code address.country"},
	{searchRecords, searchIntegers, "collaborators[]"},
	{searchRecords, searchUnsure, "last_activity_date"},
	{searchRecords | searchNotes, searchTexts, "tags[]"},
	{searchPeople | searchNotes, searchIntegers, "tag_ids[]"},
	{searchLeads | searchDeals, searchIntegers, "source.id unqualified_reason.id"},
	{searchLeads | searchDeals, searchTexts, "source.name unqualified_reason.name"},

	{searchPeople, searchTexts, `first_name last_name display_name company_name first_or_company_name last_or_company_name
		email phone_numbers.phone phone_numbers.mobile normalized_phone_numbers.national_number[] fax website
		title description industry twitter facebook linkedin skype
		shipping_address.street shipping_address.city shipping_address.region shipping_address.zip_code shipping_address.country
		street city region state country zip zip_code`},
	{searchPeople, searchUnsure, "location"},
	{searchLeads | searchDeals, searchUnsure, "custom_fields.<id>"},
	{searchContacts, searchUnsure, "custom_fields.contact:<id>"},
	{searchLeads, searchIntegers, "status.id status.position"},

	{searchContacts, searchBooleans, "is_organisation is_sales_account"},
	{searchContacts, searchIntegers, "company_id parent_company_id parent_company.id"},
	{searchContacts, searchTexts, `customer_status prospect_status parent_company.name parent_company_name
		billing_address.street billing_address.city billing_address.region billing_address.zip_code billing_address.country`},
	{searchContacts | searchDeals, searchIntegers, "company.id"},
	{searchContacts | searchDeals, searchTexts, "company.name"},

	{searchDeals, searchDecimals, "decimal_value normalized_decimal_value forecasted_value exchange_rate.rate exchange_rate.value"},
	{searchDeals, searchTexts, "currency contact.name contact.last_name loss_reason.name"},
	{searchDeals, searchBooleans, "hot is_won is_closed stage.is_active"},
	{searchDeals, searchIntegers, "stage.id stage.position pipeline_id previous_pipeline_stage_id contact.id loss_reason.id estimated_win_likelihood"},
	{searchDeals, searchDates, "estimated_close_date close_date added_at"},
	{searchDeals, searchTimes, "last_stage_change_at close_date_with_time added_at_with_time"},
	{searchDeals, searchUnsure, "pipeline"},

	{searchActivities, searchTexts, "content resource.type"},
	{searchActivities, searchIntegers, "resource.id"},
	{searchNotes, searchTexts, "type"},
	{searchNotes, searchBooleans, "is_important"},
	{searchNotes, searchIntegers, "associated_deal_ids[] associated_contact_ids[]"},
	{searchTasks, searchBooleans, "completed overdue"},
	{searchTasks, searchTimes, "completed_at due_date remind_at"},
	{searchTasks, searchUnsure, "reminder_offset"},
	{searchTasks, searchIntegers, "assignee.id done_by.id"},
	{searchTasks, searchTexts, "assignee.name done_by.name"},
}

// knownAttribute is what is known about an attribute of one kind of record.
type knownAttribute struct {
	holds searchType
	many  bool   // has several values
	part  string // for an object: the full name of its first part
}

// attribute returns what is known about an attribute. It is an error if only other kinds
// of records have it; an unknown attribute may be new, or a custom field.
func (k searchKind) attribute(name SearchAttribute) (knownAttribute, error) {
	var elsewhere searchKind
	for _, row := range searchTypes {
		for known := range strings.FieldsSeq(row.names) {
			known, many := strings.CutSuffix(known, "[]")
			rest, ok := strings.CutPrefix(known, string(name))
			switch {
			case !ok || rest != "" && rest[0] != '.':
				continue
			case row.of&k == 0:
				elsewhere |= row.of
				continue
			case rest != "":
				return knownAttribute{holds: searchObjects, part: known}, nil
			}
			return knownAttribute{holds: row.holds, many: many}, nil
		}
	}
	if elsewhere != 0 {
		return knownAttribute{}, fmt.Errorf("is an attribute of %v, not of %v", elsewhere, k)
	}
	return knownAttribute{}, nil
}

// value returns an attribute that has a value: one that can be tested, sorted by or
// summed.
func (k searchKind) value(name SearchAttribute) (knownAttribute, error) {
	a, err := k.attribute(name)
	if a.holds == searchObjects {
		err = fmt.Errorf("has no value of its own: use one of its parts, such as %s", a.part)
	}
	return a, err
}

// searchTypeOf returns the type of a value in Search.
func searchTypeOf(value any) searchType {
	switch value.(type) {
	case time.Time:
		return searchTimes
	case zendesk.Date:
		return searchDates
	case zendesk.Decimal:
		return searchDecimals
	}
	switch v := reflect.ValueOf(value); {
	case v.Kind() == reflect.String:
		return searchTexts
	case v.Kind() == reflect.Bool:
		return searchBooleans
	case v.CanInt(), v.CanUint():
		return searchIntegers
	}
	return searchUnsure
}

// takes reports whether an attribute that holds t can be compared with a value.
func (t searchType) takes(value searchType) bool {
	switch {
	case t == searchUnsure:
		return true
	case value == searchIntegers:
		return t == searchIDs || t == searchIntegers || t == searchDecimals
	}
	return t == value
}
