package sell

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// SequenceEnrollmentsService enrolls leads and contacts in sequences, which send them
// e-mails, and ends enrollments. The API cannot delete an enrollment: instead, Update
// its State to [EnrollmentFinished].
//
// API page: Sequence Enrollments (sales-crm/resources/sequence-enrollments).
// They are part of the add-on Reach; without it they may be
// [zendesk.ErrForbidden].
//
//zendesk:resource SequenceEnrollment /v2/sequence_enrollments Get List Create Update
type SequenceEnrollmentsService struct{ rc *rest.Client }

// FinishOngoingForResource ends all ongoing enrollments of a lead or contact, or only
// those in given sequences. If the response is lost, it is retried; the result then
// lacks the enrollments that the first attempt ended.
//
//zendesk:op POST /v2/sequence_enrollments/finish_ongoing_for_resource class=idempotent
func (s SequenceEnrollmentsService) FinishOngoingForResource(ctx context.Context, p FinishOngoingParams, opts ...zendesk.CallOption) (*FinishedEnrollments, error) {
	if ids, some := p.SequenceIDs.Get(); !some {
		p.SequenceIDs = zendesk.Set[[]int64](nil) // Sell takes an empty list for all
	} else if len(ids) == 0 {
		return nil, &zendesk.ArgumentError{Op: opSequenceEnrollmentsFinishOngoingForResource.Name, Argument: "SequenceIDs", Problem: "is empty, which would end all: leave it out to end all"}
	}
	return one[FinishedEnrollments](ctx, s.rc, opSequenceEnrollmentsFinishOngoingForResource.Request().With(p), opts)
}

// SequenceEnrollment is the enrollment of a lead or contact in a sequence.
type SequenceEnrollment struct {
	ID                             int64                      `json:"id"`
	ActorID                        int64                      `json:"actor_id,omitzero"`      // the user who sends the e-mails
	ResourceType                   ResourceType               `json:"resource_type,omitzero"` // lead or contact
	ResourceID                     int64                      `json:"resource_id,omitzero"`
	State                          EnrollmentState            `json:"state,omitzero"`
	Sequence                       Wrapped[Sequence]          `json:"sequence,omitzero"`
	EnrollmentSteps                Collection[EnrollmentStep] `json:"enrollment_steps,omitzero"`
	CurrentStepPosition            *int64                     `json:"current_step_position,omitzero"`             // 0 is the first step
	PreviouslyExecutedStepPosition *int64                     `json:"previously_executed_step_position,omitzero"` // in some responses instead of CurrentStepPosition
	FinishedAt                     time.Time                  `json:"finished_at,omitzero"`
	FinishedReason                 string                     `json:"finished_reason,omitzero"` // such as "manual"
	FinishedActorID                int64                      `json:"finished_actor_id,omitzero"`
	CreatedAt                      time.Time                  `json:"created_at,omitzero"`
	UpdatedAt                      time.Time                  `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// EnrollmentState is the state of an enrollment. There are more than these constants,
// for example for blocked enrollments.
type EnrollmentState string

// States that can be written.
const (
	EnrollmentActive   EnrollmentState = "active"   // resumes a blocked enrollment
	EnrollmentFinished EnrollmentState = "finished" // ends an enrollment
)

// EnrollmentStep is a step of the sequence for one enrollment.
type EnrollmentStep struct {
	Position                  int64            `json:"position,omitzero"`                 // 0 for the first
	DelayFromPreviousStep     int64            `json:"delay_from_previous_step,omitzero"` // in units of DelayFromPreviousStepUnit
	DelayFromPreviousStepUnit DelayUnit        `json:"delay_from_previous_step_unit,omitzero"`
	Overdue                   bool             `json:"overdue,omitzero"`
	ActionType                ActionType       `json:"action_type,omitzero"`
	ActionProperties          ActionProperties `json:"action_properties,omitzero"`
	Action                    Wrapped[Action]  `json:"action,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// Action is what a step did or will do.
type Action struct {
	Status             string    `json:"status,omitzero"`               // such as "completed" or "cancelled"
	ExecutedAt         time.Time `json:"executed_at,omitzero"`          // may be the start of 1970 for never
	EstimatedExecuteAt time.Time `json:"estimated_execute_at,omitzero"` // likewise
	FailureReason      string    `json:"failure_reason,omitzero"`       // if it failed
	TaskID             int64     `json:"task_id,omitzero"`              // the task that was created
	TaskContent        string    `json:"task_content,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SequenceEnrollmentParams are the attributes of an enrollment to write. A new
// one needs SequenceID, ResourceType and ResourceID. After that, only State can
// be changed.
type SequenceEnrollmentParams struct {
	SequenceID   zendesk.Opt[int64]           `json:"sequence_id,omitzero"`
	ResourceType zendesk.Opt[ResourceType]    `json:"resource_type,omitzero"` // lead or contact
	ResourceID   zendesk.Opt[int64]           `json:"resource_id,omitzero"`
	ActorID      zendesk.Opt[int64]           `json:"actor_id,omitzero"` // the user who sends the e-mails
	State        zendesk.Opt[EnrollmentState] `json:"state,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// FinishOngoingParams say whose enrollments to end. ResourceType and ResourceID are
// required.
type FinishOngoingParams struct {
	ResourceType zendesk.Opt[ResourceType] `json:"resource_type,omitzero"` // lead or contact
	ResourceID   zendesk.Opt[int64]        `json:"resource_id,omitzero"`
	SequenceIDs  zendesk.Opt[[]int64]      `json:"sequence_ids,omitzero"` // default: all; an empty list is an error

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// FinishedEnrollments are the enrollments that were ended.
type FinishedEnrollments struct {
	EnrollmentAction   string                         `json:"enrollment_action,omitzero"`
	UpdatedEnrollments Collection[SequenceEnrollment] `json:"updated_enrollments,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// SequenceEnrollmentQuery filters a listing of enrollments. The zero query lists
// all.
type SequenceEnrollmentQuery struct {
	IDs          []int64         `query:"ids,max=100"`  // at most 100
	ResourceIDs  []int64         `query:"resource_ids"` // ids of leads or contacts, as ResourceType says
	ResourceType ResourceType    `query:"resource_type"`
	SequenceID   int64           `query:"sequence_id"`
	State        EnrollmentState `query:"state"` // unconfirmed: check what comes back
	PerPage      int             `query:"per_page,max=100"`
}
