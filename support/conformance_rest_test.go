package support_test

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

func organizationSteps(ctx context.Context, desk *support.Client) []step {
	done := done(ctx)
	var made, membership int64
	return []step{
		{"Organizations.List", "GET /organizations",
			`GET /api/v2/organizations?page[size]=100`, `[10 11]`,
			func() (any, error) {
				return found(desk.Organizations.List(ctx, support.OrganizationQuery{}, ""))
			}},
		{"Organizations.Get", "GET /organizations/{id}",
			`GET /api/v2/organizations/10`, `[Acme A-1 [acme.example]]`,
			func() (any, error) {
				o, err := desk.Organizations.Get(ctx, 10)
				return []any{o.Name, o.ExternalID, o.DomainNames}, err
			}},
		{"Organizations.Count", "GET /organizations/count",
			`GET /api/v2/organizations/count`, `2`,
			func() (any, error) {
				n, err := desk.Organizations.Count(ctx)
				return n.Value, err
			}},
		{"Organizations.ShowMany", "GET /organizations/show_many",
			`GET /api/v2/organizations/show_many?ids=10,11`, `[10 11]`,
			func() (any, error) {
				return listed(desk.Organizations.ShowMany(ctx, []int64{10, 11}))
			}},
		{"Organizations.ShowManyByExternalID", "GET /organizations/show_many",
			`GET /api/v2/organizations/show_many?external_ids=a-1`, `[10]`,
			func() (any, error) {
				return listed(desk.Organizations.ShowManyByExternalID(ctx, []string{"a-1"}))
			}},
		{"Organizations.Search", "GET /organizations/search",
			`GET /api/v2/organizations/search?name=acme&per_page=100`, `[10]`,
			func() (any, error) {
				return found(desk.Organizations.Search().List(ctx, support.OrganizationSearchQuery{Name: "acme"}, ""))
			}},
		{"Organizations.Autocomplete", "GET /organizations/autocomplete",
			`GET /api/v2/organizations/autocomplete?name=bi&per_page=10`, `[11]`,
			func() (any, error) {
				return found(desk.Organizations.Autocomplete().List(ctx, support.AutocompleteQuery{Name: "bi", PerPage: 10}, ""))
			}},
		{"Organizations.Create", "POST /organizations",
			`POST /api/v2/organizations {"organization":{"name":"Cargo","external_id":"C-1","tags":["fleet"]}}`, `[Cargo [fleet]]`,
			func() (any, error) {
				o, err := desk.Organizations.Create(ctx, support.OrganizationParams{Name: zendesk.Set("Cargo"), ExternalID: zendesk.Set("C-1"), Tags: zendesk.Set([]string{"fleet"})})
				made = o.ID
				return []any{o.Name, o.Tags}, err
			}},
		{"Organizations.Update", "PUT /organizations/{id}",
			`PUT /api/v2/organizations/12 {"organization":{"notes":"Pays late","tags":[]}}`, `[Pays late 0]`,
			func() (any, error) {
				o, err := desk.Organizations.Update(ctx, made, support.OrganizationParams{Notes: zendesk.Set("Pays late"), Tags: zendesk.Set[[]string](nil)})
				return []any{o.Notes, len(o.Tags)}, err
			}},
		{"Organizations.CreateOrUpdate", "POST /organizations/create_or_update",
			`POST /api/v2/organizations/create_or_update {"organization":{"name":"Cargo Bikes","external_id":"c-1"}}`, `[true Cargo Bikes]`,
			func() (any, error) {
				o, err := desk.Organizations.CreateOrUpdate(ctx, support.OrganizationParams{ExternalID: zendesk.Set("c-1"), Name: zendesk.Set("Cargo Bikes")})
				return []any{o.ID == made, o.Name}, err
			}},
		{"Organizations.Related", "GET /organizations/{id}/related",
			`GET /api/v2/organizations/10/related`, `[2 1]`,
			func() (any, error) {
				r, err := desk.Organizations.Related(ctx, 10)
				return []any{r.TicketsCount, r.UsersCount}, err
			}},
		{"Organizations.Tickets", "GET /organizations/{id}/tickets",
			`GET /api/v2/organizations/10/tickets?page[size]=100`, `[100 103]`,
			func() (any, error) {
				return found(desk.Organizations.Tickets(10).List(ctx, support.RelatedTicketQuery{}, ""))
			}},
		{"Organizations.Users", "GET /organizations/{id}/users",
			`GET /api/v2/organizations/10/users?page[size]=100`, `[1]`,
			func() (any, error) {
				return found(desk.Organizations.Users(10).List(ctx, support.UserQuery{}, ""))
			}},
		{"OrganizationMemberships.Create", "POST /organization_memberships",
			`POST /api/v2/organization_memberships {"organization_membership":{"user_id":1,"organization_id":12}}`, `[1 Cargo Bikes false]`,
			func() (any, error) {
				m, err := desk.OrganizationMemberships.Create(ctx, support.OrganizationMembershipParams{UserID: zendesk.Set[int64](1), OrganizationID: zendesk.Set(made)})
				membership = m.ID
				return []any{m.UserID, m.OrganizationName, m.Default}, err
			}},
		{"OrganizationMemberships.Get", "GET /organization_memberships/{id}",
			`GET /api/v2/organization_memberships/900003`, `1`,
			func() (any, error) {
				m, err := desk.OrganizationMemberships.Get(ctx, membership)
				return m.UserID, err
			}},
		{"OrganizationMemberships.List", "GET /organization_memberships",
			`GET /api/v2/organization_memberships?page[size]=100`, `2`,
			func() (any, error) {
				page, err := desk.OrganizationMemberships.List(ctx, support.OrganizationMembershipQuery{}, "")
				return len(page.Items), err
			}},
		{"OrganizationMemberships.OfUser", "GET /users/{user_id}/organization_memberships",
			`GET /api/v2/users/1/organization_memberships?page[size]=100`, `[2 10 true]`,
			func() (any, error) {
				page, err := desk.OrganizationMemberships.OfUser(1).List(ctx, support.OrganizationMembershipQuery{}, "")
				return []any{len(page.Items), page.Items[0].OrganizationID, page.Items[0].Default}, err
			}},
		{"OrganizationMemberships.OfOrganization", "GET /organizations/{organization_id}/organization_memberships",
			`GET /api/v2/organizations/12/organization_memberships?page[size]=100`, `[1 1]`,
			func() (any, error) {
				page, err := desk.OrganizationMemberships.OfOrganization(made).List(ctx, support.OrganizationMembershipQuery{}, "")
				return []any{len(page.Items), page.Items[0].UserID}, err
			}},
		{"OrganizationMemberships.MakeDefault", "PUT /users/{user_id}/organization_memberships/{id}/make_default",
			`PUT /api/v2/users/1/organization_memberships/900003/make_default`, `[2 1]`,
			func() (any, error) {
				all, err := desk.OrganizationMemberships.MakeDefault(ctx, 1, membership)
				defaults := 0
				for _, m := range all {
					if m.Default && m.ID == membership {
						defaults++
					}
				}
				return []any{len(all), defaults}, err
			}},
		{"OrganizationMemberships.Delete", "DELETE /organization_memberships/{id}",
			`DELETE /api/v2/organization_memberships/900003`, `<nil>`,
			func() (any, error) {
				return nil, desk.OrganizationMemberships.Delete(ctx, membership)
			}},
		{"OrganizationMemberships.CreateMany", "POST /organization_memberships/create_many",
			`POST /api/v2/organization_memberships/create_many {"organization_memberships":[{"user_id":1,"organization_id":11}]}`, `0:900004 Created`,
			func() (any, error) {
				return done(desk.OrganizationMemberships.CreateMany(ctx, []support.OrganizationMembershipParams{{UserID: zendesk.Set[int64](1), OrganizationID: zendesk.Set[int64](11)}}))
			}},
		{"OrganizationMemberships.DeleteMany", "DELETE /organization_memberships/destroy_many",
			`DELETE /api/v2/organization_memberships/destroy_many?ids=900004`, `-:900004 delete Deleted`,
			func() (any, error) {
				return done(desk.OrganizationMemberships.DeleteMany(ctx, []int64{membership + 1}))
			}},
		{"Organizations.CreateMany", "POST /organizations/create_many",
			`POST /api/v2/organizations/create_many {"organizations":[{"name":"Dunes"}]}`, `-:13 Created`,
			func() (any, error) {
				return done(desk.Organizations.CreateMany(ctx, []support.OrganizationParams{{Name: zendesk.Set("Dunes")}}))
			}},
		{"Organizations.UpdateMany", "PUT /organizations/update_many",
			`PUT /api/v2/organizations/update_many?ids=10,11 {"organization":{"group_id":20}}`, `-:10 update Updated, -:11 update Updated`,
			func() (any, error) {
				return done(desk.Organizations.UpdateMany(ctx, []int64{10, 11}, support.OrganizationParams{GroupID: zendesk.Set[int64](20)}))
			}},
		{"Organizations.UpdateEach", "PUT /organizations/update_many",
			`PUT /api/v2/organizations/update_many {"organizations":[{"id":10,"notes":"a"},{"id":11,"notes":"b"}]}`, `-:10 update Updated, -:11 update Updated`,
			func() (any, error) {
				return done(desk.Organizations.UpdateEach(ctx, []support.OrganizationUpdate{
					{ID: 10, OrganizationParams: support.OrganizationParams{Notes: zendesk.Set("a")}},
					{ID: 11, OrganizationParams: support.OrganizationParams{Notes: zendesk.Set("b")}},
				}))
			}},
		{"Organizations.Delete", "DELETE /organizations/{id}",
			`DELETE /api/v2/organizations/12`, `<nil>`,
			func() (any, error) { return nil, desk.Organizations.Delete(ctx, made) }},
		{"Organizations.DeleteMany", "DELETE /organizations/destroy_many",
			`DELETE /api/v2/organizations/destroy_many?ids=13`, `-:13 delete Deleted`,
			func() (any, error) {
				return done(desk.Organizations.DeleteMany(ctx, []int64{made + 1}))
			}},
	}
}

