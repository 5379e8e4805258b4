package supporttest

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

// customFields are the custom fields of a new ticket, all without a value.
func (c *call) customFields() []fake.Object {
	fields := []fake.Object{}
	for id, f := range c.all("ticket_fields") {
		if !isSystem(f) {
			fields = append(fields, object("id", id, "value", nil))
		}
	}
	return fields
}

func isSystem(field fake.Object) bool {
	return slices.ContainsFunc(systemFields, func(sys systemField) bool { return sys.kind == field.Text("type") }) ||
		field.Text("type") == "custom_status"
}

// fieldsOf are the custom fields that a ticket holds.
func fieldsOf(t fake.Object) []fake.Object {
	values, _ := items(t.Raw("custom_fields"))
	var fields []fake.Object
	for _, v := range values {
		if f, err := fake.ParseObject(v); err == nil {
			fields = append(fields, f)
		}
	}
	return fields
}

func fieldValues(t fake.Object) map[string]json.RawMessage {
	values := make(map[string]json.RawMessage)
	for _, f := range fieldsOf(t) {
		values[f.Text("id")] = f.Raw("value")
	}
	return values
}

// mergeFields sets the fields that a request names and keeps the others. One
// that neither the account nor the ticket has is ignored, as the API does.
func (c *call) mergeFields(t, in fake.Object, name string) ([]fake.Object, error) {
	fields := fieldsOf(t)
	given, _ := items(in.Raw(name))
	for _, raw := range given {
		set, err := fake.ParseObject(raw)
		id, ok := set.Int("id")
		if err != nil || !ok {
			return nil, badValue(name, "must be an array of objects with id and value")
		}
		at := slices.IndexFunc(fields, is("id", id))
		definition, defined := c.get("ticket_fields", id)
		if at < 0 && (!defined || isSystem(definition)) {
			c.warn([]string{name + "." + set.Text("id")})
			continue
		}
		value := orNull(set.Raw("value"))
		if defined && !fitsField(definition, value) {
			return nil, invalid("base", "InvalidValue", definition.Text("title")+": is invalid")
		}
		value = storedAs(definition, value)
		if at < 0 {
			fields = append(fields, object("id", id, "value", value))
		} else {
			fields[at] = fields[at].With("value", value)
		}
	}
	return fields, nil
}

// withTagsOfFields brings the tags of a ticket in line with new values of its
// fields: those of drop-downs are tags, and a box that is checked can have one.
func (c *call) withTagsOfFields(t fake.Object, values []fake.Object) fake.Object {
	tags, _ := tagsOf(t.Raw("tags"))
	before := fieldValues(t)
	for _, f := range values {
		id, _ := f.Int("id")
		definition, defined := c.get("ticket_fields", id)
		was, is := fieldTags(definition, before[f.Text("id")]), fieldTags(definition, f.Raw("value"))
		if defined && !slices.Equal(was, is) {
			t = t.With("tags", withTags(withoutTags(tags, was), is))
			tags, _ = tagsOf(t.Raw("tags"))
		}
	}
	return t
}

func fieldTags(definition fake.Object, value json.RawMessage) []string {
	switch definition.Text("type") {
	case "tagger", "multiselect":
		tags, _ := tagsOf(value)
		return tags
	case "checkbox":
		if tag := definition.Text("tag"); tag != "" && fake.Text(value) == "true" {
			return []string{tag}
		}
	}
	return nil
}

// fitsField reports whether a value suits the type of its field.
func fitsField(definition fake.Object, value json.RawMessage) bool {
	if string(value) == "null" || string(value) == `""` {
		return true
	}
	switch definition.Text("type") {
	case "checkbox":
		_, ok := boolean.convert(value)
		return ok
	case "integer":
		_, ok := number.convert(value)
		return ok
	case "date":
		_, err := time.Parse(time.DateOnly, fake.Text(value))
		return err == nil
	case "tagger":
		return hasOption(definition, fake.Text(value))
	case "multiselect":
		values, ok := items(value)
		return ok && !slices.ContainsFunc(values, func(v json.RawMessage) bool { return !hasOption(definition, fake.Text(v)) })
	}
	return value[0] != '{'
}

// storedAs is a value of a field as tickets show it, however it was sent.
func storedAs(definition fake.Object, value json.RawMessage) json.RawMessage {
	switch text := fake.Text(value); {
	case string(value) == "null":
	case definition.Text("type") == "checkbox" && text != "":
		return json.RawMessage(text)
	case definition.Text("type") == "lookup":
		return fake.JSON(text)
	}
	return value
}

func hasOption(definition fake.Object, value string) bool {
	options, _ := items(definition.Raw("custom_field_options"))
	return slices.ContainsFunc(options, func(raw json.RawMessage) bool {
		o, err := fake.ParseObject(raw)
		return err == nil && o.Text("value") == value
	})
}
