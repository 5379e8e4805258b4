package support

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/record"
	"github.com/sellsupport/zendesk/internal/rest"
)

// TicketsService reads and writes tickets.
//
// API page: Tickets (ticketing/tickets/tickets).
//
//zendesk:resource Ticket /api/v2/tickets Get List Delete(limit=ticket-deletions:400/min) Count ShowMany UpdateEach(limit=tickets-update:100/min) DeleteMany
type TicketsService struct{ rc *rest.Client }

// Create creates a ticket. With [zendesk.IdempotencyKey] it is retried if the
// response is lost, without creating a duplicate; without a key the error is then
// [zendesk.ErrUnclear].
//
//zendesk:op POST /api/v2/tickets keyed
func (s TicketsService) Create(ctx context.Context, p TicketParams, opts ...zendesk.CallOption) (*Ticket, error) {
	if err := p.check(opTicketsCreate.Name, false); err != nil {
		return nil, err
	}
	return s.write(ctx, opTicketsCreate.Request().With(p), opts)
}

// Update changes the attributes of a ticket that p sets and leaves the others as they
// are. With SafeUpdate it changes nothing if the ticket has changed meanwhile
// ([zendesk.ErrConflict]). An update with a comment, with SafeUpdate or with a
// requester who has no e-mail address is not retried if the response is lost: it
// would add the comment twice, conflict with itself, or create two users.
//
//zendesk:op PUT /api/v2/tickets/{id} class=idempotent,append limit=tickets-update:100/min
func (s TicketsService) Update(ctx context.Context, id int64, p TicketParams, opts ...zendesk.CallOption) (*Ticket, error) {
	if err := p.check(opTicketsUpdate.Name, true); err != nil {
		return nil, err
	}
	req := opTicketsUpdate.Request(id).With(ticketUpdate{p, stampOf(p.SafeUpdate)})
	if p.appends() {
		req.Class = zendesk.Append
	}
	return s.write(ctx, req, opts)
}

// write sends a request whose response is a ticket and its audit. The write is done by
// then, so an odd audit does not fail it.
func (s TicketsService) write(ctx context.Context, req rest.Request, opts []zendesk.CallOption) (ticket *Ticket, err error) {
	err = s.rc.Do(ctx, req.Request, opts, func(body []byte) (odd []string, err error) {
		if ticket, odd, err = unwrap[Ticket](body, req.Returns()); err != nil {
			return nil, err
		}
		raw := record.Member(body, "audit")
		if !record.Present(raw) {
			return odd, nil
		}
		audit, strange, err := record.Decode[Audit](raw, "/audit")
		if err != nil {
			strange = []string{"/audit"}
		}
		ticket.Audit = audit
		return append(odd, strange...), nil
	})
	if err != nil {
		return nil, err
	}
	return ticket, nil
}

// appends reports whether a second update with p would change the ticket again.
func (p TicketParams) appends() bool {
	return p.Comment != nil || len(p.AdditionalCollaborators) > 0 || len(p.VoiceComment) > 0 || !p.SafeUpdate.IsZero() ||
		p.Requester != nil && p.Requester.Email == "" ||
		slices.ContainsFunc([]string{"comment", "additional_collaborators", "voice_comment", "safe_update", "requester"}, func(name string) bool {
			return p.Extra[name] != nil
		})
}

type ticketUpdate struct {
	TicketParams
	safeStamp
}

// safeStamp are the two members that make a write safe.
type safeStamp struct {
	SafeUpdate   bool      `json:"safe_update,omitzero"`
	UpdatedStamp time.Time `json:"updated_stamp,omitzero"`
}

func stampOf(read time.Time) safeStamp { return safeStamp{!read.IsZero(), read.UTC()} }

// check rejects what the endpoint would silently ignore.
func (p TicketParams) check(op string, safe bool) error {
	switch {
	case !safe && !p.SafeUpdate.IsZero():
		return &zendesk.ArgumentError{Op: op, Argument: "SafeUpdate", Problem: "is for Update and the tags of one ticket"}
	case len(p.AdditionalTags) > 0 || len(p.RemoveTags) > 0:
		return &zendesk.ArgumentError{Op: op, Argument: "AdditionalTags, RemoveTags", Problem: "are for UpdateMany: use AddTags and RemoveTags"}
	}
	return nil
}

