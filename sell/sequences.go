package sell

import (
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk/internal/rest"
)

// SequencesService reads sequences. The API can neither write them nor read the
// templates of their e-mails.
//
// API page: Sequences (sales-crm/resources/sequences). They are part of the
// add-on Reach; without it they may be [zendesk.ErrForbidden].
//
//zendesk:resource Sequence /v2/sequences Get List
type SequencesService struct{ rc *rest.Client }

// Sequence is a series of e-mails and tasks that a lead or contact can be
// enrolled in; see [SequenceEnrollmentsService].
type Sequence struct {
	ID         int64                    `json:"id"`
	Name       string                   `json:"name,omitzero"`
	StepsTotal int64                    `json:"steps_total,omitzero"`
	CreatorID  int64                    `json:"creator_id,omitzero"`
	Steps      Collection[SequenceStep] `json:"steps,omitzero"`
	CreatedAt  time.Time                `json:"created_at,omitzero"`
	UpdatedAt  time.Time                `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SequenceStep is one step of a sequence.
type SequenceStep struct {
	ID                        int64            `json:"id"`
	ActionType                ActionType       `json:"action_type,omitzero"`
	DelayFromPreviousStep     int64            `json:"delay_from_previous_step,omitzero"` // in units of DelayFromPreviousStepUnit
	DelayFromPreviousStepUnit DelayUnit        `json:"delay_from_previous_step_unit,omitzero"`
	Position                  int64            `json:"position,omitzero"` // 0 for the first
	ActionProperties          ActionProperties `json:"action_properties,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// ActionType is the kind of action of a step.
type ActionType string

// Kinds of actions.
const (
	ActionAutomatedEmail ActionType = "automated_email"
	ActionTask           ActionType = "task"
)

// DelayUnit is the unit of a step's delay.
type DelayUnit string

// Units of delays.
const (
	DelayHours    DelayUnit = "hours"
	DelayWeekdays DelayUnit = "weekdays"
)

// ActionProperties are the details of a step. Which of them are set depends on its
// ActionType.
type ActionProperties struct {
	EmailTemplateID int64  `json:"email_template_id,omitzero"` // of an e-mail
	IsReply         bool   `json:"is_reply,omitzero"`          // of an e-mail: whether it replies to the one before
	TaskContent     string `json:"task_content,omitzero"`      // of a task

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SequenceQuery filters a listing of sequences. The zero query lists all.
type SequenceQuery struct {
	IDs     []int64 `query:"ids,max=100"` // at most 100
	Name    string  `query:"name"`
	PerPage int     `query:"per_page,max=100"`
}
