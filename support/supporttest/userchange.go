package supporttest

import "github.com/sellsupport/zendesk/internal/fake"

// inRole gives a user what comes with a new role: who becomes an agent loses
// what belongs to end users, and the other way round. Restrictions that the request
// names stay.
func inRole(old, u, in fake.Object) fake.Object {
	if !same(old, u, "role") {
		u = u.With("role_type", nil)
		switch {
		case u.Text("role") == "end-user":
			return u.Merge(object("restricted_agent", true, "ticket_restriction", "requested"))
		case u.Text("role") == "admin":
			u = u.With("role_type", adminRole)
		}
		if !in.Has("ticket_restriction") {
			u = u.With("ticket_restriction", nil)
		}
	} else if u.Text("role") == "end-user" || same(old, u, "ticket_restriction") {
		return u
	}
	return u.With("restricted_agent", u.Present("ticket_restriction"))
}

// withoutPhoto leaves out a photo that did not come as a file.
func (c *call) withoutPhoto(in fake.Object) fake.Object {
	if in.Has("photo") && !c.isForm() {
		c.warn([]string{"photo"})
		return in.Without("photo")
	}
	return in
}

// nobody is what remains of a user who was deleted for good.
func nobody(url string, u fake.Object) fake.Object {
	return object("id", u.Raw("id"), "url", url).Merge(users.blank()).Merge(object("name", "Permanently deleted user", "active", false,
		"created_at", orNull(u.Raw("created_at"))))
}