// Incidents lists the tickets whose problem is this one.
//
//zendesk:op GET /api/v2/tickets/{id}/incidents
func (s TicketsService) Incidents(ticketID int64) Listing[Ticket, RelatedTicketQuery] {
	return list[Ticket, RelatedTicketQuery](s.rc, opTicketsIncidents, ticketID)
}

// Collaborators lists the collaborators of a ticket, in accounts without CCs and
// followers.
//
//zendesk:op GET /api/v2/tickets/{id}/collaborators returns=users
func (s TicketsService) Collaborators(ticketID int64) Listing[User, TicketUserQuery] {
	return list[User, TicketUserQuery](s.rc, opTicketsCollaborators, ticketID)
}

// EmailCCs lists the users who get a copy of each public comment by e-mail.
//
//zendesk:op GET /api/v2/tickets/{id}/email_ccs returns=users
func (s TicketsService) EmailCCs(ticketID int64) Listing[User, TicketUserQuery] {
	return list[User, TicketUserQuery](s.rc, opTicketsEmailCCs, ticketID)
}

// Followers lists the agents who follow a ticket.
//
//zendesk:op GET /api/v2/tickets/{id}/followers returns=users
func (s TicketsService) Followers(ticketID int64) Listing[User, TicketUserQuery] {
	return list[User, TicketUserQuery](s.rc, opTicketsFollowers, ticketID)
}

// Related returns what is related to a ticket.
//
//zendesk:op GET /api/v2/tickets/{id}/related returns=ticket_related
func (s TicketsService) Related(ctx context.Context, id int64, opts ...zendesk.CallOption) (*TicketRelated, error) {
	var related *TicketRelated
	err := s.rc.Do(ctx, opTicketsRelated.Request(id).Request, opts, func(body []byte) (odd []string, err error) {
		// In practice it is wrapped; the reference shows it bare.
		if related, odd, err = record.Under[TicketRelated](body, "ticket_related"); err != nil {
			related, odd, err = record.Decode[TicketRelated](body, "")
		}
		return odd, err
	})
	if err != nil {
		return nil, err
	}
	return related, nil
}

// TicketStatus is the state of a ticket; with custom statuses, their category.
type TicketStatus string

// Ticket statuses. Closed is final: no later update is accepted.
const (
	TicketStatusNew     TicketStatus = "new"
	TicketStatusOpen    TicketStatus = "open"
	TicketStatusPending TicketStatus = "pending"
	TicketStatusHold    TicketStatus = "hold"
	TicketStatusSolved  TicketStatus = "solved"
	TicketStatusClosed  TicketStatus = "closed"
	TicketStatusDeleted TicketStatus = "deleted" // only in incremental exports
)

// TicketPriority is the urgency of a ticket; "" means none.
type TicketPriority string

// Ticket priorities.
const (
	TicketPriorityUrgent TicketPriority = "urgent"
	TicketPriorityHigh   TicketPriority = "high"
	TicketPriorityNormal TicketPriority = "normal"
	TicketPriorityLow    TicketPriority = "low"
)

// TicketType is the kind of a ticket; "" means none.
type TicketType string

// Ticket types.
const (
	TicketTypeProblem  TicketType = "problem"
	TicketTypeIncident TicketType = "incident"
	TicketTypeQuestion TicketType = "question"
	TicketTypeTask     TicketType = "task"
)

