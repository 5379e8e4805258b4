package support_test

import (
	"context"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

func userSteps(ctx context.Context, desk *support.Client) []step {
	done := done(ctx)
	var made, identity int64
	return []step{
		{"Users.Me", "GET /users/me",
			`GET /api/v2/users/me`, `[Admin admin true]`,
			func() (any, error) {
				u, err := desk.Users.Me(ctx)
				return []any{u.Name, u.Role, *u.RoleType == support.RoleTypeAdmin}, err
			}},
		{"Users.Get", "GET /users/{id}",
			`GET /api/v2/users/3`, `[Carl Dias agent true true]`,
			func() (any, error) {
				u, err := desk.Users.Get(ctx, 3)
				return []any{u.Name, u.Role, *u.RoleType == support.RoleTypeContributor, u.Active}, err
			}},
		{"Users.List", "GET /users",
			`GET /api/v2/users?include=organizations,identities&page[size]=100&role=end-user`, `[[1] Acme ana@example.com]`,
			func() (any, error) {
				page, err := desk.Users.List(ctx, support.UserQuery{Role: support.RoleEndUser, Include: []support.Include{support.IncludeOrganizations, support.IncludeIdentities}}, "")
				acme, _ := page.Included.Organization(10)
				return []any{idsOf(page.Items), acme.Name, page.Included.Identities[0].Value}, err
			}},
		{"Users.Count", "GET /users/count",
			`GET /api/v2/users/count?role=agent`, `2`,
			func() (any, error) {
				n, err := desk.Users.Count(ctx, support.UserCountQuery{Role: support.RoleAgent})
				return n.Value, err
			}},
		{"Users.ShowMany", "GET /users/show_many",
			`GET /api/v2/users/show_many?ids=1,3`, `[1 3]`,
			func() (any, error) {
				return listed(desk.Users.ShowMany(ctx, []int64{1, 3}))
			}},
		{"Users.ShowManyByExternalID", "GET /users/show_many",
			`GET /api/v2/users/show_many?external_ids=C-1,c-9`, `[1]`,
			func() (any, error) {
				return listed(desk.Users.ShowManyByExternalID(ctx, []string{"C-1", "c-9"}))
			}},
		{"Users.Search", "GET /users/search",
			`GET /api/v2/users/search?per_page=100&query=email:"ana@example.com"`, `[1]`,
			func() (any, error) {
				return found(desk.Users.Search().List(ctx, support.UserSearchQuery{Query: "email:" + support.Quote("ana@example.com")}, ""))
			}},
		{"Users.Autocomplete", "GET /users/autocomplete",
			`GET /api/v2/users/autocomplete?name=sil&per_page=100`, `[2]`,
			func() (any, error) {
				return found(desk.Users.Autocomplete().List(ctx, support.AutocompleteQuery{Name: "sil"}, ""))
			}},
		{"Users.Create", "POST /users",
			`POST /api/v2/users {"user":{"name":"Dora Lima","email":"Dora@example.com","skip_verify_email":true}}`, `[Dora Lima dora@example.com end-user]`,
			func() (any, error) {
				u, err := desk.Users.Create(ctx, support.UserParams{Name: zendesk.Set("Dora Lima"), Email: zendesk.Set("Dora@example.com"), SkipVerifyEmail: zendesk.Set(true)})
				made = u.ID
				return []any{u.Name, u.Email, u.Role}, err
			}},
		{"Users.Update", "PUT /users/{id}",
			`PUT /api/v2/users/1 {"user":{"external_id":null,"notes":""}}`, `[  Ana Ruiz]`,
			func() (any, error) {
				u, err := desk.Users.Update(ctx, 1, support.UserParams{Notes: zendesk.Set(""), ExternalID: zendesk.Null[string]()})
				return []any{u.Notes, u.ExternalID, u.Name}, err
			}},
		{"Users.CreateOrUpdate", "POST /users/create_or_update",
			`POST /api/v2/users/create_or_update {"user":{"name":"Dora M. Lima","email":"dora@example.com"}}`, `[true Dora M. Lima 200]`,
			func() (any, error) {
				var meta zendesk.Meta
				u, err := desk.Users.CreateOrUpdate(ctx, support.UserParams{Email: zendesk.Set("dora@example.com"), Name: zendesk.Set("Dora M. Lima")}, zendesk.Into(&meta))
				return []any{u.ID == made, u.Name, meta.Status}, err
			}},
		{"Users.Related", "GET /users/{id}/related",
			`GET /api/v2/users/1/related`, `[4 0 0 0]`,
			func() (any, error) {
				r, err := desk.Users.Related(ctx, 1)
				return []any{r.RequestedTickets, r.AssignedTickets, r.CCDTickets, r.OrganizationSubscriptions}, err
			}},
		{"Users.RequestedTickets", "GET /users/{id}/tickets/requested",
			`GET /api/v2/users/1/tickets/requested?page[size]=2`, `[100 101]`,
			func() (any, error) {
				return found(desk.Users.RequestedTickets(1).List(ctx, support.RelatedTicketQuery{PerPage: 2}, ""))
			}},
		{"Users.AssignedTickets", "GET /users/{id}/tickets/assigned",
			`GET /api/v2/users/2/tickets/assigned?page[size]=100`, `[101]`,
			func() (any, error) {
				return found(desk.Users.AssignedTickets(2).List(ctx, support.RelatedTicketQuery{}, ""))
			}},
		{"Users.CCDTickets", "GET /users/{id}/tickets/ccd",
			`GET /api/v2/users/3/tickets/ccd?page[size]=100`, `[100]`,
			func() (any, error) {
				return found(desk.Users.CCDTickets(3).List(ctx, support.RelatedTicketQuery{}, ""))
			}},
		{"Users.Groups", "GET /users/{id}/groups",
			`GET /api/v2/users/2/groups?page[size]=100`, `[20]`,
			func() (any, error) {
				return found(desk.Users.Groups(2).List(ctx, support.GroupQuery{}, ""))
			}},
		{"Users.Organizations", "GET /users/{id}/organizations",
			`GET /api/v2/users/1/organizations?page[size]=100`, `[10]`,
			func() (any, error) {
				return found(desk.Users.Organizations(1).List(ctx, support.OrganizationQuery{}, ""))
			}},
		{"Identities.Create", "POST /users/{user_id}/identities",
			`POST /api/v2/users/1/identities {"identity":{"type":"email","value":"ana.ruiz@example.com"}}`, `[1 email ana.ruiz@example.com false false]`,
			func() (any, error) {
				i, err := desk.Users.Identities(1).Create(ctx, support.IdentityParams{Type: zendesk.Set(support.IdentityEmail), Value: zendesk.Set("ana.ruiz@example.com")})
				identity = i.ID
				return []any{i.UserID, i.Type, i.Value, i.Verified, i.Primary}, err
			}},
		{"Identities.List", "GET /users/{user_id}/identities",
			`GET /api/v2/users/1/identities?page[size]=100`, `[3 ana@example.com phone_number]`,
			func() (any, error) {
				page, err := desk.Users.Identities(1).List(ctx, support.IdentityQuery{}, "")
				return []any{len(page.Items), page.Items[0].Value, page.Items[1].Type}, err
			}},
		{"Identities.Verify", "PUT /users/{user_id}/identities/{id}/verify",
			`PUT /api/v2/users/1/identities/900008/verify`, `true`,
			func() (any, error) {
				i, err := desk.Users.Identities(1).Verify(ctx, identity)
				return i.Verified, err
			}},
		{"Identities.MakePrimary", "PUT /users/{user_id}/identities/{id}/make_primary",
			`PUT /api/v2/users/1/identities/900008/make_primary`, `3`,
			func() (any, error) {
				all, err := desk.Users.Identities(1).MakePrimary(ctx, identity)
				return len(all), err
			}},
		{"Identities.Get", "GET /users/{user_id}/identities/{id}",
			`GET /api/v2/users/1/identities/900008`, `[ana.ruiz@example.com true]`,
			func() (any, error) {
				i, err := desk.Users.Identities(1).Get(ctx, identity)
				return []any{i.Value, i.Primary}, err
			}},
		{"Identities.Update", "PUT /users/{user_id}/identities/{id}",
			`PUT /api/v2/users/1/identities/900008 {"identity":{"value":"a.ruiz@example.com"}}`, `a.ruiz@example.com`,
			func() (any, error) {
				i, err := desk.Users.Identities(1).Update(ctx, identity, support.IdentityParams{Value: zendesk.Set("a.ruiz@example.com")})
				return i.Value, err
			}},
		{"Identities.RequestVerification", "PUT /users/{user_id}/identities/{id}/request_verification",
			`PUT /api/v2/users/1/identities/900008/request_verification`, `<nil>`,
			func() (any, error) {
				return nil, desk.Users.Identities(1).RequestVerification(ctx, identity)
			}},
		{"Identities.Delete", "DELETE /users/{user_id}/identities/{id}",
			`DELETE /api/v2/users/1/identities/900008`, `<nil>`,
			func() (any, error) {
				return nil, desk.Users.Identities(1).Delete(ctx, identity)
			}},
		{"Users.CreateMany", "POST /users/create_many",
			`POST /api/v2/users/create_many {"users":[{"name":"Eva"}]}`, `-:900003 Created`,
			func() (any, error) {
				return done(desk.Users.CreateMany(ctx, []support.UserParams{{Name: zendesk.Set("Eva")}}))
			}},
		{"Users.UpdateMany", "PUT /users/update_many",
			`PUT /api/v2/users/update_many?ids=2,3 {"user":{"details":"On tour"}}`, `-:2 update Updated, -:3 update Updated`,
			func() (any, error) {
				return done(desk.Users.UpdateMany(ctx, []int64{2, 3}, support.UserParams{Details: zendesk.Set("On tour")}))
			}},
		{"Users.UpdateEach", "PUT /users/update_many",
			`PUT /api/v2/users/update_many {"users":[{"id":2,"notes":"a"},{"id":3,"notes":"b"}]}`, `-:2 update Updated, -:3 update Updated`,
			func() (any, error) {
				return done(desk.Users.UpdateEach(ctx, []support.UserUpdate{
					{ID: 2, UserParams: support.UserParams{Notes: zendesk.Set("a")}}, {ID: 3, UserParams: support.UserParams{Notes: zendesk.Set("b")}},
				}))
			}},
		{"Users.Delete", "DELETE /users/{id}",
			`DELETE /api/v2/users/900002`, `<nil>`,
			func() (any, error) { return nil, desk.Users.Delete(ctx, made) }},
		{"Users.DeleteMany", "DELETE /users/destroy_many",
			`DELETE /api/v2/users/destroy_many?ids=900003`, `-:900003 delete Deleted`,
			func() (any, error) {
				return done(desk.Users.DeleteMany(ctx, []int64{made + 1}))
			}},
	}
}

func teamSteps(ctx context.Context, desk *support.Client) []step {
	done := done(ctx)
	var made, membership int64
	return []step{
		{"Groups.List", "GET /groups",
			`GET /api/v2/groups?exclude_deleted=true&page[size]=2`, `[20 21]`,
			func() (any, error) {
				return found(desk.Groups.List(ctx, support.GroupQuery{ExcludeDeleted: zendesk.Set(true), PerPage: 2}, ""))
			}},
		{"Groups.Get", "GET /groups/{id}",
			`GET /api/v2/groups/20`, `Sales`,
			func() (any, error) {
				g, err := desk.Groups.Get(ctx, 20)
				return g.Name, err
			}},
		{"Groups.Assignable", "GET /groups/assignable",
			`GET /api/v2/groups/assignable?page[size]=100`, `[20 21 900001]`,
			func() (any, error) {
				return found(desk.Groups.Assignable().List(ctx, support.GroupQuery{}, ""))
			}},
		{"Groups.Count", "GET /groups/count",
			`GET /api/v2/groups/count`, `3`,
			func() (any, error) {
				n, err := desk.Groups.Count(ctx)
				return n.Value, err
			}},
		{"Groups.Users", "GET /groups/{id}/users",
			`GET /api/v2/groups/20/users?page[size]=100`, `[2]`,
			func() (any, error) {
				return found(desk.Groups.Users(20).List(ctx, support.UserQuery{}, ""))
			}},
		{"Groups.Create", "POST /groups",
			`POST /api/v2/groups {"group":{"name":"Repairs","is_public":false}}`, `[Repairs false]`,
			func() (any, error) {
				g, err := desk.Groups.Create(ctx, support.GroupParams{Name: zendesk.Set("Repairs"), IsPublic: zendesk.Set(false)})
				made = g.ID
				return []any{g.Name, g.IsPublic}, err
			}},
		{"Groups.Update", "PUT /groups/{id}",
			`PUT /api/v2/groups/900002 {"group":{"description":"Bikes only"}}`, `[Repairs Bikes only]`,
			func() (any, error) {
				g, err := desk.Groups.Update(ctx, made, support.GroupParams{Description: zendesk.Set("Bikes only")})
				return []any{g.Name, g.Description}, err
			}},
		{"GroupMemberships.Create", "POST /group_memberships",
			`POST /api/v2/group_memberships {"group_membership":{"user_id":2,"group_id":21}}`, `[2 21 false]`,
			func() (any, error) {
				m, err := desk.GroupMemberships.Create(ctx, support.GroupMembershipParams{UserID: zendesk.Set[int64](2), GroupID: zendesk.Set[int64](21)})
				membership = m.ID
				return []any{m.UserID, m.GroupID, m.Default}, err
			}},
		{"GroupMemberships.Get", "GET /group_memberships/{id}",
			`GET /api/v2/group_memberships/900004`, `21`,
			func() (any, error) {
				m, err := desk.GroupMemberships.Get(ctx, membership)
				return m.GroupID, err
			}},
		{"GroupMemberships.List", "GET /group_memberships",
			`GET /api/v2/group_memberships?include=users&page[size]=100`, `[3 Bea Silva]`,
			func() (any, error) {
				page, err := desk.GroupMemberships.List(ctx, support.GroupMembershipQuery{Include: []support.Include{support.IncludeUsers}}, "")
				bea, _ := page.Included.User(2)
				return []any{len(page.Items), bea.Name}, err
			}},
		{"GroupMemberships.OfUser", "GET /users/{user_id}/group_memberships",
			`GET /api/v2/users/2/group_memberships?page[size]=100`, `[2 20]`,
			func() (any, error) {
				page, err := desk.GroupMemberships.OfUser(2).List(ctx, support.GroupMembershipQuery{}, "")
				return []any{len(page.Items), page.Items[0].GroupID}, err
			}},
		{"GroupMemberships.OfGroup", "GET /groups/{group_id}/memberships",
			`GET /api/v2/groups/21/memberships?page[size]=100`, `[1 2]`,
			func() (any, error) {
				page, err := desk.GroupMemberships.OfGroup(21).List(ctx, support.GroupMembershipQuery{}, "")
				return []any{len(page.Items), page.Items[0].UserID}, err
			}},
		{"GroupMemberships.Assignable", "GET /group_memberships/assignable",
			`GET /api/v2/group_memberships/assignable?page[size]=100`, `3`,
			func() (any, error) {
				page, err := desk.GroupMemberships.Assignable().List(ctx, support.GroupMembershipQuery{}, "")
				return len(page.Items), err
			}},
		{"GroupMemberships.MakeDefault", "PUT /users/{user_id}/group_memberships/{id}/make_default",
			`PUT /api/v2/users/2/group_memberships/900004/make_default`, `[2 1]`,
			func() (any, error) {
				all, err := desk.GroupMemberships.MakeDefault(ctx, 2, membership)
				defaults := 0
				for _, m := range all {
					if m.Default && m.ID == membership {
						defaults++
					}
				}
				return []any{len(all), defaults}, err
			}},
		{"GroupMemberships.Delete", "DELETE /group_memberships/{id}",
			`DELETE /api/v2/group_memberships/900004`, `<nil>`,
			func() (any, error) {
				return nil, desk.GroupMemberships.Delete(ctx, membership)
			}},
		{"GroupMemberships.CreateMany", "POST /group_memberships/create_many",
			`POST /api/v2/group_memberships/create_many {"group_memberships":[{"user_id":3,"group_id":20},{"user_id":3,"group_id":21}]}`, `0:900005 Created, 1:900006 Created`,
			func() (any, error) {
				return done(desk.GroupMemberships.CreateMany(ctx, []support.GroupMembershipParams{
					{UserID: zendesk.Set[int64](3), GroupID: zendesk.Set[int64](20)}, {UserID: zendesk.Set[int64](3), GroupID: zendesk.Set[int64](21)},
				}))
			}},
		{"GroupMemberships.DeleteMany", "DELETE /group_memberships/destroy_many",
			`DELETE /api/v2/group_memberships/destroy_many?ids=900005`, `-:900005 delete Deleted`,
			func() (any, error) {
				return done(desk.GroupMemberships.DeleteMany(ctx, []int64{membership + 1}))
			}},
		{"Groups.Delete", "DELETE /groups/{id}",
			`DELETE /api/v2/groups/900002`, `<nil>`,
			func() (any, error) { return nil, desk.Groups.Delete(ctx, made) }},
	}
}
