package sell

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// CustomFieldCatalog knows the custom fields of a type of record, so that a
// misspelled name or choice is an error instead of a missing value:
//
//	fields, err := crm.CustomFields.Catalog(ctx, sell.ResourceDeal)
//	tier, ok, err := zendesk.Field[string](fields.Of(&deal.CustomFields), "Tier")
//	err = zendesk.SetField(fields.Of(&params.CustomFields), "Tier", "Gold")
//
// It holds the definitions as they were when it was created, and is safe for
// concurrent use. Create one per program run, and a new one when fields change.
type CustomFieldCatalog struct {
	fields []*CustomField
	names  record.FieldNames[*CustomField]
}

// Catalog lists the custom fields of a type of record once and returns them as a
// catalog; see [CustomFieldsService.List].
func (s CustomFieldsService) Catalog(ctx context.Context, of ResourceType, opts ...zendesk.CallOption) (*CustomFieldCatalog, error) {
	if err := rest.Whole(opCustomFieldsList.Name, opts); err != nil {
		return nil, err
	}
	fields, err := s.List(ctx, of, opts...)
	if err != nil {
		return nil, err
	}
	c := &CustomFieldCatalog{fields: fields}
	for _, f := range fields {
		c.names.Add(f.Name, f)
	}
	return c, nil
}

// Fields returns all fields, in the order of the API.
func (c *CustomFieldCatalog) Fields() []*CustomField { return slices.Clone(c.fields) }

// Find returns the field with that name. If none matches exactly, it ignores case.
func (c *CustomFieldCatalog) Find(name string) (*CustomField, error) {
	f, err := c.names.Find(name, func(*CustomField) bool { return true })
	if err != nil {
		return nil, fmt.Errorf("sell: custom field %q: %w", name, err)
	}
	return f, nil
}

// Of gives access to the custom fields of a record, or of params; see [CheckedFields].
func (c *CustomFieldCatalog) Of(f *CustomFields) CheckedFields { return CheckedFields{c, f} }

// ChoiceNamed returns the choice with that name. If none matches exactly, it ignores
// case.
func (f *CustomField) ChoiceNamed(name string) (c Choice, ok bool) {
	all := slices.Concat(f.Choices, f.Options)
	i := slices.IndexFunc(all, func(c Choice) bool { return c.Name == name })
	if i < 0 {
		i = slices.IndexFunc(all, func(c Choice) bool { return strings.EqualFold(c.Name, name) })
	}
	if i < 0 {
		return c, false
	}
	return all[i], true
}

// CheckedFields are custom fields for [zendesk.Field] and [zendesk.SetField] that must
// be defined: an unknown name is an error. So is a value of a kind that the field does
// not take, or a choice that it does not have.
type CheckedFields struct {
	catalog *CustomFieldCatalog
	fields  *CustomFields
}

// Raw returns the value of one field as Sell sent it.
func (c CheckedFields) Raw(name string) (json.RawMessage, bool) {
	f, err := c.catalog.Find(name)
	if err != nil {
		return nil, false
	}
	return c.fields.Raw(f.Name)
}

// Err returns an error if there is no such field, or if the record has it but it cannot
// be read.
func (c CheckedFields) Err(name string) error {
	f, err := c.catalog.Find(name)
	if err != nil {
		return err
	}
	return c.fields.Err(f.Name)
}

// SetRaw sets one field; null clears it.
func (c CheckedFields) SetRaw(name string, value json.RawMessage) error {
	f, err := c.catalog.Find(name)
	if err != nil {
		return err
	}
	kind := fieldKinds[f.Type]
	var choice func(string) (string, bool)
	if f.Type == FieldList || f.Type == FieldMultiSelect {
		choice = func(text string) (string, bool) { c, ok := f.ChoiceNamed(text); return c.Name, ok }
	}
	value, err = record.FieldValue(value, kind.kinds, kind.write, choice)
	if err != nil {
		return fmt.Errorf("sell: custom field %q: %w", name, err)
	}
	return c.fields.SetRaw(f.Name, value)
}

// fieldKinds says which JSON a field takes, and which Go type to write.
var fieldKinds = map[CustomFieldType]struct {
	kinds []string
	write string
}{
	FieldString:      {[]string{"string"}, "a string"},
	FieldText:        {[]string{"string"}, "a string"},
	FieldEmail:       {[]string{"string"}, "a string"},
	FieldPhone:       {[]string{"string"}, "a string"},
	FieldURL:         {[]string{"string"}, "a string"},
	FieldNumber:      {[]string{"string", "number"}, "a zendesk.Decimal"},
	FieldBool:        {[]string{"boolean"}, "a bool"},
	"boolean":        {[]string{"boolean"}, "a bool"},
	FieldDate:        {[]string{"string"}, "a zendesk.Date"},
	FieldDateTime:    {[]string{"string"}, "a string, such as 2026-04-27T06:00:00Z"},
	FieldList:        {[]string{"string"}, "the name of a choice"},
	FieldMultiSelect: {[]string{"list"}, "a []string of names of choices"},
	FieldAddress:     {[]string{"object"}, "a sell.Address"},
}
