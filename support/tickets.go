package support

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// TicketsService reads and writes tickets.
//
// API page: Tickets (ticketing/tickets/tickets).
type TicketsService struct {
	resource
	reader[Ticket, TicketQuery]
	deleter
}

func ticketsService(rc *rest.Client) TicketsService {
	r := resource{rc, "Tickets", "/api/v2/tickets", "ticket", "tickets"}
	return TicketsService{r, newReader[Ticket, TicketQuery](r), deleter{r}}
}

// Create makes a ticket. With [zendesk.IdempotencyKey] it is repeated after a
// lost answer without making a second one; without, such an error is
// [zendesk.ErrUnclear].
func (s TicketsService) Create(ctx context.Context, p TicketParams, opts ...zendesk.CallOption) (*Ticket, error) {
	req := s.request("Create", http.MethodPost, "")
	req.Body, req.Keyed = s.body(p), true
	return one[Ticket](ctx, s.resource, req, opts)
}

// Update changes what is present in p and leaves the rest as it is. With
// SafeUpdate it changes nothing when the ticket changed meanwhile
// ([zendesk.ErrConflict]). An update with a comment or with SafeUpdate is not
// repeated after a lost answer: it would comment twice, or meet itself.
func (s TicketsService) Update(ctx context.Context, id int64, p TicketParams, opts ...zendesk.CallOption) (*Ticket, error) {
	req := s.request("Update", http.MethodPut, "/{id}", id)
	req.Body = s.body(ticketUpdate{TicketParams: p, SafeUpdate: !p.SafeUpdate.IsZero(), UpdatedStamp: p.SafeUpdate})
	if p.Comment != nil || len(p.AdditionalCollaborators) > 0 || !p.SafeUpdate.IsZero() {
		req.Class = zendesk.Append
	}
	return one[Ticket](ctx, s.resource, req, opts)
}

// ticketUpdate adds the two members that make an update safe.
type ticketUpdate struct {
	TicketParams
	SafeUpdate   bool      `json:"safe_update,omitzero"`
	UpdatedStamp time.Time `json:"updated_stamp,omitzero"`
}

// TicketStatus is the state of a ticket; with custom statuses, their category.
type TicketStatus string

// Ticket statuses. Closed is final: no later update is accepted.
const (
	StatusNew     TicketStatus = "new"
	StatusOpen    TicketStatus = "open"
	StatusPending TicketStatus = "pending"
	StatusHold    TicketStatus = "hold"
	StatusSolved  TicketStatus = "solved"
	StatusClosed  TicketStatus = "closed"
	StatusDeleted TicketStatus = "deleted" // in incremental exports only
)

// TicketPriority is the urgency of a ticket; "" is none.
type TicketPriority string

// Ticket priorities.
const (
	PriorityUrgent TicketPriority = "urgent"
	PriorityHigh   TicketPriority = "high"
	PriorityNormal TicketPriority = "normal"
	PriorityLow    TicketPriority = "low"
)

// TicketType is the kind of a ticket; "" is none.
type TicketType string

// Ticket types.
const (
	TypeProblem  TicketType = "problem"
	TypeIncident TicketType = "incident"
	TypeQuestion TicketType = "question"
	TypeTask     TicketType = "task"
)

