package support_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record/recordtest"
	"github.com/sellsupport/zendesk/support"
)

// A payload is an answer in the documented form. There are some with all
// members, and some with as few as can be.
func TestPayloads(t *testing.T) {
	ctx := t.Context()
	var c coverage
	c.test(t, "ticket.json", "ticket", func(d *support.Client) (any, error) { return d.Tickets.Get(ctx, 1) })
	c.test(t, "ticket_sparse.json", "ticket", func(d *support.Client) (any, error) { return d.Tickets.Get(ctx, 1) })
	c.test(t, "ticket_related.json", "ticket_related", func(d *support.Client) (any, error) { return d.Tickets.Related(ctx, 1) })
	c.test(t, "comment.json", "comments", first(func(d *support.Client) (*support.Page[support.Comment], error) {
		return d.Tickets.Comments(1).List(ctx, support.CommentQuery{}, "")
	}))
	c.test(t, "audit.json", "audits", first(func(d *support.Client) (*support.Page[support.Audit], error) {
		return d.Tickets.Audits(1).List(ctx, support.AuditQuery{}, "")
	}))
	c.test(t, "deleted_ticket.json", "deleted_tickets", first(func(d *support.Client) (*support.Page[support.DeletedTicket], error) {
		return d.DeletedTickets.List(ctx, support.DeletedTicketQuery{}, "")
	}))
	c.test(t, "user.json", "user", func(d *support.Client) (any, error) { return d.Users.Get(ctx, 1) })
	c.test(t, "user_end_user.json", "user", func(d *support.Client) (any, error) { return d.Users.Get(ctx, 1) })
	c.test(t, "user_related.json", "user_related", func(d *support.Client) (any, error) { return d.Users.Related(ctx, 1) })
	c.test(t, "identity.json", "identity", func(d *support.Client) (any, error) { return d.Users.Identities(1).Get(ctx, 1) })
	c.test(t, "group.json", "group", func(d *support.Client) (any, error) { return d.Groups.Get(ctx, 1) })
	c.test(t, "group_membership.json", "group_membership", func(d *support.Client) (any, error) { return d.GroupMemberships.Get(ctx, 1) })
	c.test(t, "organization.json", "organization", func(d *support.Client) (any, error) { return d.Organizations.Get(ctx, 1) })
	c.test(t, "organization_related.json", "organization_related", func(d *support.Client) (any, error) { return d.Organizations.Related(ctx, 1) })
	for _, name := range []string{"organization_membership.json", "organization_membership_further.json"} {
		c.test(t, name, "organization_membership", func(d *support.Client) (any, error) { return d.OrganizationMemberships.Get(ctx, 1) })
	}
	c.test(t, "trigger.json", "trigger", func(d *support.Client) (any, error) { return d.Triggers.Get(ctx, 1) })
	c.test(t, "app_installation.json", "", func(d *support.Client) (any, error) { return d.AppInstallations.Get(ctx, 1) })
	c.test(t, "job_status.json", "job_status", func(d *support.Client) (any, error) { return d.JobStatuses.Get(ctx, "V3-1") })
	for _, result := range must(must(connect(t, ok(load("job_status.json"))).JobStatuses.Get(ctx, "V3-1")).Items()) {
		c.note(t, "job_status.json", reflect.ValueOf(result).Elem())
	}
	c.test(t, "ticket_field.json", "ticket_field", func(d *support.Client) (any, error) { return d.TicketFields.Get(ctx, 1) })
	c.test(t, "field_option.json", "custom_field_option", func(d *support.Client) (any, error) { return d.TicketFields.Options(1).Get(ctx, 1) })
	c.test(t, "custom_role.json", "custom_role", func(d *support.Client) (any, error) { return d.CustomRoles.Get(ctx, 1) })
	c.test(t, "user_field_option.json", "custom_field_option", func(d *support.Client) (any, error) { return d.UserFields.Options(1).Get(ctx, 1) })
	c.test(t, "user_field.json", "user_field", func(d *support.Client) (any, error) { return d.UserFields.Get(ctx, 1) })
	c.test(t, "organization_field.json", "organization_field", func(d *support.Client) (any, error) { return d.OrganizationFields.Get(ctx, 1) })
	c.test(t, "ticket_form.json", "ticket_form", func(d *support.Client) (any, error) { return d.TicketForms.Get(ctx, 1) })
	c.test(t, "webhook.json", "webhook", func(d *support.Client) (any, error) { return d.Webhooks.Get(ctx, "1") })
	c.test(t, "webhook_secret.json", "signing_secret", func(d *support.Client) (any, error) { return d.Webhooks.SigningSecret(ctx, "1") })
	c.test(t, "webhook_invocation.json", "invocations", first(func(d *support.Client) (*support.Page[support.WebhookInvocation], error) {
		return d.Webhooks.Invocations("1").List(ctx, support.WebhookInvocationQuery{}, "")
	}))
	c.test(t, "webhook_attempt.json", "attempts", first(func(d *support.Client) (*support.Page[support.WebhookAttempt], error) {
		return d.Webhooks.Attempts("1", "2").List(ctx, support.WebhookAttemptQuery{}, "")
	}))
	c.test(t, "webhook_test.json", "response", func(d *support.Client) (any, error) { return d.Webhooks.Test(ctx, "1") })
	c.test(t, "account_settings.json", "settings", func(d *support.Client) (any, error) { return d.AccountSettings.Get(ctx) })
	c.test(t, "app.json", "", func(d *support.Client) (any, error) { return d.Apps.Get(ctx, 1) })
	c.test(t, "app_upload.json", "", func(d *support.Client) (any, error) { return d.Apps.Upload(ctx, []byte("PK")) })
	c.test(t, "app_job_status.json", "", func(d *support.Client) (any, error) { return d.Apps.JobStatus(ctx, "1") })
	c.test(t, "app_requirement.json", "requirements", func(d *support.Client) (any, error) {
		all, err := d.AppInstallations.Requirements(ctx, 1)
		return all[0], err
	})
	c.test(t, "app_location.json", "locations", first(func(d *support.Client) (*support.Page[support.AppLocation], error) {
		return d.AppLocations.List(ctx, support.AppLocationQuery{}, "")
	}))
	c.test(t, "app_location_installations.json", "location_installations", func(d *support.Client) (any, error) {
		all, err := d.AppLocations.Installations(ctx)
		return all[0], err
	})
	c.test(t, "view.json", "view", func(d *support.Client) (any, error) { return d.Views.Get(ctx, 1) })
	c.test(t, "view_rows.json", "rows", first(func(d *support.Client) (*support.Page[support.ViewRow], error) {
		return d.Views.Execute(1).List(ctx, support.ViewTicketQuery{}, "")
	}))
	c.test(t, "view_count.json", "view_count", func(d *support.Client) (any, error) { return d.Views.CountTickets(ctx, 1) })
	c.test(t, "count.json", "count", func(d *support.Client) (any, error) { return d.Tickets.Count(ctx) })
	c.complete(t)
}

