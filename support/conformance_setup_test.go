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
			`[Open true status less_than "solved" 40 asc [20]]`,
			func() (any, error) {
				v, err := desk.Views.Create(ctx, support.ViewParams{
					Title: zendesk.Set("Open"), All: openTickets,
					Output:      zendesk.Set(support.ViewOutput{Columns: []string{"nice_id", "40"}, SortBy: "created", SortOrder: support.OrderAscending}),
					Restriction: zendesk.Set(support.ViewRestriction{Type: "Group", IDs: []int64{20}}),
				})
				made = v.ID
				c := v.Conditions.All[0]
				return []any{v.Title, v.Active, c.Field, c.Operator, string(c.Value), v.Execution.Columns[1].ID, v.Execution.Sort.Order, v.Restriction.IDs}, err
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

func formSteps(ctx context.Context, desk *support.Client) []step {
	var made int64
	return []step{
		{"TicketForms.Create", "POST /ticket_forms",
			`POST /api/v2/ticket_forms {"ticket_form":{"name":"Sales","ticket_field_ids":[900001,40],"agent_conditions":[{"parent_field_id":40,"value":"gold","child_fields":[{"id":900005,"is_required":true,"required_on_statuses":{"type":"SOME_STATUSES","statuses":["solved"]}}]}]}}`,
			`[Sales true [900001 40] 900005 [solved]]`,
			func() (any, error) {
				f, err := desk.TicketForms.Create(ctx, support.TicketFormParams{
					Name: zendesk.Set("Sales"), TicketFieldIDs: zendesk.Set([]int64{900001, 40}),
					AgentConditions: zendesk.Set([]support.TicketFormCondition{{ParentFieldID: 40, Value: json.RawMessage(`"gold"`), ChildFields: []support.TicketFormChildField{
						{ID: 900005, IsRequired: true, RequiredOnStatuses: &support.TicketFormStatuses{Type: "SOME_STATUSES", Statuses: []support.TicketStatus{support.TicketStatusSolved}}},
					}}}),
				})
				made = f.ID
				child := f.AgentConditions[0].ChildFields[0]
				return []any{f.Name, f.Default, f.TicketFieldIDs, child.ID, child.RequiredOnStatuses.Statuses}, err
			}},
		{"TicketForms.Clone", "POST /ticket_forms/{id}/clone",
			`POST /api/v2/ticket_forms/1/clone`, `[2 Sales false]`,
			func() (any, error) {
				f, err := desk.TicketForms.Clone(ctx, made)
				return []any{f.ID, f.Name, f.Default}, err
			}},
		{"TicketForms.Update", "PUT /ticket_forms/{id}",
			`PUT /api/v2/ticket_forms/2 {"ticket_form":{"name":"Leads","end_user_visible":false}}`, `[Leads false]`,
			func() (any, error) {
				f, err := desk.TicketForms.Update(ctx, made+1, support.TicketFormParams{Name: zendesk.Set("Leads"), EndUserVisible: zendesk.Set(false)})
				return []any{f.Name, f.EndUserVisible}, err
			}},
		{"TicketForms.Reorder", "PUT /ticket_forms/reorder",
			`PUT /api/v2/ticket_forms/reorder {"ticket_form_ids":[2,1]}`, `[2 1]`,
			func() (any, error) { return listed(desk.TicketForms.Reorder(ctx, []int64{2, 1})) }},
		{"TicketForms.List", "GET /ticket_forms",
			`GET /api/v2/ticket_forms?end_user_visible=true`, `[1]`,
			func() (any, error) {
				return found(desk.TicketForms.List(ctx, support.TicketFormQuery{EndUserVisible: zendesk.Set(true)}, ""))
			}},
		{"TicketForms.Get", "GET /ticket_forms/{id}",
			`GET /api/v2/ticket_forms/2`, `[Leads 1]`,
			func() (any, error) {
				f, err := desk.TicketForms.Get(ctx, 2)
				return []any{f.Name, f.Position}, err
			}},
		{"TicketForms.ShowMany", "GET /ticket_forms/show_many",
			`GET /api/v2/ticket_forms/show_many?ids=1,9`, `[1]`,
			func() (any, error) { return listed(desk.TicketForms.ShowMany(ctx, []int64{1, 9})) }},
		{"TicketForms.Delete", "DELETE /ticket_forms/{id}",
			`DELETE /api/v2/ticket_forms/2`, `<nil>`,
			func() (any, error) { return nil, desk.TicketForms.Delete(ctx, 2) }},
		{"TicketFields.Reorder", "PUT /ticket_fields/reorder",
			`PUT /api/v2/ticket_fields/reorder {"ticket_field_ids":[40,900001]}`, `40`,
			func() (any, error) {
				if err := desk.TicketFields.Reorder(ctx, []int64{40, 900001}); err != nil {
					return nil, err
				}
				page, err := desk.TicketFields.List(ctx, support.TicketFieldQuery{}, "")
				return page.Items[0].ID, err
			}},
	}
}

func userFieldSteps(ctx context.Context, desk *support.Client) []step {
	return []step{
		{"UserFields.Create", "POST /user_fields",
			`POST /api/v2/user_fields {"user_field":{"key":"tier","type":"dropdown","title":"Tier","custom_field_options":[{"name":"Gold","value":"gold"}]}}`, `[3 tier dropdown gold]`,
			func() (any, error) {
				f, err := desk.UserFields.Create(ctx, support.UserFieldParams{
					Key: zendesk.Set("tier"), Type: zendesk.Set(support.UserFieldDropdown), Title: zendesk.Set("Tier"),
					CustomFieldOptions: zendesk.Set([]support.UserFieldOptionParams{{Name: "Gold", Value: "gold"}}),
				})
				return []any{f.ID, f.Key, f.Type, f.CustomFieldOptions[0].Value}, err
			}},
		{"UserFields.Update", "PUT /user_fields/{id}",
			`PUT /api/v2/user_fields/3 {"user_field":{"title":"Level"}}`, `[Level 1]`,
			func() (any, error) {
				f, err := desk.UserFields.Update(ctx, 3, support.UserFieldParams{Title: zendesk.Set("Level")})
				return []any{f.Title, len(f.CustomFieldOptions)}, err
			}},
		{"UserFields.Get", "GET /user_fields/{id}",
			`GET /api/v2/user_fields/3`, `Level`,
			func() (any, error) {
				f, err := desk.UserFields.Get(ctx, 3)
				return f.Title, err
			}},
		{"UserFields.List", "GET /user_fields",
			`GET /api/v2/user_fields?page[size]=100`, `[2 3]`,
			func() (any, error) { return found(desk.UserFields.List(ctx, support.UserFieldQuery{}, "")) }},
		{"UserFields.Reorder", "PUT /user_fields/reorder",
			`PUT /api/v2/user_fields/reorder {"user_field_ids":[3,2]}`, `<nil>`,
			func() (any, error) { return nil, desk.UserFields.Reorder(ctx, []int64{3, 2}) }},
		{"UserFieldOptions.CreateOrUpdate", "POST /user_fields/{user_field_id}/options",
			`POST /api/v2/user_fields/3/options {"custom_field_option":{"name":"Silver","value":"silver"}}`, `[true Silver]`,
			func() (any, error) {
				o, err := desk.UserFields.Options(3).CreateOrUpdate(ctx, support.UserFieldOptionParams{Name: "Silver", Value: "silver"})
				return []any{o.ID > 0, o.Name}, err
			}},
		{"UserFieldOptions.List", "GET /user_fields/{user_field_id}/options",
			`GET /api/v2/user_fields/3/options?page[size]=100`, `[gold silver]`,
			func() (any, error) {
				page, err := desk.UserFields.Options(3).List(ctx, support.UserFieldOptionQuery{}, "")
				return []any{page.Items[0].Value, page.Items[1].Value}, err
			}},
		{"UserFieldOptions.Get", "GET /user_fields/{user_field_id}/options/{id}",
			`GET /api/v2/user_fields/2/options/22`, `Silk`,
			func() (any, error) {
				o, err := desk.UserFields.Options(2).Get(ctx, 22)
				return o.Name, err
			}},
		{"UserFieldOptions.Delete", "DELETE /user_fields/{user_field_id}/options/{id}",
			`DELETE /api/v2/user_fields/2/options/22`, `<nil>`,
			func() (any, error) { return nil, desk.UserFields.Options(2).Delete(ctx, 22) }},
		{"UserFields.Delete", "DELETE /user_fields/{id}",
			`DELETE /api/v2/user_fields/3`, `<nil>`,
			func() (any, error) { return nil, desk.UserFields.Delete(ctx, 3) }},
		{"OrganizationFields.Create", "POST /organization_fields",
			`POST /api/v2/organization_fields {"organization_field":{"key":"region","type":"text","title":"Region"}}`, `[1 region text]`,
			func() (any, error) {
				f, err := desk.OrganizationFields.Create(ctx, support.OrganizationFieldParams{Key: zendesk.Set("region"), Type: zendesk.Set(support.UserFieldText), Title: zendesk.Set("Region")})
				return []any{f.ID, f.Key, f.Type}, err
			}},
		{"OrganizationFields.Update", "PUT /organization_fields/{id}",
			`PUT /api/v2/organization_fields/1 {"organization_field":{"active":false}}`, `false`,
			func() (any, error) {
				f, err := desk.OrganizationFields.Update(ctx, 1, support.OrganizationFieldParams{Active: zendesk.Set(false)})
				return f.Active, err
			}},
		{"OrganizationFields.Get", "GET /organization_fields/{id}",
			`GET /api/v2/organization_fields/1`, `Region`,
			func() (any, error) {
				f, err := desk.OrganizationFields.Get(ctx, 1)
				return f.Title, err
			}},
		{"OrganizationFields.List", "GET /organization_fields",
			`GET /api/v2/organization_fields?page[size]=100`, `[1]`,
			func() (any, error) {
				return found(desk.OrganizationFields.List(ctx, support.OrganizationFieldQuery{}, ""))
			}},
		{"OrganizationFields.Reorder", "PUT /organization_fields/reorder",
			`PUT /api/v2/organization_fields/reorder {"organization_field_ids":[1]}`, `<nil>`,
			func() (any, error) { return nil, desk.OrganizationFields.Reorder(ctx, []int64{1}) }},
		{"OrganizationFields.Delete", "DELETE /organization_fields/{id}",
			`DELETE /api/v2/organization_fields/1`, `<nil>`,
			func() (any, error) { return nil, desk.OrganizationFields.Delete(ctx, 1) }},
	}
}

func webhookSteps(ctx context.Context, desk *support.Client) []step {
	const id, path = "01HZ0000000000000000000001", "/api/v2/webhooks/01HZ0000000000000000000001"
	var call string
	return []step{
		{"Webhooks.Create", "POST /webhooks",
			`POST /api/v2/webhooks {"webhook":{"name":"Leads","status":"active","endpoint":"https://leads.example.com/hook","http_method":"POST","request_format":"json","subscriptions":["conditional_ticket_events"],"authentication":{"type":"bearer_token","add_position":"header","data":{"token":"hush"}}}}`,
			`[01HZ0000000000000000000001 active bearer_token true]`,
			func() (any, error) {
				w, err := desk.Webhooks.Create(ctx, support.WebhookParams{
					Name: zendesk.Set("Leads"), Status: zendesk.Set(support.WebhookActive), Endpoint: zendesk.Set("https://leads.example.com/hook"),
					HTTPMethod: zendesk.Set("POST"), RequestFormat: zendesk.Set(support.WebhookJSON), Subscriptions: zendesk.Set([]string{support.WebhookForTriggers}),
					Authentication: zendesk.Set(support.WebhookAuthentication{Type: "bearer_token", AddPosition: "header", Data: &support.WebhookCredentials{Token: support.NewSecret("hush")}}),
				})
				return []any{w.ID, w.Status, w.Authentication.Type, w.Authentication.Data.Token.IsZero()}, err
			}},
		{"Webhooks.Update", "PATCH /webhooks/{id}",
			`PATCH ` + path + ` {"webhook":{"status":"inactive"}}`, `<nil>`,
			func() (any, error) {
				return nil, desk.Webhooks.Update(ctx, id, support.WebhookParams{Status: zendesk.Set(support.WebhookInactive)})
			}},
		{"Webhooks.Get", "GET /webhooks/{id}",
			`GET ` + path, `[inactive POST Leads true]`,
			func() (any, error) {
				w, err := desk.Webhooks.Get(ctx, id)
				return []any{w.Status, w.HTTPMethod, w.Name, w.UpdatedBy != ""}, err
			}},
		{"Webhooks.Replace", "PUT /webhooks/{id}",
			`PUT ` + path + ` {"webhook":{"name":"Leads","status":"active","endpoint":"https://leads.example.com/hook","http_method":"POST","request_format":"json","subscriptions":["conditional_ticket_events"]}}`, `<nil>`,
			func() (any, error) {
				err := desk.Webhooks.Replace(ctx, id, support.WebhookParams{
					Name: zendesk.Set("Leads"), Status: zendesk.Set(support.WebhookActive), Endpoint: zendesk.Set("https://leads.example.com/hook"),
					HTTPMethod: zendesk.Set("POST"), RequestFormat: zendesk.Set(support.WebhookJSON), Subscriptions: zendesk.Set([]string{support.WebhookForTriggers}),
				})
				if err != nil {
					return nil, err
				}
				w, err := desk.Webhooks.Get(ctx, id)
				if w.Authentication != nil {
					return "the authentication is still there", err
				}
				return nil, err
			}},
		{"Webhooks.Clone", "POST /webhooks",
			`POST /api/v2/webhooks?clone_webhook_id=` + id, `[01HZ0000000000000000000002 Leads (copy)]`,
			func() (any, error) {
				w, err := desk.Webhooks.Clone(ctx, id)
				return []any{w.ID, w.Name}, err
			}},
		{"Webhooks.List", "GET /webhooks",
			`GET /api/v2/webhooks?filter[name_contains]=copy&filter[status]=active&page[size]=100`, `[01HZ0000000000000000000002]`,
			func() (any, error) {
				return found(desk.Webhooks.List(ctx, support.WebhookQuery{NameContains: "copy", Status: support.WebhookActive}, ""))
			}},
		{"Webhooks.SigningSecret", "GET /webhooks/{id}/signing_secret",
			`GET ` + path + `/signing_secret`, `[SHA256 44]`,
			func() (any, error) {
				s, err := desk.Webhooks.SigningSecret(ctx, id)
				return []any{s.Algorithm, len(s.Secret.Reveal())}, err
			}},
		{"Webhooks.ResetSigningSecret", "POST /webhooks/{id}/signing_secret",
			`POST ` + path + `/signing_secret`, `[44 support.Secret]`,
			func() (any, error) {
				s, err := desk.Webhooks.ResetSigningSecret(ctx, id)
				return []any{len(s.Secret.Reveal()), s.Secret}, err
			}},
		{"Webhooks.Test", "POST /webhooks/test",
			`POST /api/v2/webhooks/test?webhook_id=` + id, `[200 Content-Type text/plain ok]`,
			func() (any, error) {
				r, err := desk.Webhooks.Test(ctx, id)
				return []any{r.StatusCode, r.Headers[0].Key, r.Headers[0].Value, r.Payload}, err
			}},
		{"Webhooks.TestRequest", "POST /webhooks/test",
			`POST /api/v2/webhooks/test {"request":{"endpoint":"https://leads.example.com/hook","http_method":"GET","request_format":"json"}}`, `200`,
			func() (any, error) {
				r, err := desk.Webhooks.TestRequest(ctx, support.WebhookTestParams{
					Endpoint: zendesk.Set("https://leads.example.com/hook"), HTTPMethod: zendesk.Set("GET"), RequestFormat: zendesk.Set(support.WebhookJSON),
				})
				return r.StatusCode, err
			}},
		{"Webhooks.Invocations", "GET /webhooks/{id}/invocations",
			`GET ` + path + `/invocations?page[size]=100`, `[1 200 true]`,
			func() (any, error) {
				page, err := desk.Webhooks.Invocations(id).List(ctx, support.WebhookInvocationQuery{}, "")
				call = page.Items[0].ID
				return []any{len(page.Items), page.Items[0].StatusCode, page.Items[0].LatestCompletedAt.Year() > 1999}, err
			}},
		{"Webhooks.Attempts", "GET /webhooks/{webhook_id}/invocations/{id}/attempts",
			`GET ` + path + `/invocations/01HZ0000000000000000000001/attempts?page[size]=100`, `[1 true 200 true]`,
			func() (any, error) {
				page, err := desk.Webhooks.Attempts(id, call).List(ctx, support.WebhookAttemptQuery{}, "")
				a := page.Items[0]
				return []any{len(page.Items), a.InvocationID == call, a.StatusCode, len(a.Request) > 0}, err
			}},
		{"Webhooks.Delete", "DELETE /webhooks/{id}",
			`DELETE ` + path, `<nil>`,
			func() (any, error) { return nil, desk.Webhooks.Delete(ctx, id) }},
	}
}

func settingSteps(ctx context.Context, desk *support.Client) []step {
	return []step{
		{"AccountSettings.Get", "GET /account/settings",
			`GET /api/v2/account/settings`, `[true false 52428800 true]`,
			func() (any, error) {
				s, err := desk.AccountSettings.Get(ctx)
				return []any{s.ActiveFeatures.TicketForms, s.ActiveFeatures.CustomerContextAsDefault, s.Limits.AttachmentSize, s.User.MultipleOrganizations}, err
			}},
		{"AccountSettings.Update", "PUT /account/settings",
			`PUT /api/v2/account/settings {"settings":{"active_features":{"customer_context_as_default":true},"routing":{"max_email_capacity":3},"tickets":{"tagging":false}}}`, `[true true 3]`,
			func() (any, error) {
				s, err := desk.AccountSettings.Update(ctx, support.AccountSettingsParams{
					ActiveFeatures: zendesk.Set(support.AccountActiveFeaturesParams{CustomerContextAsDefault: zendesk.Set(true)}),
					Routing:        zendesk.Set(support.AccountRoutingSettingsParams{MaxEmailCapacity: zendesk.Set[int64](3)}),
					Tickets:        zendesk.Set(support.AccountTicketSettingsParams{Tagging: zendesk.Set(false)}),
				})
				return []any{s.ActiveFeatures.TicketForms, s.ActiveFeatures.CustomerContextAsDefault, s.Routing.MaxEmailCapacity}, err
			}},
	}
}