// Ticket is a request from a customer. Its comments have their own listing;
// Description is the first comment.
type Ticket struct {
	ID                      int64          `json:"id"`
	URL                     string         `json:"url,omitzero"`
	ExternalID              string         `json:"external_id,omitzero"`
	EncodedID               string         `json:"encoded_id,omitzero"`
	Type                    TicketType     `json:"type,omitzero"`
	Subject                 string         `json:"subject,omitzero"`
	RawSubject              string         `json:"raw_subject,omitzero"`
	Description             string         `json:"description,omitzero"`
	Priority                TicketPriority `json:"priority,omitzero"`
	Status                  TicketStatus   `json:"status,omitzero"`
	CustomStatusID          int64          `json:"custom_status_id,omitzero"`
	Recipient               string         `json:"recipient,omitzero"`
	RequesterID             int64          `json:"requester_id,omitzero"`
	SubmitterID             int64          `json:"submitter_id,omitzero"`
	AssigneeID              int64          `json:"assignee_id,omitzero"`
	GroupID                 int64          `json:"group_id,omitzero"`
	OrganizationID          int64          `json:"organization_id,omitzero"`
	CollaboratorIDs         []int64        `json:"collaborator_ids,omitzero"`
	EmailCCIDs              []int64        `json:"email_cc_ids,omitzero"`
	FollowerIDs             []int64        `json:"follower_ids,omitzero"`
	ForumTopicID            int64          `json:"forum_topic_id,omitzero"`
	ProblemID               int64          `json:"problem_id,omitzero"`
	HasIncidents            bool           `json:"has_incidents,omitzero"`
	DueAt                   time.Time      `json:"due_at,omitzero"`
	Tags                    []string       `json:"tags,omitzero"`
	CustomFields            CustomFields   `json:"custom_fields,omitzero"`
	Fields                  CustomFields   `json:"fields,omitzero"` // the same as CustomFields, missing in some responses
	Via                     *Via           `json:"via,omitzero"`
	FollowupIDs             []int64        `json:"followup_ids,omitzero"`
	SatisfactionRating      *Satisfaction  `json:"satisfaction_rating,omitzero"`
	SharingAgreementIDs     []int64        `json:"sharing_agreement_ids,omitzero"`
	TicketFormID            int64          `json:"ticket_form_id,omitzero"`
	BrandID                 int64          `json:"brand_id,omitzero"`
	AllowAttachments        bool           `json:"allow_attachments,omitzero"`
	AllowChannelback        bool           `json:"allow_channelback,omitzero"`
	IsPublic                bool           `json:"is_public,omitzero"`
	FromMessagingChannel    bool           `json:"from_messaging_channel,omitzero"`
	GeneratedTimestamp      int64          `json:"generated_timestamp,omitzero"`      // Unix seconds; in incremental exports
	SupportType             string         `json:"support_type,omitzero"`             // agent or ai_agent
	SatisfactionProbability zendesk.Text   `json:"satisfaction_probability,omitzero"` // a number from 0 to 1
	CreatedAt               time.Time      `json:"created_at,omitzero"`
	UpdatedAt               time.Time      `json:"updated_at,omitzero"` // whole seconds; see TicketParams.SafeUpdate

	// Audit says what the Create or Update that returned this ticket did; for example,
	// it has the event of a new comment with its id. It is nil for a ticket that was
	// read.
	Audit *Audit `json:"-"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Via says how a ticket or comment was created.
type Via struct {
	Channel string          `json:"channel,omitzero"`
	Source  json.RawMessage `json:"source,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Satisfaction is the customer's rating of a solved ticket.
type Satisfaction struct {
	ID       int64  `json:"id,omitzero"`
	Score    string `json:"score,omitzero"`
	Comment  string `json:"comment,omitzero"`
	Reason   string `json:"reason,omitzero"`
	ReasonID int64  `json:"reason_id,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TicketRelated is what is related to a ticket.
type TicketRelated struct {
	URL               string   `json:"url,omitzero"`
	FollowupSourceIDs []string `json:"followup_source_ids,omitzero"` // the closed tickets that it follows up
	FollowupIDs       []int64  `json:"followup_ids,omitzero"`        // the tickets that follow it up; not in the reference
	FromArchive       bool     `json:"from_archive,omitzero"`
	Incidents         int64    `json:"incidents,omitzero"` // the number of incidents
	JiraIssueIDs      []string `json:"jira_issue_ids,omitzero"`
	TopicID           string   `json:"topic_id,omitzero"` // of the old web portal

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}
