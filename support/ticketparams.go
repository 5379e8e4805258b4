package support

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
)

// TicketParams are the attributes of a ticket to write. A new ticket needs a
// Comment or a Description.
type TicketParams struct {
	Comment                 *CommentParams              `json:"comment,omitzero"`
	ExternalID              zendesk.Opt[string]         `json:"external_id,omitzero"` // your own key; Support does not enforce that it is unique
	Description             zendesk.Opt[string]         `json:"description,omitzero"` // on create, instead of Comment: it becomes the first comment
	Type                    zendesk.Opt[TicketType]     `json:"type,omitzero"`
	Subject                 zendesk.Opt[string]         `json:"subject,omitzero"`
	RawSubject              zendesk.Opt[string]         `json:"raw_subject,omitzero"` // takes precedence over Subject
	Priority                zendesk.Opt[TicketPriority] `json:"priority,omitzero"`
	Status                  zendesk.Opt[TicketStatus]   `json:"status,omitzero"`
	CustomStatusID          zendesk.Opt[int64]          `json:"custom_status_id,omitzero"`
	Recipient               zendesk.Opt[string]         `json:"recipient,omitzero"`
	RequesterID             zendesk.Opt[int64]          `json:"requester_id,omitzero"` // takes precedence over Requester
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
	Tags                    zendesk.Opt[[]string]       `json:"tags,omitzero"`            // replaces all; AddTags adds
	AdditionalTags          []string                    `json:"additional_tags,omitzero"` // only for UpdateMany and UpdateEach
	RemoveTags              []string                    `json:"remove_tags,omitzero"`     // only for UpdateMany and UpdateEach
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

	// SafeUpdate is the UpdatedAt of the ticket that was read: the update fails with
	// [zendesk.ErrConflict] if the ticket has changed since. Timestamps are whole
	// seconds, so a change in the same second goes unnoticed. The zero time protects
	// nothing: check that UpdatedAt is not zero, as it is if it was null or odd.
	SafeUpdate time.Time `json:"-"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// RequesterParams finds the requester by e-mail address, or creates a new user.
type RequesterParams struct {
	Name           string `json:"name,omitzero"`
	Email          string `json:"email,omitzero"`
	Locale         string `json:"locale,omitzero"`
	LocaleID       int64  `json:"locale_id,omitzero"`
	OrganizationID int64  `json:"organization_id,omitzero"`
	Role           Role   `json:"role,omitzero"`
	Verified       bool   `json:"verified,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// CollaboratorChange adds or removes a CC or a follower.
type CollaboratorChange struct {
	UserID    int64  `json:"user_id,omitzero"`
	UserEmail string `json:"user_email,omitzero"`
	UserName  string `json:"user_name,omitzero"` // only for CCs: the name of a user to create
	Action    string `json:"action,omitzero"`    // "put" or "delete"

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// TicketQuery filters and sorts a listing of tickets. The zero query lists all
// that the token's user may see, except archived ones.
type TicketQuery struct {
	ExternalID       string     `query:"external_id"`
	StartTime        int64      `query:"start_time"`         // Unix seconds: tickets that changed since
	SupportTypeScope string     `query:"support_type_scope"` // all, agent or ai_agent; default agent
	Include          []Include  `query:"include"`            // users, groups, organizations, metric_sets, ticket_forms and others
	Sort             TicketSort `query:"sort"`
	PerPage          int        `query:"page[size],max=100"`
}

// RelatedTicketQuery filters and sorts a listing of the tickets of a user, an
// organization or a problem.
type RelatedTicketQuery struct {
	ExcludeArchived zendesk.Opt[bool] `query:"exclude_archived"` // for users' requested tickets
	Include         []Include         `query:"include"`          // as in TicketQuery
	Sort            TicketSort        `query:"sort"`             // unconfirmed for these listings
	PerPage         int               `query:"page[size],max=100"`
}

// TicketUserQuery sets the page size of a listing of the users of a ticket.
type TicketUserQuery struct {
	PerPage int `query:"page[size],max=100"`
}

// TicketSort is a key to sort tickets by, ascending; see [Descending].
type TicketSort string

// Sort keys of tickets. There is none by creation time: ids increase with it.
const (
	TicketsByID        TicketSort = "id"
	TicketsByUpdatedAt TicketSort = "updated_at"
	TicketsByStatus    TicketSort = "status"
)

// Descending reverses the order of a sort key.
func Descending[Key ~string](key Key) Key { return "-" + key }
