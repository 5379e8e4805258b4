package support_test

import (
	"context"
	"encoding/json"
	"strconv"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

func roleSteps(ctx context.Context, desk *support.Client) []step {
	var made int64
	return []step{
		{"CustomRoles.Create", "POST /custom_roles",
			`POST /api/v2/custom_roles {"custom_role":{"name":"Sales","configuration":{"ticket_access":"within-groups","ticket_merge":false}}}`, `[Sales 0 within-groups]`,
			func() (any, error) {
				r, err := desk.CustomRoles.Create(ctx, support.CustomRoleParams{Name: zendesk.Set("Sales"), Configuration: zendesk.Set(
					support.CustomRoleConfigurationParams{TicketAccess: zendesk.Set(support.TicketAccessWithinGroups), TicketMerge: zendesk.Set(false)})})
				made = r.ID
				return []any{r.Name, *r.RoleType, r.Configuration.TicketAccess}, err
			}},
		{"CustomRoles.List", "GET /custom_roles",
			`GET /api/v2/custom_roles`, `[1]`,
			func() (any, error) {
				return found(desk.CustomRoles.List(ctx, support.CustomRoleQuery{}, ""))
			}},
		{"CustomRoles.Get", "GET /custom_roles/{id}",
			`GET /api/v2/custom_roles/1`, `[Sales 0]`,
			func() (any, error) {
				r, err := desk.CustomRoles.Get(ctx, made)
				return []any{r.Name, r.TeamMemberCount}, err
			}},
		{"CustomRoles.Update", "PUT /custom_roles/{id}",
			`PUT /api/v2/custom_roles/1 {"custom_role":{"configuration":{"view_access":"full"}}}`, `[within-groups full]`,
			func() (any, error) {
				r, err := desk.CustomRoles.Update(ctx, made, support.CustomRoleParams{Configuration: zendesk.Set(
					support.CustomRoleConfigurationParams{ViewAccess: zendesk.Set("full")})})
				return []any{r.Configuration.TicketAccess, r.Configuration.ViewAccess}, err
			}},
		{"CustomRoles.Delete", "DELETE /custom_roles/{id}",
			`DELETE /api/v2/custom_roles/1`, `<nil>`,
			func() (any, error) { return nil, desk.CustomRoles.Delete(ctx, made) }},
	}
}

// openTickets are the conditions of a view.
var openTickets = zendesk.Set([]support.ViewCondition{{Field: "status", Operator: "less_than", Value: json.RawMessage(`"solved"`)}})

func viewSteps(ctx context.Context, desk *support.Client) []step {
	var made int64
	count := func(c *support.ViewCount, err error) (any, error) {
		value := "none"
		if c.Value != nil {
			value = strconv.FormatInt(*c.Value, 10)
		}
		return []any{c.ViewID, value, c.Pretty, c.Fresh}, err
	}
	return []step{
		{"Views.Create", "POST /views",
			`POST /api/v2/views {"view":{"title":"Open","all":[{"field":"status","operator":"less_than","value":"solved"}],"output":{"columns":["nice_id","40"],"sort_by":"created","sort_order":"asc"},"restriction":{"type":"Group","ids":[20]}}}`,
			`[Open true [{status less_than [34 115 111 108 118 101 100 34] map[]}] 40 asc [20]]`,
			func() (any, error) {
				v, err := desk.Views.Create(ctx, support.ViewParams{
					Title: zendesk.Set("Open"), All: openTickets,
					Output:      zendesk.Set(support.ViewOutput{Columns: []string{"nice_id", "40"}, SortBy: "created", SortOrder: support.OrderAscending}),
					Restriction: zendesk.Set(support.ViewRestriction{Type: "Group", IDs: []int64{20}}),
				})
				made = v.ID
				return []any{v.Title, v.Active, v.Conditions.All, v.Execution.Columns[1].ID, v.Execution.Sort.Order, v.Restriction.IDs}, err
			}},
		{"Views.List", "GET /views",
			`GET /api/v2/views?access=shared&per_page=100&sort_by=alphabetical`, `[1]`,
			func() (any, error) {
				return found(desk.Views.List(ctx, support.ViewQuery{Access: support.ViewsShared, SortBy: support.ViewsByTitle}, ""))
			}},
		{"Views.Active", "GET /views/active",
			`GET /api/v2/views/active?group_id=20&page[size]=100`, `[1]`,
			func() (any, error) {
				return found(desk.Views.Active().List(ctx, support.ActiveViewQuery{GroupID: 20}, ""))
			}},
		{"Views.Count", "GET /views/count",
			`GET /api/v2/views/count`, `1`,
			func() (any, error) {
				n, err := desk.Views.Count(ctx)
				return n.Value, err
			}},
		{"Views.ShowMany", "GET /views/show_many",
			`GET /api/v2/views/show_many?ids=1,9`, `[1]`,
			func() (any, error) { return listed(desk.Views.ShowMany(ctx, []int64{1, 9})) }},
		{"Views.Get", "GET /views/{id}",
			`GET /api/v2/views/1`, `Open`,
			func() (any, error) {
				v, err := desk.Views.Get(ctx, made)
				return v.Title, err
			}},
		{"Views.Update", "PUT /views/{id}",
			`PUT /api/v2/views/1 {"view":{"any":[{"field":"assignee_id","operator":"is","value":"2"}],"restriction":null}}`, `[1 1 <nil>]`,
			func() (any, error) {
				v, err := desk.Views.Update(ctx, made, support.ViewParams{
					Any:         zendesk.Set([]support.ViewCondition{{Field: "assignee_id", Operator: "is", Value: json.RawMessage(`"2"`)}}),
					Restriction: zendesk.Null[support.ViewRestriction](),
				})
				return []any{len(v.Conditions.All), len(v.Conditions.Any), v.Restriction}, err
			}},
		{"Views.Tickets", "GET /views/{id}/tickets",
			`GET /api/v2/views/1/tickets?page[size]=100`, `[100 101]`,
			func() (any, error) { return found(desk.Views.Tickets(made).List(ctx, support.ViewTicketQuery{}, "")) }},
		{"Views.Execute", "GET /views/{id}/execute",
			`GET /api/v2/views/1/execute?per_page=1&sort_by=nice_id&sort_order=desc`, `[101 101 true nice_id Nice id page=2]`,
			func() (any, error) {
				page, err := desk.Views.Execute(made).List(ctx, support.ViewTicketQuery{SortBy: "nice_id", SortOrder: support.OrderDescending, PerPage: 1}, "")
				row, column := page.Items[0], page.Included.Columns[0]
				_, hasTier := row.Extra["40"]
				return []any{row.Ticket.ID, string(row.Extra["nice_id"]), hasTier, column.ID, column.Title, page.Next}, err
			}},
		{"Views.CountTickets", "GET /views/{id}/count",
			`GET /api/v2/views/1/count`, `[1 none ... false]`,
			func() (any, error) { return count(desk.Views.CountTickets(ctx, made)) }},
		{"Views.CountMany", "GET /views/count_many",
			`GET /api/v2/views/count_many?ids=1,9`, `[1 2 2 true]`,
			func() (any, error) {
				all, err := desk.Views.CountMany(ctx, []int64{made, 9})
				if err != nil || len(all) != 1 {
					return len(all), err
				}
				return count(all[0], nil)
			}},
		{"Views.Preview", "POST /views/preview",
			`POST /api/v2/views/preview?include=users&page[size]=2 {"view":{"all":[{"field":"status","operator":"less_than","value":"solved"}],"output":{"columns":["status"]}}}`,
			`["open" [status] 3 true]`,
			func() (any, error) {
				page, err := desk.Views.Preview(ctx, support.ViewParams{All: openTickets, Output: zendesk.Set(support.ViewOutput{Columns: []string{"status"}})},
					support.ViewTicketQuery{PerPage: 2, Include: []support.Include{support.IncludeUsers}}, "")
				return []any{string(page.Items[0].Extra["status"]), []any{page.Included.Columns[0].ID}, len(page.Included.Users), page.Next != ""}, err
			}},
		{"Views.CountPreview", "POST /views/preview/count",
			`POST /api/v2/views/preview/count {"view":{"all":[{"field":"status","operator":"less_than","value":"solved"}]}}`, `[0 3 3 true]`,
			func() (any, error) { return count(desk.Views.CountPreview(ctx, support.ViewParams{All: openTickets})) }},
		{"Views.Delete", "DELETE /views/{id}",
			`DELETE /api/v2/views/1`, `<nil>`,
			func() (any, error) { return nil, desk.Views.Delete(ctx, made) }},
	}
}