// Ticket is a request of a customer. Its comments are a listing of their own;
// Description is the first one.
type Ticket struct {
	ID                   int64          `json:"id"`
	URL                  string         `json:"url,omitzero"`
	ExternalID           string         `json:"external_id,omitzero"`
	EncodedID            string         `json:"encoded_id,omitzero"`
	Type                 TicketType     `json:"type,omitzero"`
	Subject              string         `json:"subject,omitzero"`
	RawSubject           string         `json:"raw_subject,omitzero"`
	Description          string         `json:"description,omitzero"`
	Priority             TicketPriority `json:"priority,omitzero"`
	Status               TicketStatus   `json:"status,omitzero"`
	CustomStatusID       int64          `json:"custom_status_id,omitzero"`
	Recipient            string         `json:"recipient,omitzero"`
	RequesterID          int64          `json:"requester_id,omitzero"`
	SubmitterID          int64          `json:"submitter_id,omitzero"`
	AssigneeID           int64          `json:"assignee_id,omitzero"`
	GroupID              int64          `json:"group_id,omitzero"`
	OrganizationID       int64          `json:"organization_id,omitzero"`
	CollaboratorIDs      []int64        `json:"collaborator_ids,omitzero"`
	EmailCCIDs           []int64        `json:"email_cc_ids,omitzero"`
	FollowerIDs          []int64        `json:"follower_ids,omitzero"`
	ForumTopicID         int64          `json:"forum_topic_id,omitzero"`
	ProblemID            int64          `json:"problem_id,omitzero"`
	HasIncidents         bool           `json:"has_incidents,omitzero"`
	DueAt                time.Time      `json:"due_at,omitzero"`
	Tags                 []string       `json:"tags,omitzero"`
	CustomFields         CustomFields   `json:"custom_fields,omitzero"`
	Fields               CustomFields   `json:"fields,omitzero"` // the same as CustomFields, left out of some answers
	Via                  *Via           `json:"via,omitzero"`
	FollowupIDs          []int64        `json:"followup_ids,omitzero"`
	SatisfactionRating   *Satisfaction  `json:"satisfaction_rating,omitzero"`
	SharingAgreementIDs  []int64        `json:"sharing_agreement_ids,omitzero"`
	TicketFormID         int64          `json:"ticket_form_id,omitzero"`
	BrandID              int64          `json:"brand_id,omitzero"`
	AllowAttachments     bool           `json:"allow_attachments,omitzero"`
	AllowChannelback     bool           `json:"allow_channelback,omitzero"`
	IsPublic             bool           `json:"is_public,omitzero"`
	FromMessagingChannel bool           `json:"from_messaging_channel,omitzero"`
	GeneratedTimestamp   int64          `json:"generated_timestamp,omitzero"` // Unix seconds; in incremental exports
	SupportType          string         `json:"support_type,omitzero"`
	CreatedAt            time.Time      `json:"created_at,omitzero"`
	UpdatedAt            time.Time      `json:"updated_at,omitzero"` // whole seconds; see TicketParams.SafeUpdate

	Extra map[string]json.RawMessage `json:",embed"`
}

