package support_test

import (
	"context"
	"fmt"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/support"
)

func ticketSteps(ctx context.Context, desk *support.Client) []step {
	var comment int64
	tier := support.CustomFields{}
	must(0, zendesk.SetField(&tier, int64(40), "gold"))
	return []step{
		{"Tickets.Get", "GET /tickets/{id}",
			`GET /api/v2/tickets/100`, `[100 Printer on fire open 1 [vip] 1999]`,
			func() (any, error) {
				t, err := desk.Tickets.Get(ctx, 100)
				return []any{t.ID, t.Subject, t.Status, t.RequesterID, t.Tags, t.UpdatedAt.Year()}, err
			}},
		{"Tickets.List", "GET /tickets",
			`GET /api/v2/tickets?include=users,groups&page[size]=2&sort=-id`, `[[102 101] Ana Ruiz true true]`,
			func() (any, error) {
				page, err := desk.Tickets.List(ctx, support.TicketQuery{
					Include: []support.Include{support.IncludeUsers, support.IncludeGroups}, Sort: support.Descending(support.TicketsByID), PerPage: 2,
				}, "")
				ana, _ := page.Included.User(1)
				sales, _ := page.Included.Group(20)
				return []any{idsOf(page.Items), ana.Name, sales == nil, page.Next != ""}, err
			}},
		{"Tickets.Count", "GET /tickets/count",
			`GET /api/v2/tickets/count`, `[3 false]`,
			func() (any, error) {
				n, err := desk.Tickets.Count(ctx)
				return []any{n.Value, n.RefreshedAt.IsZero()}, err
			}},
		{"Tickets.ShowMany", "GET /tickets/show_many",
			`GET /api/v2/tickets/show_many?ids=100,102,999`, `[100 102]`,
			func() (any, error) {
				return listed(desk.Tickets.ShowMany(ctx, []int64{100, 102, 999}))
			}},
		{"Tickets.Create", "POST /tickets",
			`POST /api/v2/tickets {"ticket":{"comment":{"body":"One bike","public":false},"subject":"Bike & lamp","requester_id":1,"custom_fields":[{"id":40,"value":"gold"}]}}`, `[103 Bike & lamp new gold false]`,
			func() (any, error) {
				t, err := desk.Tickets.Create(ctx, support.TicketParams{
					Subject: zendesk.Set("Bike & lamp"), RequesterID: zendesk.Set[int64](1), CustomFields: tier,
					Comment: &support.CommentParams{Body: "One bike", Public: zendesk.Set(false)},
				}, zendesk.IdempotencyKey("order-8"))
				value, _, _ := zendesk.Field[string](t.CustomFields, 40)
				return []any{t.ID, t.Subject, t.Status, value, t.IsPublic}, err
			}},
		{"Tickets.Update", "PUT /tickets/{id}",
			`PUT /api/v2/tickets/100 {"ticket":{"priority":"high","assignee_id":null,"safe_update":true,"updated_stamp":"1999-06-01T08:00:00Z"}}`, `[high 0 Printer on fire]`,
			func() (any, error) {
				t, err := desk.Tickets.Update(ctx, 100, support.TicketParams{
					Priority: zendesk.Set(support.TicketPriorityHigh), AssigneeID: zendesk.Null[int64](),
					SafeUpdate: time.Date(1999, 6, 1, 8, 0, 0, 0, time.UTC),
				})
				return []any{t.Priority, t.AssigneeID, t.Subject}, err
			}},
		{"Tickets.Comments", "GET /tickets/{id}/comments",
			`GET /api/v2/tickets/103/comments?include=users&page[size]=100`, `[One bike false true]`,
			func() (any, error) {
				page, err := desk.Tickets.Comments(103).List(ctx, support.CommentQuery{Include: []support.Include{support.IncludeUsers}}, "")
				c := page.Items[0]
				comment = c.ID
				_, known := page.Included.User(c.AuthorID)
				return []any{c.Body, c.Public, known}, err
			}},
		{"Tickets.CountComments", "GET /tickets/{id}/comments/count",
			`GET /api/v2/tickets/103/comments/count`, `1`,
			func() (any, error) {
				n, err := desk.Tickets.CountComments(ctx, 103)
				return n.Value, err
			}},
		{"Tickets.MakeCommentPrivate", "PUT /tickets/{id}/comments/{comment_id}/make_private",
			`PUT /api/v2/tickets/103/comments/900003/make_private`, `<nil>`,
			func() (any, error) {
				return nil, desk.Tickets.MakeCommentPrivate(ctx, 103, comment)
			}},
		{"Tickets.Audits", "GET /tickets/{id}/audits",
			`GET /api/v2/tickets/100/audits?page[size]=100`, `[1 100 Change priority "high" api]`,
			func() (any, error) {
				page, err := desk.Tickets.Audits(100).List(ctx, support.AuditQuery{}, "")
				a := page.Items[0]
				comment = a.ID
				return []any{len(page.Items), a.TicketID, a.Events[0].Type, a.Events[0].FieldName, string(a.Events[0].Value), a.Via.Channel}, err
			}},
		{"Tickets.Audit", "GET /tickets/{id}/audits/{audit_id}",
			`GET /api/v2/tickets/100/audits/900003`, `[true 100]`,
			func() (any, error) {
				a, err := desk.Tickets.Audit(ctx, 100, comment)
				return []any{a.ID == comment, a.TicketID}, err
			}},
		{"Tickets.CountAudits", "GET /tickets/{id}/audits/count",
			`GET /api/v2/tickets/100/audits/count`, `1`,
			func() (any, error) {
				n, err := desk.Tickets.CountAudits(ctx, 100)
				return n.Value, err
			}},
		{"Tickets.Tags", "GET /tickets/{id}/tags",
			`GET /api/v2/tickets/100/tags`, `[vip]`,
			func() (any, error) { return desk.Tickets.Tags(ctx, 100) }},
		{"Tickets.AddTags", "PUT /tickets/{id}/tags",
			`PUT /api/v2/tickets/100/tags {"tags":["fire"]}`, `[vip fire]`,
			func() (any, error) {
				return desk.Tickets.AddTags(ctx, 100, support.TicketTagsParams{Tags: []string{"fire"}})
			}},
		{"Tickets.SetTags", "POST /tickets/{id}/tags",
			`POST /api/v2/tickets/100/tags {"tags":["fire","smoke"]}`, `[fire smoke]`,
			func() (any, error) {
				return desk.Tickets.SetTags(ctx, 100, support.TicketTagsParams{Tags: []string{"fire", "smoke"}})
			}},
		{"Tickets.RemoveTags", "DELETE /tickets/{id}/tags",
			`DELETE /api/v2/tickets/100/tags {"tags":["fire"]}`, `<nil>`,
			func() (any, error) {
				return nil, desk.Tickets.RemoveTags(ctx, 100, support.TicketTagsParams{Tags: []string{"fire"}})
			}},
		{"Tickets.Collaborators", "GET /tickets/{id}/collaborators",
			`GET /api/v2/tickets/100/collaborators?page[size]=100`, `[3]`,
			func() (any, error) {
				return found(desk.Tickets.Collaborators(100).List(ctx, support.TicketUserQuery{}, ""))
			}},
		{"Tickets.EmailCCs", "GET /tickets/{id}/email_ccs",
			`GET /api/v2/tickets/100/email_ccs?page[size]=100`, `[3]`,
			func() (any, error) {
				return found(desk.Tickets.EmailCCs(100).List(ctx, support.TicketUserQuery{}, ""))
			}},
		{"Tickets.Followers", "GET /tickets/{id}/followers",
			`GET /api/v2/tickets/100/followers?page[size]=5`, `[2]`,
			func() (any, error) {
				return found(desk.Tickets.Followers(100).List(ctx, support.TicketUserQuery{PerPage: 5}, ""))
			}},
		{"Tickets.Incidents", "GET /tickets/{id}/incidents",
			`GET /api/v2/tickets/100/incidents?page[size]=100`, `[101]`,
			func() (any, error) {
				return found(desk.Tickets.Incidents(100).List(ctx, support.RelatedTicketQuery{}, ""))
			}},
		{"Tickets.Related", "GET /tickets/{id}/related",
			`GET /api/v2/tickets/100/related`, `[1 false true]`,
			func() (any, error) {
				r, err := desk.Tickets.Related(ctx, 100)
				return []any{r.Incidents, r.FromArchive, r.URL != ""}, err
			}},
		{"Tickets.Delete", "DELETE /tickets/{id}",
			`DELETE /api/v2/tickets/102`, `<nil>`,
			func() (any, error) { return nil, desk.Tickets.Delete(ctx, 102) }},
		{"DeletedTickets.List", "GET /deleted_tickets",
			`GET /api/v2/deleted_tickets?page[size]=100`, `[102 More smoke Admin new 2000]`,
			func() (any, error) {
				page, err := desk.DeletedTickets.List(ctx, support.DeletedTicketQuery{}, "")
				d := page.Items[0]
				return []any{d.ID, d.Subject, d.Actor.Name, d.PreviousState, d.DeletedAt.Year()}, err
			}},
		{"DeletedTickets.Restore", "PUT /deleted_tickets/{id}/restore",
			`PUT /api/v2/deleted_tickets/102/restore`, `<nil>`,
			func() (any, error) {
				return nil, desk.DeletedTickets.Restore(ctx, 102)
			}},
	}
}