func ruleSteps(ctx context.Context, desk *support.Client) []step {
	var made, field int64
	return []step{
		{"Triggers.List", "GET /triggers",
			`GET /api/v2/triggers?active=false&page[size]=100`, `[[31] false]`,
			func() (any, error) {
				page, err := desk.Triggers.List(ctx, support.TriggerQuery{Active: zendesk.Set(false)}, "")
				return []any{idsOf(page.Items), page.Items[0].Active}, err
			}},
		{"Triggers.Active", "GET /triggers/active",
			`GET /api/v2/triggers/active?page[size]=100`, `[30]`,
			func() (any, error) {
				return found(desk.Triggers.Active().List(ctx, support.ActiveTriggerQuery{}, ""))
			}},
		{"Triggers.Get", "GET /triggers/{id}",
			`GET /api/v2/triggers/30`, `[Tell the requester status is "new" notification_user ["requester_id","Hello","Body"]]`,
			func() (any, error) {
				tr, err := desk.Triggers.Get(ctx, 30)
				c, a := tr.Conditions.All[0], tr.Actions[0]
				return []any{tr.Title, c.Field, c.Operator, string(c.Value), a.Field, string(a.Value)}, err
			}},
		{"Triggers.Create", "POST /triggers",
			`POST /api/v2/triggers {"trigger":{"title":"Call the webhook","conditions":{"all":[{"field":"status","operator":"is","value":"solved"}]},"actions":[{"field":"notification_webhook","value":["W1","{}"]}]}}`, `[Call the webhook true 0 ["W1","{}"]]`,
			func() (any, error) {
				tr, err := desk.Triggers.Create(ctx, support.TriggerParams{
					Title:      zendesk.Set("Call the webhook"),
					Conditions: zendesk.Set(support.TriggerConditions{All: []support.TriggerCondition{{Field: "status", Operator: "is", Value: json.RawMessage(`"solved"`)}}}),
					Actions:    zendesk.Set([]support.TriggerAction{{Field: "notification_webhook", Value: json.RawMessage(`["W1","{}"]`)}}),
				})
				made = tr.ID
				return []any{tr.Title, tr.Active, len(tr.Conditions.Any), string(tr.Actions[0].Value)}, err
			}},
		{"Triggers.Update", "PUT /triggers/{id}",
			`PUT /api/v2/triggers/32 {"trigger":{"active":false}}`, `[false 1]`,
			func() (any, error) {
				tr, err := desk.Triggers.Update(ctx, made, support.TriggerParams{Active: zendesk.Set(false)})
				return []any{tr.Active, len(tr.Actions)}, err
			}},
		{"Triggers.Delete", "DELETE /triggers/{id}",
			`DELETE /api/v2/triggers/32`, `<nil>`,
			func() (any, error) { return nil, desk.Triggers.Delete(ctx, made) }},
		{"TicketFields.List", "GET /ticket_fields",
			`GET /api/v2/ticket_fields?creator=true&page[size]=100`, `[8 tagger]`,
			func() (any, error) {
				page, err := desk.TicketFields.List(ctx, support.TicketFieldQuery{Creator: zendesk.Set(true)}, "")
				return []any{len(page.Items), page.Items[0].Type}, err
			}},
		{"TicketFields.Get", "GET /ticket_fields/{id}",
			`GET /api/v2/ticket_fields/40`, `[tagger Tier gold]`,
			func() (any, error) {
				f, err := desk.TicketFields.Get(ctx, 40)
				return []any{f.Type, f.Title, f.CustomFieldOptions[0].Value}, err
			}},
		{"TicketFields.Count", "GET /ticket_fields/count",
			`GET /api/v2/ticket_fields/count`, `8`,
			func() (any, error) {
				n, err := desk.TicketFields.Count(ctx)
				return n.Value, err
			}},
		{"TicketFields.Create", "POST /ticket_fields",
			`POST /api/v2/ticket_fields {"ticket_field":{"type":"multiselect","title":"Parts","custom_field_options":[{"name":"Lamp","value":"lamp"}]}}`, `[multiselect Parts Lamp]`,
			func() (any, error) {
				f, err := desk.TicketFields.Create(ctx, support.TicketFieldParams{
					Type: zendesk.Set(support.TicketFieldMultiselect), Title: zendesk.Set("Parts"),
					CustomFieldOptions: zendesk.Set([]support.TicketFieldOptionParams{{Name: "Lamp", Value: "lamp"}}),
				})
				field = f.ID
				return []any{f.Type, f.Title, f.CustomFieldOptions[0].Name}, err
			}},
		{"TicketFields.Update", "PUT /ticket_fields/{id}",
			`PUT /api/v2/ticket_fields/900008 {"ticket_field":{"required":true}}`, `[Parts true]`,
			func() (any, error) {
				f, err := desk.TicketFields.Update(ctx, field, support.TicketFieldParams{Required: zendesk.Set(true)})
				return []any{f.Title, f.Required}, err
			}},
		{"TicketFieldOptions.CreateOrUpdate", "POST /ticket_fields/{ticket_field_id}/options",
			`POST /api/v2/ticket_fields/900008/options {"custom_field_option":{"name":"Bell","value":"bell"}}`, `[true Bell bell]`,
			func() (any, error) {
				o, err := desk.TicketFields.Options(field).CreateOrUpdate(ctx, support.TicketFieldOptionParams{Name: "Bell", Value: "bell"})
				return []any{o.ID > 0, o.Name, o.Value}, err
			}},
		{"TicketFieldOptions.List", "GET /ticket_fields/{ticket_field_id}/options",
			`GET /api/v2/ticket_fields/900008/options?page[size]=100`, `[lamp bell]`,
			func() (any, error) {
				page, err := desk.TicketFields.Options(field).List(ctx, support.TicketFieldOptionQuery{}, "")
				return []any{page.Items[0].Value, page.Items[1].Value}, err
			}},
		{"TicketFieldOptions.Get", "GET /ticket_fields/{ticket_field_id}/options/{id}",
			`GET /api/v2/ticket_fields/40/options/41`, `Gold`,
			func() (any, error) {
				o, err := desk.TicketFields.Options(40).Get(ctx, 41)
				return o.Name, err
			}},
		{"TicketFieldOptions.Delete", "DELETE /ticket_fields/{ticket_field_id}/options/{id}",
			`DELETE /api/v2/ticket_fields/40/options/41`, `<nil>`,
			func() (any, error) {
				return nil, desk.TicketFields.Options(40).Delete(ctx, 41)
			}},
		{"TicketFields.Delete", "DELETE /ticket_fields/{id}",
			`DELETE /api/v2/ticket_fields/900008`, `<nil>`,
			func() (any, error) { return nil, desk.TicketFields.Delete(ctx, field) }},
		{"AppInstallations.List", "GET /apps/installations",
			`GET /api/v2/apps/installations?include=app`, `[[50] sell ]`,
			func() (any, error) {
				page, err := desk.AppInstallations.List(ctx, support.AppInstallationQuery{Include: []support.Include{support.IncludeApps}}, "")
				return []any{idsOf(page.Items), page.Items[0].Product, page.Next}, err
			}},
		{"AppInstallations.Get", "GET /apps/installations/{id}",
			`GET /api/v2/apps/installations/50`, `[51 true {"name":"Sell"}]`,
			func() (any, error) {
				i, err := desk.AppInstallations.Get(ctx, 50)
				return []any{i.AppID, i.Enabled, string(i.Settings)}, err
			}},
	}
}