// Via tells how a ticket or comment came in.
type Via struct {
	Channel string          `json:"channel,omitzero"`
	Source  json.RawMessage `json:"source,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}

// Satisfaction is the customer's rating of a solved ticket.
type Satisfaction struct {
	ID       int64  `json:"id,omitzero"`
	Score    string `json:"score,omitzero"`
	Comment  string `json:"comment,omitzero"`
	Reason   string `json:"reason,omitzero"`
	ReasonID int64  `json:"reason_id,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"`
}

// TicketParams are the attributes of a ticket to write. A new ticket needs a
// Comment.
type TicketParams struct {
	Comment                 *CommentParams              `json:"comment,omitzero"`
	ExternalID              zendesk.Opt[string]         `json:"external_id,omitzero"` // your own key; Support does not keep it unique
	Type                    zendesk.Opt[TicketType]     `json:"type,omitzero"`
	Subject                 zendesk.Opt[string]         `json:"subject,omitzero"`
	RawSubject              zendesk.Opt[string]         `json:"raw_subject,omitzero"` // wins over Subject
	Priority                zendesk.Opt[TicketPriority] `json:"priority,omitzero"`
	Status                  zendesk.Opt[TicketStatus]   `json:"status,omitzero"`
	CustomStatusID          zendesk.Opt[int64]          `json:"custom_status_id,omitzero"`
	Recipient               zendesk.Opt[string]         `json:"recipient,omitzero"`
	RequesterID             zendesk.Opt[int64]          `json:"requester_id,omitzero"` // wins over Requester
	Requester               *RequesterParams            `json:"requester,omitzero"`
	SubmitterID             zendesk.Opt[int64]          `json:"submitter_id,omitzero"` // on create; default: the token's user
	AssigneeID              zendesk.Opt[int64]          `json:"assignee_id,omitzero"`
	AssigneeEmail           zendesk.Opt[string]         `json:"assignee_email,omitzero"`
	GroupID                 zendesk.Opt[int64]          `json:"group_id,omitzero"`
	OrganizationID          zendesk.Opt[int64]          `json:"organization_id,omitzero"`  // one of the requester's
	CollaboratorIDs         zendesk.Opt[[]int64]        `json:"collaborator_ids,omitzero"` // replaces all
	Collaborators           []any                       `json:"collaborators,omitzero"`    // on create: ids, e-mail addresses or RequesterParams
	AdditionalCollaborators []any                       `json:"additional_collaborators,omitzero"`
	EmailCCs                []CollaboratorChange        `json:"email_ccs,omitzero"`
	Followers               []CollaboratorChange        `json:"followers,omitzero"`
	ProblemID               zendesk.Opt[int64]          `json:"problem_id,omitzero"`
	DueAt                   zendesk.Opt[time.Time]      `json:"due_at,omitzero"`
	Tags                    zendesk.Opt[[]string]       `json:"tags,omitzero"` // replaces all; AddTags adds
	CustomFields            CustomFields                `json:"custom_fields,omitzero"`
	Via                     *Via                        `json:"via,omitzero"`
	ViaID                   zendesk.Opt[int64]          `json:"via_id,omitzero"`
	ViaFollowupSourceID     zendesk.Opt[int64]          `json:"via_followup_source_id,omitzero"` // on create: the closed ticket that this one follows
	SharingAgreementIDs     zendesk.Opt[[]int64]        `json:"sharing_agreement_ids,omitzero"`
	TicketFormID            zendesk.Opt[int64]          `json:"ticket_form_id,omitzero"`
	BrandID                 zendesk.Opt[int64]          `json:"brand_id,omitzero"`
	MacroID                 zendesk.Opt[int64]          `json:"macro_id,omitzero"` // recorded in the audit
	MacroIDs                zendesk.Opt[[]int64]        `json:"macro_ids,omitzero"`
	AttributeValueIDs       zendesk.Opt[[]int64]        `json:"attribute_value_ids,omitzero"` // skills
	Metadata                map[string]json.RawMessage  `json:"metadata,omitzero"`            // kept in the audit
	VoiceComment            json.RawMessage             `json:"voice_comment,omitzero"`

	// SafeUpdate is the UpdatedAt that was read: the update then fails with
	// [zendesk.ErrConflict] if the ticket changed since. Stamps are whole
	// seconds, so a change in the same second goes unnoticed.
	SafeUpdate time.Time `json:"-"`

	Extra map[string]json.RawMessage `json:",embed"`
}

// RequesterParams finds the requester by e-mail address, or makes a new user.
type RequesterParams struct {
	Name           string `json:"name,omitzero"`
	Email          string `json:"email,omitzero"`
	Locale         string `json:"locale,omitzero"`
	LocaleID       int64  `json:"locale_id,omitzero"`
	OrganizationID int64  `json:"organization_id,omitzero"`
	Role           string `json:"role,omitzero"`
	Verified       bool   `json:"verified,omitzero"`
}

// CollaboratorChange adds a CC or a follower, or takes one away.
type CollaboratorChange struct {
	UserID    int64  `json:"user_id,omitzero"`
	UserEmail string `json:"user_email,omitzero"`
	UserName  string `json:"user_name,omitzero"` // CCs only
	Action    string `json:"action,omitzero"`    // "put" or "delete"
}

// TicketQuery filters and sorts a listing of tickets. The zero query lists all
// that the token's user may see, without archived ones.
type TicketQuery struct {
	ExternalID string     `query:"external_id"`
	Include    []Include  `query:"include"` // users, groups, organizations, metric_sets, ticket_forms and others
	Sort       TicketSort `query:"sort"`
	PerPage    int        `query:"page[size],max=100"`
}

// TicketSort is a key to sort tickets by, ascending; see [Descending].
type TicketSort string

// Sort keys of tickets. There is none by time of creation: ids rise with it.
const (
	TicketsByID        TicketSort = "id"
	TicketsByUpdatedAt TicketSort = "updated_at"
	TicketsByStatus    TicketSort = "status"
)

// Descending turns a sort key around.
func Descending[Key ~string](key Key) Key { return "-" + key }
