package sell

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// CustomFieldsService lists the definitions of custom fields. The API cannot
// write them. For the values see [CustomFields].
//
// API page: Custom Fields (sales-crm/resources/custom-fields).
type CustomFieldsService struct{ rc *rest.Client }

// List returns all custom fields of a type of record: [ResourceLead],
// [ResourceContact], [ResourceDeal] or [ResourceProspectAndCustomer]. The API
// documents neither filters nor pages here.
//
//zendesk:op GET /v2/{resource}/custom_fields
func (s CustomFieldsService) List(ctx context.Context, of ResourceType, opts ...zendesk.CallOption) ([]*CustomField, error) {
	switch of {
	case ResourceLead, ResourceContact, ResourceDeal, ResourceProspectAndCustomer:
		return many[CustomField](ctx, s.rc, opCustomFieldsList.Request(string(of)), opts)
	}
	return nil, &zendesk.ArgumentError{Op: opCustomFieldsList.Name, Argument: "of", Problem: "must be lead, contact, deal or prospect_and_customer"}
}

// SearchMapping returns what the Search API calls the custom fields of a type of
// record: [ResourceLead], [ResourceContact] or [ResourceDeal].
//
// API page: none; the endpoint stands in the guide to Search. It has no page of
// its own in the reference of the Core API.
//
//zendesk:op GET /v3/{index}/custom_fields
func (s CustomFieldsService) SearchMapping(ctx context.Context, of ResourceType, opts ...zendesk.CallOption) ([]*CustomFieldMapping, error) {
	switch of {
	case ResourceLead, ResourceContact, ResourceDeal:
		return many[CustomFieldMapping](ctx, s.rc, opCustomFieldsSearchMapping.Request(string(of)+"s"), opts)
	}
	return nil, &zendesk.ArgumentError{Op: opCustomFieldsSearchMapping.Name, Argument: "of", Problem: "must be lead, contact or deal"}
}

// CustomField is the definition of a custom field. Its name is the key of its
// value in [CustomFields] and in the filters of listings.
type CustomField struct {
	ID              int64           `json:"id"`
	Name            string          `json:"name,omitzero"`
	Type            CustomFieldType `json:"type,omitzero"`
	Choices         []Choice        `json:"choices,omitzero"`          // of the types list and multi_select_list
	Options         []Choice        `json:"options,omitzero"`          // Choices under another name that Zendesk's clients expect
	ForContact      bool            `json:"for_contact,omitzero"`      // of a contact: for persons
	ForOrganisation bool            `json:"for_organisation,omitzero"` // of a contact: for organizations
	ForCompany      bool            `json:"for_company,omitzero"`      // ForOrganisation under the name of the API page
	CreatedAt       time.Time       `json:"created_at,omitzero"`
	UpdatedAt       time.Time       `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// CustomFieldMapping is what the Search API calls a custom field: make a
// [SearchAttribute] of its SearchAPIID.
type CustomFieldMapping struct {
	ID           int64           `json:"id"`
	Name         string          `json:"name,omitzero"`
	Type         CustomFieldType `json:"type,omitzero"`
	ResourceType ResourceType    `json:"resource_type,omitzero"`
	SearchAPIID  string          `json:"search_api_id,omitzero"` // such as "custom_fields.contact:123"

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// Choice is one value of a list. A record holds its name; Firehose and the API
// page show it with its id. A Choice reads either form, the name alone with
// the ID 0, and writes the form that it read. To write one, give its name.
type Choice struct {
	ID   int64  `json:"id"`
	Name string `json:"name,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// MarshalJSON writes a choice in the form that it was read in: one that has a
// name and nothing else is written as its name.
func (c Choice) MarshalJSON() ([]byte, error) {
	if c.ID == 0 && len(c.Extra) == 0 {
		return record.Encode(c.Name)
	}
	type plain Choice
	return record.Encode(plain(c))
}

// UnmarshalJSON reads a choice, or its name alone.
func (c *Choice) UnmarshalJSON(data []byte) error {
	*c = Choice{}
	if record.Kind(data) == "string" {
		c.Name, _ = record.Text(data)
		return nil
	}
	type plain Choice
	whole, odd, err := record.Decode[plain](data, "")
	if err != nil {
		return err
	}
	odd = slices.DeleteFunc(odd, func(path string) bool { return path == "/id" }) // its name is enough
	if *c = Choice(*whole); len(odd) > 0 {
		return &record.Odd{Paths: odd}
	}
	return nil
}

// CustomFieldType says of which form the values of a custom field are.
type CustomFieldType string

// Types of custom fields, and what to read and write with [zendesk.Field] and
// [zendesk.SetField].
const (
	FieldString      CustomFieldType = "string"            // string, one line
	FieldText        CustomFieldType = "text"              // string, several lines
	FieldEmail       CustomFieldType = "email"             // string
	FieldPhone       CustomFieldType = "phone"             // string
	FieldURL         CustomFieldType = "url"               // string
	FieldNumber      CustomFieldType = "number"            // [zendesk.Decimal]
	FieldBool        CustomFieldType = "bool"              // bool; "boolean" in some answers
	FieldDate        CustomFieldType = "date"              // string; the API page shows 4/27/2016, Zendesk's own client writes 2016-04-27: do the same
	FieldDateTime    CustomFieldType = "datetime"          // string; wall time without a zone, although a Z may follow; the API page shows 4/28/2016 6:00
	FieldList        CustomFieldType = "list"              // [Choice] reads every form; write the name of a choice
	FieldMultiSelect CustomFieldType = "multi_select_list" // []Choice reads every form; write names of choices, which replace all
	FieldAddress     CustomFieldType = "address"           // [Address]
)
