package supporttest

import (
	"slices"
	"strings"

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
	if hasOptions(f) {
		changed, err := c.withOptions(ticketFields, id, f)
		if isOld && err == nil {
			c.forgetValues(id, old, changed)
		}
		return changed, err
	}
	if tag := f.Text("tag"); tag != "" && tag != old.Text("tag") && c.tagsBeside(ticketFields, id)[strings.ToLower(tag)] {
		return nil, taken("tag", "Tag: "+tag+" is already used by another field")
	}
	return f, nil
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
