package sell

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// SequenceEnrollmentsService enrolls leads and contacts in sequences, which
// sends them e-mails, and ends that. The API cannot delete an enrollment:
// Update its State to [EnrollmentFinished].
//
// API page: Sequence Enrollments (sales-crm/resources/sequence-enrollments).
// They are part of the add-on Reach; without it they may be
// [zendesk.ErrForbidden].
//
//zendesk:resource SequenceEnrollment /v2/sequence_enrollments Get List Create Update
type SequenceEnrollmentsService struct{ rc *rest.Client }

// FinishOngoingForResource ends all ongoing enrollments of a lead or contact, or
// those in some sequences. It is retried if the response is lost; the response
// then lacks what the first attempt ended.
//
//zendesk:op POST /v2/sequence_enrollments/finish_ongoing_for_resource class=idempotent
func (s SequenceEnrollmentsService) FinishOngoingForResource(ctx context.Context, p FinishOngoingParams, opts ...zendesk.CallOption) (*FinishedEnrollments, error) {
	if ids, some := p.SequenceIDs.Get(); !some {
		p.SequenceIDs = zendesk.Set[[]int64](nil) // Sell takes an empty list as all
	} else if len(ids) == 0 {
		return nil, &zendesk.ArgumentError{Op: opSequenceEnrollmentsFinishOngoingForResource.Name, Argument: "SequenceIDs", Problem: "is empty, which would end all: leave it out if that is meant"}
	}
	return one[FinishedEnrollments](ctx, s.rc, opSequenceEnrollmentsFinishOngoingForResource.Request().With(p), opts)
}

// SequenceEnrollment is a lead or contact on its way through a sequence.
type SequenceEnrollment struct {
	ID                             int64                      `json:"id"`
	ActorID                        int64                      `json:"actor_id,omitzero"`      // the user whom the e-mails come from
	ResourceType                   ResourceType               `json:"resource_type,omitzero"` // lead or contact
	ResourceID                     int64                      `json:"resource_id,omitzero"`
	State                          EnrollmentState            `json:"state,omitzero"`
	Sequence                       Wrapped[Sequence]          `json:"sequence,omitzero"`
	EnrollmentSteps                Collection[EnrollmentStep] `json:"enrollment_steps,omitzero"`
	CurrentStepPosition            *int64                     `json:"current_step_position,omitzero"`             // 0 is the first step
	PreviouslyExecutedStepPosition *int64                     `json:"previously_executed_step_position,omitzero"` // in some answers instead of CurrentStepPosition
	FinishedAt                     time.Time                  `json:"finished_at,omitzero"`
	FinishedReason                 string                     `json:"finished_reason,omitzero"` // such as "manual"
	FinishedActorID                int64                      `json:"finished_actor_id,omitzero"`
	CreatedAt                      time.Time                  `json:"created_at,omitzero"`
	UpdatedAt                      time.Time                  `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// EnrollmentState tells how an enrollment is going. There are others than the
// constants, such as those of blocked enrollments.
type EnrollmentState string

// States that can be written.
const (
	EnrollmentActive   EnrollmentState = "active"   // resumes one that is blocked
	EnrollmentFinished EnrollmentState = "finished" // ends one
)

// EnrollmentStep is a step of the sequence as it stands for one enrollment.
type EnrollmentStep struct {
	Position                  int64            `json:"position,omitzero"`                 // 0 for the first
	DelayFromPreviousStep     int64            `json:"delay_from_previous_step,omitzero"` // in units of DelayFromPreviousStepUnit
	DelayFromPreviousStepUnit DelayUnit        `json:"delay_from_previous_step_unit,omitzero"`
	Overdue                   bool             `json:"overdue,omitzero"`
	ActionType                ActionType       `json:"action_type,omitzero"`
	ActionProperties          ActionProperties `json:"action_properties,omitzero"`
	Action                    Wrapped[Action]  `json:"action,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// Action is what a step did or will do.
type Action struct {
	Status             string    `json:"status,omitzero"`               // such as "completed" or "cancelled"
	ExecutedAt         time.Time `json:"executed_at,omitzero"`          // may be the start of 1970 for never
	EstimatedExecuteAt time.Time `json:"estimated_execute_at,omitzero"` // likewise
	FailureReason      string    `json:"failure_reason,omitzero"`       // of one that failed
	TaskID             int64     `json:"task_id,omitzero"`              // the task that was made
	TaskContent        string    `json:"task_content,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
}

// SequenceEnrollmentParams are the attributes of an enrollment to write. A new
// one needs SequenceID, ResourceType and ResourceID. Afterwards only State can
// be written.
type SequenceEnrollmentParams struct {
	SequenceID   zendesk.Opt[int64]           `json:"sequence_id,omitzero"`
	ResourceType zendesk.Opt[ResourceType]    `json:"resource_type,omitzero"` // lead or contact
	ResourceID   zendesk.Opt[int64]           `json:"resource_id,omitzero"`
	ActorID      zendesk.Opt[int64]           `json:"actor_id,omitzero"` // the user whom the e-mails come from
	State        zendesk.Opt[EnrollmentState] `json:"state,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// FinishOngoingParams say whose enrollments to end. They need ResourceType and
// ResourceID.
type FinishOngoingParams struct {
	ResourceType zendesk.Opt[ResourceType] `json:"resource_type,omitzero"` // lead or contact
	ResourceID   zendesk.Opt[int64]        `json:"resource_id,omitzero"`
	SequenceIDs  zendesk.Opt[[]int64]      `json:"sequence_ids,omitzero"` // default: all; an empty list is refused

	Extra map[string]json.RawMessage `json:",embed"` // more members to send; see [zendesk.Encode]
}

// FinishedEnrollments are the enrollments that were ended.
type FinishedEnrollments struct {
	EnrollmentAction   string                         `json:"enrollment_action,omitzero"`
	UpdatedEnrollments Collection[SequenceEnrollment] `json:"updated_enrollments,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // what no field holds; see [zendesk.Decode]
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
