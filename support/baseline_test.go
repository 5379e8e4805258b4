package support_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// baseline is a client of the usual kind, to measure against: structs of pointers and
// interfaces, net/http, encoding/json, whole bodies, no limiter and no retries.
type baseline struct {
	http *http.Client
	base string
}

type baseTicket struct {
	ID                   *int64         `json:"id,omitempty"`
	URL                  *string        `json:"url,omitempty"`
	ExternalID           *string        `json:"external_id,omitempty"`
	Type                 *string        `json:"type,omitempty"`
	Subject              *string        `json:"subject,omitempty"`
	RawSubject           *string        `json:"raw_subject,omitempty"`
	Description          *string        `json:"description,omitempty"`
	Priority             *string        `json:"priority,omitempty"`
	Status               *string        `json:"status,omitempty"`
	Recipient            *string        `json:"recipient,omitempty"`
	RequesterID          *int64         `json:"requester_id,omitempty"`
	SubmitterID          *int64         `json:"submitter_id,omitempty"`
	AssigneeID           *int64         `json:"assignee_id,omitempty"`
	OrganizationID       *int64         `json:"organization_id,omitempty"`
	GroupID              *int64         `json:"group_id,omitempty"`
	CollaboratorIDs      []int64        `json:"collaborator_ids,omitempty"`
	FollowerIDs          []int64        `json:"follower_ids,omitempty"`
	EmailCCIDs           []int64        `json:"email_cc_ids,omitempty"`
	ForumTopicID         *int64         `json:"forum_topic_id,omitempty"`
	ProblemID            *int64         `json:"problem_id,omitempty"`
	HasIncidents         *bool          `json:"has_incidents,omitempty"`
	IsPublic             *bool          `json:"is_public,omitempty"`
	DueAt                *time.Time     `json:"due_at,omitempty"`
	Tags                 []string       `json:"tags,omitempty"`
	Via                  *baseVia       `json:"via,omitempty"`
	CustomFields         []baseField    `json:"custom_fields,omitempty"`
	Fields               []baseField    `json:"fields,omitempty"`
	SatisfactionRating   map[string]any `json:"satisfaction_rating,omitempty"`
	SharingAgreementIDs  []int64        `json:"sharing_agreement_ids,omitempty"`
	FollowupIDs          []int64        `json:"followup_ids,omitempty"`
	TicketFormID         *int64         `json:"ticket_form_id,omitempty"`
	BrandID              *int64         `json:"brand_id,omitempty"`
	CustomStatusID       *int64         `json:"custom_status_id,omitempty"`
	AllowChannelback     *bool          `json:"allow_channelback,omitempty"`
	AllowAttachments     *bool          `json:"allow_attachments,omitempty"`
	FromMessagingChannel *bool          `json:"from_messaging_channel,omitempty"`
	CreatedAt            *time.Time     `json:"created_at,omitempty"`
	UpdatedAt            *time.Time     `json:"updated_at,omitempty"`
	Comment              *baseComment   `json:"comment,omitempty"`
	Requester            map[string]any `json:"requester,omitempty"`
	Metadata             map[string]any `json:"metadata,omitempty"`
}

type baseVia struct {
	Channel *string        `json:"channel,omitempty"`
	Source  map[string]any `json:"source,omitempty"`
}

type baseField struct {
	ID    *int64 `json:"id"`
	Value any    `json:"value"`
}

// UnmarshalJSON goes through a map, since the type of a value depends on the field.
func (f *baseField) UnmarshalJSON(data []byte) error {
	var all map[string]any
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	id, ok := all["id"].(float64)
	if !ok {
		return fmt.Errorf("the id of a custom field is a %T", all["id"])
	}
	f.ID, f.Value = new(int64(id)), all["value"]
	if list, ok := f.Value.([]any); ok {
		texts := make([]string, len(list))
		for i := range list {
			texts[i], _ = list[i].(string)
		}
		f.Value = texts
	}
	return nil
}

type baseComment struct {
	Body   *string `json:"body,omitempty"`
	Public *bool   `json:"public,omitempty"`
}

type basePage struct {
	Tickets []*baseTicket `json:"tickets"`
	Meta    *struct {
		HasMore     *bool   `json:"has_more"`
		AfterCursor *string `json:"after_cursor"`
	} `json:"meta"`
	Links map[string]any `json:"links"`
}

func (b baseline) do(ctx context.Context, method, path string, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, method, b.base+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer token")
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("User-Agent", "baseline")
	res, err := b.http.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return err
	}
	if res.StatusCode >= 300 {
		return fmt.Errorf("status %d: %s", res.StatusCode, data)
	}
	return json.Unmarshal(data, out)
}

// ticketsPage is a page of 100 tickets as Support sends it by cursor: lean with
// one custom field that is null and a short description, rich with 50 fields, three
// of four filled, and a long description.
func ticketsPage(rich bool) []byte {
	var b bytes.Buffer
	b.WriteString(`{"tickets":[`)
	for i := range 100 {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(ticketJSON(i+1, rich))
	}
	b.WriteString(`],"meta":{"has_more":true,"after_cursor":"eyJvIjoibmljZV9pZCIsInYiOiJhV2tCQUFBQUFBQUEifQ==","before_cursor":"eyJvIjoi"},"links":{"prev":"https://acme.zendesk.com/api/v2/tickets.json?page%5Bbefore%5D=a","next":"https://acme.zendesk.com/api/v2/tickets.json?page%5Bafter%5D=b"}}`)
	return b.Bytes()
}

func ticketJSON(id int, rich bool) []byte {
	var b bytes.Buffer
	description := "The brakes squeak in the rain."
	if rich {
		description = strings.Repeat("The brakes squeak when it rains, and a bit when it doesn\\u2019t.\\n", 20)
	}
	fmt.Fprintf(&b, `{"url":"https://acme.zendesk.com/api/v2/tickets/%d.json","id":%d,"external_id":null,"via":{"channel":"email","source":{"from":{"address":"ana@example.com","name":"Ana Ruiz"},"to":{"name":"Acme","address":"support@example.com"},"rel":null}},`+
		`"created_at":"2026-03-02T10:00:00Z","updated_at":"2026-03-02T11:00:00Z","generated_timestamp":1772445600,"type":"incident","subject":"Squeaky brakes %d","raw_subject":"Squeaky brakes %d","description":"%s","priority":"high","status":"open","recipient":"support@example.com",`+
		`"requester_id":%d,"submitter_id":%d,"assignee_id":361234567890,"organization_id":361111111111,"group_id":360000000001,"collaborator_ids":[],"follower_ids":[],"email_cc_ids":[],"forum_topic_id":null,"problem_id":null,"has_incidents":false,"is_public":true,"due_at":null,"tags":["brakes","rain","vip"],"custom_fields":[`,
		id, id, id, id, description, 370000000000+id, 370000000000+id)
	n := 1
	if rich {
		n = 50
	}
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		value := "null"
		if rich {
			switch i % 4 {
			case 0:
				value = `"some_tag_value"`
			case 1:
				value = `false`
			case 2:
				value = `"A line of text that somebody wrote"`
			}
		}
		fmt.Fprintf(&b, `{"id":%d,"value":%s}`, 360000000000+i, value)
	}
	b.WriteString(`],"satisfaction_rating":{"score":"unoffered"},"sharing_agreement_ids":[],"custom_status_id":36001,"encoded_id":"AB12-CD34",`)
	b.WriteString(`"followup_ids":[],"ticket_form_id":36002,"brand_id":36003,"allow_channelback":false,"allow_attachments":true,"from_messaging_channel":false}`)
	return b.Bytes()
}
