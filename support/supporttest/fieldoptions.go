package supporttest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// maxOptions is how many choices a field can have.
const maxOptions = 2000

// hasOptions reports whether a field has choices.
func hasOptions(f fake.Object) bool {
	return slices.Contains([]string{"tagger", "dropdown", "multiselect"}, f.Text("type"))
}

// withOptions gives each option of a field an id. Their values are tags, so each
// stands for one choice only.
func (c *call) withOptions(k *kind, id int64, f fake.Object) (fake.Object, error) {
	old, _ := c.get(k.plural, id)
	if string(old.Raw("custom_field_options")) == string(f.Raw("custom_field_options")) && id != 0 {
		return f, nil // only what changes is checked
	}
	given, _ := items(f.Raw("custom_field_options"))
	if len(given) > maxOptions {
		return nil, invalid("custom_field_options", "TooManyValues", "Custom field options: are too many")
	}
	options := []fake.Object{}
	seen := c.tagsBeside(k, id)
	for i, raw := range given {
		o, err := fake.ParseObject(raw)
		if err != nil || o.Text("name") == "" || o.Text("value") == "" {
			return nil, blank("custom_field_options", "Custom field options")
		}
		value := strings.ToLower(o.Text("value"))
		if seen[value] {
			return nil, taken("custom_field_options", "Custom field options: "+value+" is already used by another option")
		}
		seen[value] = true
		options = append(options, c.option(o, i))
	}
	return f.With("custom_field_options", options), nil
}

// tagsBeside are what the other ticket fields put on tickets. Users and
// organizations are not so strict.
func (c *call) tagsBeside(k *kind, id int64) map[string]bool {
	tags := make(map[string]bool)
	if k != ticketFields {
		return tags
	}
	for other, f := range c.all(k.plural) {
		if other == id {
			continue
		}
		tags[strings.ToLower(f.Text("tag"))] = true
		options, _ := items(f.Raw("custom_field_options"))
		for _, raw := range options {
			o, _ := fake.ParseObject(raw)
			tags[strings.ToLower(o.Text("value"))] = true
		}
	}
	return tags
}

func (c *call) option(o fake.Object, position int) fake.Object {
	if !o.Present("id") {
		c.serial++
		o = o.With("id", c.serial)
	}
	return object("id", orNull(o.Raw("id")), "name", o.Text("name"), "raw_name", o.Text("name"), "value", o.Text("value"),
		"position", position, "default", o.Bool("default"))
}

// fieldKind is the kind of the field in the path.
func (c *call) fieldKind() *kind {
	if strings.HasPrefix(c.route.path(), "/user_fields/") {
		return userFields
	}
	return ticketFields
}

// fieldOptions returns a field and its options.
func (c *call) fieldOptions() (fake.Object, []row, error) {
	f, err := c.find(c.fieldKind().plural, c.id("id"))
	if err != nil {
		return nil, nil, err
	}
	list, _ := items(f.Raw("custom_field_options"))
	rows := []row{}
	for _, raw := range list {
		if o, err := fake.ParseObject(raw); err == nil {
			id, _ := o.Int("id")
			rows = append(rows, row{id: id, object: o})
		}
	}
	return f, rows, nil
}

func listOptions(c *call) (any, error) {
	_, rows, err := c.fieldOptions()
	if err != nil {
		return nil, err
	}
	return c.listAs(fieldOption.plural, fieldOption, these(rows), paging{order: "position"})
}

func showOption(c *call) (any, error) {
	_, rows, err := c.fieldOptions()
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.id == c.id("option") {
			return object(fieldOption.one, r.object), nil
		}
	}
	return nil, notFound()
}

// writeOption changes the option with the id in the body, or makes one.
func writeOption(c *call) (any, error) {
	f, rows, err := c.fieldOptions()
	if err != nil {
		return nil, err
	}
	in, _, err := c.envelope(fieldOption.one)
	if err != nil {
		return nil, err
	}
	if in, err = c.take(fieldOption, in); err != nil {
		return nil, err
	}
	id, _ := in.Int("id")
	at := slices.IndexFunc(rows, func(r row) bool { return r.id == id })
	if at < 0 {
		at, rows = len(rows), append(rows, row{})
		c.status = http.StatusCreated
	} else {
		in = rows[at].object.Merge(in)
		c.status = http.StatusOK
	}
	for _, name := range fieldOption.required {
		if in.Text(name) == "" {
			return nil, blank(name, titled(name))
		}
	}
	written := c.option(in, at)
	rows[at].object = written
	if err := c.saveOptions(f, rows); err != nil {
		return nil, err
	}
	return object(fieldOption.one, written), nil
}

func deleteOption(c *call) (any, error) {
	f, rows, err := c.fieldOptions()
	if err != nil {
		return nil, err
	}
	rest := slices.DeleteFunc(slices.Clone(rows), func(r row) bool { return r.id == c.id("option") })
	if len(rest) == len(rows) {
		return nil, notFound()
	}
	return nil, c.saveOptions(f, rest)
}

func (c *call) saveOptions(f fake.Object, rows []row) error {
	options := make([]fake.Object, len(rows))
	for i, r := range rows {
		options[i] = r.object
	}
	k, id := c.fieldKind(), c.id("id")
	changed, err := c.withOptions(k, id, f.With("custom_field_options", options))
	if err != nil {
		return err
	}
	if k == ticketFields {
		c.forgetValues(id, f, changed)
	}
	c.save(k, id, f, changed)
	return nil
}

// forgetValues takes the options that a field has no more from the tickets that
// hold them.
func (c *call) forgetValues(field int64, old, f fake.Object) {
	options, _ := items(old.Raw("custom_field_options"))
	for _, raw := range options {
		o, err := fake.ParseObject(raw)
		if err != nil || hasOption(f, o.Text("value")) {
			continue
		}
		value := o.Text("value")
		property, _ := propertyOf("ticket", "custom_field_"+strconv.FormatInt(field, 10))
		for _, id := range slices.Clone(property.find(c, tickets, c.tables["tickets"].Current(), value)) {
			t, _ := c.get("tickets", id)
			fields := fieldsOf(t)
			at := slices.IndexFunc(fields, is("id", field))
			fields[at] = fields[at].With("value", c.without(fields[at].Raw("value"), value))
			c.saveTicket(id, t, c.withTagsOfFields(t, fields).With("custom_fields", fields), false)
		}
	}
}

// without is the value of a field when one of its options is gone.
func (c *call) without(value json.RawMessage, option string) any {
	list, isList := items(value)
	if !isList {
		return nil
	}
	return slices.DeleteFunc(list, func(raw json.RawMessage) bool { return fake.Text(raw) == option })
}
