package support_test

import (
	"context"

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
