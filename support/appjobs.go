package support

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/wire"
)

// AppJobStatus is how far a job of apps or of installations is.
type AppJobStatus struct {
	ID             string   `json:"id"`
	URL            string   `json:"url,omitzero"`
	Status         JobState `json:"status,omitzero"`
	Total          int64    `json:"total,omitzero"`
	Progress       int64    `json:"progress,omitzero"`
	Message        string   `json:"message,omitzero"`
	AppID          int64    `json:"app_id,omitzero"`          // of the app that was made
	InstallationID int64    `json:"installation_id,omitzero"` // of the installation that is done

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// AppJob is work on an app that Support does in the background.
type AppJob struct {
	ID     string
	status func(ctx context.Context, id string, opts ...zendesk.CallOption) (*AppJobStatus, error)
}

// Wait looks at the job until it ends, as [Job.Wait] does, and returns its
// status. A job that did not complete is a [*AppJobError].
func (j *AppJob) Wait(ctx context.Context, opts ...zendesk.CallOption) (*AppJobStatus, error) {
	for wait := firstLook; ; wait = min(wait*3/2, slowestLook) {
		if err := wire.Sleep(ctx, wait); err != nil {
			return nil, fmt.Errorf("support: waiting for app job %s: %w", j.ID, err)
		}
		status, err := j.status(ctx, j.ID, opts...)
		switch {
		case err != nil:
			return nil, err
		case status.Status == JobCompleted:
			return status, nil
		case status.Status.Done():
			return status, &AppJobError{Job: status}
		}
	}
}

// AppJobError is a job of apps that failed. Its text does not hold the job's
// Message, which may quote what was sent.
type AppJobError struct{ Job *AppJobStatus }

// Error names the job and its state.
func (e *AppJobError) Error() string {
	return fmt.Sprintf("support: app job %s: %s", e.Job.ID, e.Job.Status)
}
