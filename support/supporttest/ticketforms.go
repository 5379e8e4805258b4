package supporttest

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// checkForm keeps one form the default, and that one active.
func checkForm(c *call, id int64, f fake.Object) (fake.Object, error) {
	old, isOld := c.get("ticket_forms", id)
	defaultID, hasDefault := c.defaultForm()
	if !hasDefault {
		f = f.With("default", true)
	}
	switch {
	case isOld && defaultID == id && !f.Bool("default"):
		return nil, invalid("default", "InvalidValue", "Default: one form must be the default: make another one so")
	case f.Bool("default") && !f.Bool("active"):
		return nil, invalid("active", "InvalidValue", "Active: the default form must be active")
	}
	ids, _ := integers(orNull(f.Raw("ticket_field_ids")))
	for _, field := range ids {
		if _, known := c.get("ticket_fields", field); !known && string(old.Raw("ticket_field_ids")) != string(f.Raw("ticket_field_ids")) {
			return nil, invalid("ticket_field_ids", "InvalidValue", "Ticket field ids: "+strconv.FormatInt(field, 10)+" is not valid")
		}
	}
	if !f.Present("display_name") {
		f = f.With("display_name", orNull(f.Raw("name")))
	}
	if !isOld && f.Text("position") == "0" {
		f = f.With("position", c.lastPosition("ticket_forms")+1)
	}
	if f.Bool("default") && hasDefault && defaultID != id {
		before, _ := c.get("ticket_forms", defaultID)
		c.save(ticketForms, defaultID, before, before.With("default", false))
	}
	return f.With("raw_name", orNull(f.Raw("name"))).With("raw_display_name", orNull(f.Raw("display_name"))), nil
}

func (c *call) defaultForm() (id int64, ok bool) {
	for id, f := range c.all("ticket_forms") {
		if f.Bool("default") {
			return id, true
		}
	}
	return 0, false
}

// seesForm reports whether the caller may see a form: end users only those for
// them.
func (c *call) seesForm(f fake.Object) bool {
	return c.user.object != nil && c.user.level() >= agent || f.Bool("active") && f.Bool("end_user_visible")
}

// forms are those that the caller sees and that fit the query, in their order.
// Brands are not imitated: each form belongs to the one there is.
func (c *call) forms(keep func(id int64) bool) []row {
	fits := func(f fake.Object) bool {
		for _, name := range []string{"active", "end_user_visible"} {
			if c.query.Has(name) && strconv.FormatBool(f.Bool(name)) != c.query.Get(name) {
				return false
			}
		}
		id, _ := f.Int("id")
		return c.seesForm(f) && (keep == nil || keep(id))
	}
	all := c.listed(ticketForms, fits)
	rows, _ := all.page("position", false, 0, all.size())
	usable := func(r row) bool { return r.object.Bool("active") && r.object.Bool("end_user_visible") }
	if c.query.Get("fallback_to_default") == "true" && !slices.ContainsFunc(rows, usable) {
		if id, ok := c.defaultForm(); ok {
			f, _ := c.get("ticket_forms", id)
			return []row{{id: id, object: f}}
		}
	}
	return rows
}

func listForms(c *call) (any, error) { return c.some(ticketForms, c.forms(nil)) }

func showManyForms(c *call) (any, error) {
	ids, err := c.ids()
	if err != nil {
		return nil, err
	}
	return c.some(ticketForms, c.forms(func(id int64) bool { return slices.Contains(ids, id) }))
}

func showForm(c *call) (any, error) {
	f, err := c.find("ticket_forms", c.id("id"))
	if err == nil && !c.seesForm(f) {
		err = notFound()
	}
	if err != nil {
		return nil, err
	}
	return c.single(ticketForms, row{id: c.id("id"), object: f})
}

func deleteForm(c *call) (any, error) {
	f, err := c.find("ticket_forms", c.id("id"))
	if err != nil {
		return nil, err
	}
	if f.Bool("default") {
		return nil, invalid("base", "InvalidValue", "The default form cannot be deleted")
	}
	c.remove("ticket_forms", c.id("id"))
	return nil, nil
}

// cloneForm copies a form; the copy is never the default one.
func cloneForm(c *call) (any, error) {
	f, err := c.find("ticket_forms", c.id("id"))
	if err != nil {
		return nil, err
	}
	f = f.Without("id", "url", "created_at", "updated_at").With("default", false).With("position", c.lastPosition("ticket_forms")+1)
	c.status = http.StatusOK
	return c.single(ticketForms, c.add(ticketForms, f))
}

func reorderForms(c *call) (any, error) {
	if err := c.reorder(ticketForms, "ticket_form_ids"); err != nil {
		return nil, err
	}
	return listForms(c)
}

// reordering puts the fields of a kind in the order of the ids in the body.
func reordering(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) { return done, c.reorder(k, strings.TrimSuffix(k.plural, "s")+"_ids") }
}
