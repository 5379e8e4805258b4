package supporttest

import (
	"slices"
	"strings"

	"github.com/sellsupport/zendesk/internal/fake"
)

// userFieldTypes are the types of the fields of users and organizations.
var userFieldTypes = []string{
	"text", "textarea", "checkbox", "date", "integer", "decimal", "regexp", "dropdown", "multiselect", "lookup",
}

// checkUserField completes and checks a field of users, or one of organizations.
func checkUserField(k *kind) check {
	return func(c *call, id int64, f fake.Object) (fake.Object, error) {
		old, isOld := c.get(k.plural, id)
		if isOld {
			f = f.With("type", orNull(old.Raw("type"))).With("key", orNull(old.Raw("key"))) // they cannot be changed
		}
		if isOld && old.Bool("system") {
			f = old.With("active", orNull(f.Raw("active"))).With("position", orNull(f.Raw("position")))
		}
		key := f.Text("key")
		switch {
		case !isOld && key != "" && !isKey(key):
			return nil, invalid("key", "InvalidValue", "Key: must only contain letters, numbers and underscores, and not only numbers")
		case !isOld && key != "" && len(idsWith(c.tables[k.plural].Current(), "key", key)) > 0:
			return nil, taken("key", "Key: has already been taken")
		case !slices.Contains(userFieldTypes, f.Text("type")):
			return nil, invalid("type", "InvalidValue", "Type: "+f.Text("type")+" is not valid")
		}
		if !isOld && f.Text("position") == "9999" {
			f = f.With("position", c.lastPosition(k.plural)+1)
		}
		f = f.With("raw_title", orNull(f.Raw("title"))).With("raw_description", orNull(f.Raw("description")))
		if hasOptions(f) {
			return c.withOptions(k, id, f)
		}
		return f, nil
	}
}

// isKey reports whether a text can name a field.
func isKey(key string) bool {
	return !isNumber(key) && strings.Trim(key, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_") == ""
}

// deleteUserField deletes a field that the account was not born with.
func deleteUserField(k *kind) func(*call) (any, error) {
	return func(c *call) (any, error) {
		f, err := c.find(k.plural, c.id("id"))
		if err != nil {
			return nil, err
		}
		if f.Bool("system") {
			return nil, invalid("base", "InvalidValue", "A system field cannot be deleted")
		}
		c.remove(k.plural, c.id("id"))
		return nil, nil
	}
}
