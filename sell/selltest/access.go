package selltest

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sellsupport/zendesk/internal/fake"
)

var allScopes = []string{"read", "write", "profile", "sync"}

// grant is what an access token allows.
type grant struct {
	user    int64
	scopes  []string
	expires time.Time // zero: never
}

const userToken = "sell-user-"

// UserToken is the access token of a user where [WithUserTokens] is set, with all
// scopes: "sell-user-" and the id, with zeros before it, as one official client
// refuses tokens that are not 64 characters long. The id may stand without the
// zeros, too.
func UserToken(user int64) string { return fmt.Sprintf("%s%0*d", userToken, 64-len(userToken), user) }

// grantOf returns what an access token allows.
func (s *Server) grantOf(token string) (*grant, bool) {
	g, known := s.grants[token]
	digits, ofUser := strings.CutPrefix(token, userToken)
	if known || !ofUser || !s.perUser {
		return g, known && g != nil
	}
	user, err := strconv.ParseInt(digits, 10, 64)
	return &grant{user: user, scopes: allScopes}, err == nil
}

// AddToken makes an access token of a user known, with the scopes read, write,
// profile and sync when none is given. The token sees and does what its user
// may. It stops working when its user becomes inactive.
func (s *Server) AddToken(token string, user int64, scopes ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(scopes) == 0 {
		scopes = allScopes
	}
	s.grants[token] = &grant{user: user, scopes: scopes}
}

// RevokeToken makes an access token unknown: requests with it are answered 401.
func (s *Server) RevokeToken(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoke(token)
}

func (s *Server) revoke(token string) {
	delete(s.grants, token)
	if s.perUser && strings.HasPrefix(token, userToken) {
		s.grants[token] = nil // known, and good for nothing
	}
}

func (s *Server) authenticate(r *http.Request, now time.Time) (*grant, bool) {
	kind, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	g, ok := s.grantOf(token)
	if ok = ok && strings.EqualFold(kind, "Bearer"); !ok && s.open {
		g, ok = s.grantOf(s.token)
	}
	if !ok || !g.expires.IsZero() && !now.Before(g.expires) {
		return nil, false
	}
	return g, s.active(g.user)
}

// active reports whether a user exists and can act and own records.
func (s *Server) active(id int64) bool {
	user, ok := s.resources["users"].table.Get(id)
	return ok && user.Text("status") != "inactive" && !user.Present("deleted_at")
}

// viewer is the user of a call and what they see. Admins see everything,
// others the records that they own, that someone below them owns, and those
// that they collaborate on.
type viewer struct {
	id     int64
	admin  bool
	owners map[int64]bool     // the user and everyone below
	shared map[recordKey]bool // records that they collaborate on
}

func (s *Server) viewer(id int64) *viewer {
	user, _ := s.resources["users"].table.Get(id)
	v := &viewer{id: id, admin: user.Text("role") == "admin"}
	if v.admin {
		return v
	}
	reports := make(map[int64][]int64)
	for member, o := range s.resources["users"].table.All() {
		if manager, ok := o.Int("reports_to"); ok {
			reports[manager] = append(reports[manager], member)
		}
	}
	v.owners = map[int64]bool{id: true}
	for queue := []int64{id}; len(queue) > 0; queue = queue[1:] {
		for _, below := range reports[queue[0]] {
			if !v.owners[below] {
				v.owners[below] = true
				queue = append(queue, below)
			}
		}
	}
	v.shared = make(map[recordKey]bool)
	collaborations := s.resources["collaborations"].table
	for _, key := range byMember(collaborations.Current(), "collaborator_id").Holding(strconv.FormatInt(id, 10)) {
		o, _ := collaborations.Get(key)
		record, _ := o.Int("resource_id")
		v.shared[recordKey{kindOf[o.Text("resource_type")], record}] = true
	}
	return v
}

// sharedIDs returns the ids of the records of a kind that the user collaborates
// on, ascending.
func (v *viewer) sharedIDs(kind string) []int64 {
	var ids []int64
	for key := range v.shared {
		if key.kind == kind {
			ids = append(ids, key.id)
		}
	}
	slices.Sort(ids)
	return ids
}

// kindOf says where the records of a resource_type are.
var kindOf = map[string]string{"lead": "leads", "contact": "contacts", "deal": "deals", "sales_account": "contacts"}

func (c *call) sees(res *resource, o fake.Object) bool {
	return res.visible == nil || res.visible(c, res, o)
}

func byOwner(c *call, res *resource, o fake.Object) bool {
	if c.user.admin {
		return true
	}
	owner, _ := o.Int("owner_id")
	id, _ := o.Int("id")
	return c.user.owners[owner] || c.user.shared[recordKey{res.kind, id}]
}

// byRecord: what belongs to a lead, contact or deal is seen with it.
func byRecord(c *call, _ *resource, o fake.Object) bool {
	if c.user.admin {
		return true
	}
	kind, attached := kindOf[o.Text("resource_type")]
	if !attached || !o.Present("resource_id") {
		return c.made(o)
	}
	id, _ := o.Int("resource_id")
	_, ok := c.find(c.resources[kind], id)
	return ok
}

// made reports whether the user, or someone below, made or has what belongs to
// no record.
func (c *call) made(o fake.Object) bool {
	return slices.ContainsFunc([]string{"creator_id", "owner_id", "user_id", "actor_id"}, func(name string) bool {
		id, ok := o.Int(name)
		return ok && c.user.owners[id]
	})
}

func byDeal(c *call, _ *resource, o fake.Object) bool {
	id, _ := o.Int("deal_id")
	_, ok := c.find(c.resources["deals"], id)
	return ok || c.user.admin
}

// seesNote: a restricted note is for its creator only, admin or not.
func seesNote(c *call, res *resource, o fake.Object) bool {
	if creator, _ := o.Int("creator_id"); o.Text("type") == "restricted" && creator != c.user.id {
		return false
	}
	return byRecord(c, res, o)
}

func seesConversion(c *call, _ *resource, o fake.Object) bool {
	if c.user.admin || c.made(o) {
		return true
	}
	for member, kind := range map[string]string{"individual_id": "contacts", "organization_id": "contacts", "deal_id": "deals"} {
		if id, ok := o.Int(member); ok {
			if _, ok := c.find(c.resources[kind], id); ok {
				return true
			}
		}
	}
	return false
}

// find returns a record as it is now, if the user of the call may see it.
func (c *call) find(res *resource, id int64) (fake.Object, bool) {
	o, ok := res.table.Get(id)
	if !ok || !c.sees(res, o) {
		return nil, false
	}
	return o, true
}

// named finds the record that the path names, and the id that it is kept under.
func (c *call) named() (int64, fake.Object, error) {
	id, err := strconv.ParseInt(c.r.PathValue("id"), 10, 64)
	if err != nil {
		return 0, nil, notFound()
	}
	if c.res.byMember != "" {
		for _, key := range byMember(c.res.table.Current(), parentMember).Holding(strconv.FormatInt(c.parent, 10)) {
			o, _ := c.res.table.Get(key)
			if member, _ := o.Int(c.res.byMember); member == id {
				return key, o, nil
			}
		}
		return 0, nil, notFound()
	}
	o, ok := c.find(c.res, id)
	if !ok || !c.within(o) {
		return 0, nil, notFound()
	}
	return id, o, nil
}

// within reports whether a record is nested in the one that the path names.
func (c *call) within(o fake.Object) bool {
	if c.res.parent == "" {
		return true
	}
	parent, _ := o.Int(parentMember)
	return parent == c.parent
}