// first makes a call of one that lists.
func first[Record any](list func(d *support.Client) (*support.Page[Record], error)) func(d *support.Client) (any, error) {
	return func(d *support.Client) (any, error) {
		page, err := list(d)
		if err != nil {
			return nil, err
		}
		return page.Items[0], nil
	}
}

// coverage keeps which payloads were read and which fields had a value.
type coverage struct {
	files  []string
	fields map[reflect.Type]map[string]bool
}

func (c *coverage) test(t *testing.T, name, member string, get func(d *support.Client) (any, error)) {
	t.Helper()
	c.files = append(c.files, name)
	payload := load(name)
	record, err := get(connect(t, ok(payload)))
	if err != nil {
		t.Error(name, err)
		return
	}
	c.note(t, name, reflect.ValueOf(record).Elem())
	written, err := jsonv2.Marshal(record)
	if err != nil {
		t.Error(name, err)
		return
	}
	raw := []byte(payload)
	if member != "" {
		raw = memberOf(t, raw, member)
	}
	recordtest.Survives(t, name, raw, record)
	want := plain(decoded(t, []byte(payload)))
	if member != "" {
		want = want.(map[string]any)[member]
	}
	if list, ok := want.([]any); ok {
		want = list[0]
	}
	equal(t, name+" written", plain(decoded(t, written)), want)
}

func load(name string) string { return string(must(os.ReadFile(filepath.Join("testdata", name)))) }

// note keeps which fields are set, and complains of unknown members.
func (c *coverage) note(t *testing.T, file string, record reflect.Value) {
	if c.fields == nil {
		c.fields = make(map[reflect.Type]map[string]bool)
	}
	seen := c.fields[record.Type()]
	if seen == nil {
		seen = make(map[string]bool)
		c.fields[record.Type()] = seen
	}
	for f, value := range record.Fields() {
		if f.Name == "Extra" && value.Len() > 0 && record.Type() != reflect.TypeFor[support.ViewRow]() {
			t.Errorf("%s: %v knows nothing of %v", file, record.Type(), value)
		}
		if !value.IsZero() {
			seen[f.Name] = true
		}
		values := []reflect.Value{value}
		if value.Kind() == reflect.Slice {
			values = nil
			for i := range value.Len() {
				values = append(values, value.Index(i))
			}
		}
		for _, v := range values {
			if v = reflect.Indirect(v); v.Kind() == reflect.Struct && v.FieldByName("Extra").IsValid() {
				c.note(t, file, v)
			}
		}
	}
}

