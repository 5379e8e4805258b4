package support

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

// TicketFieldCatalog finds ticket fields by title or key, and their options by
// name or tag, so that a program does not need to know ids:
//
//	fields, err := desk.TicketFields.Catalog(ctx)
//	tier, ok, err := zendesk.Field[string](fields.Of(&ticket.CustomFields), "Tier")
//	err = zendesk.SetField(fields.Of(&params.CustomFields), "Tier", "Gold")
//
// It holds the definitions as they were when it was created, and is safe for
// concurrent use. Create one per program run, and a new one when fields change.
type TicketFieldCatalog struct {
	fields []*TicketField
	names  record.FieldNames[*TicketField]
}

// Catalog lists all ticket fields once and returns them as a catalog.
func (s TicketFieldsService) Catalog(ctx context.Context, opts ...zendesk.CallOption) (*TicketFieldCatalog, error) {
	if err := rest.Whole(opTicketFieldsList.Name, opts); err != nil {
		return nil, err
	}
	c := new(TicketFieldCatalog)
	for f, err := range s.All(ctx, TicketFieldQuery{}, opts...) {
		if err != nil {
			return nil, err
		}
		c.fields = append(c.fields, f)
		for _, name := range []string{f.Key, f.Title, f.RawTitle} {
			c.names.Add(name, f)
		}
	}
	return c, nil
}

// Fields returns all fields, in the order of the API.
func (c *TicketFieldCatalog) Fields() []*TicketField { return slices.Clone(c.fields) }

// ByID returns the field with that id, or nil.
func (c *TicketFieldCatalog) ByID(id int64) *TicketField {
	for _, f := range c.fields {
		if f.ID == id {
			return f
		}
	}
	return nil
}

// Find returns the field with that title or key. If none matches exactly, it ignores
// case. Titles need not be unique: if several fields match, Find returns the active
// one that is not a system field. If there is not exactly one, it returns an error:
// then use the key or the id.
func (c *TicketFieldCatalog) Find(title string) (*TicketField, error) {
	f, err := c.names.Find(title, func(f *TicketField) bool {
		return f.Active && ticketFieldKinds[f.Type].kinds != nil
	})
	if err != nil {
		return nil, fmt.Errorf("support: ticket field %q: %w", title, err)
	}
	return f, nil
}

// Of gives access to the custom fields of a ticket, or of params, by title or key; see
// [TitledFields].
func (c *TicketFieldCatalog) Of(f *CustomFields) TitledFields { return TitledFields{c, f} }

// OptionNamed returns the option that people see under that name, which is
// "Category::Name" for an option in a category.
func (f *TicketField) OptionNamed(name string) (TicketFieldOption, bool) {
	return f.option(func(o TicketFieldOption) bool { return o.Name == name || o.RawName == name })
}

// OptionTagged returns the option with that tag, which is the value in a ticket.
func (f *TicketField) OptionTagged(tag string) (TicketFieldOption, bool) {
	return f.option(func(o TicketFieldOption) bool { return o.Value == tag })
}

func (f *TicketField) option(fits func(TicketFieldOption) bool) (o TicketFieldOption, ok bool) {
	if i := slices.IndexFunc(f.CustomFieldOptions, fits); i >= 0 {
		return f.CustomFieldOptions[i], true
	}
	return o, false
}

// TitledFields are custom fields by title or key, for [zendesk.Field] and
// [zendesk.SetField]. An unknown name is an error. Reading a drop-down returns the tag
// of the option; writing one takes the tag or the name of an option, and anything else
// is an error. So is a value whose JSON kind the field does not take; whether a text is
// a number or a date is for Support to check. A system field is an error too, because
// its value is a member of the ticket.
type TitledFields struct {
	catalog *TicketFieldCatalog
	fields  *CustomFields
}

// Raw returns the value of one field as Support sent it.
func (t TitledFields) Raw(title string) (json.RawMessage, bool) {
	f, err := t.catalog.Find(title)
	if err != nil {
		return nil, false
	}
	return t.fields.Raw(f.ID)
}

// Err returns an error if there is no such field, or if the ticket has it but it cannot
// be read.
func (t TitledFields) Err(title string) error {
	f, err := t.catalog.Find(title)
	if err != nil {
		return err
	}
	if err := f.notCustom(title); err != nil {
		return err
	}
	return t.fields.Err(f.ID)
}

// notCustom returns an error for a field of the system, whose value is not among
// the custom fields: Support drops what is written there.
func (f *TicketField) notCustom(title string) error {
	if member, system := systemFields[f.Type]; system {
		return fmt.Errorf("support: ticket field %q is a system field: use %s of Ticket and TicketParams", title, member)
	}
	return nil
}

// systemFields says which member of a ticket holds the value of a system field.
var systemFields = map[TicketFieldType]string{
	TicketFieldSubject: "Subject", TicketFieldDescription: "Description", TicketFieldStatus: "Status",
	TicketFieldCustomStatus: "CustomStatusID", TicketFieldTicketType: "Type", TicketFieldPriority: "Priority",
	TicketFieldGroup: "GroupID", TicketFieldAssignee: "AssigneeID",
}

// SetRaw sets one field; null clears it.
func (t TitledFields) SetRaw(title string, value json.RawMessage) error {
	f, err := t.catalog.Find(title)
	if err != nil {
		return err
	}
	if err := f.notCustom(title); err != nil {
		return err
	}
	kind := ticketFieldKinds[f.Type]
	var choice func(string) (string, bool)
	if f.Type == TicketFieldTagger || f.Type == TicketFieldMultiselect {
		choice = f.tagOf
	}
	value, err = record.FieldValue(value, kind.kinds, kind.write, choice)
	if err != nil {
		return fmt.Errorf("support: ticket field %q: %w", title, err)
	}
	return t.fields.SetRaw(f.ID, value)
}

// tagOf returns the tag of the option with that tag or name.
func (f *TicketField) tagOf(text string) (string, bool) {
	o, ok := f.OptionTagged(text)
	if !ok {
		o, ok = f.OptionNamed(text)
	}
	if !ok {
		o, ok = f.option(func(o TicketFieldOption) bool { return strings.EqualFold(o.Name, text) })
	}
	return o.Value, ok
}

// ticketFieldKinds says which JSON a field takes, and which Go type to write.
var ticketFieldKinds = map[TicketFieldType]struct {
	kinds []string
	write string
}{
	TicketFieldText:     {[]string{"string"}, "a string"},
	TicketFieldTextarea: {[]string{"string"}, "a string"},
	TicketFieldRegexp:   {[]string{"string"}, "a string"},

	TicketFieldPartialCreditCard: {[]string{"string"}, "a string"},

	TicketFieldCheckbox:    {[]string{"boolean"}, "a bool"},
	TicketFieldDate:        {[]string{"string"}, "a zendesk.Date"},
	TicketFieldInteger:     {[]string{"number", "string"}, "an int64"},
	TicketFieldDecimal:     {[]string{"number", "string"}, "a zendesk.Decimal"},
	TicketFieldTagger:      {[]string{"string"}, "the tag or the name of an option"},
	TicketFieldMultiselect: {[]string{"list"}, "a []string of tags or names of options"},
	TicketFieldLookup:      {[]string{"string"}, "a string, the id of the record"},
}