func ticketBulkSteps(ctx context.Context, desk *support.Client) []step {
	done := done(ctx)
	return []step{
		{"Tickets.CreateMany", "POST /tickets/create_many",
			`POST /api/v2/tickets/create_many {"tickets":[{"comment":{"body":"a","public":true},"subject":"A"},{"comment":{"body":"b","public":true},"subject":"B"}]}`, `0:104, 1:105`,
			func() (any, error) {
				return done(desk.Tickets.CreateMany(ctx, []support.TicketParams{
					{Subject: zendesk.Set("A"), Comment: &support.CommentParams{Body: "a", Public: zendesk.Set(true)}},
					{Subject: zendesk.Set("B"), Comment: &support.CommentParams{Body: "b", Public: zendesk.Set(true)}},
				}))
			}},
		{"Tickets.UpdateMany", "PUT /tickets/update_many",
			`PUT /api/v2/tickets/update_many?ids=101,102 {"ticket":{"status":"open","additional_tags":["smoke"]}}`, `-:101 update Updated, -:102 update Updated`,
			func() (any, error) {
				return done(desk.Tickets.UpdateMany(ctx, []int64{101, 102}, support.TicketParams{AdditionalTags: []string{"smoke"}, Status: zendesk.Set(support.TicketStatusOpen)}))
			}},
		{"Tickets.UpdateEach", "PUT /tickets/update_many",
			`PUT /api/v2/tickets/update_many {"tickets":[{"id":101,"status":"pending"},{"id":102,"remove_tags":["smoke"]}]}`, `-:101 update Updated, -:102 update Updated`,
			func() (any, error) {
				return done(desk.Tickets.UpdateEach(ctx, []support.TicketUpdate{
					{ID: 101, TicketParams: support.TicketParams{Status: zendesk.Set(support.TicketStatusPending)}},
					{ID: 102, TicketParams: support.TicketParams{RemoveTags: []string{"smoke"}}},
				}))
			}},
		{"Tickets.Merge", "POST /tickets/{id}/merge",
			`POST /api/v2/tickets/100/merge {"ids":[103],"target_comment":"Merged","source_comment":"See there"}`, `0:103 merge Merged`,
			func() (any, error) {
				return done(desk.Tickets.Merge(ctx, 100, support.TicketMergeParams{IDs: []int64{103}, TargetComment: "Merged", SourceComment: "See there"}))
			}},
		{"Tickets.DeleteMany", "DELETE /tickets/destroy_many",
			`DELETE /api/v2/tickets/destroy_many?ids=102,104,105`, `-:102 delete Deleted, -:104 delete Deleted, -:105 delete Deleted`,
			func() (any, error) {
				return done(desk.Tickets.DeleteMany(ctx, []int64{102, 104, 105}))
			}},
		{"DeletedTickets.RestoreMany", "PUT /deleted_tickets/restore_many",
			`PUT /api/v2/deleted_tickets/restore_many?ids=102`, `<nil>`,
			func() (any, error) {
				return nil, desk.DeletedTickets.RestoreMany(ctx, []int64{102})
			}},
		{"DeletedTickets.Delete", "DELETE /deleted_tickets/{id}",
			`DELETE /api/v2/deleted_tickets/104`, `[1 true]`,
			func() (any, error) {
				job, err := desk.DeletedTickets.Delete(ctx, 104)
				if err != nil {
					return nil, err
				}
				results, err := job.Wait(ctx)
				return []any{len(results), *results[0].Success}, err
			}},
		{"DeletedTickets.DeleteMany", "DELETE /deleted_tickets/destroy_many",
			`DELETE /api/v2/deleted_tickets/destroy_many?ids=105`, `-:105 delete Deleted`,
			func() (any, error) {
				return done(desk.DeletedTickets.DeleteMany(ctx, []int64{105}))
			}},
		{"JobStatuses.List", "GET /job_statuses",
			`GET /api/v2/job_statuses?page[size]=3`, `[3 Bulk Delete Ticket true true]`,
			func() (any, error) {
				page, err := desk.JobStatuses.List(ctx, support.JobStatusQuery{PerPage: 3}, "")
				return []any{len(page.Items), page.Items[0].JobType, page.Items[0].Status.Done(), page.Next != ""}, err
			}},
		{"JobStatuses.ShowMany", "GET /job_statuses/show_many",
			`GET /api/v2/job_statuses/show_many?ids=V3-00000000000000000000000000000001,V3-00000000000000000000000000000002`, `[V3-00000000000000000000000000000001 V3-00000000000000000000000000000002]`,
			func() (any, error) {
				return listed(desk.JobStatuses.ShowMany(ctx, []string{"V3-00000000000000000000000000000001", "V3-00000000000000000000000000000002"}))
			}},
		{"JobStatuses.Get", "GET /job_statuses/{id}",
			`GET /api/v2/job_statuses/V3-00000000000000000000000000000001`, `V3-00000000000000000000000000000001 completed 2 2`,
			func() (any, error) {
				s, err := desk.JobStatuses.Get(ctx, "V3-00000000000000000000000000000001")
				return fmt.Sprint(s.ID, " ", s.Status, " ", s.Total, " ", s.Progress), err
			}},
	}
}