// complete complains of payloads that no test read, and of fields that no
// payload sets.
func (c *coverage) complete(t *testing.T) {
	for _, file := range must(filepath.Glob("testdata/*.json")) {
		if !slices.Contains(c.files, filepath.Base(file)) {
			t.Errorf("%s: not tested", file)
		}
	}
	records, _, _ := types(t)
	for _, record := range records {
		for _, typ := range nested(record) {
			for f := range typ.Fields() {
				if f.Name != "Extra" && f.Name != "AuthenticityToken" && f.Tag.Get("json") != "-" && !c.fields[typ][f.Name] {
					t.Errorf("no payload sets %v.%s", typ, f.Name)
				}
			}
		}
	}
}

// memberOf returns the record, or the first of a list, under a member of an answer.
func memberOf(t *testing.T, answer []byte, member string) []byte {
	t.Helper()
	var members map[string]json.RawMessage
	if err := json.Unmarshal(answer, &members); err != nil {
		t.Fatal(err)
	}
	var list []json.RawMessage
	if json.Unmarshal(members[member], &list) == nil {
		return list[0]
	}
	return members[member]
}

func decoded(t *testing.T, data []byte) any {
	t.Helper()
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber()
	var value any
	if err := dec.Decode(&value); err != nil {
		t.Fatal(err)
	}
	return value
}

// verbatim are members whose inside stays as it is.
var verbatim = []string{
	"custom_fields", "fields", "user_fields", "organization_fields", "source", "metadata", "settings", "value", "results", "thumbnails",
	"custom_statuses", "relationship_filter", "external_source", "request", "skill_based_filtered_views", "rating", "plans", "categories", "app_organization", "default_value", "suspension_details", "separation",
}

// plain drops what equals being absent: null, and the zero value of a plain
// field.
func plain(value any) any {
	switch v := value.(type) {
	case map[string]any:
		delete(v, "authenticity_token") // never kept
		for name, inside := range v {
			if !slices.Contains(verbatim, name) {
				v[name] = plain(inside)
			}
			if name == "refreshed_at" {
				v[name] = strings.Replace(inside.(string), "+00:00", "Z", 1)
			}
			if empty(v[name]) {
				delete(v, name)
			}
		}
	case []any:
		for i := range v {
			v[i] = plain(v[i])
		}
	}
	return value
}

func empty(value any) bool {
	switch v := value.(type) {
	case nil:
		return true
	case bool:
		return !v
	case []any:
		return len(v) == 0
	case map[string]any:
		return len(v) == 0
	}
	return false
}

func TestPayloadValues(t *testing.T) {
	ctx := t.Context()
	open := func(name string) *support.Client { return connect(t, ok(load(name))) }

	agent := must(open("user.json").Users.Get(ctx, 1))
	customer := must(open("user_end_user.json").Users.Get(ctx, 1))
	if agent.RoleType == nil || *agent.RoleType != support.RoleTypeCustom || customer.RoleType != nil {
		t.Errorf("role types %v and %v: none and 0 differ", agent.RoleType, customer.RoleType)
	}
	if agent.SharedPhoneNumber == nil || *agent.SharedPhoneNumber || customer.SharedPhoneNumber != nil {
		t.Errorf("shared numbers %v and %v: none and false differ", agent.SharedPhoneNumber, customer.SharedPhoneNumber)
	}
	decimal, _, _ := zendesk.Field[zendesk.Decimal](agent.UserFields, "user_decimal")
	equal(t, "values", []any{decimal.String(), agent.IANATimeZone, agent.Photo.FileName}, []any{"5.10", "Europe/Lisbon", "bea.png"})

	ticket := must(open("ticket.json").Tickets.Get(ctx, 1))
	parts, _, _ := zendesk.Field[[]string](ticket.CustomFields, 27649)
	amount, _, _ := zendesk.Field[zendesk.Decimal](ticket.CustomFields, 27650)
	_, set, _ := zendesk.Field[string](ticket.CustomFields, 27651)
	equal(t, "fields", []any{parts, amount.String(), set, ticket.SatisfactionProbability.String()}, []any{[]string{"lamp", "bell"}, "12.50", false, "0.710"})
	equal(t, "updated", ticket.UpdatedAt.Format("15:04:05"), "10:05:30")

	comment := must(open("comment.json").Tickets.Comments(1).List(ctx, support.CommentQuery{}, "")).Items[0]
	file := comment.Attachments[0]
	equal(t, "size", []string{file.Width.String(), file.Height.String()}, []string{"80", "62"})

	job := must(open("job_status.json").JobStatuses.Get(ctx, "V3-1"))
	results := must(job.Items())
	equal(t, "failed", []bool{results[0].Failed(), results[1].Failed(), results[2].Failed()}, []bool{false, false, true})

	count := must(open("count.json").Tickets.Count(ctx))
	equal(t, "count", []any{count.Value, count.RefreshedAt.Minute()}, []any{int64(102), 5})
}
