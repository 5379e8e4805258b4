package support

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// UserFieldsService reads and writes the definitions of the custom fields of
// users. Fields change rarely, so cache them. Their values are in [User.UserFields],
// by Key.
//
// API page: User Fields (ticketing/users/user_fields).
//
//zendesk:resource UserField /api/v2/user_fields Get List Create Update Delete
type UserFieldsService struct{ rc *rest.Client }

// Reorder puts the fields in the order of the given ids, which must include all of them.
//
//zendesk:op PUT /api/v2/user_fields/reorder sends=user_field_ids
func (s UserFieldsService) Reorder(ctx context.Context, ids []int64, opts ...zendesk.CallOption) error {
	req, err := ordered(opUserFieldsReorder, ids)
	if err != nil {
		return err
	}
	return do(ctx, s.rc, req, opts)
}

// Options returns the service for the options of a drop-down or multiselect field.
func (s UserFieldsService) Options(fieldID int64) UserFieldOptionsService {
	return UserFieldOptionsService{s.rc, fieldID}
}

// UserFieldOptionsService reads and writes the options of one field. Deleting an option
// removes it from the users who have it.
//
// API page: User Fields (ticketing/users/user_fields).
//
//zendesk:resource UserFieldOption /api/v2/user_fields/{user_field_id}/options one=custom_field_option many=custom_field_options Get List Delete
type UserFieldOptionsService struct {
	rc      *rest.Client
	fieldID int64
}

// CreateOrUpdate updates the option with the ID in p, or creates one if p has no ID.
//
//zendesk:op POST /api/v2/user_fields/{user_field_id}/options class=create,idempotent
func (s UserFieldOptionsService) CreateOrUpdate(ctx context.Context, p UserFieldOptionParams, opts ...zendesk.CallOption) (*UserFieldOption, error) {
	req := opUserFieldOptionsCreateOrUpdate.Request(s.fieldID).With(p)
	if p.ID != 0 {
		req.Class = zendesk.Idempotent
	}
	return one[UserFieldOption](ctx, s.rc, req, opts)
}

// OrganizationFieldsService reads and writes the definitions of the custom fields of
// organizations. Fields change rarely, so cache them. Their values are in
// [Organization.OrganizationFields], by Key. Their options are written with the field.
//
// API page: Organization Fields (ticketing/organizations/organization_fields).
//
//zendesk:resource OrganizationField /api/v2/organization_fields Get List Create Update Delete
type OrganizationFieldsService struct{ rc *rest.Client }

// Reorder puts the fields in the order of the given ids, which must include all of them.
//
//zendesk:op PUT /api/v2/organization_fields/reorder sends=organization_field_ids
func (s OrganizationFieldsService) Reorder(ctx context.Context, ids []int64, opts ...zendesk.CallOption) error {
	req, err := ordered(opOrganizationFieldsReorder, ids)
	if err != nil {
		return err
	}
	return do(ctx, s.rc, req, opts)
}

// UserFieldType is the kind of a field of users or organizations.
type UserFieldType string

// Types of fields of users and organizations.
const (
	UserFieldText        UserFieldType = "text"
	UserFieldTextarea    UserFieldType = "textarea"
	UserFieldCheckbox    UserFieldType = "checkbox"
	UserFieldDate        UserFieldType = "date"
	UserFieldInteger     UserFieldType = "integer"
	UserFieldDecimal     UserFieldType = "decimal"
	UserFieldRegexp      UserFieldType = "regexp"
	UserFieldDropdown    UserFieldType = "dropdown"
	UserFieldMultiselect UserFieldType = "multiselect"
	UserFieldLookup      UserFieldType = "lookup"
)

// UserField is a custom field that users have.
type UserField struct {
	ID                     int64             `json:"id"`
	URL                    string            `json:"url,omitzero"`
	Key                    string            `json:"key,omitzero"` // the key of the values
	Type                   UserFieldType     `json:"type,omitzero"`
	Title                  string            `json:"title,omitzero"`
	RawTitle               string            `json:"raw_title,omitzero"`
	Description            string            `json:"description,omitzero"`
	RawDescription         string            `json:"raw_description,omitzero"`
	Position               int64             `json:"position,omitzero"`
	Active                 bool              `json:"active,omitzero"`
	System                 bool              `json:"system,omitzero"` // only Active and Position can be changed
	RegexpForValidation    string            `json:"regexp_for_validation,omitzero"`
	Tag                    string            `json:"tag,omitzero"`                  // of a checkbox: added to those for whom it is checked
	CustomFieldOptions     []UserFieldOption `json:"custom_field_options,omitzero"` // the values are tags too
	RelationshipTargetType string            `json:"relationship_target_type,omitzero"`
	RelationshipFilter     json.RawMessage   `json:"relationship_filter,omitzero"`
	CreatedAt              time.Time         `json:"created_at,omitzero"`
	UpdatedAt              time.Time         `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// OrganizationField is a custom field that organizations have, with the members
// of a [UserField].
type OrganizationField UserField

// UserFieldOption is one option of a drop-down or multiselect field, with the
// members of a [TicketFieldOption].
type UserFieldOption TicketFieldOption

// UserFieldParams are the attributes of a field to write. A new one needs Key,
// Type and Title.
type UserFieldParams struct {
	Key                    zendesk.Opt[string]                  `json:"key,omitzero"` // letters, digits and underscores, but not only digits
	Type                   zendesk.Opt[UserFieldType]           `json:"type,omitzero"`
	Title                  zendesk.Opt[string]                  `json:"title,omitzero"`
	RawTitle               zendesk.Opt[string]                  `json:"raw_title,omitzero"`
	Description            zendesk.Opt[string]                  `json:"description,omitzero"`
	RawDescription         zendesk.Opt[string]                  `json:"raw_description,omitzero"`
	Position               zendesk.Opt[int64]                   `json:"position,omitzero"`
	Active                 zendesk.Opt[bool]                    `json:"active,omitzero"`
	RegexpForValidation    zendesk.Opt[string]                  `json:"regexp_for_validation,omitzero"`
	Tag                    zendesk.Opt[string]                  `json:"tag,omitzero"`
	CustomFieldOptions     zendesk.Opt[[]UserFieldOptionParams] `json:"custom_field_options,omitzero"`     // send all: those left out are deleted with their values
	RelationshipTargetType zendesk.Opt[string]                  `json:"relationship_target_type,omitzero"` // of lookups, such as "zen:user"
	RelationshipFilter     json.RawMessage                      `json:"relationship_filter,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// OrganizationFieldParams are the attributes of a field to write, those of
// [UserFieldParams].
type OrganizationFieldParams UserFieldParams

// UserFieldOptionParams is an option to write: an existing one by its ID, or a new
// one, which needs Name and Value.
type UserFieldOptionParams TicketFieldOptionParams

// UserFieldQuery sets the page size of a listing of the fields of users.
type UserFieldQuery struct {
	PerPage int `query:"page[size],max=100"`
}

// OrganizationFieldQuery sets the page size of a listing of the fields of organizations.
type OrganizationFieldQuery struct {
	PerPage int `query:"page[size],max=100"`
}

// UserFieldOptionQuery sets the page size of a listing of options.
type UserFieldOptionQuery struct {
	PerPage int `query:"page[size],max=100"`
}
