package leave_test

import (
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sellsupport/zendesk/sell/export"
	"github.com/sellsupport/zendesk/sell/export/leave"
)

// odd values, any of which may stand in the place of any other.
var oddities = []string{`null`, `""`, `"x"`, `"a,\"b\";c"`, `"one\r\ntwo\n"`, `" blanks "`, `"=1+1"`, `"+48601"`, `"-5"`, `"שלום ☕"`, `"\u0000nul"`, `"\ud83d"`, `"\\."`, `0`, `1`, `-1`, `12`, `1.50`, `1e3`,
	`"12"`, `"1.50"`, `"1E2"`, `true`, `false`, `"true"`, `[]`, `{}`, `[null]`, `["x"]`, `["x","x"]`, `[1,"2",{}]`, `{"id":1,"name":"red"}`, `{"line1":"s","x":1}`, `"2025-01-02T03:04:05Z"`, `"2025-01-02T03:04:05.6+02:00"`, `"2025-01-02"`,
	`"4/27/2016"`, `"9999-12-31T00:00:00Z"`, `"1970-01-01T00:00:00Z"`, `"lead"`, `"contact"`, `"sales_account"`, `"none"`, `"restricted"`, `[1,2]`, `[1,1,99]`, `99`, `{"Color":"red","When":"4/28/2016 6:00","Undefined":[1]}`,
	`[{"amount":"1.50","currency":"EUR"},{"amount":2}]`, `{"items":[{"data":{"id":1}}]}`}

// randomCopy writes a copy whose records hold anything.
func randomCopy(t testing.TB, random *rand.Rand) string {
	t.Helper()
	dir := t.TempDir()
	m := export.Manifest{Version: 1, Account: export.Account{ID: 1}, StartedAt: time.Unix(1_750_000_000, 0).UTC()}
	value := func() string { return oddities[random.IntN(len(oddities))] }
	object := func(head string, members string) string {
		for name := range strings.FieldsSeq(members) {
			switch random.IntN(3) {
			case 0:
				head += fmt.Sprintf(`,%q:%s`, name, value())
			case 1: // something likely
				head += fmt.Sprintf(`,%q:%s`, name, map[bool]string{true: fmt.Sprint(1 + random.IntN(4)), false: `"likely"`}[strings.HasSuffix(name, "_id")])
			}
		}
		return "{" + head + fmt.Sprintf(`,"later_%d":%s}`, random.IntN(3), value())
	}
	const stamps, card = " created_at updated_at", " title description email phone address tags custom_fields"
	for name, members := range map[string]string{
		"accounts": "name currency", "users": "name email status reports_to identity_type confirmed roles" + stamps, "tags": "name resource_type creator_id",
		"lead_sources": "name creator_id", "deal_sources": "name creator_id", "loss_reasons": "name creator_id", "pipelines": "name disabled", "stages": "name category pipeline_id position likelihood active",
		"contacts": "is_organization name first_name last_name contact_id parent_organization_id owner_id customer_status billing_address" + card + stamps,
		"leads":    "first_name last_name organization_name status source_id owner_id" + card + stamps,
		"deals":    "name value currency contact_id organization_id stage_id source_id loss_reason_id hot owner_id estimated_close_date customized_win_likelihood associated_contacts" + card + stamps,
		"notes":    "content resource_type resource_id creator_id type is_important tags" + stamps, "tasks": "content resource_type resource_id owner_id due_date completed" + stamps,
		"calls": "user_id phone_number summary duration incoming missed outcome_id resource_type resource_id associated_deal_ids made_at", "text_messages": "content incoming resource_type resource_id associated_deal_ids sent_at", "visits": "creator_id outcome_id resource_type resource_id visited_at",
		"products": "name sku prices cost active", "orders": "deal_id discount", "collaborations": "resource_type resource_id collaborator_id", "lead_conversions": "lead_id individual_id organization_id deal_id created_at",
		"lead_documents": "resource_type resource_id name content_type size", "sequences": "name steps", "sequence_enrollments": "resource_type resource_id state sequence",
	} {
		addResource(t, dir, &m, name, 4, func(i int) string { return object(fmt.Sprintf(`"id":%d`, i), members) })
	}
	addResource(t, dir, &m, "contact_custom_fields", 3, func(i int) string {
		return fmt.Sprintf(`{"id":%d,"name":%q,"type":%q,"choices":%s}`, i, []string{"Color", "When", "Where"}[i-1], []string{"list", "datetime", "address"}[i-1], []string{`[{"id":1,"name":"red"}]`, `null`, value()}[i-1])
	})
	addResource(t, dir, &m, "line_items", 3, func(i int) string {
		return fmt.Sprintf(`{"order_id":%d,"data":%s}`, 1+i/2, object(fmt.Sprintf(`"id":%d`, i), "name sku price value quantity currency variation"))
	})
	addResource(t, dir, &m, "associated_contacts", 4, func(i int) string {
		return fmt.Sprintf(`{"deal_id":%d,"data":%s}`, 1+i/3, object(fmt.Sprintf(`"contact_id":%d`, i), "role created_at"))
	})
	writeManifest(t, dir, m)
	return dir
}

// Whatever records hold, keys are unique, links lead to rows, the records come back
// member by member, and the sums of each target add up.
func TestRandomAccounts(t *testing.T) {
	for seed := range uint64(40) {
		name := leave.Targets()[seed%uint64(len(leave.Targets()))]
		t.Run(fmt.Sprint(seed, " ", name), func(t *testing.T) {
			dir := randomCopy(t, rand.New(rand.NewPCG(seed, 1)))
			_, out := writeNeutral(t, dir, nil)
			roundTrip(t, dir, out)
			result, written := write(t, dir, target(t, name), &leave.Options{Owners: &leave.Owners{Default: "x@example.com"}})
			addsUp(t, written, dir, result)
			f := formats[name]
			f.required, f.links, f.stampColumns = nil, nil, nil // the rows are too few for all of them
			f.read(t, written)
			var list struct{ Complete bool }
			read(t, filepath.Join(written, "leave.json"), &list)
			if !list.Complete {
				t.Error("the list is not complete")
			}
		})
	}
}