func searchSteps(ctx context.Context, desk *support.Client) []step {
	since := time.Date(1999, 6, 1, 12, 0, 0, 0, time.UTC)
	return []step{
		{"Search.List", "GET /search",
			`GET /api/v2/search?per_page=100&query=smoke&sort_by=created_at&sort_order=asc`, `[2 ticket 101 Smoke <nil>]`,
			func() (any, error) {
				page, err := desk.Search.List(ctx, support.SearchQuery{Query: "smoke", SortBy: support.ResultsByCreatedAt, SortOrder: support.OrderAscending}, "")
				r := page.Items[0]
				return []any{page.Count, r.Type, r.Ticket.ID, r.Ticket.Subject, r.User}, err
			}},
		{"Search.Count", "GET /search/count",
			`GET /api/v2/search/count?query=type:user role:agent`, `2`,
			func() (any, error) { return desk.Search.Count(ctx, "type:user role:agent") }},
		{"Search.ExportTickets", "GET /search/export",
			`GET /api/v2/search/export?filter[type]=ticket&page[size]=100&query=status<solved`, `[102 101 100]`,
			func() (any, error) {
				return found(desk.Search.ExportTickets().List(ctx, support.ExportQuery{Query: "status<solved"}, ""))
			}},
		{"Search.ExportUsers", "GET /search/export",
			`GET /api/v2/search/export?filter[type]=user&page[size]=50&query=role:agent`, `[3 2]`,
			func() (any, error) {
				return found(desk.Search.ExportUsers().List(ctx, support.ExportQuery{Query: "role:agent", PerPage: 50}, ""))
			}},
		{"Search.ExportOrganizations", "GET /search/export",
			`GET /api/v2/search/export?filter[type]=organization&page[size]=100&query=name:Acme`, `[10]`,
			func() (any, error) {
				return found(desk.Search.ExportOrganizations().List(ctx, support.ExportQuery{Query: "name:Acme"}, ""))
			}},
		{"Search.ExportGroups", "GET /search/export",
			`GET /api/v2/search/export?filter[type]=group&page[size]=100&query=name:Sales`, `[20]`,
			func() (any, error) {
				return found(desk.Search.ExportGroups().List(ctx, support.ExportQuery{Query: "name:Sales"}, ""))
			}},
		{"Incremental.Tickets", "GET /incremental/tickets/cursor",
			`GET /api/v2/incremental/tickets/cursor?per_page=1000&start_time=928238400`, `[101 102]`,
			func() (any, error) {
				return listed(zendesk.Collect(desk.Incremental.Tickets(ctx, since), 0))
			}},
		{"Incremental.Users", "GET /incremental/users/cursor",
			`GET /api/v2/incremental/users/cursor?per_page=1000&start_time=0`, `[1 2]`,
			func() (any, error) {
				return listed(zendesk.Collect(desk.Incremental.Users(ctx, time.Time{}), 2))
			}},
	}
}
