package supporttest_test

import (
	"fmt"
	"testing"

	"github.com/sellsupport/zendesk/support/supporttest"
)

// closedTicket is an account with a closed ticket that has all that a follow-up
// can inherit, and what it must not.
func closedTicket() *supporttest.Server {
	fake := staff()
	fake.Seed("ticket_fields", `{"id":360001,"type":"text","title":"Zendesk lead"}`, `{"id":360002,"type":"text","title":"Plan"}`)
	fake.Seed("organization_memberships", `{"user_id":5,"organization_id":70,"default":true}`)
	fake.Seed("users", `{"id":6,"name":"Bo","email":"bo@example.com","role":"end-user"}`)
	fake.Seed("tickets", `{"id":40,"subject":"Quote","description":"please","status":"closed","priority":"high","type":"task","requester_id":5,"submitter_id":5,
		"organization_id":70,"group_id":60,"assignee_id":12,"tags":["sell_lead_7","vip"],"via":{"channel":"web"},"followup_ids":[],
		"custom_fields":[{"id":360001,"value":"7"},{"id":360002,"value":"gold"},{"id":77,"value":"old"}],"updated_at":"2026-01-01T00:00:00Z"}`)
	return fake
}

func TestFollowUp(t *testing.T) {
	fake := closedTicket()
	made := run(t, fake, step{call: "POST /tickets", status: 201, body: `{"ticket":{"via_followup_source_id":40,"comment":{"body":"again"},"tags":["new"],"custom_fields":[{"id":360002,"value":"silver"}]}}`,
		want: want{
			"ticket.tags": `["sell_lead_7","vip","new"]`, "ticket.subject": `"Quote"`, "ticket.requester_id": "5", "ticket.organization_id": "70",
			"ticket.custom_fields": `[{"id":360001,"value":"7"},{"id":360002,"value":"silver"},{"id":77,"value":"old"}]`,
			"ticket.priority":      "null", "ticket.type": "null", "ticket.group_id": "null", "ticket.assignee_id": "null", "ticket.status": `"new"`,
			"ticket.via.channel": `"closed_ticket"`, "ticket.via.source.rel": `"follow_up"`, "ticket.via.source.from.ticket_id": "40",
			"ticket.via.source.from.subject": `"Quote"`, "ticket.description": `"again"`,
		}})
	id := made.at("ticket.id")
	run(t, fake,
		step{call: "GET /tickets/" + id + "/comments", want: want{"#comments": "1", "comments.0.body": `"again"`}},
		step{call: "GET /tickets/" + id + "/related", want: want{"ticket_related.followup_source_ids": `["40"]`}},
		step{call: "GET /tickets/40", want: want{"ticket.followup_ids": "[" + id + "]", "ticket.updated_at": `"2026-01-01T00:00:00Z"`, "ticket.status": `"closed"`}},
		step{call: "GET /tickets/40/related", want: want{"ticket_related.followup_source_ids": "[]", "ticket_related.followup_ids": "[" + id + "]"}},

		step{call: "POST /tickets", status: 201, body: `{"ticket":{"via_followup_source_id":40,"subject":"Mine","requester":{"email":"bo@example.com"},"comment":{"body":"x"}}}`,
			want: want{"ticket.subject": `"Mine"`, "ticket.raw_subject": `"Mine"`, "ticket.requester_id": "6", "ticket.organization_id": "null", "ticket.tags": `["sell_lead_7","vip"]`}},

		// It has no effect with tickets that are not closed.
		step{call: "POST /tickets", status: 201, body: `{"ticket":{"via_followup_source_id":1,"comment":{"body":"x"}}}`,
			want:   want{"ticket.via.channel": `"api"`, "ticket.tags": "[]", "ticket.requester_id": "900001"},
			header: want{"X-Zendesk-Api-Warn": `Removed restricted keys ["via_followup_source_id"] from parameters according to whitelist`}},
		step{call: "POST /tickets", status: 422, body: `{"ticket":{"via_followup_source_id":999,"comment":{"body":"x"}}}`,
			want: want{"error": `"RecordInvalid"`, "details.via_followup_source_id.0.error": `"InvalidValue"`}},
		step{call: "POST /tickets", as: "assigned", status: 422, body: `{"ticket":{"via_followup_source_id":3,"comment":{"body":"x"}}}`},
		step{call: "PUT /tickets/40", status: 422, body: `{"ticket":{"comment":{"body":"x"}}}`},
	)
}

func TestReply(t *testing.T) {
	fake := closedTicket()
	fake.Seed("tickets", `{"id":41,"status":"solved","description":"done","requester_id":5,"tags":[]}`)
	if id := fake.Reply(41, 5, "not yet"); id != 41 {
		t.Errorf("the reply is in ticket %d", id)
	}
	run(t, fake,
		step{call: "GET /tickets/41", want: want{"ticket.status": `"open"`}},
		step{call: "GET /tickets/41/comments", want: want{"#comments": "2", "comments.1.body": `"not yet"`, "comments.1.public": "true",
			"comments.1.author_id": "5", "comments.1.via.channel": `"email"`}},
		step{call: "GET /tickets/41/audits", want: want{"audits.0.author_id": "5", "audits.0.via.channel": `"email"`}})

	followUp := fake.Reply(40, 6, "me too")
	run(t, fake,
		step{call: fmt.Sprint("GET /tickets/", followUp), want: want{
			"ticket.requester_id": "6", "ticket.submitter_id": "6", "ticket.tags": `["sell_lead_7","vip"]`, "ticket.custom_fields.0.value": `"7"`,
			"ticket.via.source.rel": `"follow_up"`, "ticket.via.source.from.ticket_id": "40", "ticket.status": `"new"`, "ticket.organization_id": "null"}},
		step{call: fmt.Sprint("GET /tickets/", followUp, "/comments"), want: want{"comments.0.author_id": "6", "comments.0.public": "true"}},
		step{call: "GET /tickets/40", want: want{"ticket.followup_ids": fmt.Sprint("[", followUp, "]")}})

	fake.Seed("users", `{"id":7,"name":"Spam","role":"end-user","suspended":true}`)
	for _, args := range [][2]int64{{40, 7}, {40, 999}, {999, 5}} {
		func() {
			defer func() {
				if want := fmt.Sprintf("supporttest: user %d cannot reply to ticket %d", args[1], args[0]); recover() != want {
					t.Errorf("no panic for %v", args)
				}
			}()
			fake.Reply(args[0], args[1], "x")
		}()
	}
}
