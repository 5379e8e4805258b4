package sell

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"time"

	"github.com/sellsupport/zendesk"
	"github.com/sellsupport/zendesk/internal/rest"
)

// CallsService reads and writes phone calls. To attach a call to a lead or
// contact, or to move it to another one, Update its ResourceType and ResourceID.
//
// Listings return the latest call first and have no other order. If calls are added
// meanwhile, others move to the next page and may be returned twice.
//
// API page: Calls (sales-crm/resources/calls).
//
//zendesk:resource Call /v2/calls Get List Create Update Delete
type CallsService struct {
	rc    *rest.Client
	links *links
}

// Download copies the recording of a call to w and returns how many bytes that
// were. It takes the link that the API page does not name
// (PublicAPIRecordingURL), and RecordingURL where there is none, or where that is
// refused before anything is written. A call without either is
// [zendesk.ErrNotFound].
//
// The link's host gets no credentials; whether one asks for any is not confirmed,
// and [zendesk.ErrUnauthorized] says so. A transfer is not repeated, takes none of
// the token's request rate, and has no time limit but that of ctx, as with
// [DocumentsService.Download].
//
//zendesk:op GET
func (s CallsService) Download(ctx context.Context, call *Call, w io.Writer) (int64, error) {
	err := fmt.Errorf("%s: %w: the call has no recording", opCallsDownload.Name, zendesk.ErrNotFound)
	n := 0
	for _, url := range slices.Compact([]string{call.PublicAPIRecordingURL, call.RecordingURL}) {
		if url == "" {
			continue
		}
		n++
		var written int64
		written, err = s.links.copy(ctx, n, linkOf(opCallsDownload, url, 0), w)
		if e, ok := errors.AsType[*zendesk.Error](err); !ok || written > 0 || !expired(e.Status) && e.Status != http.StatusUnauthorized {
			return written, err
		}
	}
	return 0, err
}

// Call is a phone call with a lead or contact, or with a number that belongs to none.
type Call struct {
	ID           int64  `json:"id"`
	UserID       int64  `json:"user_id,omitzero"` // who called or was called
	PhoneNumber  string `json:"phone_number,omitzero"`
	Summary      string `json:"summary,omitzero"`
	RecordingURL string `json:"recording_url,omitzero"`
	// PublicAPIRecordingURL is undocumented; two public clients read it.
	PublicAPIRecordingURL string       `json:"public_api_recording_url,omitzero"`
	OutcomeID             int64        `json:"outcome_id,omitzero"` // a call outcome
	Duration              int64        `json:"duration,omitzero"`   // seconds
	Incoming              bool         `json:"incoming,omitzero"`
	Missed                bool         `json:"missed,omitzero"`
	ExternalID            string       `json:"external_id,omitzero"`   // in the telephony system
	ResourceType          ResourceType `json:"resource_type,omitzero"` // lead or contact; "" for none
	ResourceID            int64        `json:"resource_id,omitzero"`   // 0 for none
	AssociatedDealIDs     []int64      `json:"associated_deal_ids,omitzero"`
	MadeAt                time.Time    `json:"made_at,omitzero"`
	CreatedAt             time.Time    `json:"created_at,omitzero"`
	UpdatedAt             time.Time    `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// CallParams are the attributes of a call to write. A new call needs PhoneNumber, and
// either both or neither of ResourceType and ResourceID.
type CallParams struct {
	UserID            zendesk.Opt[int64]        `json:"user_id,omitzero"` // default: the token's user
	PhoneNumber       zendesk.Opt[string]       `json:"phone_number,omitzero"`
	Summary           zendesk.Opt[string]       `json:"summary,omitzero"`
	RecordingURL      zendesk.Opt[string]       `json:"recording_url,omitzero"`
	OutcomeID         zendesk.Opt[int64]        `json:"outcome_id,omitzero"`
	Duration          zendesk.Opt[int64]        `json:"duration,omitzero"` // seconds
	Incoming          zendesk.Opt[bool]         `json:"incoming,omitzero"`
	Missed            zendesk.Opt[bool]         `json:"missed,omitzero"`
	ExternalID        zendesk.Opt[string]       `json:"external_id,omitzero"`
	ResourceType      zendesk.Opt[ResourceType] `json:"resource_type,omitzero"` // lead or contact
	ResourceID        zendesk.Opt[int64]        `json:"resource_id,omitzero"`
	AssociatedDealIDs zendesk.Opt[[]int64]      `json:"associated_deal_ids,omitzero"`
	MadeAt            zendesk.Opt[time.Time]    `json:"made_at,omitzero"` // default: now

	Extra map[string]json.RawMessage `json:",embed"` // further members to send; see [zendesk.Encode]
}

// CallQuery filters a listing of calls. The zero query lists all.
type CallQuery struct {
	IDs              []int64      `query:"ids,max=100"` // at most 100
	ResourceType     ResourceType `query:"resource_type"`
	ResourceID       int64        `query:"resource_id"`
	AssociatedDealID int64        `query:"associated_deal_id"`
	PerPage          int          `query:"per_page,max=100"`
}

// CallOutcomesService lists the outcomes that a call can have. The API can neither
// write them nor get one by id.
//
// API page: Call Outcomes (sales-crm/resources/call-outcomes).
//
//zendesk:resource CallOutcome /v2/call_outcomes List
type CallOutcomesService struct{ rc *rest.Client }

// CallOutcome is an outcome of calls that the account defines.
type CallOutcome struct {
	ID        int64     `json:"id"`
	Name      string    `json:"name,omitzero"`
	CreatorID int64     `json:"creator_id,omitzero"`
	CreatedAt time.Time `json:"created_at,omitzero"`
	UpdatedAt time.Time `json:"updated_at,omitzero"`

	Extra map[string]json.RawMessage `json:",embed"` // members without a field; see [zendesk.Decode]
}

// CallOutcomeQuery sets only the page size: the API has no filters here.
type CallOutcomeQuery struct {
	PerPage int `query:"per_page,max=100"`
}
