package supporttest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"

	"github.com/sellsupport/zendesk/internal/fake"
)

// listFields answers all fields at once, unless the request asks for cursor
// pages.
func listFields(c *call) (any, error) {
	all := c.listed(ticketFields, c.seesField)
	if c.asksForCursor() {
		return c.list(ticketFields, all)
	}
	rows, _ := all.page("position", false, 0, all.size())
	return c.some(ticketFields, rows)
}

// fieldTypes are the custom types that can be made.
var fieldTypes = []string{
	"text", "textarea", "checkbox", "date", "integer", "decimal", "regexp", "partialcreditcard", "tagger", "multiselect", "lookup",
}

func checkField(c *call, id int64, f fake.Object) (fake.Object, error) {
	old, isOld := c.get("ticket_fields", id)
	if !isOld && f.Present("type") && !slices.Contains(fieldTypes, f.Text("type")) {
		return nil, invalid("type", "InvalidValue", "Type: "+f.Text("type")+" is not valid")
	}
	if isOld {
		f = f.With("type", orNull(old.Raw("type"))) // it cannot be changed
	}
	for _, name := range []string{"title", "description", "title_in_portal"} {
		if name == "title_in_portal" && !f.Present(name) {
			f = f.With(name, orNull(f.Raw("title")))
		}
		f = f.With("raw_"+name, orNull(f.Raw(name)))
	}
	if kind := f.Text("type"); kind == "tagger" || kind == "multiselect" {
		options, err := c.fieldOptionsOf(f)
		if err != nil {
			return nil, err
		}
		f = f.With("custom_field_options", options)
		if isOld {
			c.forgetValues(id, old, f)
		}
	}
	return f, nil
}

// fieldOptionsOf returns the options of a field, each with an id.
func (c *call) fieldOptionsOf(f fake.Object) ([]fake.Object, error) {
	given, _ := items(f.Raw("custom_field_options"))
	options := []fake.Object{}
	for i, raw := range given {
		o, err := fake.ParseObject(raw)
		if err != nil || o.Text("name") == "" || o.Text("value") == "" {
			return nil, blank("custom_field_options", "Custom field options")
		}
		options = append(options, c.option(o, i))
	}
	return options, nil
}

func (c *call) option(o fake.Object, position int) fake.Object {
	if !o.Present("id") {
		c.serial++
		o = o.With("id", c.serial)
	}
	return object("id", orNull(o.Raw("id")), "name", o.Text("name"), "raw_name", o.Text("name"), "value", o.Text("value"),
		"position", position, "default", o.Bool("default"))
}

// fieldOptions returns a field and its options.
func (c *call) fieldOptions() (fake.Object, []row, error) {
	f, err := c.find("ticket_fields", c.id("id"))
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
	c.saveOptions(f, rows)
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
	c.saveOptions(f, rest)
	return nil, nil
}

func (c *call) saveOptions(f fake.Object, rows []row) {
	options := make([]fake.Object, len(rows))
	for i, r := range rows {
		options[i] = r.object
	}
	changed := f.With("custom_field_options", options)
	c.forgetValues(c.id("id"), f, changed)
	c.save(ticketFields, c.id("id"), f, changed)
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

// deleteField deletes a field that the account was not born with.
func deleteField(c *call) (any, error) {
	f, err := c.find("ticket_fields", c.id("id"))
	if err != nil {
		return nil, err
	}
	if isSystem(f) {
		return nil, invalid("base", "InvalidValue", "A system field cannot be deleted")
	}
	c.remove("ticket_fields", c.id("id"))
	return nil, nil
}
