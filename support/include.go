package support

import (
	"bytes"
	"encoding/json"
	"strconv"

	"github.com/sellsupport/zendesk/internal/record"
)

// Include is a kind of related records that a listing can include.
type Include string

// Kinds of related records. The queries say which of them their listing can include.
const (
	IncludeUsers         Include = "users"
	IncludeGroups        Include = "groups"
	IncludeOrganizations Include = "organizations"
	IncludeIdentities    Include = "identities"
	IncludeTicketForms   Include = "ticket_forms"
	IncludeMetricSets    Include = "metric_sets"
	IncludeLastAudits    Include = "last_audits"
	IncludeCommentCount  Include = "comment_count" // returned in each ticket's Extra
	IncludeIncidentCount Include = "incident_counts"
	IncludeDates         Include = "dates"
	IncludeSharing       Include = "sharing_agreements"
	IncludeAbilities     Include = "abilities"
	IncludeRoles         Include = "roles"
	IncludeApps          Include = "app"
	IncludeInstallation  Include = "app_installation"
	IncludePermissions   Include = "permissions"
)

// Included holds the related records of a page, each once.
type Included struct {
	Users         []*User
	Groups        []*Group
	Organizations []*Organization
	Identities    []*Identity
	Columns       []*ViewColumn // of the rows of a view
	// Other holds related records of kinds without a field, such as "ticket_forms".
	Other map[string]json.RawMessage
}

// User returns the user with that id.
func (i Included) User(id int64) (*User, bool) {
	return find(i.Users, func(u *User) bool { return u.ID == id })
}

// Group returns the group with that id.
func (i Included) Group(id int64) (*Group, bool) {
	return find(i.Groups, func(g *Group) bool { return g.ID == id })
}

// Organization returns the organization with that id.
func (i Included) Organization(id int64) (*Organization, bool) {
	return find(i.Organizations, func(o *Organization) bool { return o.ID == id })
}

func find[Record any](all []*Record, is func(*Record) bool) (*Record, bool) {
	for _, one := range all {
		if is(one) {
			return one, true
		}
	}
	return nil, false
}

// add reads a member beside the records of a page.
func (i *Included) add(name string, value []byte) (odd []string) {
	if record.Kind(value) != "list" {
		return nil // previous_page, facets and the like
	}
	switch name {
	case "users":
		i.Users, odd = related[User](value, "/users")
	case "groups":
		i.Groups, odd = related[Group](value, "/groups")
	case "organizations":
		i.Organizations, odd = related[Organization](value, "/organizations")
	case "identities":
		i.Identities, odd = related[Identity](value, "/identities")
	case "columns":
		i.Columns, odd = related[ViewColumn](value, "/columns")
	default:
		if i.Other == nil {
			i.Other = make(map[string]json.RawMessage)
		}
		i.Other[name] = json.RawMessage(bytes.Clone(value))
	}
	return odd
}

// related reads related records. One without a usable id does not fail the page: it is
// left out and listed as odd.
func related[Record any](value []byte, at string) (all []*Record, odd []string) {
	all, odd, err := record.List[Record](value, at)
	if err == nil {
		return all, odd
	}
	all, odd = nil, nil
	for i, one := range record.Elements(value) {
		path := at + "/" + strconv.Itoa(i)
		related, strange, err := record.Item[Record](one, path)
		if err != nil {
			strange = []string{path}
		}
		if odd = append(odd, strange...); related != nil {
			all = append(all, related)
		}
	}
	return all, odd
}
