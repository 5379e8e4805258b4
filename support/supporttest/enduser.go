package supporttest

import (
	"slices"

	"github.com/sellsupport/zendesk/internal/fake"
)

// What an end user sees of an account.

// ofEndUsers are the members of a user that end users see: UserForEndUser in
// the official file.
var ofEndUsers = []string{
	"id", "url", "name", "email", "role", "phone", "shared_phone_number", "organization_id", "photo", "verified", "locale", "locale_id",
	"time_zone", "iana_time_zone", "created_at", "updated_at",
}

// shownUser is a user as the caller sees them.
func (c *call) shownUser(u fake.Object) fake.Object {
	if c.user.level() >= agent {
		return u
	}
	return slices.DeleteFunc(slices.Clone(u), func(m fake.Member) bool { return !slices.Contains(ofEndUsers, m.Name) })
}

// seesIdentity reports whether the caller sees an identity: end users see their
// e-mail addresses and phone numbers.
func (c *call) seesIdentity(o fake.Object) bool {
	return c.user.level() >= agent || memberOf(o.Text("type")) != ""
}

// seesField reports whether the caller sees a ticket field: end users see those
// of the portal.
func (c *call) seesField(f fake.Object) bool {
	return c.user.level() >= agent || f.Bool("visible_in_portal") && !(f.Has("active") && !f.Bool("active"))
}
