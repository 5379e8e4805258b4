package support_test

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/opcheck"
	"github.com/sellsupport/zendesk/support/supporttest"
)

// step is one operation of the API, as it is to be sent and answered.
type step struct {
	op    string // without "support."
	route string // below /api/v2
	sent  string // its first request: method, path, query and body
	want  string // what it returns
	run   func() (any, error)
}

// seeded returns an account with a bit of everything.
func seeded() *supporttest.Server {
	fake := supporttest.New()
	fake.Seed("groups", `{"id":20,"name":"Sales"}`, `{"id":21,"name":"Service"}`)
	fake.Seed("organizations", `{"id":10,"name":"Acme","external_id":"A-1","domain_names":["acme.example"]}`, `{"id":11,"name":"Bikes"}`)
	fake.Seed("users",
		`{"id":1,"name":"Ana Ruiz","email":"ana@example.com","phone":"+15550100","role":"end-user","external_id":"c-1","organization_id":10,
			"active":true,"created_at":"1999-06-01T08:00:00Z","updated_at":"1999-06-01T08:00:00Z"}`,
		`{"id":2,"name":"Bea Silva","email":"bea@example.com","role":"agent","role_type":0,"default_group_id":20,"active":true,
			"created_at":"1999-06-02T08:00:00Z","updated_at":"1999-06-02T08:00:00Z"}`,
		`{"id":3,"name":"Carl Dias","email":"carl@example.com","role":"agent","role_type":3,"active":true,
			"created_at":"1999-06-03T08:00:00Z","updated_at":"1999-06-03T08:00:00Z"}`)
	fake.Seed("tickets",
		`{"id":100,"subject":"Printer on fire","description":"Please help","type":"problem","status":"open","requester_id":1,"assignee_id":2,
			"group_id":20,"organization_id":10,"tags":["vip"],"collaborator_ids":[3],"email_cc_ids":[3],"follower_ids":[2],
			"created_at":"1999-06-01T08:00:00Z","updated_at":"1999-06-01T08:00:00Z"}`,
		`{"id":101,"subject":"Smoke","type":"incident","problem_id":100,"status":"new","requester_id":1,"external_id":"order-7","assignee_id":2,
			"created_at":"1999-06-02T08:00:00Z","updated_at":"1999-06-02T08:00:00Z"}`,
		`{"id":102,"subject":"More smoke","status":"new","requester_id":1,"created_at":"1999-06-03T08:00:00Z","updated_at":"1999-06-03T08:00:00Z"}`)
	fake.Seed("triggers",
		`{"id":30,"title":"Tell the requester","active":true,"position":1,"conditions":{"all":[{"field":"status","operator":"is","value":"new"}],"any":[]},
			"actions":[{"field":"notification_user","value":["requester_id","Hello","Body"]}]}`,
		`{"id":31,"title":"Old","active":false,"position":2,"conditions":{"all":[],"any":[]},"actions":[]}`)
	fake.Seed("ticket_fields", `{"id":40,"type":"tagger","title":"Tier","active":true,"custom_field_options":[{"id":41,"name":"Gold","value":"gold"}]}`)
	fake.Seed("user_fields", `{"id":2,"type":"dropdown","key":"cloth","title":"Cloth","active":true,"position":1,"custom_field_options":[{"id":22,"name":"Silk","value":"silk"}]}`)
	fake.Seed("apps", `{"id":51,"name":"Sell"}`)
	fake.Seed("installations", `{"id":50,"app_id":51,"product":"sell","enabled":true,"settings":{"name":"Sell"}}`)
	return fake
}

var jobID = regexp.MustCompile("V3-[0-9a-f]{32}")

// TestOperations runs every resource through its verbs.
func TestOperations(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		fake := seeded()
		var ops []zendesk.Op
		desk := connectObserved(t, fake.Transport(), func(_ context.Context, a zendesk.Attempt) { ops = append(ops, a.Op) })
		var tested, sent []string
		for _, s := range slices.Concat(
			searchSteps(t.Context(), desk), viewSteps(t.Context(), desk), formSteps(t.Context(), desk), userFieldSteps(t.Context(), desk), webhookSteps(t.Context(), desk), settingSteps(t.Context(), desk),
			ticketSteps(t.Context(), desk), ticketBulkSteps(t.Context(), desk), userSteps(t.Context(), desk), teamSteps(t.Context(), desk),
			organizationSteps(t.Context(), desk), ruleSteps(t.Context(), desk), appSteps(t.Context(), desk), roleSteps(t.Context(), desk),
		) {
			fake.ForgetRequests()
			ops = nil
			got, err := s.run()
			if err != nil {
				t.Errorf("%s: %v", s.op, err)
				continue
			}
			op := zendesk.Op{Product: "support", Name: "support." + s.op}
			op.Method, op.Route, _ = strings.Cut(s.route, " ")
			op.Route = "/api/v2" + op.Route
			equal(t, s.op, ops[0], op)
			r := fake.Requests()[0]
			body := string(r.Body)
			if form := r.Header.Get("Content-Type"); strings.HasPrefix(form, "multipart/form-data") {
				body = "(form)" // its boundary is another one each time
			}
			sentLine := strings.TrimSpace(line(r.Method, r.Path, r.Query) + " " + body)
			if strings.Contains(s.sent, "{job}") { // whatever jobs came before
				sentLine = jobID.ReplaceAllString(sentLine, "{job}")
			}
			equal(t, s.op+" sent", sentLine, s.sent)
			equal(t, s.op+" returned", fmt.Sprint(got), s.want)
			tested = append(tested, s.op)
			sent = append(sent, op.Name+" "+op.Method+" "+op.Route)
		}
		for _, problem := range opcheck.Differences(operations(t), sent) {
			t.Error(problem)
		}
		for _, m := range opcheck.Methods(desk, samples) {
			if m.Sends() && !slices.Contains(tested, m.Operation()) {
				t.Errorf("%v is not tested", m)
			}
		}
	})
}
